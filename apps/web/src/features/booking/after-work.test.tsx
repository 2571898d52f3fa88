import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { DisputeCase } from "@/shared/visit/dispute-case";
import { noPhoto, photo } from "@/testing/picture";
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
  whenSent,
} from "@/testing/screen";
import DisputeForm from "./dispute-form";
import { ShareButton } from "./share";

const HERE = "/api/v1/bookings/b1";
const AT = "2026-03-01T08:00:00Z";
const LATER = "2099-01-01T08:00:00Z";
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const booking = (more: object = {}) =>
  ({
    id: "b1",
    number: "K7Q2M",
    stage: "settled",
    status: "completed",
    dispute: null,
    ...more,
  }) as unknown as BookingOut;

beforeEach(() => {
  logIn("customer");
});

const choosePictures = (...files: File[]) =>
  fireEvent.change(document.querySelector("input[type=file]") as HTMLElement, { target: { files } });

test("a complaint: what is wrong, what shows it, what would put it right", async () => {
  const [refresh, close] = [vi.fn(), vi.fn()];
  let sent = 0;
  answer(`POST ${HERE}/photos`, () => ({ id: `p${++sent}` }));
  show(<DisputeForm booking={booking()} refresh={refresh} onClose={close} />);
  const sheet = await dialog();
  expect(screen.queryAllByRole<HTMLInputElement>("radio").filter(({ checked }) => checked)).toEqual([]);
  await press(t("dispute.send"), sheet);
  for (const missing of ["dispute.kind_missing", "dispute.reason_missing", "dispute.wanted_missing"] as const)
    screen.getByText(t(missing));
  expect(sentTo(`POST ${HERE}/dispute`), "nothing is assumed").toEqual([]);
  fireEvent.mouseDown(screen.getByLabelText(t("dispute.kind")));
  fireEvent.click(await screen.findByRole("option", { name: t("dispute_kind.damage") }));
  await fill(t("dispute.reason"), "The wall is wet ");
  choosePictures(photo("a.jpg"), photo("b.jpg"));
  await waitFor(() => expect(screen.getAllByRole("img", { name: t("talk.photo") })).toHaveLength(2));
  await press(t("photos.remove"));
  await waitFor(() => expect(screen.getAllByRole("img", { name: t("talk.photo") })).toHaveLength(1));

  fireEvent.click(screen.getByLabelText(t("dispute_ending.partial_refund")));
  screen.getByText(t("dispute.amount_wrong"));
  expect(screen.queryByText(t("dispute.wanted_missing"))).toBeNull();
  await fill(t("dispute.amount"), "much");
  await press(t("dispute.send"), sheet);
  expect(sentTo(`POST ${HERE}/dispute`), "how much?").toEqual([]);
  await fill(t("dispute.amount"), "٩٠٠");
  answer(
    `POST ${HERE}/dispute`,
    refusal(422, "validation", "Check it.", [
      { field: "wantedRefund.amount", message: "More than you paid." },
      { field: "reason", message: "A little more." },
    ]),
  );
  await press(t("dispute.send"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("More than you paid."));
  expect(sheet.textContent).toContain("A little more.");
  await fill(t("dispute.amount"), "60.5");
  answer(`POST ${HERE}/dispute`, { id: "b1" });
  await press(t("dispute.send"), sheet);
  await waitFor(() => expect(close).toHaveBeenCalledOnce());
  expect(refresh).toHaveBeenCalled();
  expect(lastTo(`POST ${HERE}/dispute`).body).toEqual({
    kind: "damage",
    reason: "The wall is wet",
    wanted: "partial_refund",
    wantedRefund: { amount: 6050, currency: "EGP" },
    photoIds: ["p2"],
  });
});

test("a picture that is refused says why; those before it stay", async () => {
  let sent = 0;
  answer(`POST ${HERE}/photos`, () =>
    ++sent === 2 ? refusal(413, "upload.too_big", "The picture is too big.") : { id: `p${sent}` },
  );
  show(<DisputeForm booking={booking()} refresh={() => undefined} onClose={() => undefined} />);
  await dialog();
  choosePictures(photo("a.jpg"), photo("b.jpg"), photo("c.jpg"));
  await screen.findByText("The picture is too big.");
  expect(screen.getAllByRole("img", { name: t("talk.photo") })).toHaveLength(1);
  expect(sentTo(`POST ${HERE}/photos`)).toHaveLength(2);
});

const CASE = {
  bookingId: "b1",
  kind: "damage",
  openedBy: "customer",
  state: "evidence",
  wanted: "partial_refund",
  evidenceUntil: LATER,
  evidence: [
    { id: "e1", side: "customer", text: "The wall is wet", at: AT, photoIds: ["p1"] },
    { id: "e2", side: "provider", text: "It was wet before", at: AT, photoIds: [] },
    { id: "e3", side: "provider", text: "OS-7K2M4Q: كان مبلولًا من قبل", at: AT, photoIds: [] },
  ],
  proposals: [],
};

test("both sides tell theirs, until the time is over", async () => {
  answer(`GET ${HERE}/dispute`, refusal(503, "away", "Try again soon."));
  answer(`GET ${HERE}/photos/p1`, () => new Response("picture"));
  const refresh = vi.fn();
  show(<DisputeCase booking={booking()} refresh={refresh} />);
  await screen.findByText("Try again soon.");
  answer(`GET ${HERE}/dispute`, CASE);
  await press(t("act.retry"));
  expect((await screen.findByText("It was wet before")).dir).toBe("ltr");
  // Not turned round by the number that it begins with.
  expect(screen.getByText(/OS-7K2M4Q/).dir).toBe("rtl");
  screen.getByText(t("case.evidence", { time: format.dateTime(LATER) }));
  expect(isOpen(t("case.send"))).toBe(false);
  await fill(t("case.add"), "Here is the bill");
  answer(`POST ${HERE}/photos`, { id: "p2" });
  choosePictures(noPhoto(), photo());
  await screen.findByText(t("file.no_photo"));
  await screen.findByRole("button", { name: t("photos.remove") });
  expect(sentTo(`POST ${HERE}/photos`), "only what can be seen").toHaveLength(1);
  answer(`POST ${HERE}/dispute/evidence`, refusal(409, "booking.too_late", "The time is over."));
  await press(t("case.send"));
  await screen.findByText("The time is over.");
  answer(`POST ${HERE}/dispute/evidence`, { id: "e3" });
  await waitFor(() => expect(isOpen(t("case.send"))).toBe(true));
  await press(t("case.send"));
  await screen.findByText(t("case.added"));
  expect(lastTo(`POST ${HERE}/dispute/evidence`).body).toEqual({
    text: "Here is the bill",
    photoIds: ["p2"],
  });
  await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>(t("case.add")).value).toBe(""));
  expect(refresh).toHaveBeenCalled();
});

test("what is proposed is accepted or declined; what was decided is told", async () => {
  const proposal = {
    id: "o1",
    by: "provider",
    outcome: "partial_refund",
    refund: pounds(50),
    text: "Halfway",
    state: "open",
    createdAt: AT,
    expiresAt: LATER,
  };
  const HALF = `${HERE}/dispute/proposals`;
  answer(`GET ${HERE}/dispute`, {
    ...CASE,
    state: "proposal",
    evidence: [],
    evidenceUntil: AT,
    proposals: [
      proposal,
      { ...proposal, id: "o2", by: "operator", outcome: "re_service", refund: null, text: "Another visit" },
      { ...proposal, id: "o3", outcome: "none", refund: null, text: "Nothing" },
      { ...proposal, id: "o4", text: "Old", customerAcceptedAt: AT },
    ],
  });
  const { unmount } = show(<DisputeCase booking={booking()} refresh={() => undefined} />);
  await screen.findByText("Halfway");
  screen.getByText(t("case.proposal"));
  screen.getByText(t("case.offer_refund", { amount: format.money(pounds(50)) }));
  screen.getByText(t("case.offer_again"));
  screen.getByText(t("case.offer_none"));
  expect(screen.queryByText("Old"), "what was accepted waits for the other side").toBeNull();
  expect(screen.queryByLabelText(t("case.add")), "the time for evidence is over").toBeNull();
  answer(`POST ${HALF}/o1/accept`, refusal(409, "booking.expired", "It has ended."));
  await press(t("case.accept"));
  await screen.findByText("It has ended.");
  answer(`POST ${HALF}/o1/accept`, CASE);
  await press(t("case.accept"));
  await screen.findByText(t("case.accepted"));
  answer(`POST ${HALF}/o1/decline`, CASE);
  await press(t("case.decline"));
  await screen.findByText(t("case.declined"));
  unmount();

  for (const [outcome, refund, said] of [
    ["partial_refund", pounds(60), t("case.decided_refund", { amount: format.money(pounds(60)) })],
    ["re_service", undefined, t("case.decided_again")],
    ["no_refund", undefined, t("case.decided_none")],
  ] as const) {
    answer(`GET ${HERE}/dispute`, { ...CASE, state: "decided", outcome, evidence: [] });
    const shown = show(
      <DisputeCase booking={booking({ dispute: { reason: "x", refund } })} refresh={() => undefined} />,
    );
    await screen.findByText(said);
    shown.unmount();
  }
  answer(`GET ${HERE}/dispute`, refusal(404, "not_found", "None."));
  show(<DisputeCase booking={booking()} refresh={() => undefined} />);
  await whenSent(`GET ${HERE}/dispute`);
  await waitFor(() => expect(screen.queryByRole("status")).toBeNull());
  expect(screen.queryByTestId("case")).toBeNull();
});

test("a technician reads what is wanted, proposes a way out and waits; a colleague's is answered", async () => {
  const HALF = `${HERE}/dispute/proposals`;
  answer(`GET ${HERE}/photos/p1`, () => new Response("picture"));
  answer(`GET ${HERE}/dispute`, { ...CASE, wantedRefund: pounds(50) });
  const { unmount } = show(<DisputeCase booking={booking()} side="provider" refresh={() => undefined} />);
  const region = await screen.findByRole("region", { name: t("case.title_theirs") });
  expect(region.textContent).toContain(t("dispute_kind.damage"));
  expect(region.textContent).toContain(`${t("dispute_ending.partial_refund")} · ${format.money(pounds(50))}`);
  const said = screen.getAllByRole("listitem").map((one) => one.textContent);
  expect(said[0]).toContain(t("case.customer"));
  expect(said[1]).toContain(t("case.you"));
  await press(t("case.propose"));
  fireEvent.click(screen.getByLabelText(t("dispute_ending.partial_refund")));
  await fill(t("case.propose_text"), "Forty, and we are good ");
  expect(isOpen(t("case.propose_send")), "how much?").toBe(false);
  await fill(t("dispute.amount"), "forty");
  await screen.findByText(t("dispute.amount_wrong"));
  await fill(t("dispute.amount"), "٤٠");
  answer(`POST ${HALF}`, refusal(409, "booking.not_now", "Staff decides already."));
  await press(t("case.propose_send"));
  await screen.findByText("Staff decides already.");
  const proposal = {
    id: "o1",
    by: "provider",
    outcome: "partial_refund",
    refund: pounds(40),
    text: "Forty, and we are good",
    state: "open",
    createdAt: AT,
    expiresAt: LATER,
    providerAcceptedAt: AT,
  };
  answer(`POST ${HALF}`, CASE);
  answer(`GET ${HERE}/dispute`, { ...CASE, state: "proposal", proposals: [proposal] });
  await press(t("case.propose_send"));
  await screen.findByText(t("case.offer_refund_theirs", { amount: format.money(pounds(40)) }));
  expect(lastTo(`POST ${HALF}`).body).toEqual({
    outcome: "partial_refund",
    text: "Forty, and we are good",
    refund: pounds(40),
  });
  screen.getByText(t("case.proposed"));
  expect(screen.queryByRole("button", { name: t("case.accept") }), "one's own").toBeNull();
  expect(screen.queryByRole("button", { name: t("case.propose") }), "one at a time").toBeNull();
  unmount();

  const staffs = { ...proposal, id: "o2", by: "operator", providerAcceptedAt: null };
  answer(`GET ${HERE}/dispute`, { ...CASE, state: "proposal", proposals: [staffs] });
  show(<DisputeCase booking={booking()} side="provider" refresh={() => undefined} />);
  answer(`POST ${HALF}/o2/accept`, CASE);
  await press(t("case.accept"));
  await screen.findByText(t("case.accepted"));
});

test("a visit is shared by the phone, by copying, or by hand; a link is taken back", async () => {
  const LINKS = `${HERE}/share-links`;
  const link = { id: "l1", state: "open", createdAt: AT, opened: 3 };
  answer(`GET ${LINKS}`, refusal(503, "away", "Try again soon."));
  show(<ShareButton bookingId="b1" />);
  await press(t("share.open"));
  const sheet = await dialog();
  await screen.findByText("Try again soon.");
  answer(`GET ${LINKS}`, { items: [link, { ...link, id: "l0", state: "revoked" }] });
  await press(t("act.retry"), sheet);
  await screen.findByText(t("share.opened", { count: 3 }));
  answer(`POST ${LINKS}`, { url: "https://osta.example/shared/x" });
  const shared = vi.fn(async () => undefined);
  const copied = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", Object.assign(navigator, { share: shared, clipboard: { writeText: copied } }));
  await press(t("share.send"), sheet);
  await waitFor(() =>
    expect(shared).toHaveBeenCalledWith(expect.objectContaining({ url: "https://osta.example/shared/x" })),
  );
  expect(copied).not.toHaveBeenCalled();
  shared.mockRejectedValueOnce(new DOMException("no", "AbortError"));
  await press(t("share.send"), sheet);
  await waitFor(() => expect(shared).toHaveBeenCalledTimes(2));
  shared.mockRejectedValue(new Error("not here"));
  await press(t("share.send"), sheet);
  await screen.findByText(t("share.copied"));
  copied.mockRejectedValue(new Error("not allowed"));
  await press(t("share.send"), sheet);
  await screen.findByText("https://osta.example/shared/x");
  answer(`DELETE ${LINKS}/l1`, null);
  answer(`GET ${LINKS}`, { items: [] });
  await press(t("share.revoke"), sheet);
  await screen.findByText(t("share.revoked"));
  await waitFor(() => expect(pressables(t("share.revoke"), sheet)).toEqual([]));
  await press(t("act.close"), sheet);
  await closed();
});
