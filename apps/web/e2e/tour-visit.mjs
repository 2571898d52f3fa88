/** A visit from the search to the complaint, and another from the estimate to the warranty, from both sides. */
import { logIn, OPERATOR, PLUMBER, signUp, stageOf } from "./people.mjs";
import { accept, book, caller, enter, finish, give, here, setOut } from "./setting.mjs";

const CUSTOMER = "01000000001";
const NEAR = { lat: 29.9701, lng: 31.2581 };
const HOME = { lat: 29.9618, lng: 31.257 };

export async function visitTour(kit) {
  const { url, t, open, scene } = kit;
  const [mona, plumber, staff] = await Promise.all(
    [CUSTOMER, PLUMBER, OPERATOR].map((phone) => enter(url, phone)),
  );
  await here(plumber);
  const contexts = await Promise.all([open(), open()]);
  const [page, work] = await Promise.all(contexts.map((context) => context.newPage()));
  await Promise.all([logIn(page, t, CUSTOMER), logIn(work, t, PLUMBER)]);
  const both = { ...kit, mona, plumber, staff, page, work };
  await scene("10-booking", () => tap(both));
  await scene("11-estimate", () => inspection(both));
  await scene("12-later", () => later(both));
  await Promise.all(contexts.map((context) => context.close()));
  await scene("13-paying", () => paying(kit));
}

const button = (page, name) => page.getByRole("button", { name, exact: true });

async function tap({ lang, t, open, shoot, go, scene, mona, plumber, staff, page, work }) {
  const booking = await book(mona);
  const ours = `/bookings/${booking.id}`;
  const theirs = `/work/jobs/${booking.id}`;
  await go(page, ours, "10-booking-searching");
  await scene("21-offer", async () => {
    await work.goto("/work");
    await button(work, t("new.accept")).waitFor({ timeout: 30_000 });
    await shoot(work, "21-offer");
  });
  await accept(plumber, booking.id);
  await stageOf(page, "assigned");
  await go(page, ours, "10-booking-confirmed");
  await go(work, theirs, "21-job-confirmed");
  await scene("10-cancel", async () => {
    await button(page, t("cancel.open")).click();
    await button(page, t("cancel.keep")).waitFor();
    await shoot(page, "10-cancel");
  });
  await setOut(plumber, booking);
  await here(plumber, NEAR);
  await page.goto(ours);
  await stageOf(page, "en_route");
  await page.waitForTimeout(1500);
  await shoot(page, "10-booking-coming");
  await go(work, theirs, "21-job-coming");
  await scene("10-share", async () => {
    await button(page, t("share.open")).click();
    const { token } = await mona.call("POST", `/bookings/${booking.id}/share-links`, {});
    await button(page, t("share.send")).waitFor();
    await shoot(page, "10-share");
    const family = await open();
    const seen = await family.newPage();
    await seen.goto(`/shared/${token}`);
    await seen.getByTestId("shared-state").waitFor();
    await seen.waitForTimeout(1000);
    await shoot(seen, "10-shared");
    await family.close();
  });
  await scene("10-help", async () => {
    await page.goto(ours);
    await button(page, t("help.open")).click();
    await page.getByText(t("help.text")).waitFor();
    await shoot(page, "10-help");
  });
  await scene("37-alarm", async () => {
    const alarm = await mona.call("POST", `/bookings/${booking.id}/sos`, { silent: true, place: HOME });
    await go(page, ours, "10-help-called");
    const office = await open();
    const desk = await office.newPage();
    await logIn(desk, t, OPERATOR);
    await go(desk, "/ops/bookings", "37-alarm-open");
    await go(desk, `/ops/alarms/${alarm.id}`, "37-alarm");
    await office.close();
    await staff.call("POST", `/admin/sos/${alarm.id}/acknowledge`, {});
    await staff.call("POST", `/admin/sos/${alarm.id}/close`, { note: "-" });
  });
  await scene("10-talk", async () => {
    const { items } = await mona.call("GET", "/conversations");
    const { id } = items.find((one) => one.bookingId === booking.id) ?? items[0];
    const say = (who, text) =>
      who.call("POST", `/conversations/${id}/messages`, { id: crypto.randomUUID(), kind: "text", text });
    const [ask, answer] =
      lang === "ar"
        ? ["هل تحتاج سلم؟ رقم العمارة ١٢، الدور الثالث.", "لا شكرًا، معي كل حاجة."]
        : ["Do you need a ladder? It is number 12, third floor.", "No, thanks, I have everything."];
    await say(mona, ask);
    await say(plumber, answer);
    await say(mona, "كلمني على 01012345678");
    await page.goto(`/talk/${id}`);
    await page.getByRole("log").waitFor();
    await shoot(page, "10-talk");
    await work.goto(`/work/talk/${id}`);
    await work.getByRole("log").waitFor();
    await shoot(work, "21-talk");
  });
  await here(plumber);
  await plumber.call("POST", `/bookings/${booking.id}/arrive`, {});
  await page.goto(ours);
  await stageOf(page, "arrived");
  await shoot(page, "10-booking-door");
  await go(work, theirs, "21-job-door");
  const { startCode } = await mona.call("GET", `/bookings/${booking.id}`);
  await plumber.call("POST", `/bookings/${booking.id}/start`, { code: startCode });
  await go(page, ours, "10-booking-working");
  await go(work, theirs, "21-job-working");
  await plumber.call("POST", `/bookings/${booking.id}/complete`, {});
  await page.goto(ours);
  await stageOf(page, "settled");
  await shoot(page, "10-booking-rate");
  await go(work, theirs, "21-job-done");
  await mona.call("POST", "/ratings", {
    bookingId: booking.id,
    quality: 4,
    punctuality: 5,
    priceFairness: 4,
    cleanliness: 5,
    comment: "شغله نضيف، كلموه على 01012345678",
  });
  await scene("10-complaint", async () => {
    await page.goto(ours);
    await button(page, t("dispute.open")).click();
    await page.getByLabel(t("dispute.reason")).waitFor();
    await shoot(page, "10-complaint");
    await mona.call("POST", `/bookings/${booking.id}/dispute`, {
      kind: "not_fixed",
      reason: lang === "ar" ? "الحنفية ما زالت تنقط" : "The tap still drips",
      wanted: "partial_refund",
      wantedRefund: { amount: 5000, currency: "EGP" },
    });
    await plumber.call("POST", `/bookings/${booking.id}/dispute/proposals`, {
      outcome: "partial_refund",
      refund: { amount: 4000, currency: "EGP" },
      text: lang === "ar" ? "أرجع لك أربعين جنيهًا" : "I give you forty pounds back",
    });
    await go(page, ours, "10-complaint-case");
    await go(work, theirs, "21-job-complaint");
  });
}

async function inspection({ lang, t, shoot, go, scene, mona, plumber, staff, page, work }) {
  const booking = await book(mona, { q: "plumber inspection" });
  await give(staff, booking.id, plumber.user.id);
  await setOut(plumber, booking);
  await here(plumber);
  await plumber.call("POST", `/bookings/${booking.id}/arrive`, {});
  const { startCode } = await mona.call("GET", `/bookings/${booking.id}`);
  await plumber.call("POST", `/bookings/${booking.id}/start`, { code: startCode });
  const ours = `/bookings/${booking.id}`;
  const theirs = `/work/jobs/${booking.id}`;
  await go(page, ours, "11-inspecting");
  await work.goto(theirs);
  await work.getByLabel(t("job.line"), { exact: true }).fill(lang === "ar" ? "تغيير خلاط" : "New mixer tap");
  await work.getByLabel(t("job.unit_price")).fill("990");
  await shoot(work, "21-estimate");
  const line = (kind, name, amount) => ({
    kind,
    name,
    quantity: 1,
    unitPrice: { amount, currency: "EGP" },
  });
  const names = lang === "ar" ? ["تغيير خلاط", "محبس جديد"] : ["New mixer tap", "New stop valve"];
  const estimate = await plumber.call("POST", `/bookings/${booking.id}/estimates`, {
    lines: [line("labour", names[0], 99_000), line("labour", names[1], 45_000)],
  });
  await page.goto(ours);
  await stageOf(page, "awaiting_approval");
  await shoot(page, "11-estimate");
  await go(work, theirs, "21-estimate-waits");
  await scene("11-decline", async () => {
    await button(page, t("offer.decline")).click();
    await page.getByText(t("offer.decline_estimate")).waitFor();
    await shoot(page, "11-decline");
  });
  await mona.call("POST", `/bookings/${booking.id}/estimates/${estimate.id}/approve`, {});
  await plumber.call("POST", `/bookings/${booking.id}/complete`, {});
  await page.goto(ours);
  await stageOf(page, "settled");
  await scene("11-warranty", async () => {
    await button(page, t("warranty.claim")).click();
    await page.getByLabel(t("warranty.fault")).fill(lang === "ar" ? "الحنفية رجعت تنقط" : "It drips again");
    await page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .first()
      .waitFor();
    await shoot(page, "11-warranty");
    await page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .last()
      .click();
    await button(page, t("warranty.send")).click();
    await page.waitForURL((address) => !address.pathname.endsWith(booking.id));
    await page.getByTestId("stage").waitFor();
    await shoot(page, "11-warranty-visit");
    await go(page, ours, "11-warranty-open");
  });
}

async function later({ t, shoot, go, scene, mona, plumber, staff, page, work }) {
  const booking = await book(mona, { later: 48 });
  await give(staff, booking.id, plumber.user.id);
  await go(page, `/bookings/${booking.id}`, "12-later");
  await go(work, `/work/jobs/${booking.id}`, "21-job-later");
  await scene("12-move", async () => {
    await button(page, t("move.open")).click();
    await page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .first()
      .waitFor();
    await shoot(page, "12-move");
  });
  const over = await book(mona, { q: "unblock toilet" });
  await mona.call("POST", `/bookings/${over.id}/cancel`, {});
  await go(page, `/bookings/${over.id}`, "12-cancelled");
  const done = await book(mona, { q: "unblock toilet" });
  await give(staff, done.id, plumber.user.id);
  await finish(mona, plumber, done);
  await mona.call("PUT", `/me/favourites/${plumber.user.id}`, {});
}

/** Somebody who is new: nothing anywhere yet, and an order that waits for its money. */
async function paying({ url, sandbox, t, open, shoot, go }) {
  const context = await open();
  const page = await context.newPage();
  const phone = `0106${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  await page.goto("/login");
  await signUp(page, t, sandbox, phone, ["هدى", "سالم"]);
  await page.waitForURL((at) => at.pathname !== "/login");
  const asked = page.waitForRequest((one) => one.url().includes("/api/v1/bookings"));
  await go(page, "/bookings", "13-bookings-none");
  const { authorization } = await (await asked).allHeaders();
  const call = caller(url, authorization.replace("Bearer ", ""));
  for (const [path, name] of [
    ["/talk", "13-talks-none"],
    ["/account/addresses", "13-addresses-none"],
    ["/account/plans", "13-plans-none"],
    ["/account/technicians", "13-technicians-none"],
    ["/account/wallet", "13-wallet-none"],
  ])
    await go(page, path, name);
  const { id } = await book({ call }, { by: "wallet" });
  await page.goto(`/bookings/${id}`);
  await stageOf(page, "awaiting_payment");
  await shoot(page, "13-paying");
  await call("POST", `/bookings/${id}/cancel`, {});
  await context.close();
}
