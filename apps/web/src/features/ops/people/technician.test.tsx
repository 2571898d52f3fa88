import { fireEvent, screen, waitFor, within } from "@testing-library/react";
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
import Technician from "./technician";

const PROFILE = {
  id: "t1",
  firstName: "Amr",
  lastName: "Said",
  displayName: "Amr S.",
  nationalId: "2950101••••••7",
  dateOfBirth: "1995-01-01",
  gender: "male",
  backgroundCheck: "clear",
  languages: ["ar", "en"],
  preferredLanguage: "ar",
  jobsCompleted: 41,
  rating: { meanMilli: 4812, count: 30 },
  earnings: { amount: 1_250_000, currency: "EGP" },
  verification: "under_review",
  documentsValid: true,
  isActive: true,
  isOnline: false,
  version: 1,
};
const paper = (id: string, kind: string, more = {}) => ({
  id,
  kind,
  side: "front",
  name: { ar: kind, en: `Paper ${id}` },
  state: "uploaded",
  mediaType: "image/jpeg",
  createdAt: "2026-03-01T08:00:00Z",
  replaced: false,
  sizeBytes: 1000,
  ...more,
});
const RECORD = {
  profile: PROFILE,
  accountStatus: "active",
  checkDigitPlausible: false,
  areas: [{ name: "Maadi" }],
  hours: [],
  services: [
    { serviceId: "s1", name: { ar: "حنفية", en: "Taps" }, needsCertificate: false, isCertified: false },
    { serviceId: "s2", name: { ar: "غاز", en: "Gas" }, needsCertificate: true, isCertified: false },
  ],
  missing: [
    { kind: "criminal_record", side: "single" },
    { kind: "national_id", side: "back" },
  ],
  documents: [
    paper("d1", "national_id"),
    paper("d2", "selfie", { side: "single" }),
    paper("d3", "certificate", {
      side: "single",
      mediaType: "application/pdf",
      expiresOn: "2027-01-01",
      note: "Copy",
    }),
    paper("d0", "national_id", { replaced: true }),
  ],
  decisions: [
    {
      id: "x1",
      kind: "suspended",
      createdAt: "2026-01-05T08:00:00Z",
      reason: "Complaints",
      evidence: "Three bookings",
      safetyRisk: true,
      appealState: "overturned",
      from: "verified",
      to: "suspended",
    },
  ],
};
const HERE = "/api/v1/admin/providers/t1";
const ONE = { at: "/ops/technicians/t1", route: "/ops/technicians/:id" };

beforeEach(() => {
  logIn();
  answer(`GET ${HERE}`, RECORD);
  answer("GET /api/v1/admin/providers", {
    items: [
      { ...PROFILE, id: "t1" },
      { ...PROFILE, id: "t7" },
    ],
  });
  answer(`GET ${HERE}/documents/*/content`, () => new Response("picture"));
});

test("who it is: what fits and what is missing, what was decided before", async () => {
  show(<Technician />, ONE);
  await screen.findByRole("heading", { name: "Amr Said" });
  const all = document.body.textContent ?? "";
  expect(all).toContain("2950101••••••7");
  expect(all).toContain(t("tech.misfit"));
  expect(all).toContain("★ 4.8");
  expect(all).toContain("Complaints");
  expect(all).toContain("Three bookings");
  screen.getByText(t("tech.safety_mark"));
  expect(all).toContain("Maadi");
  const warning = screen.getByText(new RegExp(t("tech.missing"))).textContent;
  expect(warning).toContain("(");
  expect(pressables(t("doc_view.next_person"))[0]?.getAttribute("href")).toBe("/ops/technicians/t7");
  expect(pressables(t("tech.pay_out"))[0]?.getAttribute("href")).toBe("/ops/moves?move=payout&whom=t1");
});

test("papers lie side by side, are turned, enlarged and moved, by hand and by keys", async () => {
  show(<Technician />, ONE);
  const left = (await screen.findByRole("region", { name: t("doc_view.first") })) as HTMLElement;
  const right = screen.getByRole("region", { name: t("doc_view.second") });
  const picture = await within(left).findByRole("img", { name: "Paper d1" });
  expect(await within(right).findByRole("img", { name: "Paper d2" })).toBeTruthy();
  const seen = () => picture.style.transform;
  expect(seen()).toContain("translate(0px, 0px) scale(1) rotate(0deg)");
  await press(`${t("doc_view.turn")}: Paper d1`);
  await press(`${t("doc_view.closer")}: Paper d1`);
  expect(seen()).toContain("translate(0px, 0px) scale(1.25) rotate(90deg)");
  await press(`${t("doc_view.farther")}: Paper d1`);
  const table = within(left).getByRole("group", { name: t("doc_view.keys", { name: "Paper d1" }) });
  fireEvent.keyDown(table, { key: "ArrowUp" });
  fireEvent.keyDown(table, { key: "x" });
  expect(seen()).toContain("translate(0px, 40px) scale(1) rotate(90deg)");
  fireEvent.wheel(table, { deltaY: -1 });
  expect(seen(), "who scrolls past is not held").toContain("scale(1)");
  table.focus();
  fireEvent.wheel(table, { deltaY: -1 });
  expect(seen()).toContain("scale(1.25)");
  await press(`${t("doc_view.flat")}: Paper d1`);
  table.setPointerCapture = () => undefined;
  fireEvent.pointerMove(table, { clientX: 5, clientY: 5 });
  fireEvent.pointerDown(table, { clientX: 10, clientY: 10, pointerId: 1 });
  fireEvent.pointerMove(table, { clientX: 25, clientY: 4 });
  fireEvent.pointerUp(table);
  fireEvent.pointerMove(table, { clientX: 99, clientY: 99 });
  expect(seen(), "let go, it stays").toContain("translate(15px, -6px) scale(1) rotate(0deg)");

  await press(t("doc_view.next"));
  expect(await within(left).findByRole("img", { name: "Paper d2" })).toBeTruthy();
  const choice = within(left).getByLabelText(t("doc_view.first"));
  expect(
    Array.from(choice.querySelectorAll("option"), (one) => one.value),
    "replaced ones count no more",
  ).toEqual(["d1", "d2", "d3"]);
  fireEvent.change(choice, { target: { value: "d3" } });
  await within(left).findByText(t("doc_view.open_pdf"));
  within(left).getByText("Copy");
  expect(left.textContent).toContain(t("doc_view.expires", { day: format.date("2027-01-01T10:00:00Z") }));
  expect(pressables(/Paper d3/, left)).toEqual([]);
  // Round the papers, by button and by key; the focus stays where it is.
  await press(t("doc_view.after"), left);
  await within(left).findByRole("img", { name: "Paper d1" });
  const group = within(left).getByRole("group");
  group.focus();
  fireEvent.keyDown(group, { key: "PageDown" });
  await within(left).findByRole("img", { name: "Paper d2" });
  fireEvent.keyDown(group, { key: "PageUp" });
  await within(left).findByRole("img", { name: "Paper d1" });
  expect(document.activeElement).toBe(group);
});

test("a paper that cannot be had says so", async () => {
  answer(`GET ${HERE}/documents/d1/content`, () =>
    refusal(410, "provider.content_removed", "It was removed."),
  );
  show(<Technician />, ONE);
  await screen.findByText("It was removed.");
  answer(`GET ${HERE}/documents/d1/content`, () => new Response("no picture"));
  await press(t("act.retry"));
  fireEvent.error(await screen.findByRole("img", { name: "Paper d1" }));
  await screen.findByText(t("doc_view.broken"));
  expect(pressables(t("doc_view.save"))[0]?.getAttribute("download")).toBe("Paper d1");
});

test("papers are accepted and rejected one by one, each with a reason", async () => {
  show(<Technician />, ONE);
  const left = await screen.findByRole("region", { name: t("doc_view.first") });
  answer(`POST ${HERE}/documents/d1/accept`, null);
  await press(t("tech.accept_doc"), left);
  await fill(t("story.reason"), "clear to read");
  answer(`GET ${HERE}`, { ...RECORD, documents: [paper("d1", "national_id", { state: "accepted" })] });
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/documents/d1/accept`).body).toEqual({ reason: "clear to read" });
  await waitFor(() => expect(pressables(t("tech.accept_doc"), left)).toEqual([]));
  answer(`POST ${HERE}/documents/d1/reject`, null);
  answer(`GET ${HERE}`, { ...RECORD, documents: [paper("d1", "national_id", { state: "rejected" })] });
  await press(t("tech.reject_doc"), left);
  await fill(t("story.reason"), "the picture is cut");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/documents/d1/reject`).body).toEqual({ reason: "the picture is cut" });
  await waitFor(() => expect(pressables(t("tech.reject_doc"), left)).toEqual([]));
});

test("who waits is verified, or rejected with evidence", async () => {
  show(<Technician />, ONE);
  await press(t("tech.reject"));
  let sheet = await dialog();
  await fill(t("story.reason"), "the papers are not his");
  expect(isOpen(t("story.do"), sheet), "against a person evidence is needed").toBe(false);
  await fill(t("tech.evidence"), "the faces differ");
  answer(`POST ${HERE}/reject`, null);
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/reject`).body).toEqual({
    reason: "the papers are not his",
    evidence: "the faces differ",
  });
  answer(`POST ${HERE}/verify`, refusal(409, "provider.documents_missing", "A paper is missing."));
  await press(t("tech.verify"));
  sheet = await dialog();
  await fill(t("story.reason"), "all is there");
  await press(t("story.do"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("A paper is missing."));
  await press(t("act.close"), sheet);
  await closed();
  expect(sentTo(`POST ${HERE}/verify`)).toHaveLength(1);
});

test("who is verified can be suspended for safety, and comes back; the whole number is shown on record", async () => {
  answer(`GET ${HERE}`, { ...RECORD, profile: { ...PROFILE, verification: "verified", rating: null } });
  show(<Technician />, ONE);
  await press(t("tech.suspend"));
  const sheet = await dialog();
  await fill(t("story.reason"), "threatened a customer");
  await fill(t("tech.evidence"), "recording");
  within(sheet).getByLabelText(t("tech.safety")).click();
  answer(`POST ${HERE}/suspend`, null);
  answer(`GET ${HERE}`, { ...RECORD, profile: { ...PROFILE, verification: "suspended" } });
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}/suspend`).body).toEqual({
    reason: "threatened a customer",
    evidence: "recording",
    safetyRisk: true,
  });
  answer(`POST ${HERE}/reinstate`, null);
  await press(t("tech.reinstate"));
  await fill(t("story.reason"), "appeal upheld");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo(`POST ${HERE}/reinstate`).body).toEqual({ reason: "appeal upheld" });

  answer(`POST ${HERE}/national-id/reveal`, { nationalId: "29501010123457" });
  await press(t("tech.reveal"));
  await fill(t("story.reason"), "police asks");
  await press(t("story.do"), await dialog());
  await screen.findByText("29501010123457");
  await closed();
  expect(pressables(t("tech.reveal"))).toEqual([]);
});

test("no papers yet, and a technician who cannot be had", async () => {
  answer(`GET ${HERE}`, refusal(404, "not_found", "There is none."));
  show(<Technician />, ONE);
  await screen.findByText("There is none.");
  answer(`GET ${HERE}`, { ...RECORD, documents: [], decisions: [], missing: [] });
  await press(t("act.retry"));
  await screen.findByText(t("doc_view.none"));
  expect(screen.queryByText(t("tech.decisions"))).toBeNull();
});
