/** What other people did meanwhile, through the public API. */

const PASSWORD = "osta-demo-world";
const HOME = { lat: 29.9618, lng: 31.257 };

/** One request; what is refused is an error that says why. */
export async function ask(url, token, method, path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "idempotency-key": `e2e-${crypto.randomUUID()}`,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

export async function signedIn(url, phone) {
  return (await ask(url, null, "POST", "/auth/login", { phone, password: PASSWORD })).accessToken;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A job that was done, paid and then complained about; both sides told theirs. */
export async function disputedBooking(url) {
  const [customer, technician] = [await signedIn(url, "01000000001"), await signedIn(url, "01100000000")];
  const at = (lat, lng) =>
    ask(url, technician, "POST", "/locations", {
      lat,
      lng,
      accuracy: 8,
      recordedAt: new Date().toISOString(),
    });
  await ask(url, technician, "PUT", "/providers/me/availability", { online: true });
  await at(HOME.lat + 0.004, HOME.lng);
  const { items: services } = await ask(url, null, "GET", "/services?q=repair%20tap");
  const { items: addresses } = await ask(url, customer, "GET", "/me/addresses");
  const saved = addresses[0];
  const pin = (saved.address ?? saved).pin;
  const quote = await ask(url, customer, "POST", "/quotes", { serviceId: services[0].id, pin, quantity: 1 });
  const order = { quoteId: quote.id, addressId: saved.id, paymentMethod: "cash" };
  const booking = await ask(url, customer, "POST", "/bookings", order);
  let offer;
  for (let tries = 0; !offer && tries < 100; tries++) {
    const { items } = await ask(url, technician, "GET", "/offers");
    offer = items.find((one) => one.bookingId === booking.id);
    if (!offer) await pause(300);
  }
  if (!offer) throw new Error("the technician was not asked");
  await ask(url, technician, "POST", `/offers/${offer.id}/accept`, {});
  await ask(url, technician, "POST", `/bookings/${booking.id}/en-route`, {});
  await at(pin.lat + 0.002, pin.lng);
  await pause(1000);
  await at(pin.lat, pin.lng);
  await pause(1000);
  await ask(url, technician, "POST", `/bookings/${booking.id}/arrive`, { position: pin });
  const { startCode } = await ask(url, customer, "GET", `/bookings/${booking.id}`);
  await ask(url, technician, "POST", `/bookings/${booking.id}/start`, { code: startCode });
  await ask(url, technician, "POST", `/bookings/${booking.id}/complete`, {});
  for (let tries = 0; tries < 40; tries++) {
    const { stage } = await ask(url, customer, "GET", `/bookings/${booking.id}`);
    if (stage === "settled") break;
    await pause(250);
  }
  await ask(url, customer, "POST", `/bookings/${booking.id}/dispute`, {
    kind: "not_fixed",
    reason: "الحنفية ما زالت تنقط",
    wanted: "partial_refund",
    wantedRefund: { amount: 5000, currency: "EGP" },
  });
  for (const side of [customer, technician])
    await ask(url, side, "POST", `/bookings/${booking.id}/dispute/evidence`, { text: "هذا ما حدث بالضبط" });
  return booking;
}
