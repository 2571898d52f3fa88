import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { Diff } from "../settings/diff";
import type { Json } from "../settings/flatten";
import { weekOf } from "../zones/hours";
import { changesIn, isMoney, isWords, type Known } from "./changed";
import { FromTo } from "./from-to";
import { useNamed } from "./names";
import { Staff, TechnicianName } from "./who";

/** An action as the audit log has it. */
interface Act {
  action: string;
  subjectType: string;
  subjectId: string;
  operatorId: string;
  details: unknown;
  hash: string;
}

/** What somebody did, field by field and as people read it; the record itself is one press away. */
export function WhatChanged({ act }: { act: Act }) {
  const { t } = useLanguage();
  const { before, value, ...rest } = (act.details ?? {}) as { [name: string]: Json };
  // A setting is told in the words of its form, which has names for the rows of a matrix too.
  const ofSetting = act.subjectType === "setting";
  const changes = changesIn(act.subjectType, ofSetting ? rest : act.details);
  return (
    <Box sx={{ display: "grid", gap: 0.5, whiteSpace: "normal", minWidth: "min(15rem, 70vw)" }}>
      {changes.length > 0 && (
        <Box component="ul" aria-label={t("changed.list")} sx={{ m: 0, paddingInlineStart: 2.5 }}>
          {changes.map(({ path, label, before, after, ...known }) => (
            <li key={path}>
              {t(label)}: <Told known={known} before={before} after={after} />
            </li>
          ))}
        </Box>
      )}
      {ofSetting && act.action === "settings.change" && before !== undefined && value !== undefined && (
        <Diff before={before} after={value} />
      )}
      <Box
        component="details"
        sx={{ "& summary": { cursor: "pointer", minHeight: 24, color: "text.secondary" } }}
      >
        <summary>{t("changed.record")}</summary>
        <Box
          component="pre"
          dir="ltr"
          tabIndex={0}
          sx={{
            m: 0,
            fontSize: "0.8rem",
            maxHeight: 260,
            overflow: "auto",
            textAlign: "left",
            whiteSpace: "pre-wrap",
          }}
        >
          {JSON.stringify(act.details, null, 1)}
          {`\n${act.action}\n${act.subjectType} ${act.subjectId}\n${act.operatorId}\n${act.hash}`}
        </Box>
      </Box>
    </Box>
  );
}

const isLines = (value: Json | undefined): value is Json[] => Array.isArray(value) && value.some(isWords);

/** From what it was to what it is. */
function Told({ known, before, after }: { known: Pick<Known, "as" | "words">; before?: Json; after: Json }) {
  if (before !== undefined && (isLines(before) || isLines(after)))
    return <Lines before={before} after={after} />;
  const was = before === undefined || known.as === "unshown" ? undefined : before;
  return (
    <FromTo
      before={was === undefined ? undefined : <Shown as={known} value={was} />}
      after={<Shown as={known} value={after} />}
    />
  );
}

/** Of a list the lines that went and those that came; all of them where nothing but their order changed. */
function Lines({ before, after }: { before: Json; after: Json }) {
  const { format } = useLanguage();
  const of = (value: Json) =>
    Array.isArray(value) ? value.filter(isWords).map((one) => format.pick(one)) : [];
  const [old, now] = [of(before), of(after)];
  const gone = old.filter((line) => !now.includes(line));
  const come = now.filter((line) => !old.includes(line));
  return (
    <>
      {gone.map((line) => (
        <Box component="del" key={line} sx={{ display: "block", color: "text.secondary" }}>
          {"\u2212 "}
          <bdi>{line}</bdi>
        </Box>
      ))}
      {(gone.length + come.length === 0 ? now : come).map((line) => (
        <Box component="ins" key={line} sx={{ display: "block", fontWeight: 700, textDecoration: "none" }}>
          {come.length > 0 && "+ "}
          <bdi>{line}</bdi>
        </Box>
      ))}
    </>
  );
}

/** A value as somebody reads it. */
function Shown({ as: known, value }: { as: Pick<Known, "as" | "words">; value: Json }): ReactNode {
  const { t, format } = useLanguage();
  const named = useNamed();
  if (known.as === "unshown") return t("changed.anew");
  if (value === null || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "form.yes" : "form.no");
  if (typeof value === "number") return <Counted as={known.as} value={value} />;
  if (isMoney(value)) return format.money({ amount: value.amount, currency: "EGP" });
  if (isWords(value)) return format.pick(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "–";
    if (known.as === "week") return <Week value={value} />;
    const inLines = value.some(isWords);
    return value.map((one, n) => (
      <Box component="span" key={n} sx={{ display: inLines ? "block" : "inline" }}>
        {n > 0 && !inLines && format.comma}
        <Shown as={known} value={one} />
      </Box>
    ));
  }
  if (typeof value !== "string") return JSON.stringify(value);
  if (known.as === "technician") return <TechnicianName id={value} />;
  if (known.as === "staff") return <Staff id={value} />;
  if (known.words) return named(known.words(value.replace(/[.:]/g, "_")));
  return /^\d{4}-\d\d-\d\dT/.test(value) ? format.dateTime(value) : value;
}

/** A number with what it counts. */
function Counted({ as, value }: { as: Known["as"]; value: number }): string {
  const { t, format } = useLanguage();
  switch (as) {
    case "percent":
      return format.number(value / 10_000, { style: "percent", maximumFractionDigits: 2 });
    case "minutes":
      return format.minutes(value);
    case "metres":
      return `${format.number(value)} ${t("form.metres")}`;
    case "days":
      return t("form.days", { count: value });
    default:
      return format.number(value);
  }
}

/** The 4th of January 1970 was a Sunday. */
const dayOf = (weekday: number) => new Date(Date.UTC(1970, 0, 4 + weekday, 12));

/** Hours, day by day. */
function Week({ value }: { value: Json[] }) {
  const { t, format } = useLanguage();
  return weekOf(value as Parameters<typeof weekOf>[0]).map((spans, day) => (
    <Box component="span" key={day} sx={{ display: "block" }}>
      {format.weekdayLong(dayOf(day))}{" "}
      {spans.length === 0
        ? t("zone.closed")
        : spans.map(({ from, to }) => format.inDigits(`${from}–${to}`)).join(format.comma)}
    </Box>
  ));
}
