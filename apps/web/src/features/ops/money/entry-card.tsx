import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { styled } from "@mui/material/styles";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { type ReactNode, useState } from "react";
import { Link as RouterLink } from "react-router";
import { type AccountKind, type LedgerEntryOut, useReverseLedgerEntryMutation } from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { useNamed } from "../parts/names";
import { type Deed, ReasonSheet } from "../parts/reason-sheet";
import { type People, Person, PersonName, shortId, TechnicianName, usePeople } from "../parts/who";
import { may } from "../places";

/** Entries that staff made by hand or that charged one side may be undone; jobs by their dispute. */
const REVERSIBLE = [
  "cancellation_fee",
  "compensation_paid",
  "warranty_visit_paid",
  "promotion_paid",
  "wallet_adjusted",
  "provider_debt_paid",
  "provider_payout",
];

/** The columns of all entries stand under each other. */
const Postings = styled(Table)({
  tableLayout: "fixed",
  minWidth: 620,
  "& th:first-of-type": { width: "26%" },
  "& th:nth-of-type(2)": { width: "20%" },
});

/** How much an entry moved: what went in on one side came out on the other. */
const moved = ({ postings }: LedgerEntryOut): number =>
  postings.reduce((sum, { amount }) => sum + Math.max(amount.amount, 0), 0);

/** Whose account it is. */
function Owner({ kind, id }: { kind: AccountKind; id: string }) {
  return <PersonName who={kind === "provider_payable" ? "technician" : "customer"} id={id} />;
}

/** Entries of the ledger, with the names of all whose money they move. */
export function Entries({ entries, refresh }: { entries: LedgerEntryOut[]; refresh: () => void }) {
  const people = usePeople(
    entries.flatMap((entry) => [entry.operatorId, ...entry.postings.map((posting) => posting.ownerId)]),
  );
  return entries.map((entry) => <EntryCard key={entry.id} entry={entry} people={people} refresh={refresh} />);
}

/** One entry with its postings, and the way to undo it. */
function EntryCard({
  entry,
  people,
  refresh,
}: {
  entry: LedgerEntryOut;
  people: People;
  refresh: () => void;
}) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const role = useUser()?.role;
  const [reverse] = useReverseLedgerEntryMutation();
  const [chosen, setChosen] = useState<Deed>();
  const undone = Boolean(entry.reversedBy);
  const reversible = may(role, "money") && !undone && !entry.reverses && REVERSIBLE.includes(entry.template);
  return (
    <Box
      component="article"
      aria-label={named(`tpl.${entry.template}`)}
      sx={{
        borderTop: 1,
        borderColor: "line",
        pt: 1.5,
        mt: 1.5,
        "&:first-of-type": { borderTop: 0, pt: 0, mt: 0 },
      }}
    >
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", flexWrap: "wrap" }}>
        <Typography variant="h3">{named(`tpl.${entry.template}`)}</Typography>
        {undone && <Chip size="small" color="warning" label={t("ledger.undone")} />}
        {entry.reverses && <Chip size="small" label={t("ledger.undoes")} />}
        <Box sx={{ flex: 1 }} />
        {reversible && (
          <Button
            size="small"
            variant="outlined"
            color="error"
            onClick={() =>
              setChosen({
                label: t("ledger.reverse"),
                text: t("ledger.reverse_text"),
                danger: true,
                sure: (reason) => ({
                  what: `${t("ledger.reverse")}: ${named(`tpl.${entry.template}`)}`,
                  amount: format.money({ amount: moved(entry), currency: "EGP" }),
                  facts: [
                    ...entry.postings.flatMap((one, n): [string, ReactNode][] =>
                      one.ownerId
                        ? [[named(`acc.${one.kind}`), <Owner key={n} kind={one.kind} id={one.ownerId} />]]
                        : [],
                    ),
                    [t("audit.when"), format.dateTime(entry.createdAt)],
                    [t("story.reason"), <bdi key="r">{reason}</bdi>],
                  ],
                  danger: true,
                }),
                run: (reason) => reverse({ id: entry.id, ledgerReversalIn: { reason } }).unwrap(),
              })
            }
          >
            {t("ledger.reverse")}
          </Button>
        )}
      </Box>
      <Typography variant="body2" color="text.secondary">
        {format.dateTime(entry.createdAt)} · <Ltr>{shortId(entry.id)}</Ltr>
        {entry.bookingId && (
          <>
            {" · "}
            <Link component={RouterLink} to={`/ops/bookings/${entry.bookingId}`}>
              {t("ledger.booking")}
              {entry.bookingNumber && (
                <>
                  {" "}
                  <Ltr>{entry.bookingNumber}</Ltr>
                </>
              )}
            </Link>
          </>
        )}
        {entry.operatorId && (
          <>
            {` · ${t("by.operator")} `}
            <bdi>{people.names.get(entry.operatorId) ?? ""}</bdi>
          </>
        )}
      </Typography>
      {entry.reason && (
        <Typography variant="body2">
          <bdi>{entry.reason}</bdi>
        </Typography>
      )}
      <TableContainer tabIndex={0} sx={{ mt: 0.5 }}>
        <Postings size="small" aria-label={t("ledger.postings")}>
          <TableHead>
            <TableRow>
              <TableCell>{t("ledger.account")}</TableCell>
              <TableCell>{t("ledger.owner")}</TableCell>
              <TableCell align="right">{t("ledger.debit")}</TableCell>
              <TableCell align="right">{t("ledger.credit")}</TableCell>
              <TableCell align="right">{t("ledger.after")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {entry.postings.map((posting, index) => (
              <TableRow key={index}>
                <TableCell>{named(`acc.${posting.kind}`)}</TableCell>
                <TableCell>
                  {posting.ownerId ? (
                    <Link component={RouterLink} to={`/ops/ledger?owner=${posting.ownerId}`}>
                      {posting.kind === "provider_payable" &&
                      people.asked &&
                      !people.names.has(posting.ownerId) ? (
                        // Whoever sees no accounts knows technicians as customers do.
                        <TechnicianName id={posting.ownerId} />
                      ) : (
                        <Person id={posting.ownerId} names={people.names} />
                      )}
                    </Link>
                  ) : (
                    <Ltr>{posting.gateway ?? ""}</Ltr>
                  )}
                </TableCell>
                <TableCell align="right">
                  {posting.amount.amount < 0 &&
                    format.money({ ...posting.amount, amount: -posting.amount.amount })}
                </TableCell>
                <TableCell align="right">
                  {posting.amount.amount > 0 && format.money(posting.amount)}
                </TableCell>
                <TableCell align="right">
                  {posting.balanceAfter && format.money(posting.balanceAfter)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Postings>
      </TableContainer>
      {chosen && <ReasonSheet deed={chosen} refresh={refresh} onClose={() => setChosen(undefined)} />}
    </Box>
  );
}
