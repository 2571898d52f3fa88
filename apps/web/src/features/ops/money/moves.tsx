import Alert from "@mui/material/Alert";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import { useMemo, useState } from "react";
import {
  type AdjustmentSource,
  type Till,
  useAdjustWalletMutation,
  useRecordPayoutMutation,
  useRecordProviderSettlementMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { type FieldSpec, read, type Values } from "../form/spec";
import { oneOf, useFilters } from "../parts/filters";
import { poundsToPiastres } from "../parts/numbers";
import type { Question } from "../parts/sure";
import { PersonName, usePersonName } from "../parts/who";
import { may } from "../places";

const MOVES = ["payout", "settlement", "wallet"] as const;
const TILLS: Till[] = ["bank", "cash"];
const SOURCES: AdjustmentSource[] = ["goodwill", "promotion", "cash", "bank"];

/** Money that staff moves by hand: what technicians were paid, what they paid, what a wallet gets. */
export default function Moves() {
  const { t, format } = useLanguage();
  const { get, set } = useFilters();
  const role = useUser()?.role;
  const move = oneOf(MOVES, get("move")) ?? "payout";
  const whom = get("whom") ?? "";
  const [payOut] = useRecordPayoutMutation();
  const [settle] = useRecordProviderSettlementMutation();
  const [adjust] = useAdjustWalletMutation();
  const [told, setTold] = useState<string>();
  const [made, setMade] = useState(0);
  const stored = useMemo<Values>(
    () => ({ whom, amount: "", till: "bank", source: "goodwill", reason: "" }),
    [whom],
  );
  const wallet = move === "wallet";
  const who = wallet ? "customer" : "technician";
  const name = usePersonName(who, whom);
  const person: FieldSpec = may(role, "people")
    ? {
        kind: "person",
        who,
        name: "whom",
        label: t(wallet ? "story.customer" : "board.technician"),
        required: true,
      }
    : {
        kind: "text",
        name: "whom",
        label: t(wallet ? "moves.customer" : "moves.technician"),
        required: true,
        ltr: true,
        hint: name ?? t("moves.id_hint"),
      };
  const fields: FieldSpec[] = [
    person,
    {
      kind: "money",
      name: "amount",
      label: t("ledger.amount"),
      required: true,
      hint: move === "wallet" ? t("moves.negative") : undefined,
    },
    move === "wallet"
      ? {
          kind: "choice",
          name: "source",
          label: t("moves.source"),
          required: true,
          options: SOURCES.map((one) => [one, t(`source.${one}`)]),
        }
      : {
          kind: "choice",
          name: "till",
          label: t("moves.till"),
          required: true,
          options: TILLS.map((one) => [one, t(`till.${one}`)]),
        },
    {
      kind: "text",
      name: "reason",
      label: move === "wallet" ? t("audit.reason") : t("moves.receipt"),
      required: true,
      longest: 500,
    },
  ];
  const save = async (values: Values) => {
    const [amount, reason, id] = [
      read.mustMoney(values.amount),
      read.must(values.reason),
      read.must(values.whom),
    ];
    const till = oneOf(TILLS, values.till) ?? "bank";
    if (move === "wallet") {
      const source = oneOf(SOURCES, values.source) ?? "goodwill";
      const wallet = await adjust({ userId: id, walletAdjustmentIn: { amount, reason, source } }).unwrap();
      setTold(t("moves.wallet_now", { balance: format.money(wallet.balance) }));
      return;
    }
    const balance =
      move === "payout"
        ? await payOut({ payoutIn: { providerId: id, amount, reason, till } }).unwrap()
        : await settle({ id, providerSettlementIn: { amount, reason, till } }).unwrap();
    setTold(
      t("moves.balance_now", {
        balance: format.money(balance.balance),
        payable: format.money(balance.payable),
        owed: format.money(balance.owed),
      }),
    );
  };
  const sure = (values: Values): Question => {
    const piastres = poundsToPiastres(values.amount ?? "") ?? 0;
    const money = format.money({ amount: Math.abs(piastres), currency: "EGP" });
    return {
      what: wallet ? t(piastres < 0 ? "moves.take" : "moves.give") : t(`move_kind.${move}`),
      amount: money,
      facts: [
        [
          t(wallet ? "story.customer" : "board.technician"),
          <PersonName key="w" who={who} id={values.whom ?? ""} />,
        ],
        wallet
          ? [t("moves.source"), t(`source.${oneOf(SOURCES, values.source) ?? "goodwill"}`)]
          : [t("moves.till"), t(`till.${oneOf(TILLS, values.till) ?? "bank"}`)],
        [t(wallet ? "audit.reason" : "moves.receipt"), <bdi key="r">{values.reason}</bdi>],
      ],
      danger: piastres < 0,
    };
  };
  return (
    <Screen title={t("ops.moves")} wide>
      <Tabs
        value={move}
        onChange={(_, next: string) => {
          setTold(undefined);
          set({ move: next });
        }}
        aria-label={t("ops.moves")}
        variant="scrollable"
      >
        {MOVES.map((one) => (
          <Tab key={one} value={one} label={t(`move_kind.${one}`)} />
        ))}
      </Tabs>
      {told && <Alert severity="success">{told}</Alert>}
      <EditForm
        key={`${move}-${whom}-${made}`}
        name={`${move}.${whom}`}
        groups={[{ title: t(`move_kind.${move}`), fields }]}
        stored={stored}
        submit={t("moves.record")}
        sure={sure}
        save={save}
        reload={async () => undefined}
        onSaved={() => setMade((n) => n + 1)}
      />
    </Screen>
  );
}
