import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { Check } from "lucide-react";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { NextMove } from "./next-move";
import { stepsOf } from "./steps";

interface Props {
  job: BookingOut;
  stage: BookingOut["stage"];
  refresh: () => void;
}

/** The visit from the way to the money: done is ticked, now is open, later is quiet. */
export function JobSteps({ job, stage, refresh }: Props) {
  const { t, format } = useLanguage();
  const steps = stepsOf(job, stage);
  if (steps.length === 0) return null;
  return (
    <Card
      component="ol"
      sx={{ m: 0, listStyle: "none", display: "grid", gap: 0, py: 1.5 }}
      aria-label={t("steps.title")}
    >
      {steps.map(({ step, state, at }, index) => (
        <Box
          component="li"
          key={step}
          aria-current={state === "now" ? "step" : undefined}
          sx={{ display: "grid", gridTemplateColumns: "36px minmax(0, 1fr)", columnGap: 1.5 }}
        >
          <Box sx={{ display: "grid", gridTemplateRows: "36px 1fr", justifyItems: "center" }}>
            <Box
              sx={{
                width: 36,
                height: 36,
                borderRadius: "12px",
                display: "grid",
                placeItems: "center",
                fontWeight: 800,
                border: 1.5,
                borderColor: state === "later" ? "line" : "primary.main",
                bgcolor:
                  state === "done" ? "primary.main" : state === "now" ? "soft.brand" : "background.paper",
                color:
                  state === "done"
                    ? "primary.contrastText"
                    : state === "now"
                      ? "primary.main"
                      : "text.secondary",
              }}
            >
              {state === "done" ? (
                <Check size={20} strokeWidth={3} role="img" aria-label={t("steps.done")} />
              ) : (
                format.number(index + 1)
              )}
            </Box>
            {index < steps.length - 1 && state !== "now" && (
              <Box sx={{ width: 2, minHeight: 14, bgcolor: state === "done" ? "primary.main" : "line" }} />
            )}
          </Box>
          <Box sx={{ pb: index < steps.length - 1 ? 1.5 : 0 }}>
            <Typography
              component="h2"
              sx={{
                minHeight: 36,
                display: "flex",
                alignItems: "center",
                justifyContent: "space-between",
                gap: 1,
                fontSize: state === "now" ? "1.15rem" : "1rem",
                fontWeight: state === "now" ? 800 : 600,
                color: state === "now" ? "text.primary" : "text.secondary",
              }}
            >
              <span>{t(`steps.${step}`)}</span>
              {state === "done" && at && (
                <Typography component="span" variant="body2">
                  {format.time(at)}
                </Typography>
              )}
            </Typography>
            {(state === "now" || (step === "cash" && state === "done")) && (
              <Box sx={{ pt: 1, pb: 1, marginInlineStart: "-48px" }}>
                <NextMove job={job} stage={stage} refresh={refresh} />
              </Box>
            )}
          </Box>
        </Box>
      ))}
    </Card>
  );
}
