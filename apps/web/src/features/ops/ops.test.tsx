import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import {
  address,
  answer,
  choose,
  closed,
  dialog,
  field,
  files,
  fill,
  format,
  lastTo,
  logIn,
  press,
  pressables,
  rows,
  sent,
  show,
  t,
} from "@/testing/screen";
import Ops from "./ops";

const AT = "2026-03-01T08:00:00Z";
const words = (en: string) => ({ ar: en, en });
const item = (id: string, more = {}) => ({
  id,
  number: id.toUpperCase(),
  stage: "searching",
  serviceName: words("Tap repair"),
  district: words("Maadi"),
  startsAt: AT,
  providerName: null,
  searches: 2,
  total: { amount: 15_000, currency: "EGP" },
  ...more,
});
const DESK = { at: "/ops", route: "/ops/*" };

beforeEach(() => {
  answer("GET /api/v1/zones", { items: [{ id: "z1", name: { ar: "المعادي", en: "Maadi" } }] });
  logIn();
  answer("GET /api/v1/admin/sos", { items: [] });
  answer("GET /api/v1/admin/bookings", { items: [item("b1"), item("b2", { providerName: "Amr S." })] });
});

test("the desk begins with bookings; they are narrowed down in the address and exported", async () => {
  show(<Ops />, DESK);
  await screen.findByText("B1");
  expect(address()).toBe("/ops/bookings");
  expect(rows()[0]?.slice(1)).toEqual([
    t("opstage.searching"),
    "Tap repair",
    "Maadi",
    format.dateTime(AT),
    "–",
    "2",
    format.money({ amount: 15_000, currency: "EGP" }),
  ]);
  await fill(t("board.status"), "confirmed");
  await fill(t("board.date"), "2026-03-01");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/bookings").query).toMatchObject({
      status: "confirmed",
      date: "2026-03-01",
    }),
  );
  await fill(t("kpi.zone"), "z1");
  await press(t("board.overdue"));
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/bookings").query).toMatchObject({ zoneId: "z1", overdue: "true" }),
  );
  await waitFor(() => expect(rows()).toHaveLength(2));
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect((await Array.from(files.values())[0])?.split("\r\n")[2]).toContain("Tap repair,Maadi");
});

const HODA = "0199e000-0000-7000-8000-00000000c001";

test("a customer's bookings by phone or name: the address keeps whose, and who may not look people up sees that", async () => {
  answer("GET /api/v1/admin/users", {
    items: [{ id: HODA, firstName: "Hoda", lastName: "Adel", phoneMasked: "010••••0002" }],
  });
  const { unmount } = show(<Ops />, DESK);
  await screen.findByText("B1");
  await choose("customer", "٠١٠ ٠٠٠٠ ٠٠٠٢", "Hoda Adel");
  await waitFor(() => expect(lastTo("GET /api/v1/admin/bookings").query).toMatchObject({ customerId: HODA }));
  expect(lastTo("GET /api/v1/admin/users").query).toMatchObject({
    phone: "٠١٠ ٠٠٠٠ ٠٠٠٢",
    role: "customer",
  });
  expect(address()).toBe(`/ops/bookings?customer=${HODA}`);
  await press(t("ops.clear_filters"));
  await waitFor(() => expect(field("customer").value).toBe(""));
  expect(address()).toBe("/ops/bookings");
  unmount();

  logIn("support");
  show(<Ops />, { ...DESK, at: `/ops/bookings?customer=${HODA}` });
  await screen.findByText("B1");
  expect(document.querySelector("[name=customer]")).toBeNull();
  await press(t("board.one_customer"));
  await waitFor(() => expect(address()).toBe("/ops/bookings"));
});

test("keys lead everywhere: g and a letter, / to the filters, ? to the list of them", async () => {
  answer("GET /api/v1/admin/disputes", { items: [] });
  show(<Ops />, DESK);
  await screen.findByText("B1");
  fireEvent.keyDown(document.body, { key: "/" });
  expect(document.activeElement).toBe(screen.getByLabelText(t("board.status")));
  fireEvent.keyDown(screen.getByLabelText(t("board.number")), { key: "?" });
  expect(document.querySelector("[role=dialog]"), "who types only types").toBeNull();
  fireEvent.keyDown(document.body, { key: "g", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "d" });
  expect(address()).toBe("/ops/bookings");

  fireEvent.keyDown(document.body, { key: "؟" });
  const help = await dialog();
  expect(help.textContent).toContain(t("keys.go", { place: t("ops.disputes") }));
  expect(help.querySelectorAll("dt").length).toBeGreaterThan(20);
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "d" });
  expect(address(), "not behind a question").toBe("/ops/bookings");
  await press(t("act.close"), help);
  await closed();
  // On an Arabic keyboard the same keys write other letters.
  fireEvent.keyDown(document.body, { key: "ل", code: "KeyG" });
  fireEvent.keyDown(document.body, { key: "ي", code: "KeyD" });
  await screen.findByText(t("staff_dispute.none"));
  expect(address()).toBe("/ops/disputes");
});

test("each sees the places that are for the own role", async () => {
  const { unmount } = show(<Ops />, DESK);
  await screen.findByText("B1");
  expect(pressables(t("ops.settings")).length).toBeGreaterThan(0);
  unmount();
  logIn("support");
  show(<Ops />, DESK);
  await screen.findByText("B1");
  for (const name of ["ops.settings", "ops.moves", "ops.users"] as const)
    expect(pressables(t(name)), name).toEqual([]);
  expect(pressables(t("ops.bookings")).length).toBeGreaterThan(0);
});

test("an address for another role says for whom it is, and asks the server nothing", async () => {
  for (const [role, at, title, roles] of [
    ["support", "/ops/ledger?owner=u1", "ops.ledger", ["role.admin", "role.finance"]],
    ["operations", "/ops/audit", "ops.audit", ["role.admin"]],
    ["operations", "/ops/accounts/new", "ops.users", ["role.admin"]],
    ["finance", "/ops/technicians/p1", "ops.technicians", ["role.admin", "role.operations"]],
  ] as const) {
    logIn(role);
    const { unmount } = show(<Ops />, { ...DESK, at });
    await screen.findByText(t("ops.not_yours"));
    screen.getByRole("heading", { name: t(title) });
    screen.getByText(
      t("ops.not_yours_text", {
        role: t(`role.${role}`),
        roles: roles.map((one) => t(one)).join(format.comma),
      }),
    );
    unmount();
  }
  const asked = sent.map(({ path }) => path).filter((path) => path !== "/api/v1/admin/sos");
  expect(asked).toEqual([]);
});

test("who sits there stands above, and leads to the own page", async () => {
  logIn("operations");
  show(<Ops />, DESK);
  await screen.findByText("B1");
  await press(`${t("nav.account")}: Mona Adel, ${t("role.operations")}`);
  await screen.findByText(t("act.log_out"));
  expect(address()).toBe("/ops/me");
  screen.getByRole("heading", { name: "Mona Adel" });
  await press(t("brand.name"));
  await screen.findByText("B1");
});

test("on tablets the places are behind a button that names where one is, and closes by going somewhere", async () => {
  answer("GET /api/v1/admin/disputes", { items: [] });
  show(<Ops />, DESK);
  await screen.findByText("B1");
  const menu = document.querySelector<HTMLElement>("[aria-expanded]");
  expect(menu?.textContent).toBe(t("ops.bookings"));
  fireEvent.click(menu as HTMLElement);
  await waitFor(() => expect(pressables(t("ops.disputes"))).toHaveLength(2));
  const [, inDrawer] = pressables(t("ops.disputes"));
  fireEvent.click(inDrawer as HTMLElement);
  await screen.findByText(t("staff_dispute.none"));
  await waitFor(() => expect(menu?.getAttribute("aria-expanded")).toBe("false"));
});

test("the own page: language and look; what leads nowhere leads to the beginning", async () => {
  const { unmount } = show(<Ops />, { ...DESK, at: "/ops/me" });
  await screen.findByText(t("prefs.look"));
  await press(t("prefs.dark"));
  await waitFor(() => expect(document.documentElement.dataset.scheme).toBe("dark"));
  await press(t("prefs.system"));
  unmount();
  show(<Ops />, { ...DESK, at: "/ops/nowhere" });
  await screen.findByText("B1");
  expect(address()).toBe("/ops/bookings");
});
