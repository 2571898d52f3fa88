import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { BookingOut } from "@/generated/visit";
import {
  answer,
  closed,
  dialog,
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
  whenSent,
} from "@/testing/screen";
import { Proposals } from "./proposals";
import { Track } from "./track";

const HERE = "/api/v1/bookings/b1";
const TALK = "POST /api/v1/conversations/t1/messages";
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const booking = {
  id: "b1",
  stage: "awaiting_approval",
  status: "in_progress",
  price: { lines: [{ name: { ar: "معاينة", en: "Inspection" }, amount: pounds(10) }] },
} as unknown as BookingOut;
const line = (name: string, kind: string, photoId?: string) => ({
  name,
  kind,
  quantity: 1,
  amount: pounds(40),
  unitPrice: pounds(40),
  photoId,
});
const ESTIMATE = {
  id: "e1",
  state: "proposed",
  note: "The pipe is old",
  lines: [line("Seal", "parts"), line("Tap", "parts"), line("Work", "labour")],
  inspectionCredit: pounds(10),
  total: pounds(120),
};
const CHANGE = {
  id: "c1",
  state: "open",
  note: null,
  lines: [line("Hose", "parts", "p1")],
  amount: pounds(40),
};

beforeEach(() => {
  logIn("customer");
  answer(`GET ${HERE}/estimates`, {
    items: [ESTIMATE, { ...ESTIMATE, id: "e0", state: "declined", note: "Old" }],
  });
  answer(`GET ${HERE}/change-orders`, { items: [CHANGE] });
  answer(`GET ${HERE}/photos/p1`, () => new Response("picture"));
  answer("GET /api/v1/conversations", {
    items: [
      { id: "t0", kind: "support", bookingId: "b1" },
      { id: "t1", kind: "booking", bookingId: "b1" },
    ],
  });
});

const open = (refresh: () => void = () => undefined) =>
  show(<Proposals booking={booking} refresh={refresh} />);
const estimate = () => screen.findByRole("region", { name: t("offer.estimate") });
const change = () => screen.findByRole("region", { name: t("offer.change") });
const tick = (within_: HTMLElement, name: RegExp) =>
  fireEvent.click(within(within_).getByRole("checkbox", { name }));
const approve = () => t("offer.approve", { total: format.money(pounds(120)) });
const without = (count: number) => t("offer.without", { count });

test("nothing counts before a tap; declining is asked twice, and says what it means", async () => {
  const refresh = vi.fn();
  open(refresh);
  const first = await estimate();
  expect(first.textContent).toContain(`Seal (${t("offer.part")})`);
  // The lines, what is paid besides and what is credited come to the total.
  const rows = ["Inspection", t("offer.credit"), t("price.total")].map(
    (name) => within(first).getByText(name).closest("dt")?.nextSibling?.textContent,
  );
  expect(rows).toEqual([10, -10, 120].map((amount) => format.money(pounds(amount))));
  expect(screen.queryByText("Old")).toBeNull();
  await press(t("offer.decline"), first);
  expect(first.textContent).toContain(t("offer.decline_estimate"));
  await press(t("act.cancel"), first);
  expect(sentTo(`POST ${HERE}/estimates/e1/decline`)).toEqual([]);
  answer(`POST ${HERE}/estimates/e1/approve`, refusal(409, "booking.changed", "It was changed."));
  await press(approve(), first);
  await screen.findByText("It was changed.");
  answer(`POST ${HERE}/estimates/e1/approve`, { id: "b1" });
  await press(approve(), first);
  await screen.findByText(t("offer.approved"));
  await press(t("offer.decline"), first);
  answer(`POST ${HERE}/estimates/e1/decline`, { id: "b1" });
  await press(t("offer.decline_sure"), first);
  await whenSent(`POST ${HERE}/estimates/e1/decline`);
  expect(refresh).toHaveBeenCalled();
});

test("extra work is declined after a second word, too; the part's picture is seen before", async () => {
  open();
  const extra = await change();
  // One line is taken or left: there is nothing to tick.
  expect(within(extra).queryByRole("checkbox")).toBeNull();
  await press(t("offer.photo", { name: "Hose" }), extra);
  const sheet = await dialog();
  within(sheet).getByRole("img", { name: t("offer.photo", { name: "Hose" }) });
  await press(t("act.close"), sheet);
  await closed();
  await press(t("offer.decline"), extra);
  expect(extra.textContent).toContain(t("offer.decline_change"));
  expect(sentTo(`POST ${HERE}/change-orders/c1/decline`)).toEqual([]);
  answer(`POST ${HERE}/change-orders/c1/decline`, { id: "b1" });
  await press(t("offer.decline_change_sure"), extra);
  await screen.findByText(t("offer.declined"));
  answer(`POST ${HERE}/change-orders/c1/approve`, { id: "b1" });
  await press(t("offer.approve", { total: format.money(pounds(40)) }), extra);
  await whenSent(`POST ${HERE}/change-orders/c1/approve`);
});

test("without some lines it is another price: the technician is asked, nothing is approved or declined", async () => {
  answer(TALK, { id: "m1" });
  open();
  const first = await estimate();
  tick(first, /Tap/);
  expect(isOpen(approve(), first), "all or nothing is approved").toBe(false);
  await press(without(1), first);
  const { body } = await whenSent(TALK);
  expect(body).toMatchObject({ kind: "text", text: t("offer.without_text", { lines: "Tap" }) });
  await within(first).findByText(t("offer.asked"));
  expect(pressables(without(1), first)).toEqual([]);
  expect(isOpen(t("offer.decline"), first)).toBe(true);
  expect(sentTo(`POST ${HERE}/estimates/*/approve`)).toEqual([]);
  expect(sentTo(`POST ${HERE}/estimates/*/decline`)).toEqual([]);

  tick(first, /Seal/);
  await press(without(2), first);
  await whenSent(TALK, 2);
  expect(lastTo(TALK).body).toMatchObject({ text: t("offer.without_text", { lines: "Seal, Tap" }) });
  // Without any line it is a refusal, which has its own button.
  tick(first, /Work/);
  expect(pressables(without(3), first)).toEqual([]);
  for (const name of [/Seal/, /Tap/, /Work/]) tick(first, name);
  expect(isOpen(approve(), first)).toBe(true);
});

test("with cash, what is rounded is a line: the lines come to the total", async () => {
  const uneven = { ...line("Work", "labour"), amount: { amount: 4075, currency: "EGP" as const } };
  const total = pounds(40);
  answer(`GET ${HERE}/estimates`, { items: [{ ...ESTIMATE, lines: [uneven], total }] });
  open();
  const first = await estimate();
  const row = within(first).getByText(t("price.rounding")).closest("dt");
  expect(row?.nextSibling?.textContent).toBe(format.money({ amount: -75, currency: "EGP" }));
  expect(within(await change()).queryByText(t("price.rounding")), "nothing to round").toBeNull();
});

test("a message that did not get through is sent again as the same, also after a reload", async () => {
  open();
  answer(TALK, refusal(503, "away", "Try again soon."));
  let first = await estimate();
  tick(first, /Work/);
  await press(without(1), first);
  await screen.findByText("Try again soon.");
  const id = (lastTo(TALK).body as { id: string }).id;
  cleanup();
  open();
  answer(TALK, { id });
  first = await estimate();
  await press(without(1), first);
  await within(first).findByText(t("offer.asked"));
  expect((lastTo(TALK).body as { id: string }).id).toBe(id);
});

test("what the technician took back is not there to decide about, and said so until there is another", async () => {
  answer(`GET ${HERE}/estimates`, { items: [ESTIMATE] });
  answer(`GET ${HERE}/change-orders`, { items: [] });
  const shown = (stage: string) =>
    show(<Proposals booking={{ ...booking, stage } as BookingOut} refresh={() => undefined} />);
  const { unmount } = shown("awaiting_approval");
  const first = await estimate();
  answer(
    `POST ${HERE}/estimates/e1/approve`,
    refusal(409, "booking.proposal_withdrawn", "It was withdrawn."),
  );
  answer(`GET ${HERE}/estimates`, { items: [{ ...ESTIMATE, state: "withdrawn" }] });
  await press(approve(), first);
  await screen.findByText("It was withdrawn.");
  await waitFor(() => expect(screen.queryByRole("region")).toBeNull());
  unmount();
  const inspecting = shown("inspecting");
  await screen.findByText(t("offer.withdrawn"));
  inspecting.unmount();
  answer(`GET ${HERE}/change-orders`, { items: [{ ...CHANGE, state: "withdrawn" }] });
  const working = shown("working");
  await screen.findByText(t("offer.withdrawn_change"));
  working.unmount();
  const other = { ...ESTIMATE, id: "e2", note: "Without the tap" };
  answer(`GET ${HERE}/estimates`, { items: [{ ...ESTIMATE, state: "withdrawn" }, other] });
  shown("awaiting_approval");
  expect((await estimate()).textContent).toContain("Without the tap");
});

test("without a conversation one is told so", async () => {
  answer("GET /api/v1/conversations", { items: [] });
  open();
  const first = await estimate();
  tick(first, /Work/);
  await press(without(1), first);
  await screen.findByText(t("offer.no_talk"));
});

test("prices that can't be had are no silence", async () => {
  answer(`GET ${HERE}/change-orders`, refusal(503, "away", "Try again soon."));
  open();
  await screen.findByText("Try again soon.");
  expect(screen.queryByRole("region")).toBeNull();
  answer(`GET ${HERE}/change-orders`, { items: [CHANGE] });
  await press(t("act.retry"));
  await estimate();
});

test("a way that can't be had is said, not waited for", async () => {
  const track = `GET ${HERE}/track`;
  answer(track, refusal(503, "away", "Try again soon."));
  show(<Track id="b1" />);
  await screen.findByText("Try again soon.");
  answer(track, {
    bookingId: "b1",
    destination: { lat: 29.96, lng: 31.25 },
    freshness: "dark",
    state: "en_route",
  });
  await press(t("act.retry"));
  await screen.findByRole("region", { name: t("track.title") });
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});
