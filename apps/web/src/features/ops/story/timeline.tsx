import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import type { BookingStoryOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { useNamed } from "../parts/names";

const List = styled("ol")(({ theme }) => ({
  listStyle: "none",
  margin: 0,
  padding: 0,
  display: "grid",
  "& li": {
    display: "grid",
    gridTemplateColumns: "auto minmax(0, 1fr)",
    columnGap: 14,
    paddingBlockEnd: 16,
    position: "relative",
  },
  "& li::before": {
    content: '""',
    width: 12,
    height: 12,
    marginBlockStart: 7,
    borderRadius: "50%",
    border: `3px solid ${theme.vars?.palette.primary.main}`,
    backgroundColor: theme.vars?.palette.background.paper,
    zIndex: 1,
  },
  "& li[data-tone=danger]::before": { borderColor: theme.vars?.palette.error.main },
  "& li[data-tone=amber]::before": { borderColor: theme.vars?.palette.secondary.light },
  "& li:not(:last-of-type)::after": {
    content: '""',
    position: "absolute",
    insetInlineStart: 5,
    insetBlockStart: 18,
    insetBlockEnd: -8,
    width: 2,
    backgroundColor: theme.vars?.palette.line,
  },
  "& strong": { fontWeight: 700 },
  "& small": { color: theme.vars?.palette.text.secondary, display: "block", fontSize: "0.85rem" },
}));

const DANGER = ["cancelled", "dropped_out", "no_show", "disputed", "held", "payment_failed", "wrong_code"];
const AMBER = ["looking_further", "declined", "released", "paused", "search_again", "rescheduled"];

/** What happened, step by step: what, who, why and where it led. */
export function Timeline({ story }: { story: BookingStoryOut }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const why = (reason: string) => named(`rule.${reason}`);
  return (
    <Card component="section" aria-label={t("story.timeline")}>
      <Typography variant="h2" sx={{ mb: 2 }}>
        {t("story.timeline")}
      </Typography>
      <List>
        {story.history.map((step) => (
          <li
            key={`${step.version}-${step.action}`}
            data-action={step.action}
            data-tone={DANGER.includes(step.action) ? "danger" : AMBER.includes(step.action) ? "amber" : "go"}
          >
            <div>
              <strong>{named(`hist.${step.action}`)}</strong>
              {step.toStage !== step.fromStage && step.action !== "cancelled" && (
                <> · {named(`opstage.${step.toStage}`)}</>
              )}
              <small>
                <time dateTime={step.at}>{format.dateTime(step.at)}</time> · {named(`by.${step.by}`)}
              </small>
              {step.reason && (
                <small>
                  {t("story.why")}:{" "}
                  <bdi>{/^[a-z_.]+$/.test(step.reason) ? why(step.reason) : step.reason}</bdi>
                </small>
              )}
            </div>
          </li>
        ))}
      </List>
      {story.dropOuts.length > 0 && (
        <>
          <Typography variant="h3" sx={{ mt: 2, mb: 1 }}>
            {t("story.drop_outs")}
          </Typography>
          {story.dropOuts.map((one) => (
            <Typography key={`${one.providerId}-${one.at}`} variant="body2">
              {format.dateTime(one.at)} · {why(one.rule)} · {named(`verdict.${one.verdict}`)}
              {one.reason && (
                <>
                  {" · "}
                  <bdi>{one.reason}</bdi>
                </>
              )}
            </Typography>
          ))}
        </>
      )}
    </Card>
  );
}
