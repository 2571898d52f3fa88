import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { UserDetailOut } from "@/generated/ops";
import {
  address,
  answer,
  closed,
  dialog,
  files,
  fill,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  rows,
  show,
  t,
  wrongAt,
} from "@/testing/screen";
import Account from "./account";
import Accounts from "./accounts";
import NewStaff from "./new-staff";
import Technicians from "./technicians";

const USER: UserDetailOut = {
  id: "u1",
  firstName: "Sara",
  lastName: "Nabil",
  phone: "+201012345678",
  phoneVerified: true,
  email: "sara@example.com",
  emailVerified: false,
  role: "customer",
  lang: "ar",
  status: "active",
  createdAt: "2026-02-01T08:00:00Z",
  lastLogin: null,
};
const ONE = { at: "/ops/accounts/u1", route: "/ops/accounts/:id" };

beforeEach(() => {
  logIn();
});

test("accounts: filters stand in the address, a whole phone finds its owner, only who may makes colleagues", async () => {
  answer("GET /api/v1/admin/users", {
    items: [
      { ...USER, phoneMasked: "+2010•••678" },
      {
        ...USER,
        id: "u2",
        firstName: "Ali",
        status: "suspended",
        phoneMasked: "+2011•••1",
        lastLogin: "2026-03-01T08:00:00Z",
      },
    ],
  });
  const { unmount } = show(<Accounts />, { at: "/ops/accounts?role=nobody" });
  await screen.findByText("Sara Nabil");
  expect(lastTo("GET /api/v1/admin/users").query, "what is no role is no filter").toEqual({ limit: "25" });
  expect(rows()[0]?.[5]).toBe("–");
  expect(rows()[1]?.[3]).toBe(t("account.suspended"));
  await fill(t("user.role"), "customer");
  await fill(t("user.status"), "suspended");
  await fill(t("user.phone"), "01012345678");
  fireEvent.keyDown(screen.getByLabelText(t("user.phone")), { key: "Enter" });
  await waitFor(() =>
    expect(address()).toBe("/ops/accounts?role=customer&status=suspended&phone=01012345678"),
  );
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/users").query).toMatchObject({ role: "customer", phone: "01012345678" }),
  );
  await fill(t("tech.name"), "sara");
  fireEvent.keyDown(screen.getByLabelText(t("tech.name")), { key: "Enter" });
  await waitFor(() => expect(lastTo("GET /api/v1/admin/users").query).toMatchObject({ q: "sara" }));
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect(await Array.from(files.values())[0]).toContain(`Sara Nabil,'+2010•••678,${t("role.customer")}`);
  expect(pressables(t("staff.new"))).toHaveLength(1);
  unmount();
  logIn("operations");
  show(<Accounts />, { at: "/ops/accounts" });
  await screen.findByText("Sara Nabil");
  expect(pressables(t("staff.new"))).toEqual([]);
});

test("a list that cannot be had is asked for again", async () => {
  answer("GET /api/v1/admin/users", refusal(503, "away", "Try again soon."));
  show(<Accounts />, { at: "/ops/accounts" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/users", { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("ops.nothing"));
});

test("a customer's account is suspended with a reason, and comes back with one", async () => {
  answer("GET /api/v1/admin/users/u1", USER);
  show(<Account />, ONE);
  await screen.findByRole("heading", { name: "Sara Nabil" });
  screen.getByText("sara@example.com");
  expect(screen.getAllByText(t("user.unproved")), "the mail is not proved, the phone is").toHaveLength(1);
  expect(pressables(t("user.bookings"))[0]?.getAttribute("href")).toBe("/ops/bookings?customer=u1");
  expect(pressables(t("user.technician"))).toEqual([]);

  await press(t("user.suspend"));
  const sheet = await dialog();
  expect(sheet.textContent).toContain(t("user.suspend_text"));
  await fill(t("story.reason"), "no");
  expect(isOpen(t("story.do"), sheet), "two letters are no reason").toBe(false);
  await fill(t("story.reason"), " pays nobody ");
  answer("POST /api/v1/admin/users/u1/suspend", refusal(409, "identity.last_admin", "This one stays."));
  await press(t("story.do"), sheet);
  await waitFor(() => expect(sheet.textContent).toContain("This one stays."));
  answer("POST /api/v1/admin/users/u1/suspend", null);
  answer("GET /api/v1/admin/users/u1", { ...USER, status: "suspended" });
  await press(t("story.do"), sheet);
  await closed();
  expect(lastTo("POST /api/v1/admin/users/u1/suspend").body).toEqual({ reason: "pays nobody" });
  await screen.findByText(t("account.suspended"));

  answer("POST /api/v1/admin/users/u1/reinstate", null);
  await press(t("user.reinstate"));
  await fill(t("story.reason"), "paid all");
  await press(t("story.do"), await dialog());
  await closed();
  expect(lastTo("POST /api/v1/admin/users/u1/reinstate").body).toEqual({ reason: "paid all" });
});

test("a technician's account leads to its papers; one that cannot be had says so", async () => {
  answer("GET /api/v1/admin/users/u1", refusal(404, "not_found", "There is no such account."));
  show(<Account />, ONE);
  await screen.findByText("There is no such account.");
  answer("GET /api/v1/admin/users/u1", {
    ...USER,
    role: "service_provider",
    email: null,
    phoneVerified: false,
    lastLogin: "2026-03-01T08:00:00Z",
  });
  await press(t("act.retry"));
  await screen.findByText(t("user.unproved"));
  expect(pressables(t("user.technician"))[0]?.getAttribute("href")).toBe("/ops/technicians/u1");
  expect(pressables(t("user.bookings"))[0]?.getAttribute("href")).toBe("/ops/bookings?technician=u1");
  expect(pressables(t("user.ledger"))[0]?.getAttribute("href")).toBe("/ops/ledger?owner=u1");
});

test("a colleague's account: what is missing, what the server says, then the list", async () => {
  show(<NewStaff />, { at: "/ops/accounts/new", route: "/ops/accounts/new" });
  await fill("firstName", "Omar");
  await press(t("staff.make"));
  await waitFor(() => expect(wrongAt("lastName")).toBe(t("form.required")));
  await fill("lastName", "Fathy");
  await fill("phone", "٠١٠١٢٣٤٥٦٧٨");
  await fill("role", "finance");
  await fill("lang", "en");
  answer(
    "POST /api/v1/admin/operators",
    refusal(409, "identity.phone_taken", "Somebody has this phone.", [
      { field: "phone", message: "Somebody has this phone." },
    ]),
  );
  await press(t("staff.make"));
  await waitFor(() => expect(wrongAt("phone")).toBe("Somebody has this phone."));
  answer("POST /api/v1/admin/operators", { id: "u9" });
  await press(t("staff.make"));
  await waitFor(() => expect(address()).toBe("/ops/accounts"));
  expect(lastTo("POST /api/v1/admin/operators").body).toEqual({
    firstName: "Omar",
    lastName: "Fathy",
    phone: "01012345678",
    role: "finance",
    lang: "en",
  });
});

test("technicians: who waits is found by the state, and rows are walked with the arrows", async () => {
  const line = (id: string, firstName: string, more = {}) => ({
    id,
    firstName,
    lastName: "Said",
    verification: "under_review",
    waitingDocuments: 2,
    isOnline: false,
    queuedAt: "2026-03-01T08:00:00Z",
    createdAt: "2026-03-01T08:00:00Z",
    checkDigitPlausible: true,
    ...more,
  });
  answer("GET /api/v1/admin/providers", {
    items: [
      line("t1", "Amr"),
      line("t2", "Badr", { isOnline: true, verification: "verified", waitingDocuments: 0 }),
    ],
  });
  show(<Technicians />, { at: "/ops/technicians" });
  await screen.findByText("Amr Said");
  expect(rows()[0]?.slice(1, 4)).toEqual([
    t("verification.under_review"),
    t("tech.waiting", { count: 2 }),
    "–",
  ]);
  expect(rows()[1]?.slice(3), "who has nothing to wait for").toEqual([t("form.yes"), "–"]);
  await fill(t("tech.status"), "under_review");
  await waitFor(() => expect(lastTo("GET /api/v1/admin/providers").query.status).toBe("under_review"));
  await fill(t("tech.name"), "badr");
  fireEvent.keyDown(screen.getByLabelText(t("tech.name")), { key: "Enter" });
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/providers").query).toMatchObject({ q: "badr", status: "under_review" }),
  );
  await waitFor(() => expect(rows()).toHaveLength(2));
  const [first, second] = Array.from(document.querySelectorAll<HTMLElement>("tbody tr"));
  first?.focus();
  fireEvent.keyDown(first as HTMLElement, { key: "ArrowDown" });
  expect(document.activeElement).toBe(second);
  expect(second?.tabIndex).toBe(0);
  fireEvent.keyDown(second as HTMLElement, { key: "x" });
  fireEvent.keyDown(second as HTMLElement, { key: "Home", ctrlKey: true });
  expect(document.activeElement, "keys with Ctrl are the browser's").toBe(second);
  fireEvent.keyDown(second as HTMLElement, { key: "Enter" });
  await waitFor(() => expect(address()).toBe("/ops/technicians/t2"));
});
