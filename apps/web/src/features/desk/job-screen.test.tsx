import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { noPhoto, photo } from "@/testing/picture";
import {
  address,
  answer,
  closed,
  dialog,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  sent,
  sentTo,
  show,
  t,
  whenSent,
} from "@/testing/screen";
import { Job } from "./job";
import { QueueBar } from "./queue/queue-bar";
import { QueueProvider } from "./queue/use-queue";
import { Shift } from "./shift";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));
vi.mock("socket.io-client", () => ({
  io: () => ({
    connected: false,
    active: true,
    on: () => undefined,
    emit: () => undefined,
    connect: () => undefined,
  }),
}));

const HERE = "/api/v1/bookings/b1";
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const words = (en: string) => ({ ar: en, en });
const soon = new Date(Date.now() + 3_600_000).toISOString();
const JOB = {
  id: "b1",
  number: "K7Q2M",
  status: "confirmed",
  stage: "assigned",
  stageText: words("Assigned"),
  startsAt: soon,
  endsAt: soon,
  createdAt: soon,
  instant: false,
  visit: 1,
  dropOuts: 0,
  quoteId: "q1",
  version: 1,
  service: { id: "s1", categoryId: "c1", name: words("Tap repair"), pricing: "fixed_scope" },
  place: { district: words("Maadi"), governorate: "EG-C", zoneId: "z1" },
  address: null,
  customer: { id: "u1", firstName: "Sara", lastName: "Nabil", phone: "+201012345678" },
  provider: { id: "me", displayName: "Amr S." },
  photos: [],
  paymentMethod: "cash",
  paymentStatus: "unpaid",
  completion: { checklist: [], minPhotosBefore: 0, minPhotosAfter: 0 },
  price: { lines: [{ kind: "labour", name: words("Work"), amount: pounds(150) }], total: pounds(150) },
  times: {},
  reschedule: null,
  cancellation: null,
  dispute: null,
};
const stored = (more: object) => answer(`GET ${HERE}`, { ...JOB, ...more });

/** Every test has another account, and so nothing that waits from the one before. */
let account = 0;

beforeEach(() => {
  logIn("service_provider", { id: `me-${++account}` });
  stored({});
  answer("GET /api/v1/providers/me", { id: "me", isOnline: false, home: { lat: 30, lng: 31 } });
  answer("GET /api/v1/bookings", { items: [] });
  answer("GET /api/v1/providers/me/services", { items: [] });
  answer(`GET ${HERE}/sos`, refusal(404, "not_found", "None."));
  answer(`GET ${HERE}/ratings`, { items: [] });
  answer("GET /api/v1/conversations", { items: [] });
  answer("GET /map/districts.json", { governorates: {}, districts: [] });
});

const open = () =>
  show(
    <Shift>
      <QueueProvider whereabouts={() => undefined}>
        <QueueBar />
        <Job />
      </QueueProvider>
    </Shift>,
    { at: "/work/jobs/b1", route: "/work/jobs/:id" },
  );

test("a job is given back with what it means said first", async () => {
  answer(`GET ${HERE}/cancellation-preview`, {
    fee: pounds(0),
    rule: "late",
    ruleText: words("Giving it back now counts against you."),
  });
  open();
  await press(t("job.drop"));
  await dialog();
  await screen.findByText("Giving it back now counts against you.");
  await fill(t("cancel.reason"), "My car broke");
  answer(`POST ${HERE}/cancel`, refusal(409, "booking.begun", "The work has begun."));
  await press(t("job.drop_sure"));
  await screen.findByText("The work has begun.");
  answer(`POST ${HERE}/cancel`, { ...JOB, status: "pending" });
  await press(t("job.drop_sure"));
  await waitFor(() => expect(address()).toBe("/work"));
  expect(lastTo(`POST ${HERE}/cancel`).body).toEqual({ acceptedFee: pounds(0), reason: "My car broke" });
});

test("a complaint stands on its job, to be answered", async () => {
  stored({ status: "disputed", stage: "open", dispute: { reason: "It drips" } });
  answer(`GET ${HERE}/dispute`, {
    bookingId: "b1",
    kind: "not_fixed",
    openedBy: "customer",
    state: "evidence",
    wanted: "none",
    evidenceUntil: soon,
    evidence: [{ id: "e1", side: "customer", text: "It drips", at: soon, photoIds: [] }],
    proposals: [],
  });
  open();
  await screen.findByText("It drips");
  expect(isOpen(t("case.propose"))).toBe(true);
});

test("another time is proposed; the customer's wish is answered", async () => {
  open();
  await press(t("other.open"));
  const sheet = await dialog();
  expect(isOpen(t("other.propose"), sheet)).toBe(false);
  await fill(t("pause.when"), "2026-06-01T10:00");
  await fill(t("pause.reason"), "The part comes then");
  answer(`POST ${HERE}/reschedule`, refusal(409, "booking.taken", "You have a job then."));
  await press(t("other.propose"), sheet);
  await screen.findByText("You have a job then.");
  answer(`POST ${HERE}/reschedule`, JOB);
  stored({ reschedule: { proposedBy: "provider", startsAt: soon, reason: null } });
  await press(t("other.propose"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/reschedule`).body).toEqual({
    startsAt: "2026-06-01T07:00:00.000Z",
    reason: "The part comes then",
  });
  await screen.findByText(t("other.waits", { time: format.dateTime(soon) }));
});

test("a customer who asks for another time gets a yes or a no", async () => {
  stored({ reschedule: { proposedBy: "customer", startsAt: soon, reason: "At work until then" } });
  open();
  await screen.findByText("At work until then");
  answer(`POST ${HERE}/reschedule/decline`, refusal(409, "booking.gone", "It is not asked any more."));
  await press(t("other.no"));
  await screen.findByText("It is not asked any more.");
  answer(`POST ${HERE}/reschedule/accept`, JOB);
  stored({});
  await press(t("other.yes"));
  await whenSent(`POST ${HERE}/reschedule/accept`);
  await waitFor(() => expect(pressables(t("other.yes"))).toEqual([]));
});

test("a wrong code is told at once, and the right one begins the work", async () => {
  stored({ stage: "arrived", times: { arrivedAt: new Date().toISOString() } });
  open();
  const code = await screen.findByLabelText<HTMLInputElement>(t("job.code"));
  await fill(t("job.code"), "١٢ab");
  expect(code.value).toBe("12");
  expect(isOpen(t("job.start"))).toBe(false);
  await fill(t("job.code"), "1234");
  answer(`POST ${HERE}/start`, refusal(422, "booking.wrong_code", "This is not the code."));
  await press(t("job.start"));
  await screen.findByText("This is not the code.");
  await waitFor(() => expect(code.value).toBe(""));
  await fill(t("job.code"), "4321");
  answer(`POST ${HERE}/start`, { id: "b1", stage: "working", status: "in_progress" });
  stored({ stage: "working", status: "in_progress" });
  await press(t("job.start"));
  await screen.findByText(t("job.complete"));
  expect(lastTo(`POST ${HERE}/start`).body).toEqual({ code: "4321" });
});

test("nobody opens: only after a fair wait, and only who is sure", async () => {
  stored({ stage: "arrived", times: { arrivedAt: new Date().toISOString() } });
  const { unmount } = open();
  await screen.findByText(new RegExp(`^${t("noshow.wait", { time: "14:" }).slice(0, 8)}`));
  unmount();
  stored({ stage: "arrived", times: { arrivedAt: new Date(Date.now() - 16 * 60_000).toISOString() } });
  open();
  await press(t("noshow.open"));
  expect(sentTo(`POST ${HERE}/no-show`)).toEqual([]);
  answer(`POST ${HERE}/no-show`, { id: "b1", stage: "closed", status: "cancelled" });
  await press(t("noshow.sure"));
  await waitFor(() => expect(address()).toBe("/work"));
});

test("an estimate: from the price list or typed, work and parts apart", async () => {
  stored({
    stage: "inspecting",
    status: "in_progress",
    service: { ...JOB.service, pricing: "inspection_first" },
  });
  const listed = (n: number, more: object = {}) => ({
    serviceId: `s${n}`,
    categoryId: "c1",
    name: words(`Service ${n}`),
    basePrice: pounds(100 + n),
    isActive: true,
    ...more,
  });
  answer("GET /api/v1/providers/me/services", {
    items: [
      listed(1),
      ...[2, 3, 4, 5, 6, 7].map((n) => listed(n)),
      listed(8, { categoryId: "c2" }),
      listed(9, { isActive: false }),
    ],
  });
  open();
  const builder = await screen.findByRole("region", { name: t("job.estimate") });
  await press(t("act.more"), builder);
  const list = within(builder).getByRole("group", { name: t("job.price_list") });
  expect(pressables(/^Service/, list), "not the one that was ordered, nor another trade's").toHaveLength(6);
  await press(/^Service 2/, list);
  await press(t("job.add_line"), builder);
  const typed = (label: string) => within(builder).getAllByLabelText<HTMLInputElement>(label);
  expect(typed(t("job.line"))[0]?.value).toBe("Service 2");
  fireEvent.change(typed(t("job.line"))[1] as HTMLElement, { target: { value: "Seal" } });
  fireEvent.change(typed(t("job.unit_price"))[1] as HTMLElement, { target: { value: "ten" } });
  fireEvent.click(pressables(t("job.part"), builder)[1] as HTMLElement);
  expect(typed(t("job.unit_price"))[1]?.getAttribute("aria-invalid")).toBe("true");
  screen.getByText(t("job.bad_price"));
  fireEvent.change(typed(t("job.unit_price"))[1] as HTMLElement, { target: { value: "١٢٫٥" } });
  fireEvent.change(typed(t("job.qty"))[1] as HTMLElement, { target: { value: "3" } });
  await press(t("job.add_line"), builder);
  fireEvent.click(pressables(t("job.remove_line"), builder)[2] as HTMLElement);
  await fill(t("job.note"), "The pipe is old");
  const total = format.money({ amount: 10_200 + 3 * 1250, currency: "EGP" });
  answer(`POST ${HERE}/estimates`, refusal(422, "booking.too_dear", "Parts may cost 20 pounds at most."));
  await press(t("job.send", { total }), builder);
  await screen.findByText("Parts may cost 20 pounds at most.");
  answer(`POST ${HERE}/estimates`, { id: "e1" });
  await press(t("job.send", { total }), builder);
  await screen.findByText(t("job.sent"));
  expect(lastTo(`POST ${HERE}/estimates`).body).toEqual({
    lines: [
      { kind: "labour", name: "Service 2", quantity: 1, unitPrice: pounds(102) },
      { kind: "parts", name: "Seal", quantity: 3, unitPrice: { amount: 1250, currency: "EGP" } },
    ],
    note: "The pipe is old",
  });
});

test("extra work with parts needs a picture of each; work that charges parts ends only with theirs", async () => {
  stored({
    stage: "working",
    status: "in_progress",
    price: { lines: [{ kind: "parts", name: words("Hose"), amount: pounds(30) }], total: pounds(180) },
  });
  open();
  await screen.findByText(t("job.parts_missing"));
  expect(isOpen(t("job.complete"))).toBe(false);
  await press(t("job.change"));
  const builder = await screen.findByRole("region", { name: t("job.change") });
  await press(t("job.part"), builder);
  await fill(t("job.line"), "Seal");
  await fill(t("job.unit_price"), "20");
  const total = t("job.send", { total: format.money(pounds(20)) });
  expect(isOpen(total)).toBe(false);
  const picture = (file = photo("seal.jpg")) =>
    fireEvent.change(screen.getByTestId("part-photo"), { target: { files: [file] } });
  picture(noPhoto());
  await screen.findByText(t("file.no_photo"));
  expect(sentTo(`POST ${HERE}/photos`), "it is known before anything is sent").toEqual([]);
  answer(`POST ${HERE}/photos`, refusal(413, "upload.too_big", "The picture is too big."));
  picture();
  await screen.findByText("The picture is too big.");
  expect(screen.queryByText(t("file.no_photo"))).toBeNull();
  answer(`POST ${HERE}/photos`, { id: "p9" });
  picture();
  await screen.findByText(t("job.part_shown"));
  answer(`POST ${HERE}/change-orders`, { id: "c1" });
  await press(total);
  await screen.findByText(t("job.sent"));
  expect(lastTo(`POST ${HERE}/change-orders`).body).toMatchObject({
    lines: [{ kind: "parts", photoId: "p9" }],
  });

  stored({
    stage: "working",
    status: "in_progress",
    photos: [{ id: "p1", purpose: "parts", createdAt: soon }],
    price: { lines: [{ kind: "parts", name: words("Hose"), amount: pounds(30) }], total: pounds(180) },
  });
  const sentBefore = sentTo(`POST ${HERE}/photos`).length;
  fireEvent.change(screen.getByTestId("photo-parts"), { target: { files: [noPhoto()] } });
  await screen.findByText(t("file.no_photo"));
  expect(sentTo(`POST ${HERE}/photos`).length).toBe(sentBefore);
  fireEvent.change(screen.getByTestId("photo-parts"), { target: { files: [photo("hose.jpg")] } });
  await screen.findByText(t("job.photo_sent"));
  expect(screen.queryByText(t("file.no_photo"))).toBeNull();
  await press(t("job.complete"));
  await screen.findByText(t("job.complete_sure", { total: format.money(pounds(180)) }));
  answer(`POST ${HERE}/complete`, { id: "b1", stage: "done", status: "in_progress" });
  await press(t("job.complete"));
  await whenSent(`POST ${HERE}/complete`);
});

test("without a network a part's picture is kept, and so is what is typed; both go in order", async () => {
  stored({ stage: "working", status: "in_progress" });
  const first = open();
  await press(t("job.change"));
  const builder = await screen.findByRole("region", { name: t("job.change") });
  await press(t("job.part"), builder);
  await fill(t("job.line"), "Seal");
  await fill(t("job.unit_price"), "20");
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const picture = photo("seal.jpg");
  fireEvent.change(screen.getByTestId("part-photo"), { target: { files: [noPhoto()] } });
  await screen.findByText(t("file.no_photo"));
  expect(screen.queryByText(t("job.part_waits")), "what nobody can see is not kept either").toBeNull();
  fireEvent.change(screen.getByTestId("part-photo"), { target: { files: [picture] } });
  await screen.findByText(t("job.part_waits"));
  expect(sentTo(`POST ${HERE}/photos`)).toEqual([]);
  // The tab is killed: the line, its picture and what was typed are there again.
  first.unmount();
  open();
  await press(t("job.change"));
  await screen.findByText(t("job.part_waits"));
  expect(screen.getByLabelText<HTMLInputElement>(t("job.line")).value).toBe("Seal");
  await press(t("job.send", { total: format.money(pounds(20)) }));
  await screen.findByText(t("job.sends_later"));
  answer(`POST ${HERE}/photos`, { id: "p9" });
  answer(`POST ${HERE}/change-orders`, { id: "c1" });
  stored({
    stage: "working",
    status: "in_progress",
    photos: [{ id: "p9", purpose: "parts", sizeBytes: 5, createdAt: new Date().toISOString() }],
  });
  online.mockRestore();
  fireEvent(window, new Event("online"));
  const order = await whenSent(`POST ${HERE}/change-orders`);
  expect(order.body).toMatchObject({ lines: [{ name: "Seal", photoId: "p9" }] });
  const ways = sent.map(({ method, path }) => `${method} ${path}`);
  expect(ways.indexOf(`POST ${HERE}/photos`)).toBeLessThan(ways.indexOf(`POST ${HERE}/change-orders`));
});

const proposed = (more: object) => ({
  id: "p1",
  state: "proposed",
  note: "The pipe is old",
  createdAt: soon,
  // With the fee for the way, which is not the technician's to write.
  total: pounds(155),
  inspectionCredit: pounds(150),
  amount: pounds(140),
  lines: [
    { kind: "labour", name: "Fitting", quantity: 2, unitPrice: pounds(50), amount: pounds(100) },
    { kind: "parts", name: "Hose", quantity: 1, unitPrice: pounds(40), amount: pounds(40), photoId: "f1" },
  ],
  ...more,
});
const none = { items: [] };
const inspection = {
  status: "in_progress",
  service: { ...JOB.service, pricing: "inspection_first" },
  price: {
    lines: [
      { kind: "inspection", name: words("Inspection"), amount: pounds(150) },
      { kind: "travel", name: words("The way"), amount: pounds(15.5) },
    ],
    total: pounds(165),
  },
};

test("an estimate that waits is taken back, and written anew from what it was", async () => {
  const at = `${HERE}/estimates`;
  stored({ ...inspection, stage: "awaiting_approval" });
  answer(`GET ${HERE}/change-orders`, none);
  answer(`GET ${at}`, { items: [proposed({ id: "e0", state: "withdrawn" }), proposed({ id: "e1" })] });
  open();
  // All that will be paid, as the customer reads it.
  const card = (await screen.findByText("Fitting")).closest("dl");
  const read = (name: string) =>
    within(card as HTMLElement)
      .getByText(name)
      .closest("dt")?.nextSibling?.textContent;
  expect([t("offer.credit"), t("price.rounding"), t("price.total")].map(read)).toEqual(
    [-15_000, -50, 15_500].map((amount) => format.money({ amount, currency: "EGP" })),
  );
  answer(`POST ${at}/e1/withdraw`, refusal(503, "away", "Try again soon."));
  await press(t("job.withdraw"));
  await screen.findByText("Try again soon.");
  const first = lastTo(`POST ${at}/e1/withdraw`);
  expect(first.body).toEqual({});
  // The answer was lost, the withdrawal was not: the second tap finds it done.
  answer(`POST ${at}/e1/withdraw`, refusal(409, "booking.proposal_withdrawn", "It was withdrawn."));
  stored({ ...inspection, stage: "inspecting" });
  await press(t("job.withdraw"));
  await screen.findByText(t("job.withdrawn"));
  expect(screen.queryByText("It was withdrawn.")).toBeNull();
  const builder = await screen.findByRole("region", { name: t("job.estimate") });
  const typed = (label: string) =>
    within(builder)
      .getAllByLabelText<HTMLInputElement>(label)
      .map((one) => one.value);
  expect(typed(t("job.line"))).toEqual(["Fitting", "Hose"]);
  expect([typed(t("job.qty")), typed(t("job.unit_price"))]).toEqual([
    ["2", "1"],
    ["50", "40"],
  ]);
  expect(typed(t("job.note"))).toEqual(["The pipe is old"]);
  fireEvent.click(pressables(t("job.remove_line"), builder)[1] as HTMLElement);
  answer(`POST ${at}`, { id: "e2" });
  await press(t("job.send", { total: format.money(pounds(100)) }), builder);
  await screen.findByText(t("job.sent"));
  expect(lastTo(`POST ${at}`).body).toEqual({
    lines: [{ kind: "labour", name: "Fitting", quantity: 2, unitPrice: pounds(50) }],
    note: "The pipe is old",
  });
});

test("what the customer decided in that moment can't be taken back", async () => {
  stored({ ...inspection, stage: "awaiting_approval" });
  answer(`GET ${HERE}/change-orders`, none);
  answer(`GET ${HERE}/estimates`, { items: [proposed({})] });
  open();
  await screen.findByText("Hose");
  answer(`POST ${HERE}/estimates/p1/withdraw`, refusal(409, "booking.proposal_decided", "She has decided."));
  stored({ ...inspection, stage: "working" });
  await press(t("job.withdraw"));
  await screen.findByText("She has decided.");
  await screen.findByText(t("job.complete"));
  expect(screen.queryByRole("region", { name: t("job.change") })).toBeNull();
});

test("extra work that waits is taken back with its pictures; without a network one is told so", async () => {
  const at = `${HERE}/change-orders`;
  stored({ stage: "awaiting_approval", status: "in_progress" });
  answer(`GET ${HERE}/estimates`, none);
  answer(`GET ${at}`, { items: [proposed({ id: "c1", note: null })] });
  open();
  await screen.findByText("Hose");
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  fireEvent(window, new Event("offline"));
  await screen.findByText(t("job.withdraw_offline"));
  expect(isOpen(t("job.withdraw"))).toBe(false);
  online.mockRestore();
  fireEvent(window, new Event("online"));
  answer(`POST ${at}/c1/withdraw`, { id: "b1", stage: "working", status: "in_progress" });
  stored({ stage: "working", status: "in_progress" });
  await press(t("job.withdraw"));
  const builder = await screen.findByRole("region", { name: t("job.change") });
  within(builder).getByText(t("job.part_shown"));
  // Closed and kept: it is not in the way of the work, and there when it is asked for.
  await press(t("act.cancel"), builder);
  await screen.findByText(t("job.complete"));
  await press(t("job.change"));
  answer(`POST ${at}`, { id: "c2" });
  await press(t("job.send", { total: format.money(pounds(140)) }));
  const again = await whenSent(`POST ${at}`);
  expect(again.body).toMatchObject({ lines: [{ name: "Fitting" }, { name: "Hose", photoId: "f1" }] });
});

test("a proposal that waits on the phone is not there to be taken back", async () => {
  stored({ ...inspection, stage: "inspecting" });
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  open();
  const builder = await screen.findByRole("region", { name: t("job.estimate") });
  await fill(t("job.line"), "Seal");
  await fill(t("job.unit_price"), "20");
  await press(t("job.send", { total: format.money(pounds(20)) }), builder);
  await screen.findByText(t("job.waiting"));
  expect(pressables(t("job.withdraw"))).toEqual([]);
  expect(sentTo(`GET ${HERE}/estimates`)).toEqual([]);
  online.mockRestore();
});

test("work stops for a part and goes on at another visit", async () => {
  stored({ stage: "working", status: "in_progress" });
  open();
  await press(t("pause.open"));
  const sheet = await dialog();
  await fill(t("pause.reason"), "The hose is not there");
  await fill(t("pause.when"), "2026-06-01T10:00");
  answer(`POST ${HERE}/pause`, refusal(409, "booking.taken", "You have a job then."));
  await press(t("pause.send"), sheet);
  await screen.findByText("You have a job then.");
  answer(`POST ${HERE}/pause`, { id: "b1", stage: "paused", status: "in_progress" });
  stored({ stage: "paused", status: "in_progress" });
  await press(t("pause.send"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/pause`).body).toEqual({
    reason: "The hose is not there",
    continuesAt: "2026-06-01T07:00:00.000Z",
  });
  answer(`POST ${HERE}/resume`, { id: "b1", stage: "working", status: "in_progress" });
  await press(t("job.resume"));
  await whenSent(`POST ${HERE}/resume`);
});

test("a tap that finds no server waits, says so, and goes through when it is there", async () => {
  answer(`POST ${HERE}/en-route`, refusal(503, "away", "Not now."));
  open();
  await press(t("job.go"));
  await screen.findByText(t("queue.waiting", { count: 1 }));
  const list = await screen.findByRole("region", { name: t("queue.title") });
  expect(list.textContent).toContain(t("tap.go"));
  answer(`POST ${HERE}/en-route`, { id: "b1", stage: "en_route", status: "confirmed" });
  stored({ stage: "en_route" });
  const before = sentTo(`POST ${HERE}/en-route`);
  fireEvent(window, new Event("online"));
  await waitFor(() => expect(screen.queryByText(t("queue.waiting", { count: 1 }))).toBeNull());
  expect(lastTo(`POST ${HERE}/en-route`).key, "tapped once, done once").toBe(before[0]?.key);
});

test("a job that cannot be had is asked for again", async () => {
  answer(`GET ${HERE}`, refusal(404, "not_found", "There is no such job."));
  open();
  await screen.findByText("There is no such job.");
  stored({});
  await press(t("act.retry"));
  await screen.findByRole("heading", { name: "Tap repair" });
});
