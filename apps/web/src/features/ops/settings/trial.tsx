import Alert from "@mui/material/Alert";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { History } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import type { MatchingAskedOut, MatchingExampleOut, MatchingTrialOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Message } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { type Column, Rows } from "../parts/table";
import { shortId, TechnicianName, useBookingNumbers } from "../parts/who";
import { FIGURES, type Figure, shown, verdict } from "./figures";

interface Props {
  trial: MatchingTrialOut;
  /** The numbers in the fields are others by now. */
  outdated: boolean;
}

/** What other rules would have decided in rounds that are over: nothing is changed by it. */
export function Trial({ trial, outdated }: Props) {
  const { t, format } = useLanguage();
  const { rounds, changed, unreadable, before, after } = trial;
  const columns = useMemo<Column<Figure>[]>(
    () => [
      { title: t("trial.figure"), cell: ({ name }) => t(`trial.${name}`) },
      { title: t("trial.before"), end: true, cell: (figure) => shown(figure, before, format) },
      { title: t("trial.after"), end: true, cell: (figure) => shown(figure, after, format) },
      {
        title: t("trial.verdict"),
        end: true,
        cell: (figure) => <Verdict of={verdict(figure, before, after)} />,
      },
    ],
    [t, format, before, after],
  );
  return (
    <Card
      component="section"
      aria-label={t("trial.title")}
      data-testid="trial"
      sx={{ display: "grid", gap: 1.5 }}
    >
      <Typography variant="h2">{t("trial.title")}</Typography>
      {outdated && <Alert severity="warning">{t("trial.outdated")}</Alert>}
      {rounds === 0 ? (
        <Message icon={History} title={t("trial.none")} text={t("trial.none_text")} />
      ) : (
        <>
          <Typography>
            {t("trial.rounds", { count: rounds })} · {t("trial.changed", { count: changed })}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {t("trial.period", { from: format.dateTime(trial.from), to: format.dateTime(trial.to) })}
            {unreadable > 0 && ` · ${t("trial.unreadable", { count: unreadable })}`}
          </Typography>
          <Rows label={t("trial.title")} columns={columns} items={FIGURES} keyOf={({ name }) => name} />
          {trial.examples.length > 0 && <Examples examples={trial.examples} />}
        </>
      )}
    </Card>
  );
}

function Verdict({ of }: { of: ReturnType<typeof verdict> }) {
  const { t } = useLanguage();
  if (of === "same") return "–";
  const color = of === "better" ? "success" : of === "worse" ? "warning" : "default";
  return <Chip size="small" color={color} label={t(`trial.${of}`)} />;
}

/** Rounds in which somebody else would have been asked. */
function Examples({ examples }: { examples: MatchingExampleOut[] }) {
  const { t, format } = useLanguage();
  const numbers = useBookingNumbers(examples.map(({ bookingId }) => bookingId));
  const asked = (one: MatchingAskedOut | null | undefined) =>
    one ? (
      <>
        <Link component={RouterLink} to={`/ops/technicians/${one.providerId}`}>
          <TechnicianName id={one.providerId} />
        </Link>{" "}
        · {format.distance(one.distanceM)} · {format.minutes(Math.ceil(one.travelS / 60))} ·{" "}
        {format.percent(one.acceptanceBp / 10_000)}
      </>
    ) : (
      t("trial.nobody")
    );
  const columns: Column<MatchingExampleOut>[] = [
    {
      title: t("live.to_booking"),
      cell: ({ bookingId, round }) => (
        <>
          <Link component={RouterLink} to={`/ops/bookings/${bookingId}`}>
            <Ltr>{numbers.get(bookingId) ?? shortId(bookingId)}</Ltr>
          </Link>{" "}
          · {t("trial.round", { round })}
        </>
      ),
    },
    { title: t("trial.before"), cell: ({ before }) => asked(before) },
    { title: t("trial.after"), cell: ({ after }) => asked(after) },
  ];
  return (
    <>
      <Typography variant="h3">{t("trial.examples")}</Typography>
      <Typography variant="body2" color="text.secondary">
        {t("trial.examples_text")}
      </Typography>
      <Rows
        label={t("trial.examples")}
        columns={columns}
        items={examples}
        keyOf={({ bookingId, round }) => `${bookingId}-${round}`}
      />
    </>
  );
}
