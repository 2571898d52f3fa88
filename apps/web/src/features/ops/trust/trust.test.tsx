import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import {
  address,
  answer,
  closed,
  dialog,
  files,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  rows,
  show,
  t,
} from "@/testing/screen";
import Appeals from "./appeals";
import Disputes from "./disputes";
import Ratings from "./ratings";
import Warranty from "./warranty";

const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const AT = "2026-03-01T08:00:00Z";
/** The same in a file: Cairo's. */
const IN_FILE = "2026-03-01 10:00:00";

/** The lines of the only file that was handed out, without its heading. */
async function lines() {
  await waitFor(() => expect(files.size).toBe(1));
  return (await Array.from(files.values())[0])?.trim().split("\r\n").slice(1);
}

beforeEach(() => {
  logIn();
});

test("complaints that wait: what about, since when, how much", async () => {
  answer("GET /api/v1/admin/disputes", {
    items: [
      {
        bookingId: "b1",
        number: "K7Q2M",
        kind: "poor_work",
        state: "escalated",
        openedAt: AT,
        evidenceUntil: "2026-03-03T08:00:00Z",
        total: pounds(350),
      },
    ],
  });
  show(<Disputes />, { at: "/ops/disputes" });
  expect((await screen.findByText("K7Q2M")).closest("a")?.getAttribute("href")).toBe("/ops/disputes/b1");
  expect(rows()[0]?.slice(1, 3)).toEqual([t("staff_dispute_kind.poor_work"), t("talkstate.escalated")]);
  await press(t("ops.export"));
  expect(await lines()).toEqual([
    `K7Q2M,${t("staff_dispute_kind.poor_work")},${t("talkstate.escalated")},${IN_FILE},2026-03-03 10:00:00,350.00`,
  ]);
});

test("complaints of one state stand in the address; what is decided says how it ended", async () => {
  answer("GET /api/v1/admin/disputes", {
    items: [
      {
        bookingId: "b1",
        number: "K7Q2M",
        kind: "poor_work",
        state: "decided",
        outcome: "partial_refund",
        openedAt: AT,
        evidenceUntil: AT,
        total: pounds(350),
      },
    ],
  });
  show(<Disputes />, { at: "/ops/disputes?state=lost" });
  await screen.findByText("K7Q2M");
  expect(lastTo("GET /api/v1/admin/disputes").query, "what is no state is no filter").toEqual({
    limit: "25",
  });
  expect(document.querySelector("select option")?.textContent).toBe(t("staff_dispute.waiting"));
  await fill(t("board.status"), "decided");
  await waitFor(() => expect(address()).toBe("/ops/disputes?state=decided"));
  await waitFor(() => expect(rows()[0]?.[4]).toBe(t("ending.partial_refund")));
  expect(lastTo("GET /api/v1/admin/disputes").query).toEqual({ state: "decided", limit: "25" });
  await press(t("ops.export"));
  expect((await lines())?.[0]).toContain(",partial_refund,350.00");
  expect(lastTo("GET /api/v1/admin/disputes").query).toEqual({ state: "decided", limit: "100" });
  answer("GET /api/v1/admin/disputes", { items: [] });
  await fill(t("board.status"), "escalated");
  await screen.findByText(t("ops.nothing"));
});

test("no complaints", async () => {
  answer("GET /api/v1/admin/disputes", { items: [] });
  show(<Disputes />, { at: "/ops/disputes" });
  await screen.findByText(t("staff_dispute.none"));
});

test("an appeal is decided by somebody else than who decided before", async () => {
  const appeal = {
    id: "a1",
    providerId: "t-12345678",
    decisionId: "d1",
    statement: "I was there on time",
    state: "open",
    createdAt: AT,
    dueAt: "2026-03-08T08:00:00Z",
    overdue: true,
    againstOperatorId: "colleague",
    escalations: 0,
  };
  answer("GET /api/v1/admin/appeals", {
    items: [
      appeal,
      { ...appeal, id: "a2", againstOperatorId: "me", overdue: false },
      { ...appeal, id: "a3", state: "upheld", overdue: false, reason: "The track shows it" },
    ],
  });
  show(<Appeals />, { at: "/ops/appeals?state=open" });
  await screen.findAllByText("I was there on time");
  const [late, mine, over] = rows();
  expect(late?.[3]).toBe(t("appeal.overdue"));
  expect(mine?.[6]).toBe(t("appeal.not_you"));
  expect(over?.slice(5)).toEqual(["The track shows it", ""]);
  await press(t("appeal.overdue"));
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/appeals").query).toMatchObject({ state: "open", overdue: "true" }),
  );
  expect(address()).toContain("overdue=1");

  await press(t("appeal.decide"));
  const sheet = await dialog();
  await fill(t("story.reason"), "the track agrees with him");
  expect(isOpen(t("story.do"), sheet), "which way is asked for too").toBe(false);
  await fill(t("staff_dispute.outcome"), "overturn");
  answer("POST /api/v1/admin/appeals/a1/decide", refusal(403, "provider.own_decision", "Not by you."));
  await press(t("story.do"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("Not by you."));
  answer("POST /api/v1/admin/appeals/a1/decide", null);
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo("POST /api/v1/admin/appeals/a1/decide").body).toEqual({
    outcome: "overturn",
    reason: "the track agrees with him",
  });
  await press(t("ops.export"));
  expect((await lines())?.[2]).toContain("The track shows it");
});

test("ratings that are held: shown again or removed, each with a reason", async () => {
  answer("GET /api/v1/admin/ratings", {
    items: [
      {
        id: "r1",
        bookingId: "b1",
        fromUser: "u-12345678",
        toUser: "t1",
        starsCenti: 150,
        comment: "Call me on 010",
        reasons: ["contact_details"],
        createdAt: AT,
      },
    ],
  });
  show(<Ratings />, { at: "/ops/ratings" });
  await screen.findByText("Call me on 010");
  expect(rows()[0]?.[1]).toBe(`★ ${format.stars(1500)}`);
  expect(pressables("12345678")[0]?.getAttribute("href")).toBe("/ops/accounts/u-12345678");
  for (const [name, path] of [
    [t("rating.release"), "release"],
    [t("rating.remove"), "remove"],
  ] as const) {
    answer(`POST /api/v1/admin/ratings/r1/${path}`, null);
    await press(name);
    await fill(t("story.reason"), `because of ${path}`);
    await press(t("story.do"), await dialog());
    await closed();
    expect(lastTo(`POST /api/v1/admin/ratings/r1/${path}`).body).toEqual({ reason: `because of ${path}` });
  }
  await press(t("ops.export"));
  expect(await lines()).toEqual([`${IN_FILE},1.5,Call me on 010,contact_details,u-12345678`]);
});

const CLAIM = {
  id: "w1",
  bookingId: "b1",
  visitBookingId: "b2",
  firstProviderId: "t1",
  fault: "Drips again",
  origin: "customer",
  photoIds: [],
  state: "open",
  createdAt: AT,
};

test("a warranty claim is refused before the visit, judged after it", async () => {
  answer("GET /api/v1/admin/warranty-claims", {
    items: [
      CLAIM,
      { ...CLAIM, id: "w2", state: "done" },
      { ...CLAIM, id: "w3", state: "done", atFault: true, charged: pounds(90) },
      { ...CLAIM, id: "w4", state: "done", atFault: false },
      { ...CLAIM, id: "w5", state: "refused", refusal: "Another tap" },
    ],
  });
  show(<Warranty />, { at: "/ops/warranty" });
  await screen.findAllByText("Drips again");
  const all = rows();
  expect(all.map((row) => row[4])).toEqual([
    "–",
    "–",
    t("staff_warranty.at_fault"),
    t("staff_warranty.not_at_fault"),
    "Another tap",
  ]);
  expect(all.map((row) => row[6])).toEqual([
    t("staff_warranty.refuse"),
    t("staff_warranty.judge"),
    "",
    "",
    "",
  ]);
  expect(all[2]?.[5]).toBe(format.money(pounds(90)));

  answer("POST /api/v1/admin/warranty-claims/w1/refuse", null);
  await press(t("staff_warranty.refuse"));
  await fill(t("story.reason"), "another tap");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo("POST /api/v1/admin/warranty-claims/w1/refuse").body).toEqual({ reason: "another tap" });

  answer("POST /api/v1/admin/warranty-claims/w2/verdict", null);
  await press(t("staff_warranty.judge"));
  await fill(t("staff_warranty.fault"), "yes");
  await fill(t("story.reason"), "the seal was old");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo("POST /api/v1/admin/warranty-claims/w2/verdict").body).toEqual({
    reason: "the seal was old",
    atFault: true,
  });
  await press(t("ops.export"));
  expect((await lines())?.[2]).toBe(`${IN_FILE},b1 b2,Drips again,done,true,90.00`);
});

test("claims of one state; one that waits leads to no visit", async () => {
  answer("GET /api/v1/admin/warranty-claims", {
    items: [{ ...CLAIM, state: "waiting", visitBookingId: null }],
  });
  show(<Warranty />, { at: "/ops/warranty" });
  await screen.findByText("Drips again");
  await fill(t("board.status"), "waiting");
  await waitFor(() => expect(address()).toBe("/ops/warranty?state=waiting"));
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/warranty-claims").query).toEqual({ state: "waiting", limit: "25" }),
  );
  await waitFor(() => expect(rows()[0]?.[3]).toBe(t("claim.waiting")));
  expect(pressables(t("staff_warranty.visit"))).toEqual([]);
  answer("GET /api/v1/admin/warranty-claims", { items: [] });
  await fill(t("board.status"), "refused");
  await screen.findByText(t("ops.nothing"));
});

test("who may not steer sees claims and judges none; a list that fails says so", async () => {
  logIn("support");
  answer("GET /api/v1/admin/warranty-claims", refusal(503, "away", "Try again soon."));
  show(<Warranty />, { at: "/ops/warranty" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/warranty-claims", { items: [CLAIM] });
  await press(t("act.retry"));
  await screen.findByText("Drips again");
  expect(pressables(t("staff_warranty.refuse"))).toEqual([]);
});
