import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import {
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
  sentTo,
  show,
  t,
} from "@/testing/screen";
import Alerts from "./alerts";
import Privacy from "./privacy";

const AT = "2026-03-01T08:00:00Z";
const ALERTS = "/api/v1/me/notification-preferences";

beforeEach(() => {
  logIn("customer");
});

const CHOICES = {
  purposes: [
    { purpose: "bookings", push: true, sms: true, email: false, fixed: true },
    { purpose: "offers", push: true, sms: false, email: false, fixed: false },
  ],
  quietHours: null,
};

test("what one is told how: what must come cannot be switched off, the rest is saved at once", async () => {
  answer(`GET ${ALERTS}`, CHOICES);
  answer("GET /api/v1/devices", { items: [] });
  show(<Alerts />);
  const groups = await screen.findAllByRole("group");
  const [needed, offers] = groups as [HTMLElement, HTMLElement];
  expect(needed.textContent).toContain(t("alerts.fixed"));
  expect(within(needed).getByLabelText<HTMLInputElement>(t("channel.push")).disabled).toBe(true);
  answer(`PUT ${ALERTS}`, refusal(503, "away", "Try again soon."));
  fireEvent.click(within(offers).getByLabelText(t("channel.sms")));
  await screen.findByText("Try again soon.");
  answer(`PUT ${ALERTS}`, CHOICES);
  await waitFor(() =>
    expect(within(offers).getByLabelText<HTMLInputElement>(t("channel.sms")).disabled).toBe(false),
  );
  fireEvent.click(within(offers).getByLabelText(t("channel.sms")));
  await screen.findByText(t("me.saved"));
  expect(lastTo(`PUT ${ALERTS}`).body).toMatchObject({
    purposes: [{ purpose: "bookings" }, { purpose: "offers", push: true, sms: true }],
  });
});

test("quiet hours: the usual ones first, then one's own; devices are taken off", async () => {
  answer(`GET ${ALERTS}`, CHOICES);
  answer("GET /api/v1/devices", { items: [{ id: "d1", label: null, createdAt: AT }] });
  show(<Alerts />);
  const quiet = await screen.findByLabelText(t("alerts.quiet"));
  answer(`PUT ${ALERTS}`, CHOICES);
  answer(`GET ${ALERTS}`, { ...CHOICES, quietHours: { from: "22:00:00", to: "08:00:00" } });
  fireEvent.click(quiet);
  const from = await screen.findByLabelText<HTMLInputElement>(t("quiet.from"));
  expect(lastTo(`PUT ${ALERTS}`).body).toMatchObject({ quietHours: { from: "22:00", to: "08:00" } });
  expect(from.value).toBe("22:00");
  expect(pressables(t("act.save"))).toEqual([]);
  fireEvent.change(from, { target: { value: "" } });
  expect(isOpen(t("act.save"))).toBe(false);
  fireEvent.change(from, { target: { value: "23:30" } });
  await waitFor(() => expect(isOpen(t("act.save"))).toBe(true));
  await press(t("act.save"));
  await waitFor(() =>
    expect(lastTo(`PUT ${ALERTS}`).body).toMatchObject({ quietHours: { from: "23:30", to: "08:00:00" } }),
  );
  answer("DELETE /api/v1/devices/d1", null);
  answer("GET /api/v1/devices", { items: [] });
  await press(t("people.remove"));
  await waitFor(() => expect(screen.queryByRole("region", { name: t("alerts.devices") })).toBeNull());
});

test("choices that cannot be had are asked for again", async () => {
  answer(`GET ${ALERTS}`, refusal(503, "away", "Try again soon."));
  answer("GET /api/v1/devices", { items: [] });
  show(<Alerts />);
  await screen.findByText("Try again soon.");
  answer(`GET ${ALERTS}`, CHOICES);
  await press(t("act.retry"));
  await screen.findByText(t("alerts.fixed"));
});

test("messages to this browser: asked for, allowed, refused", async () => {
  answer(`GET ${ALERTS}`, CHOICES);
  answer("GET /api/v1/devices", { items: [] });
  answer("GET /api/v1/devices/vapid-key", { publicKey: "AQID_-8" });
  answer("POST /api/v1/devices", { id: "d1" });
  const permission = { permission: "default", requestPermission: vi.fn(async () => "granted") };
  const subscribe = vi.fn(async () => ({
    toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }),
  }));
  const worker = { pushManager: { subscribe, getSubscription: async () => null } };
  vi.stubGlobal("Notification", permission);
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal(
    "navigator",
    Object.assign(navigator, {
      serviceWorker: { getRegistration: async () => worker, ready: Promise.resolve(worker) },
    }),
  );
  const { unmount } = show(<Alerts />);
  await press(t("push.yes"));
  await screen.findAllByText(t("push.on"));
  expect(lastTo("POST /api/v1/devices").body).toMatchObject({
    endpoint: "https://push.example/1",
    keys: { p256dh: "p", auth: "a" },
  });
  const [[asked]] = subscribe.mock.calls as unknown as [[{ applicationServerKey: Uint8Array }]];
  expect(Array.from(asked.applicationServerKey)).toEqual([1, 2, 3, 255, 239]);
  unmount();
  permission.requestPermission.mockResolvedValue("denied");
  show(<Alerts />);
  await press(t("push.yes"));
  await screen.findByText(t("push.denied"));
  expect(sentTo("POST /api/v1/devices")).toHaveLength(1);
});

const CONSENTS = {
  items: [
    {
      purpose: "terms",
      version: 3,
      granted: true,
      needed: true,
      saidAt: AT,
      text: { ar: "شروط", en: "The terms" },
    },
    {
      purpose: "marketing",
      version: 1,
      granted: false,
      needed: false,
      saidAt: null,
      text: { ar: "أخبار", en: "News" },
    },
    {
      purpose: "identity_documents",
      version: 1,
      granted: false,
      needed: false,
      text: { ar: "أوراق", en: "Papers" },
    },
  ],
};

function privacy() {
  answer("GET /api/v1/me/consents", CONSENTS);
  answer("GET /api/v1/me/exports", { items: [] });
  answer("GET /api/v1/me/deletion", refusal(404, "not_found", "None."));
}

test("what one agreed to is taken back, but not what the service needs", async () => {
  privacy();
  show(<Privacy />);
  const section = await screen.findByRole("region", { name: t("privacy.consents") });
  expect(section.textContent).toContain(t("privacy.needed"));
  expect(section.textContent, "papers are a technician's").not.toContain("Papers");
  const [terms, marketing] = Array.from(section.querySelectorAll<HTMLInputElement>("input"));
  expect(terms?.disabled).toBe(true);
  answer("PUT /api/v1/me/consents", CONSENTS);
  fireEvent.click(marketing as HTMLElement);
  await screen.findByText(t("me.saved"));
  expect(lastTo("PUT /api/v1/me/consents").body).toEqual({
    items: [{ purpose: "marketing", version: 1, granted: true }],
  });
});

test("a copy of everything is asked for, made, and handed over", async () => {
  privacy();
  answer("GET /api/v1/me/exports", refusal(503, "away", "Try again soon."));
  show(<Privacy />);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/me/exports", { items: [{ id: "x0", createdAt: AT, state: "failed" }] });
  await press(t("act.retry"));
  await screen.findByText(t("privacy.failed"));
  answer("POST /api/v1/me/export", { id: "x1" });
  answer("GET /api/v1/me/exports", { items: [{ id: "x1", createdAt: AT, state: "making" }] });
  await press(t("privacy.ask"));
  await screen.findByText(t("privacy.asked"));
  await screen.findByText(t("privacy.making_text"));
  expect(pressables(t("privacy.ask"))).toEqual([]);
  answer("GET /api/v1/me/exports", { items: [{ id: "x1", createdAt: AT, readyAt: AT, state: "ready" }] });
  answer("GET /api/v1/me/exports/x1/content", () => new Response('{"me":1}'));
  await press(t("privacy.download"));
  await waitFor(() => expect(files.has("osta-my-data.json")).toBe(true));
  expect(await files.get("osta-my-data.json")).toBe('{"me":1}');
});

test("being forgotten: asked for with a code from the phone, and taken back", async () => {
  privacy();
  show(<Privacy />);
  await press(t("forget.ask"));
  const sheet = await dialog();
  answer("POST /api/v1/auth/otp", refusal(429, "auth.too_many", "Too many codes."));
  await press(t("forget.send_code"), sheet);
  await screen.findByText("Too many codes.");
  answer("POST /api/v1/auth/otp", { resendAfterS: 60 });
  await press(t("forget.send_code"), sheet);
  await fill(t("auth.code"), "١٢٣٤٥");
  expect(isOpen(t("forget.sure"), sheet)).toBe(false);
  await fill(t("auth.code"), "123456");
  answer("POST /api/v1/me/deletion", refusal(409, "identity.open_job", "A visit is still open."));
  await press(t("forget.sure"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("A visit is still open."));
  answer(
    "POST /api/v1/me/deletion",
    refusal(422, "validation", "Check it.", [{ field: "code", message: "This is not the code." }]),
  );
  await press(t("forget.sure"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("This is not the code."));
  answer("POST /api/v1/me/deletion", { eraseAt: "2026-04-01T08:00:00Z" });
  answer("GET /api/v1/me/deletion", { eraseAt: "2026-04-01T08:00:00Z" });
  await press(t("forget.sure"), sheet);
  await closed();
  expect(lastTo("POST /api/v1/me/deletion").body).toEqual({ code: "123456" });
  await screen.findByText(t("forget.scheduled", { day: format.date("2026-04-01T08:00:00Z") }));
  answer("DELETE /api/v1/me/deletion", null);
  answer("GET /api/v1/me/deletion", refusal(404, "not_found", "None."));
  await press(t("forget.undo"));
  await screen.findByText(t("forget.kept"));
  await waitFor(() => expect(pressables(t("forget.ask"))).toHaveLength(1));
});
