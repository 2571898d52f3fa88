import { styled } from "@mui/material/styles";
import type { ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";

const Strip = styled("div")(({ theme }) => ({
  display: "flex",
  gap: 8,
  overflowX: "auto",
  padding: "4px 16px",
  margin: "0 -16px",
  scrollSnapType: "x proximity",
  // A day snaps to where the words above begin, not to the screen's edge.
  scrollPaddingInline: 16,
  // At a desk there is no screen's edge to run to.
  [theme.breakpoints.up("md")]: { paddingInline: 4, marginInline: -4, scrollPaddingInline: 4 },
}));

const Button = styled("button")(({ theme }) => ({
  font: "inherit",
  color: "inherit",
  cursor: "pointer",
  minHeight: 48,
  border: `1.5px solid ${theme.vars?.palette.line}`,
  borderRadius: 14,
  backgroundColor: theme.vars?.palette.background.paper,
  fontWeight: 650,
  "&[aria-pressed=true]": {
    backgroundColor: theme.vars?.palette.primary.main,
    borderColor: theme.vars?.palette.primary.main,
    color: theme.vars?.palette.primary.contrastText,
  },
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
  "&.day": {
    flex: "none",
    width: 68,
    padding: "8px 4px",
    display: "grid",
    justifyItems: "center",
    lineHeight: 1.35,
    scrollSnapAlign: "start",
  },
  "&:disabled": { opacity: 0.5, cursor: "default" },
  "& .big": { fontSize: "1.35rem", fontWeight: 800 },
  "& small": { display: "block", fontSize: "0.8rem" },
}));

interface StripProps {
  days: string[];
  /** Days without a time. */
  empty?: string[];
  chosen: string;
  onChoose: (day: string) => void;
}

/** Two weeks, a day each. */
export function DayStrip({ days, empty = [], chosen, onChoose }: StripProps) {
  const { t, format } = useLanguage();
  return (
    <Strip role="group" aria-label={t("time.day")}>
      {days.map((day, index) => {
        // Noon in Cairo is the same day everywhere in the formatter's zone.
        const noon = `${day}T10:00:00Z`;
        return (
          <Button
            key={day}
            type="button"
            className="day"
            disabled={empty.includes(day)}
            aria-pressed={day === chosen}
            aria-label={format.day(noon)}
            onClick={() => onChoose(day)}
          >
            <small>
              {index === 0 ? t("time.today") : index === 1 ? t("time.tomorrow") : format.weekday(noon)}
            </small>
            <span className="big">{format.dayOfMonth(noon)}</span>
            <small>{format.month(noon)}</small>
          </Button>
        );
      })}
    </Strip>
  );
}

const Grid = styled("div")({ display: "grid", gap: 8 });

export interface Time {
  /** What choosing it means: an instant, a wall time, or a word. */
  at: string;
  label: string;
  note?: ReactNode;
}

interface PicksProps {
  label: string;
  picks: Time[];
  chosen: string;
  onChoose: (at: string) => void;
  /** How wide each is at least. */
  width?: number;
}

/** One of several short things. */
export function Picks({ label, picks, chosen, onChoose, width = 96 }: PicksProps) {
  return (
    <Grid
      role="group"
      aria-label={label}
      sx={{ gridTemplateColumns: `repeat(auto-fill, minmax(${width}px, 1fr))` }}
    >
      {picks.map(({ at, label, note }) => (
        <Button key={at} type="button" aria-pressed={at === chosen} onClick={() => onChoose(at)}>
          {label} {note && <small>{note}</small>}
        </Button>
      ))}
    </Grid>
  );
}

/** The times of a day. */
export function Times({ times, ...rest }: { times: Time[] } & Pick<PicksProps, "chosen" | "onChoose">) {
  const { t } = useLanguage();
  return <Picks label={t("time.hour")} picks={times} {...rest} />;
}
