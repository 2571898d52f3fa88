/** Sets the scene over the API, so that a test shows what it is about and nothing else. */
import { DEMO_PASSWORD, patiently } from "./people.mjs";

const HOME = { lat: 29.9618, lng: 31.257 };

/** Calls the API as somebody; refusals are faults of the test. */
export function caller(url, token) {
  return async (method, path, body) => {
    const asked = {
      method,
      headers: {
        "content-type": "application/json",
        "idempotency-key": `e2e-${crypto.randomUUID()}`,
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    const response = await patiently(() => fetch(`${url}/api/v1${path}`, asked));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
}

export async function enter(url, phone) {
  const { accessToken, user } = await caller(url)("POST", "/auth/login", { phone, password: DEMO_PASSWORD });
  return { call: caller(url, accessToken), user, phone };
}

/** The service that a word finds first. */
async function serviceOf(call, q) {
  const { items } = await call("GET", `/services?q=${encodeURIComponent(q)}&limit=1`);
  return items[0];
}

/** An order of the customer's: for now, or at the first time that can be kept. */
export async function book(customer, { q = "repair tap", later = false, by = "cash" } = {}) {
  const service = await serviceOf(customer.call, q);
  let startsAt;
  if (later) {
    const range = `serviceId=${service.id}&lat=${HOME.lat}&lng=${HOME.lng}&days=14`;
    const { days } = await customer.call("GET", `/slots?${range}`);
    const soonest = Date.now() + (later === true ? 0 : later * 3600_000);
    startsAt = days.flatMap((day) => day.slots).find((slot) => Date.parse(slot.startsAt) > soonest)?.startsAt;
  }
  const quote = await customer.call("POST", "/quotes", { serviceId: service.id, pin: HOME, startsAt });
  return customer.call("POST", "/bookings", {
    quoteId: quote.id,
    paymentMethod: by,
    address: { pin: HOME, street: "شارع ٩", building: "12" },
  });
}

/** Staff gives the order to a technician, whomever the search would have asked. */
export const give = (staff, bookingId, providerId) =>
  staff.call("POST", `/admin/bookings/${bookingId}/assign`, { providerId, reason: "e2e" });

/** The technician takes the offer as soon as it is there. */
export async function accept(technician, bookingId) {
  for (let attempt = 0; attempt < 150; attempt++) {
    const { items } = await technician.call("GET", "/offers");
    const offer = items.find((one) => one.bookingId === bookingId);
    if (offer) return technician.call("POST", `/offers/${offer.id}/accept`, {});
    if (attempt % 10 === 0) await here(technician);
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("no offer came");
}

/** The technician is online, near the customer's home. */
export async function here(technician, place = HOME) {
  await technician.call("PUT", "/providers/me/availability", { online: true }).catch(() => undefined);
  await technician.call("POST", "/locations", {
    ...place,
    accuracy: 8,
    recordedAt: new Date().toISOString(),
  });
}

export async function setOut(technician, { id }) {
  await technician.call("POST", `/bookings/${id}/en-route`, {});
}

/** From the way to the finished work, paid in cash. */
export async function finish(customer, technician, { id }, { isOnTheWay = false } = {}) {
  if (!isOnTheWay) await setOut(technician, { id });
  await here(technician);
  await technician.call("POST", `/bookings/${id}/arrive`, {});
  const { startCode } = await customer.call("GET", `/bookings/${id}`);
  await technician.call("POST", `/bookings/${id}/start`, { code: startCode });
  await technician.call("POST", `/bookings/${id}/complete`, {});
  for (let attempt = 0; attempt < 100; attempt++) {
    const { stage } = await customer.call("GET", `/bookings/${id}`);
    if (stage === "settled") return;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error("the booking does not settle");
}
