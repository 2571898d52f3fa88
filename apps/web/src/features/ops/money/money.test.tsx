import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { LedgerEntryOut } from "@/generated/ops";
import {
  address,
  answer,
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
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
  wrongAt,
} from "@/testing/screen";
import Balance from "./balance";
import Ledger from "./ledger";
import Moves from "./moves";

const piastres = (amount: number) => ({ amount, currency: "EGP" as const });
const AT = "2026-03-01T08:00:00Z";
const ENTRY: LedgerEntryOut = {
  id: "e-11112222",
  template: "cancellation_fee",
  createdAt: AT,
  bookingId: "b1",
  operatorId: "me",
  reason: "Came late",
  postings: [
    { kind: "customer_wallet", ownerId: "u-33334444", amount: piastres(-5000), balanceAfter: piastres(1250) },
    { kind: "platform_revenue", gateway: null, amount: piastres(5000) },
  ],
};

/** The lines of the only file that was handed out, without its heading. */
async function lines() {
  await waitFor(() => expect(files.size).toBe(1));
  return (await Array.from(files.values())[0])?.trim().split("\r\n").slice(1);
}

beforeEach(() => {
  logIn();
});

test("entries with what they moved; filters and pages in the address; each posting a line of the file", async () => {
  answer("GET /api/v1/admin/ledger/entries", ({ query }: Sent) => ({
    items: [
      query.cursor ? { ...ENTRY, id: "e-99990000", template: "cash_job_settled", reason: null } : ENTRY,
    ],
    nextCursor: query.cursor ? null : "more",
  }));
  show(<Ledger />, { at: "/ops/ledger?account=customer_wallet" });
  const entry = await screen.findByRole("article");
  expect(entry.textContent).toContain("Came late");
  expect(entry.textContent).toContain(t("by.operator"));
  expect(rows()[0]?.slice(1)).toEqual([
    "33334444",
    format.money(piastres(5000)),
    "",
    format.money(piastres(1250)),
  ]);
  expect(rows()[1]?.slice(1)).toEqual(["", "", format.money(piastres(5000)), ""]);
  expect(pressables(t("ledger.booking"))[0]?.getAttribute("href")).toBe("/ops/bookings/b1");
  expect(pressables("33334444")[0]?.getAttribute("href")).toBe("/ops/ledger?owner=u-33334444");
  expect(lastTo("GET /api/v1/admin/ledger/entries").query).toMatchObject({
    kind: "customer_wallet",
    limit: "20",
  });

  await press(t("ops.next_page"));
  await screen.findByText("99990000");
  expect(address()).toBe("/ops/ledger?account=customer_wallet&cursor=more");
  expect(pressables(t("ledger.reverse")), "a job is undone by its dispute alone").toEqual([]);
  await press(t("ops.first_page"));
  await screen.findByText("11112222");
  await press(t("ops.export"));
  const file = await lines();
  expect(file).toHaveLength(4);
  expect(file?.[0]).toContain("u-33334444,-50.00,12.50,b1,Came late");
});

const SARA = "0199e000-0000-7000-8000-00000000c001";
const AMR = "0199e000-0000-7000-8000-00000000a001";
const MONA = "0199e000-0000-7000-8000-00000000f001";
const NAMED: LedgerEntryOut = {
  ...ENTRY,
  bookingNumber: "OS-7K2M4Q",
  operatorId: MONA,
  postings: [
    { kind: "customer_wallet", ownerId: SARA, amount: piastres(-5000) },
    { kind: "provider_payable", ownerId: AMR, amount: piastres(5000) },
  ],
};

test("whose money it is, by name: all of a page asked for at once; money alone does not open people", async () => {
  answer("GET /api/v1/admin/ledger/entries", { items: [NAMED] });
  answer("GET /api/v1/admin/users", {
    items: [
      { id: SARA, firstName: "Sara", lastName: "Nabil" },
      { id: AMR, firstName: "Amr", lastName: "Said" },
      { id: MONA, firstName: "Mona", lastName: "" },
    ],
  });
  const { unmount } = show(<Ledger />, { at: "/ops/ledger" });
  await screen.findByText("Sara Nabil");
  expect(rows().map((row) => row[1])).toEqual(["Sara Nabil", "Amr Said"]);
  const entry = screen.getByRole("article");
  expect(entry.textContent).toContain("OS-7K2M4Q");
  expect(entry.textContent).toContain(`${t("by.operator")} Mona`);
  expect(sentTo("GET /api/v1/admin/users").map(({ query }) => query)).toEqual([
    { ids: [AMR, SARA, MONA].sort().join(","), limit: "100" },
  ]);
  expect(sentTo("GET /api/v1/providers/*")).toEqual([]);
  unmount();

  logIn("finance");
  answer("GET /api/v1/providers/*", { id: AMR, displayName: "Amr S." });
  show(<Ledger />, { at: "/ops/ledger" });
  await screen.findByText("Amr S.");
  expect(rows()[0]?.[1]).toBe("0000c001");
  expect(sentTo("GET /api/v1/admin/users")).toHaveLength(1);
});

test("an entry is undone with a reason, by who moves money; what was undone is not undone again", async () => {
  answer("GET /api/v1/admin/ledger/entries", { items: [ENTRY] });
  const { unmount } = show(<Ledger />, { at: "/ops/ledger" });
  await press(t("ledger.reverse"));
  const sheet = await dialog();
  expect(sheet.textContent).toContain(t("ledger.reverse_text"));
  await fill(t("story.reason"), "charged twice");
  await press(t("sure.on"), sheet);
  expect(sheet.textContent).toContain(t("tpl.cancellation_fee"));
  expect(within(sheet).getByTestId("sure-amount").textContent).toBe(format.money(piastres(5000)));
  expect(sentTo("POST /api/v1/admin/entries/*/reverse"), "not before it is asked once more").toEqual([]);
  await press(t("sure.back"), sheet);
  expect(screen.getByLabelText<HTMLTextAreaElement>(t("story.reason")).value).toBe("charged twice");
  await press(t("sure.on"), sheet);
  const yes = t("sure.yes_amount", { amount: format.money(piastres(5000)) });
  answer("POST /api/v1/admin/entries/*/reverse", refusal(409, "payments.reversed", "It is undone already."));
  await press(yes, sheet);
  await waitFor(() => expect(sheet.textContent).toContain("It is undone already."));
  answer("POST /api/v1/admin/entries/*/reverse", ENTRY);
  answer("GET /api/v1/admin/ledger/entries", {
    items: [
      { ...ENTRY, reversedBy: "r1" },
      { ...ENTRY, id: "r1", reverses: ENTRY.id, template: "reversal" },
    ],
  });
  await press(t("sure.on"), sheet);
  await press(yes, sheet);
  await closed();
  expect(lastTo("POST /api/v1/admin/entries/*/reverse").body).toEqual({ reason: "charged twice" });
  await screen.findByText(t("ledger.undone"));
  screen.getByText(t("ledger.undoes"));
  expect(pressables(t("ledger.reverse"))).toEqual([]);
  unmount();
  logIn("support");
  answer("GET /api/v1/admin/ledger/entries", { items: [ENTRY] });
  show(<Ledger />, { at: "/ops/ledger" });
  await screen.findByRole("article");
  expect(pressables(t("ledger.reverse"))).toEqual([]);
});

test("no entries, and a ledger that cannot be had", async () => {
  answer("GET /api/v1/admin/ledger/entries", refusal(503, "away", "Try again soon."));
  show(<Ledger />, { at: "/ops/ledger" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/ledger/entries", { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("ops.nothing"));
});

test("the balance says whether all sides are the same", async () => {
  const balance = {
    credit: piastres(100_000),
    debit: piastres(100_000),
    sum: piastres(0),
    isBalanced: true,
    items: [
      {
        kind: "bank",
        accounts: 1,
        debit: piastres(100_000),
        credit: piastres(0),
        balance: piastres(-100_000),
      },
      {
        kind: "vat_payable",
        accounts: 1,
        debit: piastres(0),
        credit: piastres(100_000),
        balance: piastres(100_000),
      },
    ],
  };
  answer("GET /api/v1/admin/trial-balance", balance);
  const { unmount } = show(<Balance />, { at: "/ops/balance" });
  await screen.findByText(t("balance.balanced", { sum: format.money(piastres(100_000)) }));
  expect(rows()[0]?.[3], "no nought where nothing moved").toBe("");
  await press(t("ops.export"));
  expect((await lines())?.[0]).toBe(`${t("acc.bank")},1,1000.00,0.00,-1000.00`);
  unmount();
  answer("GET /api/v1/admin/trial-balance", { ...balance, isBalanced: false, sum: piastres(1) });
  show(<Balance />, { at: "/ops/balance" });
  await screen.findByText(t("balance.off", { sum: format.money(piastres(1)) }));
});

test("a technician is paid out: no amount is refused, the balance after is told, the form is empty again", async () => {
  answer("GET /api/v1/admin/users", { items: [{ id: AMR, firstName: "Amr", lastName: "Said" }] });
  show(<Moves />, { at: `/ops/moves?whom=${AMR}` });
  await waitFor(() => expect(field("whom").value).toBe("Amr Said"));
  await fill("amount", "lots");
  await press(t("moves.record"));
  await waitFor(() => expect(wrongAt("amount")).toBe(t("form.bad_money")));
  expect(wrongAt("reason")).toBe(t("form.required"));
  await fill("amount", "١٢٥٠٫٥");
  await fill("reason", "Receipt 17");
  await fill("till", "cash");
  answer("POST /api/v1/admin/payouts", refusal(409, "payments.too_much", "More than is owed."));
  await press(t("moves.record"));
  const yes = t("sure.yes_amount", { amount: format.money(piastres(125_050)) });
  const asked = await dialog();
  for (const said of [t("move_kind.payout"), "Amr Said", t("till.cash"), "Receipt 17", t("sure.text")])
    expect(asked.textContent).toContain(said);
  await press(t("sure.back"), asked);
  await closed();
  expect(sentTo("POST /api/v1/admin/payouts")).toEqual([]);
  expect(field("amount").value).toBe("١٢٥٠٫٥");
  await press(t("moves.record"));
  await press(yes);
  await screen.findByText("More than is owed.");
  await closed();
  const after = { balance: piastres(50_000), payable: piastres(50_000), owed: piastres(0) };
  answer("POST /api/v1/admin/payouts", after);
  await press(t("moves.record"));
  await press(yes);
  await screen.findByText(
    t("moves.balance_now", {
      balance: format.money(after.balance),
      payable: format.money(after.payable),
      owed: format.money(after.owed),
    }),
  );
  const [first, second] = sentTo("POST /api/v1/admin/payouts");
  expect(second?.body).toEqual({
    providerId: AMR,
    amount: piastres(125_050),
    reason: "Receipt 17",
    till: "cash",
  });
  expect(first?.key, "another try is another request").not.toBe(second?.key);
  await waitFor(() => expect(field("amount").value).toBe(""));

  await press(t("move_kind.settlement"));
  await waitFor(() => expect(address()).toContain("move=settlement"));
  await fill("amount", "200");
  await fill("reason", "Paid at the desk");
  answer(`POST /api/v1/admin/providers/${AMR}/settlements`, after);
  await press(t("moves.record"));
  await press(t("sure.yes_amount", { amount: format.money(piastres(20_000)) }));
  await waitFor(() =>
    expect(lastTo(`POST /api/v1/admin/providers/${AMR}/settlements`).body).toEqual({
      amount: piastres(20_000),
      reason: "Paid at the desk",
      till: "bank",
    }),
  );
});

test("a wallet gets or gives something; its owner is named by the newest booking", async () => {
  logIn("finance");
  answer("GET /api/v1/admin/bookings", ({ query }: Sent) => ({
    items: query.customerId === SARA ? [{ id: "b7" }] : [],
  }));
  answer("GET /api/v1/admin/bookings/b7", {
    booking: { customer: { id: SARA, firstName: "Sara", lastName: "Nabil" } },
  });
  show(<Moves />, { at: "/ops/moves?move=wallet" });
  await fill("whom", SARA);
  await fill("amount", "-25");
  await fill("source", "promotion");
  await fill("reason", "Promised by phone");
  answer(`POST /api/v1/admin/wallets/${SARA}/adjustments`, { balance: piastres(7500) });
  await press(t("moves.record"));
  const asked = await dialog();
  await waitFor(() => expect(asked.textContent).toContain("Sara Nabil"));
  expect(asked.textContent).toContain(t("moves.take"));
  await press(t("sure.yes_amount", { amount: format.money(piastres(2500)) }), asked);
  await screen.findByText(t("moves.wallet_now", { balance: format.money(piastres(7500)) }));
  expect(lastTo("POST /api/v1/admin/wallets/*/adjustments").body).toEqual({
    amount: piastres(-2500),
    reason: "Promised by phone",
    source: "promotion",
  });
  expect(sentTo("GET /api/v1/admin/providers"), "money alone does not open people").toEqual([]);
  await press(t("move_kind.payout"));
  await waitFor(() =>
    expect(screen.queryByText(t("moves.wallet_now", { balance: format.money(piastres(7500)) }))).toBeNull(),
  );
  expect(field("whom").tagName, "whom, where no list may be seen").toBe("INPUT");
});
