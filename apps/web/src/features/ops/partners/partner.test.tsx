import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { ApiKeyOut, PartnerOut } from "@/generated/ops";
import {
  address,
  answer,
  closed,
  dialog,
  field,
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
  sentTo,
  show,
  t,
  whenSent,
  wrongAt,
} from "@/testing/screen";
import Partner from "./partner";
import Partners from "./partners";

const PARTNER: PartnerOut = {
  id: "p1",
  name: { ar: "كمبوند", en: "Jasmine" },
  kind: "insurer",
  lang: "en",
  contactPhone: "+201001234567",
  contactEmail: "desk@jasmine.example",
  note: null,
  status: "active",
  createdAt: "2026-03-01T10:00:00Z",
  version: 4,
};
const key = (more: Partial<ApiKeyOut> = {}): ApiKeyOut => ({
  id: "11112222-aaaa",
  name: "Tickets",
  scopes: ["catalog:read", "bookings:read"],
  networks: [],
  state: "live",
  createdAt: "2026-03-01T10:00:00Z",
  ...more,
});
const EMPTY = { items: [] };
const ONE = { at: "/ops/partners/p1", route: "/ops/partners/:id" };
const NEW = { at: "/ops/partners/new", route: "/ops/partners/:id" };

beforeEach(() => {
  logIn();
  answer("GET /api/v1/admin/partners/p1", PARTNER);
  answer("GET /api/v1/admin/partners/p1/keys", EMPTY);
  answer("GET /api/v1/admin/partners/p1/webhook-endpoints", EMPTY);
});

test("a partner is opened: the server's complaint at its field, then its own page", async () => {
  show(<Partner />, NEW);
  await fill("nameAr", "كمبوند");
  await press(t("partner.open"));
  await waitFor(() => expect(wrongAt("nameEn")).toBe(t("form.required")));
  expect(sentTo("POST /api/v1/admin/partners")).toEqual([]);

  await fill("nameEn", " Jasmine ");
  await fill("contactPhone", "٠١٢");
  answer(
    "POST /api/v1/admin/partners",
    refusal(422, "validation", "Check it.", [{ field: "contactPhone", message: "No phone number." }]),
  );
  await press(t("partner.open"));
  await waitFor(() => expect(wrongAt("contactPhone")).toBe("No phone number."));
  expect(lastTo("POST /api/v1/admin/partners").body).toMatchObject({ contactPhone: "012" });

  answer("POST /api/v1/admin/partners", PARTNER);
  await fill("contactPhone", "01001234567");
  await fill("kind", "marketplace");
  await press(t("partner.open"));
  await waitFor(() => expect(address()).toBe("/ops/partners/p1"));
  expect(lastTo("POST /api/v1/admin/partners").body).toEqual({
    nameAr: "كمبوند",
    nameEn: "Jasmine",
    kind: "marketplace",
    lang: "ar",
    contactPhone: "01001234567",
    contactEmail: null,
    note: null,
  });
});

test("a change says on which version it was made, and shows what is stored then", async () => {
  show(<Partner />, ONE);
  await screen.findByRole("heading", { name: "Jasmine" });
  await screen.findByText(t("key.none"));
  await screen.findByText(t("hook.none"));
  expect(field("contactEmail").value).toBe("desk@jasmine.example");
  answer("PUT /api/v1/admin/partners/p1", { ...PARTNER, note: "Calls before noon", version: 5 });
  await fill("note", "Calls before noon");
  answer("GET /api/v1/admin/partners/p1", { ...PARTNER, note: "Calls before noon", version: 5 });
  await press(t("act.save"));
  const { body } = await whenSent("PUT /api/v1/admin/partners/p1");
  expect(body).toMatchObject({ version: 4, partner: { note: "Calls before noon", kind: "insurer" } });
  await screen.findByText(t("form.saved"));
  await waitFor(() => expect(isOpen(t("act.save")), "nothing is left to save").toBe(false));
});

test("a partner that is gone, and one that cannot be had", async () => {
  answer("GET /api/v1/admin/partners/p1", refusal(404, "not_found", "There is none."));
  const { unmount } = show(<Partner />, ONE);
  await screen.findByText(t("form.gone"));
  unmount();
  answer("GET /api/v1/admin/partners/p1", refusal(503, "away", "Try again soon."));
  show(<Partner />, ONE);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/partners/p1", PARTNER);
  await press(t("act.retry"));
  await screen.findByRole("heading", { name: "Jasmine" });
});

test("keys: what each may do, from where, and which can still be changed", async () => {
  answer("GET /api/v1/admin/partners/p1/keys", {
    items: [
      key(),
      key({
        id: "33334444",
        name: "Old",
        state: "replaced",
        networks: ["10.0.0.0/8"],
        lastUsedAt: "2026-03-02T10:00:00Z",
      }),
      key({ id: "55556666", name: "Gone", state: "revoked", expiresAt: "2026-04-01T00:00:00Z" }),
    ],
  });
  show(<Partner />, ONE);
  await screen.findByText("Tickets");
  const [live, replaced, revoked] = rows();
  expect(live).toEqual([
    "Tickets11112222",
    `${t("scope.catalog_read")}${t("key.and")}${t("scope.bookings_read")}`,
    t("key.anywhere"),
    t("key_state.live"),
    t("key.never_used"),
    "–",
    `${t("key.rotate")}${t("key.revoke")}`,
  ]);
  expect(replaced?.slice(2)).toEqual([
    "10.0.0.0/8",
    t("key_state.replaced"),
    format.dateTime("2026-03-02T10:00:00Z"),
    "–",
    t("key.revoke"),
  ]);
  expect(revoked?.slice(5)).toEqual([format.dayShort("2026-04-01T00:00:00Z"), ""]);
});

test("a key is made with what was ticked, and its secret is shown once", async () => {
  const copied = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", Object.assign(navigator, { clipboard: { writeText: copied } }));
  show(<Partner />, ONE);
  await press(t("key.new"));
  const sheet = await dialog();
  expect(isOpen(t("key.make"), sheet), "a key without a name or a right is none").toBe(false);
  await fill("keyName", " Booking system ");
  field("catalog:read").click();
  field("slots:use").click();
  field("slots:use").click();
  field("bookings:read").click();
  await fill("networks", "nowhere, 10.1.2.3");
  await fill("expiresAt", "2026-07-01");
  answer(
    "POST /api/v1/admin/partners/p1/keys",
    refusal(422, "validation", "Check it.", [
      { field: "networks[0]", message: "No network." },
      { field: "scopes[1]", message: "Not for this partner." },
    ]),
  );
  await press(t("key.make"), sheet);
  await waitFor(() => expect(wrongAt("networks")).toBe("No network."));
  screen.getByText("Not for this partner.");
  answer(
    "POST /api/v1/admin/partners/p1/keys",
    refusal(409, "partner.too_many_keys", "There are too many keys."),
  );
  await press(t("key.make"), sheet);
  await screen.findByText("There are too many keys.");

  answer("POST /api/v1/admin/partners/p1/keys", {
    key: key({ name: "Booking system" }),
    secret: "osk_live_1",
  });
  answer("GET /api/v1/admin/partners/p1/keys", { items: [key({ name: "Booking system" })] });
  await press(t("key.make"), sheet);
  expect((await screen.findByTestId("secret")).textContent).toBe("osk_live_1");
  expect(lastTo("POST /api/v1/admin/partners/p1/keys").body).toEqual({
    name: "Booking system",
    scopes: ["catalog:read", "bookings:read"],
    networks: ["nowhere", "10.1.2.3"],
    // Midnight in Cairo, in summer.
    expiresAt: "2026-06-30T21:00:00.000Z",
  });
  await press(t("key.copy"));
  await screen.findByText(t("key.copied"));
  expect(copied).toHaveBeenCalledExactlyOnceWith("osk_live_1");
  copied.mockRejectedValueOnce(new Error("not allowed"));
  await press(t("key.copy"));
  await screen.findByText(t("key.copy_by_hand"));
  await press(t("key.kept"));
  await closed();
  expect(document.body.textContent).not.toContain("osk_live_1");
  await waitFor(() => expect(rows()[0]?.[0]).toContain("Booking system"));
});

test("a key is replaced: for so many hours both are good, and not for more than a week", async () => {
  answer("GET /api/v1/admin/partners/p1/keys", { items: [key()] });
  show(<Partner />, ONE);
  await press(t("key.rotate"));
  const sheet = await dialog();
  expect(sheet.textContent).toContain(`${t("key.rotate")}: Tickets`);
  for (const wrong of ["169", "many", ""]) {
    await fill("overlapHours", wrong);
    expect(isOpen(t("key.rotate"), sheet), wrong).toBe(false);
  }
  await fill("overlapHours", "١٢");
  answer(
    "POST /api/v1/admin/partners/p1/keys/*/rotate",
    refusal(409, "partner.key_ended", "The key has ended."),
  );
  await press(t("key.rotate"), sheet);
  await screen.findByText("The key has ended.");
  answer("POST /api/v1/admin/partners/p1/keys/*/rotate", { key: key(), secret: "osk_live_2" });
  await press(t("key.rotate"), sheet);
  expect((await screen.findByTestId("secret")).textContent).toBe("osk_live_2");
  const { path, body } = lastTo("POST /api/v1/admin/partners/p1/keys/*/rotate");
  expect(path).toContain("11112222-aaaa");
  expect(body).toEqual({ overlapHours: 12 });
});

test("a key is revoked with a reason", async () => {
  answer("GET /api/v1/admin/partners/p1/keys", { items: [key()] });
  answer("POST /api/v1/admin/partners/p1/keys/*/revoke", null);
  show(<Partner />, ONE);
  await press(t("key.revoke"));
  const sheet = await dialog();
  expect(isOpen(t("story.do"), sheet), "a reason is asked for").toBe(false);
  await fill(t("story.reason"), "the program is gone");
  answer("GET /api/v1/admin/partners/p1/keys", { items: [key({ state: "revoked" })] });
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo("POST /api/v1/admin/partners/p1/keys/*/revoke").body).toEqual({
    reason: "the program is gone",
  });
  await screen.findByText(t("key_state.revoked"));
  expect(pressables(t("key.revoke"))).toEqual([]);
});

test("the parts of a partner's page that cannot be had say so and are asked for again", async () => {
  answer("GET /api/v1/admin/partners/p1/keys", refusal(503, "away", "No keys now."));
  answer("GET /api/v1/admin/partners/p1/webhook-endpoints", refusal(503, "away", "No endpoints now."));
  show(<Partner />, ONE);
  await screen.findByText("No keys now.");
  await screen.findByText("No endpoints now.");
  answer("GET /api/v1/admin/partners/p1/keys", EMPTY);
  answer("GET /api/v1/admin/partners/p1/webhook-endpoints", {
    items: [
      {
        id: "e1",
        url: "https://a.example/osta",
        enabled: true,
        eventTypes: [],
        createdAt: "2026-03-01T10:00:00Z",
      },
      {
        id: "e2",
        url: "https://b.example/osta",
        description: "Bills",
        enabled: false,
        offReason: "gone",
        eventTypes: ["payment.settled", "payment.failed"],
        createdAt: "2026-03-01T10:00:00Z",
      },
    ],
  });
  for (const again of pressables(t("act.retry"))) again.click();
  await screen.findByText(t("key.none"));
  await screen.findByText("https://a.example/osta");
  expect(rows()).toEqual([
    ["https://a.example/osta", "–", t("hook.everything"), t("hook.on")],
    ["https://b.example/osta", "Bills", "2", t("hook.off_gone")],
  ]);
});

test("all partners, page by page, and as a file", async () => {
  answer("GET /api/v1/admin/partners", ({ query }: { query: Record<string, string> }) =>
    query.cursor
      ? {
          items: [{ ...PARTNER, id: "p2", name: { ar: "تأمين", en: "Nile, insurers" }, status: "suspended" }],
        }
      : { items: [PARTNER], nextCursor: "next" },
  );
  show(<Partners />, { at: "/ops/partners" });
  await screen.findByText("Jasmine");
  await press(t("ops.next_page"));
  await screen.findByText("Nile, insurers");
  expect(address()).toBe("/ops/partners?cursor=next");
  expect(rows()[0]?.[3]).toBe(t("account.suspended"));
  await press(t("ops.first_page"));
  await screen.findByText("Jasmine");
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  const [[name, text] = ["", Promise.resolve("")]] = files;
  expect(name).toMatch(/^osta-partners-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await text).trim().split("\r\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe(
    `Jasmine,${t("partner_kind.insurer")},'+201001234567,${t("account.active")},2026-03-01 12:00:00`.replace(
      "'+",
      "+",
    ),
  );
  expect(lines[2]).toContain('"Nile, insurers"');
});

test("no partners yet", async () => {
  answer("GET /api/v1/admin/partners", EMPTY);
  show(<Partners />, { at: "/ops/partners" });
  await screen.findByText(t("partner.none"));
  expect((await screen.findByText(t("partner.new"))).getAttribute("href")).toBe("/ops/partners/new");
});
