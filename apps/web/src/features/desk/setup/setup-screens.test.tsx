import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { maps } from "@/testing/map";
import {
  address,
  answer,
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
import { Shift } from "../shift";
import { Apply } from "./apply";
import ServicesScreen from "./services-screen";
import { Setup } from "./setup";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const ME = "/api/v1/providers/me";
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const words = (en: string) => ({ ar: en, en });

beforeEach(() => {
  logIn("service_provider", { firstName: "Amr", lastName: "" });
  maps.splice(0);
  answer(`GET ${ME}`, { id: "me", verification: "applied", isOnline: false, lastDecision: null });
  answer("GET /api/v1/bookings", { items: [] });
  answer("GET /map/districts.json", {
    governorates: { "EG-C": words("Cairo") },
    districts: [{ g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] }],
  });
});

const onShift = (what: ReactNode) =>
  show(<Shift>{what}</Shift>, { at: "/work/setup", route: "/work/setup/*" });

test("who joins says a name, the national ID and a home, one after the other; the server's word leads back", async () => {
  answer(`GET ${ME}`, refusal(404, "provider.none", "Not yet."));
  onShift(<Apply />);
  await screen.findByText(t("join.name"));
  expect(isOpen(t("act.next"))).toBe(false);
  await fill(t("join.last"), "Said");
  screen.getByLabelText(t("join.english")).click();
  screen.getByLabelText(t("join.arabic")).click();
  await press(t("act.next"));
  const id = await screen.findByLabelText<HTMLInputElement>(t("join.id"));
  await fill(t("join.id"), "2900115");
  screen.getByText(t("id.left", { count: 7 }));
  await fill(t("join.id"), "29013150101234");
  screen.getByText(t("id.birth"));
  expect(isOpen(t("act.next"))).toBe(false);
  fireEvent.focus(id);
  await fill(t("join.id"), "٢٩٠٠١١٥٠١٠١٢٣٤");
  screen.getByText(t("id.fine_man", { day: format.date("1990-01-15T10:00:00Z") }));
  expect(id.value).toBe("29001150101234");
  fireEvent.blur(id);
  expect(id.value, "nobody reads it over the shoulder").toBe("••••••••••1234");
  await press(t("id.show"));
  expect(id.value).toBe("29001150101234");
  await press(t("act.next"));
  await screen.findByText(t("join.home_why"));
  expect(isOpen(t("act.next"))).toBe(false);
  await waitFor(() => screen.getByRole("option", { name: "Maadi" }));
  await fill(t("pin.district"), "0");
  answer(
    `POST ${ME}`,
    refusal(422, "validation", "Check it.", [{ field: "lastName", message: "As on the ID, please." }]),
  );
  await press(t("act.next"));
  await screen.findByText("As on the ID, please.");
  expect(screen.getByLabelText(t("join.last")).getAttribute("aria-invalid")).toBe("true");
  await press(t("act.next"));
  await press(t("act.next"));
  answer(`POST ${ME}`, refusal(409, "provider.national_id_taken", "Somebody applied with this ID."));
  await press(t("act.next"));
  await screen.findByText("Somebody applied with this ID.");
  await screen.findByLabelText(t("join.id"));
  await press(t("act.back"));
  await screen.findByLabelText(t("join.first"));
  await press(t("act.next"));
  await press(t("act.next"));
  answer(`POST ${ME}`, { id: "me" });
  await press(t("act.next"));
  await waitFor(() => expect(sentTo(`POST ${ME}`)).toHaveLength(3));
  expect(lastTo(`POST ${ME}`).body).toEqual({
    firstName: "Amr",
    lastName: "Said",
    languages: ["en"],
    home: { lat: 29.96, lng: 31.25 },
    nationalId: "29001150101234",
    preferredLanguage: "en",
  });
  expect(JSON.stringify(sessionStorage), "the number is never kept on the phone").not.toContain(
    "29001150101234",
  );
});

const item = (more: object) => ({
  step: "document",
  side: "single",
  required: true,
  done: false,
  name: words("Paper"),
  ...more,
});
const CHECKLIST = {
  verification: "applied",
  canSubmit: false,
  nextText: words("Photograph your ID"),
  items: [
    item({ kind: "national_id", side: "front", name: words("National ID, front") }),
    item({ kind: "selfie", name: words("Selfie"), state: "rejected", note: "Too dark" }),
    item({ kind: "tax_card", name: words("Tax card"), required: false }),
    item({ step: "services", kind: null, name: words("Services"), done: true }),
    item({ step: "areas", kind: null, name: words("Areas") }),
  ],
};

test("what is missing, where each part stands, and the next thing to do", async () => {
  answer(`GET ${ME}/checklist`, CHECKLIST);
  onShift(<Setup />);
  await screen.findByText("Photograph your ID");
  screen.getByText(t("setup.progress", { done: 1, all: 4 }));
  const list = Array.from(document.querySelectorAll("li"), (one) => one.textContent ?? "");
  expect(list[1]).toContain(t("paper.rejected"));
  expect(list[1]).toContain("Too dark");
  expect(list[2]).toContain(t("paper.optional"));
  expect(list[3]).toContain(t("paper.good"));
  expect(
    pressables(/^National ID, front/)
      .at(-1)
      ?.getAttribute("href"),
  ).toContain("national_id");
});

test("all that is needed is sent for review; a refusal says why", async () => {
  answer(`GET ${ME}/checklist`, {
    ...CHECKLIST,
    canSubmit: true,
    items: [CHECKLIST.items[3], CHECKLIST.items[4]],
  });
  onShift(<Setup />);
  answer(`POST ${ME}/submit`, refusal(409, "provider.documents_missing", "A paper is missing."));
  await press(t("setup.send"));
  await screen.findByText("A paper is missing.");
  answer(`POST ${ME}/submit`, { verification: "documents_submitted" });
  answer(`GET ${ME}/checklist`, {
    ...CHECKLIST,
    verification: "documents_submitted",
    canSubmit: false,
    items: [CHECKLIST.items[3]],
  });
  await press(t("setup.send"));
  await screen.findByText(t("setup.sent"));
  await screen.findByText(t("setup.waiting"));
});

test("a decision against somebody: why, what shows it, and the way to another judge", async () => {
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const decision = {
    reason: "The faces differ",
    evidence: "Selfie and ID",
    appealUntil: soon,
    appealState: null,
  };
  answer(`GET ${ME}`, { id: "me", verification: "rejected", isOnline: false, lastDecision: decision });
  answer(`GET ${ME}/checklist`, { ...CHECKLIST, verification: "rejected" });
  onShift(<Setup />);
  const card = await screen.findByRole("region", { name: t("decision.title") });
  expect(card.textContent).toContain("The faces differ");
  expect(card.textContent).toContain("Selfie and ID");
  expect(card.textContent).toContain(t("decision.until", { day: format.date(soon) }));
  await press(t("decision.appeal"));
  await press(t("act.cancel"));
  await press(t("decision.appeal"));
  expect(isOpen(t("decision.send"))).toBe(false);
  await fill(t("decision.statement"), "I grew a beard");
  answer(
    `POST ${ME}/appeals`,
    refusal(422, "validation", "Check it.", [{ field: "statement", message: "A little more." }]),
  );
  await press(t("decision.send"));
  await screen.findByText("A little more.");
  answer(`POST ${ME}/appeals`, { id: "a1" });
  answer(`GET ${ME}`, {
    id: "me",
    verification: "rejected",
    isOnline: false,
    lastDecision: { ...decision, appealState: "open" },
  });
  await press(t("decision.send"));
  await within(card).findByText(t("appeal.open"));
  expect(lastTo(`POST ${ME}/appeals`).body).toEqual({ statement: "I grew a beard" });
  expect(pressables(t("decision.appeal"))).toEqual([]);
});

test("who is verified begins; a list that cannot be had is asked for again", async () => {
  answer(`GET ${ME}/checklist`, refusal(503, "away", "Try again soon."));
  onShift(<Setup />);
  await screen.findByText("Try again soon.");
  answer(`GET ${ME}/checklist`, { ...CHECKLIST, verification: "verified", items: [CHECKLIST.items[3]] });
  await press(t("act.retry"));
  await screen.findByText(t("setup.ready"));
  expect(pressables(t("setup.begin"))[0]?.getAttribute("href")).toBe("/work");
});

const service = (id: string, more: object = {}) => ({
  id,
  categoryId: "c1",
  name: words(`Service ${id}`),
  basePrice: pounds(100),
  needsCertificate: false,
  ...more,
});
const MINE = {
  serviceId: "s1",
  categoryId: "c1",
  customPrice: pounds(120),
  basePrice: pounds(100),
  lowestPrice: pounds(80),
  highestPrice: pounds(130),
  experienceYears: 4,
};

test("services: prices only within what may be, certificates where they are needed, and what the server says at its line", async () => {
  answer(`GET ${ME}/services`, { items: [MINE] });
  answer("GET /api/v1/categories", {
    items: [
      { id: "c1", name: words("Plumbing") },
      { id: "c2", name: words("Gas") },
    ],
  });
  answer("GET /api/v1/services", {
    items: [service("s1"), service("s2", { needsCertificate: true, basePrice: pounds(200) })],
  });
  answer(`GET ${ME}/documents`, { items: [] });
  onShift(<ServicesScreen />);
  const first = await screen.findByLabelText(/Service s1/);
  expect((first as HTMLInputElement).checked).toBe(true);
  const [price] = screen.getAllByLabelText<HTMLInputElement>(t("services.price"));
  expect(price?.value).toBe("120");
  screen.getByText(t("services.bounds", { low: format.money(pounds(80)), high: format.money(pounds(130)) }));
  fireEvent.change(price as HTMLElement, { target: { value: "many" } });
  expect(isOpen(t("services.save", { count: 1 }))).toBe(false);
  fireEvent.change(price as HTMLElement, { target: { value: "125" } });
  const [years] = screen.getAllByLabelText<HTMLInputElement>(t("services.years"));
  fireEvent.change(years as HTMLElement, { target: { value: "١٢ years" } });
  expect(years?.value).toBe("12");

  screen.getByLabelText(/Service s2/).click();
  await screen.findByText(t("services.certificate"));
  screen.getByText(t("services.bounds", { low: format.money(pounds(160)), high: format.money(pounds(260)) }));
  answer(
    `PUT ${ME}/services`,
    refusal(422, "validation", "Check it.", [
      { field: "services[1].customPrice", message: "Needs a certificate." },
    ]),
  );
  await press(t("services.save", { count: 2 }));
  await screen.findByText("Needs a certificate.");
  screen.getByLabelText(/Service s2/).click();
  answer(`PUT ${ME}/services`, { items: [] });
  await press(t("services.save", { count: 1 }));
  await waitFor(() => expect(sentTo(`PUT ${ME}/services`)).toHaveLength(2));
  expect(lastTo(`PUT ${ME}/services`).body).toEqual({
    services: [{ serviceId: "s1", customPrice: pounds(125), experienceYears: 12 }],
  });
  expect(address()).toBe("/work/setup");
});

test("nothing chosen is nothing to save; trades and services that cannot be had are asked for again", async () => {
  answer(`GET ${ME}/services`, refusal(503, "away", "Try again soon."));
  answer("GET /api/v1/categories", { items: [{ id: "c1", name: words("Plumbing") }] });
  onShift(<ServicesScreen />);
  await screen.findByText("Try again soon.");
  answer(`GET ${ME}/services`, { items: [] });
  await press(t("act.retry"));
  await screen.findByText("Plumbing");
  expect(isOpen(t("services.save", { count: 0 }))).toBe(false);
  expect(sentTo("GET /api/v1/services"), "a trade's services come when it is opened").toEqual([]);
  answer("GET /api/v1/services", refusal(503, "away", "No services now."));
  const trade = document.querySelector("details");
  if (trade) trade.open = true;
  fireEvent(trade as Element, new Event("toggle"));
  await screen.findByText("No services now.");
  answer("GET /api/v1/services", { items: [service("s1")] });
  await press(t("act.retry"));
  await screen.findByLabelText(/Service s1/);
});
