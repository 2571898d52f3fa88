import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import {
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
  sentTo,
  show,
  t,
} from "@/testing/screen";
import Dispute from "./dispute";

const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const AT = "2026-03-01T08:00:00Z";
const DISPUTE = {
  bookingId: "b1",
  kind: "poor_work",
  openedBy: "customer",
  state: "evidence",
  wanted: "partial_refund",
  wantedRefund: pounds(100),
  evidenceUntil: "2026-03-03T08:00:00Z",
  evidence: [
    { id: "e1", side: "customer", text: "It still drips", at: AT, photoIds: ["p1", "p2"] },
    { id: "e2", side: "provider", text: "It was dry", at: AT, photoIds: [] },
  ],
  proposals: [
    {
      id: "o1",
      by: "provider",
      outcome: "partial_refund",
      refund: pounds(50),
      text: "I meet you halfway",
      state: "open",
      createdAt: AT,
      expiresAt: "2026-03-02T08:00:00Z",
      customerAcceptedAt: AT,
      providerAcceptedAt: AT,
    },
  ],
};
const STORY = {
  booking: {
    id: "b1",
    number: "K7Q2M",
    status: "disputed",
    stage: "open",
    service: { name: { ar: "حنفية", en: "Tap repair" } },
    price: { total: pounds(350), lines: [] },
    dispute: { reason: "The tap drips" },
  },
};
const ONE = { at: "/ops/disputes/b1", route: "/ops/disputes/:id" };
const HERE = "/api/v1/admin/bookings/b1";

beforeEach(() => {
  logIn();
  answer("GET /api/v1/bookings/b1/dispute", DISPUTE);
  answer(`GET ${HERE}`, STORY);
  answer("GET /api/v1/bookings/b1/photos/p1", () => new Response("picture"));
  answer("GET /api/v1/bookings/b1/photos/p2", () => refusal(410, "gone", "Removed."));
});

test("both sides, with their pictures, what was proposed, and what is wanted", async () => {
  show(<Dispute />, ONE);
  await screen.findByText("It still drips");
  screen.getByText("It was dry");
  await screen.findByRole("img", { name: t("story.photos") });
  await screen.findByText(t("chat.no_file"));
  const all = document.body.textContent ?? "";
  expect(all).toContain(`${t("ending.partial_refund")} · ${format.money(pounds(50))}`);
  expect(all).toContain(t("staff_dispute.customer_yes"));
  expect(all).toContain(t("staff_dispute.provider_yes"));
  expect(all).toContain(`${t("ending.partial_refund")} · ${format.money(pounds(100))}`);
  expect(screen.getByTestId("talk").textContent).toBe(t("talkstate.evidence"));
  expect(pressables("K7Q2M")[0]?.getAttribute("href")).toBe("/ops/bookings/b1");
});

test("it is taken up, an end is proposed, and the amount is asked for only where there is one", async () => {
  show(<Dispute />, ONE);
  answer(`POST ${HERE}/review-dispute`, null);
  await press(t("story.review"));
  await fill(t("story.reason"), "I look at it");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/review-dispute`).body).toEqual({ reason: "I look at it" });

  answer(`POST ${HERE}/dispute/proposals`, null);
  await press(t("staff_dispute.propose"));
  let sheet = await dialog();
  await fill(t("story.reason"), "Half of it back");
  await fill(t("staff_dispute.outcome"), "re_service");
  expect(screen.queryByLabelText(t("staff_dispute.refund"))).toBeNull();
  expect(isOpen(t("story.do"), sheet)).toBe(true);
  await fill(t("staff_dispute.outcome"), "partial_refund");
  expect(isOpen(t("story.do"), sheet), "how much?").toBe(false);
  await fill(t("staff_dispute.refund"), "much");
  expect(sheet.textContent).toContain(t("form.bad_money"));
  expect(isOpen(t("story.do"), sheet)).toBe(false);
  await fill(t("staff_dispute.refund"), "٦٠٫٥");
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/dispute/proposals`).body).toEqual({
    outcome: "partial_refund",
    refund: { amount: 6050, currency: "EGP" },
    text: "Half of it back",
  });

  answer(
    `POST ${HERE}/resolve-dispute`,
    refusal(422, "validation", "Check it.", [{ field: "refund", message: "More than was paid." }]),
  );
  await press(t("staff_dispute.resolve"));
  sheet = await dialog();
  await fill(t("staff_dispute.outcome"), "partial_refund");
  await fill(t("staff_dispute.refund"), "900");
  await fill(t("story.reason"), "It was not mended");
  await press(t("sure.on"), sheet);
  for (const said of [t("ending.partial_refund"), format.money({ amount: 90_000, currency: "EGP" })])
    expect(sheet.textContent, "asked once more").toContain(said);
  expect(sentTo(`POST ${HERE}/resolve-dispute`)).toEqual([]);
  await press(/^Yes, /, sheet);
  await waitFor(() => expect(sheet.textContent).toContain("More than was paid."));
  await fill(t("staff_dispute.outcome"), "full_refund");
  answer(`POST ${HERE}/resolve-dispute`, null);
  await press(t("sure.on"), sheet);
  await press(/^Yes, /, sheet);
  await closed();
  const { body } = lastTo(`POST ${HERE}/resolve-dispute`);
  expect(body).toEqual({ outcome: "full_refund", reason: "It was not mended" });
});

test("a complaint that is decided shows how and by whom, and offers nothing more", async () => {
  answer("GET /api/v1/bookings/b1/dispute", {
    ...DISPUTE,
    state: "decided",
    outcome: "partial_refund",
    decidedBy: "operator",
    evidence: [],
    proposals: [],
  });
  answer(`GET ${HERE}`, {
    booking: { ...STORY.booking, status: "completed", dispute: { reason: "It drips", refund: pounds(60) } },
  });
  show(<Dispute />, ONE);
  await screen.findByText(t("staff_dispute.no_proposals"));
  screen.getByText(`${t("ending.partial_refund")} · ${format.money(pounds(60))}`);
  expect(pressables(t("staff_dispute.resolve"))).toEqual([]);
  expect(pressables(t("story.review"))).toEqual([]);
});

test("who may not steer only reads; what cannot be had is asked for again", async () => {
  logIn("support");
  answer("GET /api/v1/bookings/b1/dispute", refusal(503, "away", "Try again soon."));
  show(<Dispute />, ONE);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/bookings/b1/dispute", DISPUTE);
  await press(t("act.retry"));
  await screen.findByText("It still drips");
  expect(pressables(t("staff_dispute.resolve"))).toEqual([]);
});
