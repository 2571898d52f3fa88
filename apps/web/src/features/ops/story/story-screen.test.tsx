import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import {
  address,
  answer,
  choose,
  closed,
  dialog,
  files,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  offered,
  press,
  pressables,
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import Story from "./story";

const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const words = (en: string) => ({ ar: en, en });
const AT = "2026-03-01T08:00:00Z";
const BOOKING = {
  id: "b1",
  number: "K7Q2M",
  status: "pending",
  stage: "searching",
  startsAt: AT,
  createdAt: "2026-02-28T20:00:00Z",
  instant: true,
  visit: 2,
  service: { name: words("Tap repair") },
  place: { district: words("Maadi"), governorate: "cairo", zoneId: "z1" },
  customer: { id: "u1", firstName: "Sara", lastName: "Nabil", phone: "+201012345678" },
  address: { street: "Road 9", building: "12", floor: "3", apartment: "5", landmark: "the bakery" },
  instructions: "Ring twice",
  provider: null,
  cancellation: null,
  dispute: null,
  paymentMethod: "cash",
  paymentStatus: "unpaid",
  photos: [],
  price: { lines: [{ name: words("Work"), amount: pounds(150) }], total: pounds(150), settlement: null },
  times: {},
};
const STORY = { booking: BOOKING, changeOrders: [], estimates: [], dropOuts: [], history: [] };
const MATCHING = { offers: [], searches: [] };
const HERE = "/api/v1/admin/bookings/b1";

const open = (view?: string) =>
  show(<Story />, { at: `/ops/bookings/b1${view ? `?view=${view}` : ""}`, route: "/ops/bookings/:id" });
const stored = (booking: object, more = {}) =>
  answer(`GET ${HERE}`, { ...STORY, ...more, booking: { ...BOOKING, ...booking } });

beforeEach(() => {
  logIn();
  stored({});
  answer(`GET ${HERE}/matching`, MATCHING);
  answer("GET /api/v1/admin/providers", {
    items: [
      { id: "t1", firstName: "Amr", lastName: "Said", verification: "verified" },
      { id: "t9", firstName: "Badr", lastName: "Aly", verification: "verified" },
    ],
  });
});

const search = (more = {}) => ({
  id: "s1",
  searchNo: 1,
  mode: "instant",
  state: "running",
  createdAt: AT,
  rounds: [
    {
      round: 1,
      radiusM: 3000,
      decidedAt: AT,
      waits: true,
      replays: false,
      leftOver: 0,
      gates: [
        { gate: "busy", note: words("Busy then"), count: 4 },
        { gate: "far", note: words("Too far"), count: 0 },
      ],
      outcomes: [
        {
          providerId: "t1",
          displayName: "Amr S.",
          fate: "offered",
          rank: 1,
          distanceM: 1200,
          costMs: -90_000,
          note: words("Near"),
          reasons: [
            { term: "travel", note: words("Travel"), ms: 210_000 },
            { term: "rating", note: words("Rating"), ms: -300_000 },
          ],
          taken: true,
        },
        {
          providerId: "t2",
          displayName: "Ola K.",
          fate: "gated",
          note: words("Works elsewhere"),
          reasons: [],
          taken: false,
        },
      ],
      batch: { id: "x", note: words("Given together with two others"), given: 1 },
    },
  ],
  ...more,
});

test("a booking is given by hand to whom the search ranked, kept out, or did not see; warnings are shown", async () => {
  answer(`GET ${HERE}/matching`, { offers: [], searches: [search()] });
  open();
  await screen.findByRole("heading", { name: "Tap repair" });
  expect(document.body.textContent).toContain(t("story.visit_no", { number: 2 }));
  await press(t("story.assign"));
  const sheet = await dialog();
  await press(t("person.open"), sheet);
  await waitFor(() => expect(offered()).toEqual(["Amr S.Near", "Ola K.Works elsewhere"]));
  await fill("provider", "a");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/providers").query).toMatchObject({ q: "a", status: "verified" }),
  );
  await waitFor(() =>
    expect(offered()).toEqual([
      "Amr S.Near",
      "Ola K.Works elsewhere",
      `Badr Aly${t("verification.verified")}`,
    ]),
  );
  await fill(t("story.reason"), "she asks for her");
  expect(isOpen(t("story.do"), sheet), "to whom?").toBe(false);
  await choose("provider", "ola", "Ola K.");
  answer(`POST ${HERE}/assign`, {
    booking: BOOKING,
    warnings: [{ gate: "busy", note: words("Works elsewhere then.") }],
  });
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/assign`).body).toEqual({ providerId: "t2", reason: "she asks for her" });
  const warned = await screen.findByText(/Works elsewhere then\./);
  expect(warned.textContent).toContain(t("story.assign_warned"));
  await press(t("act.close"), warned.closest<HTMLElement>("[role=alert]") ?? undefined);
  expect(screen.queryByText(/Works elsewhere then\./)).toBeNull();
});

test("what may be done depends on where the booking is; each is sent with its reason", async () => {
  const deeds: [object, string, string, object][] = [
    [
      { status: "confirmed", stage: "en_route" },
      t("story.arrive"),
      "arrive-override",
      { reason: "he is there" },
    ],
    [
      { status: "confirmed", stage: "assigned" },
      t("story.release"),
      "release",
      { reason: "he is there", providerAtFault: true },
    ],
    [{ status: "in_progress", stage: "working" }, t("story.hold"), "hold", { reason: "he is there" }],
    [{ status: "in_progress", stage: "working" }, t("story.cancel"), "cancel", { reason: "he is there" }],
    [{ status: "disputed", stage: "open" }, t("story.review"), "review-dispute", { reason: "he is there" }],
  ];
  for (const [booking, name, path, body] of deeds) {
    stored(booking);
    answer(`POST ${HERE}/${path}`, { booking: BOOKING, warnings: [] });
    const { unmount } = open();
    await press(name);
    const sheet = await dialog();
    await fill(t("story.reason"), "he is there");
    if (path === "release") within(sheet).getByLabelText(t("story.release_fault")).click();
    await press(t("story.do"), sheet);
    await closed();
    expect(lastTo(`POST ${HERE}/${path}`).body).toEqual(body);
    unmount();
  }
});

test("what moves on while a reason is written keeps what was written, and says that it is too late", async () => {
  answer(`POST ${HERE}/cancel`, () => Promise.reject(new TypeError("Failed to fetch")));
  open();
  await press(t("story.cancel"));
  const sheet = await dialog();
  await fill(t("story.reason"), "She asked by phone");
  await press(t("story.do"), sheet);
  await waitFor(() => expect(sheet.textContent, "no network").toContain(t("state.offline")));
  answer(`POST ${HERE}/cancel`, () => {
    stored({ status: "cancelled", stage: "closed" });
    return refusal(409, "booking.illegal_move", "It is over.");
  });
  await press(t("story.do"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain(t("story.moved_on")));
  expect(isOpen(t("story.do"), sheet)).toBe(false);
  expect(within(sheet).getByLabelText<HTMLTextAreaElement>(t("story.reason")).value).toBe(
    "She asked by phone",
  );
  await press(t("act.close"), sheet);
  await closed();
  expect(screen.queryByRole("region", { name: t("story.actions") })).toBeNull();
});

test("who may not steer, and a booking that is over, have nothing to do", async () => {
  logIn("support");
  const { unmount } = open();
  await screen.findByRole("heading", { name: "Tap repair" });
  expect(screen.queryByRole("region", { name: t("story.actions") })).toBeNull();
  expect(sentTo("GET /api/v1/admin/providers")).toEqual([]);
  screen.getByText("Sara Nabil");
  expect(pressables("Sara Nabil"), "accounts do not open for support").toEqual([]);
  unmount();
  logIn();
  stored({ status: "completed", stage: "settled" });
  answer("GET /api/v1/bookings/b1/warranty-claims", { items: [] });
  open();
  await screen.findByRole("heading", { name: "Tap repair" });
  expect(screen.queryByRole("region", { name: t("story.actions") })).toBeNull();
});

test("every step with who and why; who dropped out; who, where and when beside it", async () => {
  stored(
    {
      status: "completed",
      stage: "settled",
      visit: 1,
      instant: false,
      provider: { id: "t1", displayName: "Amr S.", phone: null, ratingMilli: 4800, ratings: 30 },
      cancellation: { rule: "late_cancel", verdict: "charged", fee: pounds(50), at: AT },
      dispute: { reason: "It drips" },
      times: { confirmedAt: AT, arrivedAt: AT, arrivedBy: "operator", endedAt: "2026-03-02T08:00:00Z" },
    },
    {
      history: [
        { version: 1, action: "created", at: AT, by: "customer", toStage: "searching", toStatus: "pending" },
        {
          version: 2,
          action: "declined",
          at: AT,
          by: "provider",
          fromStage: "searching",
          toStage: "searching",
          reason: "too_far",
          toStatus: "pending",
        },
        {
          version: 3,
          action: "cancelled",
          at: AT,
          by: "operator",
          fromStage: "searching",
          toStage: "closed",
          reason: "She called us",
          toStatus: "cancelled",
        },
      ],
      dropOuts: [
        { providerId: "t3", at: AT, rule: "drop_out_late", verdict: "at_fault", reason: "Car broke" },
      ],
    },
  );
  answer("GET /api/v1/bookings/b1/warranty-claims", {
    items: [{ id: "w1", createdAt: AT, state: "open", fault: "Drips again" }],
  });
  open();
  const timeline = await screen.findByRole("region", { name: t("story.timeline") });
  const steps = Array.from(timeline.querySelectorAll("li"));
  expect(steps.map(({ dataset }) => dataset.tone)).toEqual(["go", "amber", "danger"]);
  expect(steps[2]?.textContent).toContain("She called us");
  expect(steps[1]?.querySelector("bdi")?.textContent, "a code becomes words").not.toContain("_");
  expect(timeline.textContent).toContain("Car broke");
  await screen.findByText("Drips again");
  const all = document.body.textContent ?? "";
  expect(all).toContain(
    [
      "Road 9",
      "12",
      t("story.floor", { floor: "3" }),
      t("story.apartment", { apartment: "5" }),
      "the bakery",
    ].join(format.comma),
  );
  expect(all).toContain("Ring twice");
  expect(all).toContain(`${t("story.fee")} ${format.money(pounds(50))}`);
  expect(all).toContain(`★ ${format.stars(4800)} (30)`);
  expect(all, "the day of another day is said").toContain(format.dateTime("2026-03-02T08:00:00Z"));
  expect(pressables(t("story.to_dispute"))[0]?.getAttribute("href")).toBe("/ops/disputes/b1");
  expect(pressables("Sara Nabil")[0]?.getAttribute("href")).toBe("/ops/accounts/u1");
});

test("every search with every technician's outcome, and what was offered", async () => {
  const offer = (id: string, more = {}) => ({
    id,
    providerId: "t1",
    status: "declined",
    createdAt: AT,
    decidedAt: "2026-03-01T08:00:42Z",
    declineReason: "Too far",
    distanceM: 1200,
    travelS: 420,
    earnings: pounds(120),
    expiresAt: AT,
    round: 1,
    ...more,
  });
  answer(`GET ${HERE}/matching`, {
    offers: [
      offer("o1"),
      offer("o2", { providerId: "t-12345678", status: "waiting", decidedAt: null, declineReason: null }),
    ],
    searches: [
      search(),
      search({
        id: "s2",
        searchNo: 2,
        rounds: [{ ...search().rounds[0], outcomes: [], replays: true, waits: false, batch: null }],
      }),
    ],
  });
  answer("GET /api/v1/providers/t-12345678", { displayName: "Said Y." });
  open("matching");
  await screen.findByRole("region", { name: t("story.offers") });
  await screen.findByText("Said Y.");
  const [first, second] = rows();
  expect(first?.slice(1)).toEqual([
    "Amr S.",
    `${t("offerstate.declined")} Too far`,
    format.clock(42),
    format.distance(1200),
    format.minutes(7),
    format.money(pounds(120)),
  ]);
  expect(second?.[1], "whom staff sent was in no round").toBe("Said Y.");
  expect(second?.[3]).toBe("");
  const newest = screen.getByRole("region", { name: t("story.search_no", { number: 2 }) });
  expect(newest.querySelector("details")?.open, "the newest is open").toBe(true);
  expect(newest.textContent).toContain(t("story.nobody"));
  const older = screen.getByRole("region", { name: t("story.search_no", { number: 1 }) });
  expect(older.querySelector("details")?.open).toBe(false);
  expect(older.textContent).toContain(t("story.waits"));
  expect(older.textContent).toContain(t("story.no_replay"));
  expect(older.textContent).toContain("Busy then 4");
  expect(older.textContent, "what kept nobody out is left out").not.toContain("Too far 0");
  expect(older.textContent).toContain("Travel +3.5");
  expect(older.textContent).toContain("Rating −5");
  expect(older.textContent).toContain("Works elsewhere");
  expect(older.textContent).toContain("Given together with two others");
});

test("no search yet, and one that cannot be had; the side that is seen stands in the address", async () => {
  answer(`GET ${HERE}/matching`, refusal(503, "away", "Try again soon."));
  open("matching");
  await screen.findByText("Try again soon.");
  answer(`GET ${HERE}/matching`, MATCHING);
  await press(t("act.retry"));
  await screen.findByText(t("story.no_search"));
  await press(t("storyview.evidence"));
  await screen.findByText(t("story.no_photos"));
  expect(address()).toBe("/ops/bookings/b1?view=evidence");
  await press(t("storyview.timeline"));
  await waitFor(() => expect(address()).toBe("/ops/bookings/b1"));
});

test("what it costs and who gets what; entries only for who may see them", async () => {
  stored(
    {
      price: {
        lines: [{ name: words("Work"), amount: pounds(150), quantity: 2, explanation: words("Two taps") }],
        total: pounds(300),
        settlement: {
          total: pounds(300),
          work: pounds(300),
          promotion: pounds(0),
          earnings: pounds(250),
          parts: pounds(40),
          commission: pounds(44),
          taxes: pounds(6),
          rounding: pounds(0),
        },
      },
    },
    {
      estimates: [
        {
          id: "e1",
          lines: [{ name: "Seal", amount: pounds(20), quantity: 1 }],
          total: pounds(20),
          state: "approved",
        },
      ],
      changeOrders: [
        {
          id: "c1",
          lines: [{ name: "Hose", amount: pounds(30), quantity: 1 }],
          amount: pounds(30),
          state: "declined",
        },
      ],
    },
  );
  answer("GET /api/v1/admin/ledger/entries", refusal(503, "away", "No entries now."));
  const { unmount } = open("money");
  await screen.findByText("No entries now.");
  const all = document.body.textContent ?? "";
  expect(all).toContain("Work × 2");
  expect(all).toContain(`${t("share.parts")}${format.money(pounds(40))}`);
  expect(all, "no share of nothing").not.toContain(t("share.promotion"));
  screen.getByText("Seal");
  screen.getByText("Hose");
  answer("GET /api/v1/admin/ledger/entries", { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("story.no_entries"));
  expect(lastTo("GET /api/v1/admin/ledger/entries").query).toMatchObject({ bookingId: "b1" });
  unmount();
  logIn("support");
  open("money");
  await screen.findByText("Seal");
  expect(screen.queryByRole("region", { name: t("story.entries") })).toBeNull();
});

test("what was written is read on purpose only; it is looked for through the pages", async () => {
  answer("GET /api/v1/admin/conversations", ({ query }: Sent) =>
    query.cursor
      ? { items: [{ conversation: { id: "c9", bookingId: "b1" } }] }
      : { items: [{ conversation: { id: "c1", bookingId: "b0" } }], nextCursor: "more" },
  );
  answer("GET /api/v1/admin/conversations/c9/messages", { items: [], lastSeq: 0 });
  const { unmount } = open("talk");
  await screen.findByText(t("story.talk_recorded"));
  expect(sentTo("GET /api/v1/admin/conversations")).toEqual([]);
  await press(t("story.talk_show"));
  await screen.findByText(t("chat.none"));
  expect(sentTo("GET /api/v1/admin/conversations")).toHaveLength(2);
  unmount();
  answer("GET /api/v1/admin/conversations", { items: [] });
  open("talk");
  await press(t("story.talk_show"));
  await screen.findByText(t("story.talk_none"));
});

test("pictures of the visit, and the signed record as a file", async () => {
  stored({
    photos: [
      { id: "p1", purpose: "before", createdAt: AT },
      { id: "p2", purpose: "after", createdAt: AT },
    ],
  });
  answer("GET /api/v1/bookings/b1/photos/p1", () => new Response("picture"));
  answer("GET /api/v1/bookings/b1/photos/p2", () => refusal(410, "gone", "Removed."));
  answer("GET /api/v1/bookings/b1/record", () => refusal(409, "booking.not_over", "It is not over."));
  open("evidence");
  const picture = await screen.findByRole("img");
  expect(picture.closest("a")?.getAttribute("href")).toMatch(/^blob:/);
  await screen.findByText(t("chat.no_file"));
  await press(t("story.record_get"));
  await screen.findByText("It is not over.");
  answer("GET /api/v1/bookings/b1/record", () => new Response('{"signed":true}'));
  await press(t("story.record_get"));
  await waitFor(() => expect(files.has("osta-record-K7Q2M.json")).toBe(true));
  expect(await files.get("osta-record-K7Q2M.json")).toBe('{"signed":true}');
});

test("a booking that cannot be had is asked for again", async () => {
  answer(`GET ${HERE}`, refusal(404, "not_found", "There is no such booking."));
  open();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("There is no such booking.");
  stored({});
  fireEvent.click(within(alert).getByText(t("act.retry")));
  await screen.findByRole("heading", { name: "Tap repair" });
});
