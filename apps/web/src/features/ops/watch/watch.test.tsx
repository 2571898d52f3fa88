import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import {
  address,
  answer,
  closed,
  dialog,
  files,
  fill,
  format,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import Audit from "./audit";
import Deliveries from "./deliveries";
import Figures from "./figures";
import System from "./system";

const AT = "2026-03-01T08:00:00Z";
/** The same in a file: Cairo's. */
const IN_FILE = "2026-03-01 10:00:00";
const piastres = (amount: number) => ({ amount, currency: "EGP" as const });

/** The lines of the newest file that was handed out, without its heading. */
async function lines(count = 1) {
  await waitFor(() => expect(files.size).toBe(count));
  return (await Array.from(files.values()).at(-1))?.trim().split("\r\n").slice(1);
}

beforeEach(() => {
  logIn();
});

const ACT = {
  actionId: "a1",
  seq: 1204,
  action: "catalog.zone_created",
  subjectType: "zone",
  subjectId: "z-12345678",
  operatorId: "o-87654321",
  reason: "=2+2",
  details: { zone: { id: "z-12345678", code: "maadi", isActive: true } },
  hash: "abc",
  occurredAt: AT,
};

test("the audit log: the chain holds, filters stand in the address, formulas stay words in the file", async () => {
  answer("GET /api/v1/admin/audit-log", {
    items: [ACT, { ...ACT, actionId: "a2", seq: 1203, reason: null }],
  });
  answer("GET /api/v1/admin/audit-log/verify", { intact: true, rows: 1204 });
  answer("GET /api/v1/zones", { items: [{ id: "z-12345678", name: { ar: "المعادي", en: "Maadi" } }] });
  show(<Audit />, { at: "/ops/audit" });
  await screen.findByText(t("audit.intact", { count: 1204 }));
  await screen.findByText("1204");
  expect(rows()[0]?.slice(2, 6)).toEqual([t("act.catalog_zone_created"), "Zone Maadi", "87654321", "=2+2"]);
  expect(rows()[1]?.[5]).toBe("–");
  expect(rows()[0]?.[6]).toContain(`${t("service.code")}: maadi`);
  expect(rows()[0]?.[6]).toContain('"code": "maadi"');
  await fill(t("audit.subject"), "zone");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/audit-log").query).toMatchObject({ subjectType: "zone" }),
  );
  expect(address()).toBe("/ops/audit?kind=zone");
  await press(t("ops.export"));
  expect((await lines())?.[0]).toBe(
    `1204,${IN_FILE},catalog.zone_created,zone z-12345678,o-87654321,'=2+2,abc`,
  );
});

const MONA = "0199e000-0000-7000-8000-00000000f001";
const AMR = "0199e000-0000-7000-8000-00000000a001";
const BOOKING = "0199e000-0000-7000-8000-00000000b001";

test("who did it and to whom, by name and number; each asked for together, nobody opened for it", async () => {
  const by = { ...ACT, operatorId: MONA, details: {} };
  answer("GET /api/v1/admin/audit-log", {
    items: [
      { ...by, actionId: "a1", action: "user.view", subjectType: "user", subjectId: AMR },
      { ...by, actionId: "a2", action: "booking.hold", subjectType: "booking", subjectId: BOOKING },
      {
        ...by,
        actionId: "a3",
        action: "settings.change",
        subjectType: "setting",
        subjectId: "booking.rules",
      },
      {
        ...by,
        actionId: "a4",
        action: "rating.remove",
        subjectType: "rating",
        subjectId: AMR.replace(/1$/, "2"),
      },
      {
        ...by,
        actionId: "a5",
        action: "catalog.service_updated",
        subjectType: "service",
        subjectId: BOOKING,
        details: {
          before: { facts: { name: { ar: "س", en: "Tap" }, basePrice: piastres(10_000) }, version: 1 },
          after: { facts: { name: { ar: "س", en: "Tap" }, basePrice: piastres(12_550) }, version: 2 },
        },
      },
    ],
  });
  answer("GET /api/v1/admin/audit-log/verify", { intact: true, rows: 1204 });
  answer("GET /api/v1/admin/users", ({ query }: Sent) => ({
    items: query.ids
      ? [
          { id: MONA, firstName: "Mona", lastName: "Adel" },
          { id: AMR, firstName: "Amr", lastName: "Said" },
        ]
      : [],
  }));
  answer("GET /api/v1/admin/bookings", { items: [{ id: BOOKING, number: "OS-7K2M4Q" }] });
  show(<Audit />, { at: "/ops/audit" });
  await screen.findByText("Amr Said");
  await screen.findByText("OS-7K2M4Q");
  expect(rows().map((row) => row[3])).toEqual([
    `${t("subject.user")} Amr Said`,
    `${t("subject.booking")} OS-7K2M4Q`,
    `${t("subject.setting")} ${t("setting.booking_rules")}`,
    `${t("subject.rating")} 0000a002`,
    `${t("subject.service")} Tap`,
  ]);
  expect(rows().map((row) => row[4])).toEqual(Array(5).fill("Mona Adel"));
  expect(rows()[4]?.[6]).toContain(
    `${t("offer_service.price")}: ${format.money(piastres(10_000))} ${format.money(piastres(12_550))}`,
  );
  expect(pressables("Amr Said")[0]?.getAttribute("href")).toBe(`/ops/accounts/${AMR}`);
  expect(pressables(t("setting.booking_rules"))[0]?.getAttribute("href")).toBe("/ops/settings/booking/rules");
  expect(lastTo("GET /api/v1/admin/bookings").query).toEqual({ ids: BOOKING, limit: "100" });
  const together = sentTo("GET /api/v1/admin/users").filter(({ query }) => query.ids);
  expect(together.map(({ query }) => query.ids)).toEqual([[AMR, MONA].sort().join(",")]);
  expect(sentTo("GET /api/v1/admin/users/*")).toEqual([]);
});

test("a chain that does not hold says from where", async () => {
  answer("GET /api/v1/admin/audit-log", refusal(503, "away", "Try again soon."));
  answer("GET /api/v1/admin/audit-log/verify", { intact: false, rows: 1204, firstBroken: 77 });
  show(<Audit />, { at: "/ops/audit" });
  await screen.findByText(t("audit.broken", { row: 77 }));
  await screen.findByText("Try again soon.");
});

test("who was told what; what was not told is told again with a reason", async () => {
  const told = {
    id: "d1",
    kind: "booking.confirmed",
    channel: "sms",
    state: "unknown",
    attempts: 3,
    createdAt: AT,
    recipientId: "u-12345678",
    to: "+2010•••1",
    lastError: "gateway.timeout",
  };
  answer("GET /api/v1/admin/deliveries", {
    items: [
      told,
      { ...told, id: "d2", state: "sent", recipientId: null, to: null, lastError: null },
      { ...told, id: "d3", state: "queued", to: null, lastError: null },
    ],
  });
  logIn("support");
  const at = "/ops/deliveries?state=unknown&recipient=u-12345678";
  const { unmount } = show(<Deliveries />, { at });
  await screen.findByText("+2010•••1");
  expect(pressables(t("delivery.again")), "telling again is steering").toEqual([]);
  expect(pressables("+2010•••1"), "accounts do not open for support").toEqual([]);
  unmount();
  logIn();
  show(<Deliveries />, { at });
  await screen.findByText("+2010•••1");
  const [unknown, sent, queued] = rows();
  expect(unknown?.slice(2, 6)).toEqual([
    t("staff_channel.sms"),
    "+2010•••1",
    t("delivery_state.unknown"),
    "3",
  ]);
  expect(sent?.[3]).toBe("–");
  expect(queued?.[3]).toBe("12345678");
  expect(pressables(t("delivery.again"))).toHaveLength(1);
  expect(lastTo("GET /api/v1/admin/deliveries").query).toMatchObject({
    state: "unknown",
    recipientId: "u-12345678",
  });
  await press(t("delivery.again"));
  const sheet = await dialog();
  expect(sheet.textContent, "it may come twice").toContain(t("delivery.may_double"));
  await fill(t("story.reason"), "she waits for it");
  answer("POST /api/v1/admin/deliveries/d1/retry", null);
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo("POST /api/v1/admin/deliveries/d1/retry").body).toEqual({ reason: "she waits for it" });
  await press(t("ops.export"));
  expect((await lines())?.[0]).toContain("gateway.timeout");
});

test("what the machine could not do: jobs and events are tried again, subscribers that lag stand out", async () => {
  answer("GET /api/v1/admin/system/dead-jobs", [
    {
      id: "j1",
      service: "payments",
      kind: "settle",
      key: "b1",
      attempts: 20,
      lastError: "no answer",
      deadAt: AT,
      createdAt: AT,
    },
  ]);
  answer("GET /api/v1/admin/system/parked-events", [
    {
      subscriber: "payments.bookings",
      position: 42,
      eventType: "booking.completed",
      attempts: 5,
      lastError: null,
      createdAt: AT,
      nextAttemptAt: AT,
      aggregateId: "b1",
      aggregateType: "booking",
    },
  ]);
  answer("GET /api/v1/admin/system/subscribers", [
    { subscriber: "payments.bookings", position: 10, stamped: 1010, parked: 1, updatedAt: AT },
    { subscriber: "tracking.bookings", position: 1011, stamped: 1010, parked: 0, updatedAt: AT },
  ]);
  show(<System />, { at: "/ops/system" });
  const jobs = await screen.findByRole("region", { name: t("system.jobs") });
  await within(jobs).findByText("no answer");
  answer("POST /api/v1/admin/system/dead-jobs/j1/retry", null);
  await press(t("delivery.again"), jobs);
  await fill(t("story.reason"), "the gateway is back");
  answer("GET /api/v1/admin/system/dead-jobs", []);
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo("POST /api/v1/admin/system/dead-jobs/j1/retry").body).toEqual({
    reason: "the gateway is back",
  });
  await within(jobs).findByText(t("system.no_jobs"));

  const parked = screen.getByRole("region", { name: t("system.parked") });
  answer("POST /api/v1/admin/system/parked-events/payments.bookings/42/retry", null);
  await press(t("delivery.again"), parked);
  await fill(t("story.reason"), "mended");
  await press(t("story.do"), await dialog());
  await closed();
  expect(sentTo("POST /api/v1/admin/system/parked-events/payments.bookings/42/retry")).toHaveLength(1);

  const subscribers = screen.getByRole("region", { name: t("system.subscribers") });
  const cells = Array.from(subscribers.querySelectorAll("tbody tr"), (row) => row.children[1]?.textContent);
  expect(cells).toEqual(["1,000", "0"]);
  expect(subscribers.querySelectorAll(".MuiChip-root")).toHaveLength(1);
  await press(t("ops.export"), parked);
  expect(await lines()).toEqual([`${IN_FILE},payments.bookings,booking.completed,5,`]);
  await press(t("ops.export"), subscribers);
  expect((await lines(2))?.[1]).toBe(`tracking.bookings,0,0,${IN_FILE}`);
});

test("keys are replaced by who means it; what fails says so", async () => {
  for (const list of ["dead-jobs", "parked-events", "subscribers"])
    answer(
      `GET /api/v1/admin/system/${list}`,
      list === "subscribers" ? refusal(503, "away", "Try again soon.") : [],
    );
  const sure = vi.fn(() => false);
  vi.stubGlobal("confirm", sure);
  show(<System />, { at: "/ops/system" });
  await screen.findByText("Try again soon.");
  await press(t("system.rotate"));
  expect(sentTo("POST /api/v1/admin/keys/rotate")).toEqual([]);
  sure.mockReturnValue(true);
  answer("POST /api/v1/admin/keys/rotate", { kid: "k2" });
  await press(t("system.rotate"));
  await screen.findByText(t("system.rotated"));
  answer("GET /api/v1/admin/system/subscribers", []);
  await press(t("act.retry"));
  await screen.findByText(t("ops.nothing"));
});

const TOTAL = {
  bookingsCreated: 10,
  bookingsConfirmed: 9,
  bookingsCompleted: 8,
  bookingsCancelled: 1,
  bookingsDisputed: 1,
  bookingsUnmatched: 0,
  cancelledByCustomers: 1,
  cancelledByProviders: 0,
  commission: piastres(15_000),
  grossVolume: piastres(100_000),
  taxes: piastres(2100),
  meanStarsMilli: 4750,
  medianSecondsToMatch: 65,
  p90SecondsToMatch: null,
  newCustomers: 3,
  newProviders: 1,
  offersMade: 20,
  offersAccepted: 9,
  offersAnswered: 15,
  providerDropOuts: 2,
  ratingsRevealed: 6,
};

test("figures of a period: sums, and every day as a bar, a table and a line of a file", async () => {
  answer("GET /api/v1/categories", { items: [{ id: "c1", name: { ar: "سباكة", en: "Plumbing" } }] });
  answer("GET /api/v1/zones", { items: [{ id: "z1", name: { ar: "المعادي", en: "Maadi" } }] });
  answer("GET /api/v1/admin/kpis", {
    total: TOTAL,
    days: [
      {
        day: "2026-03-02",
        bookingsCreated: 4,
        bookingsCompleted: 3,
        bookingsCancelled: 0,
        grossVolume: piastres(40_000),
        commission: piastres(6000),
      },
    ],
  });
  show(<Figures />, { at: "/ops/figures?from=2026-03-01&to=2026-03-03" });
  await screen.findByText(format.clock(65));
  const all = document.body.textContent ?? "";
  expect(all).toContain(t("kpi.p90", { time: "–" }));
  expect(all).toContain(`${format.number(8)}${format.percent(0.8)}`);
  expect(all).toContain(format.percent(0.45));
  expect(
    rows()
      .slice(0, 3)
      .map((row) => row.slice(1)),
  ).toEqual([
    ["0", "0", "0"],
    ["4", "3", "0"],
    ["0", "0", "0"],
  ]);
  const bars = Array.from(document.querySelectorAll("svg[role=img] rect title"), (one) => one.textContent);
  expect(bars.some((one) => one?.endsWith(`${t("kpi.created")}: 4`))).toBe(true);
  await fill(t("kpi.zone"), "z1");
  await fill(t("kpi.from"), "2026-03-02");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/kpis").query).toEqual({
      from: "2026-03-02",
      to: "2026-03-03",
      zoneId: "z1",
    }),
  );
  await screen.findByText(format.clock(65));
  await press(t("ops.export"));
  expect(await lines()).toEqual(["2026-03-02,4,3,0,400.00,60.00", "2026-03-03,0,0,0,0.00,0.00"]);
  expect(Array.from(files.keys())[0]).toContain("kpis-2026-03-02-2026-03-03");
});

test("a period that is none is told by what is wrong with it", async () => {
  const backwards = [{ field: "to", message: "The end is before the beginning." }];
  answer("GET /api/v1/zones", { items: [] });
  answer("GET /api/v1/categories", { items: [] });
  answer("GET /api/v1/admin/kpis", refusal(422, "invalid_fields", "Check the marked fields.", backwards));
  show(<Figures />, { at: "/ops/figures?from=2026-03-03&to=2026-03-01" });
  await screen.findByText("The end is before the beginning.");
  expect(screen.queryByText("Check the marked fields."), "none is marked").toBeNull();
});

test("in Arabic time runs to the left; figures that are not there are dashes, or asked for again", async () => {
  logIn("finance");
  answer("GET /api/v1/categories", { items: [] });
  answer("GET /api/v1/zones", { items: [{ id: "z1", name: { ar: "Maadi", en: "Maadi" } }] });
  answer("GET /api/v1/admin/kpis", refusal(503, "away", "Try again soon."));
  show(<Figures />, { at: "/ops/figures?from=2026-03-01&to=2026-03-02" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/kpis", {
    total: { ...TOTAL, bookingsCreated: 0, offersMade: 0, meanStarsMilli: null, medianSecondsToMatch: null },
    days: [],
  });
  await press(t("act.retry"));
  await screen.findByText(t("kpi.acceptance"));
  expect(screen.getAllByText("–").length).toBe(3);
  await waitFor(() => expect(screen.getByRole("option", { name: "Maadi" })));
});
