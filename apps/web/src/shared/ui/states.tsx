import Box from "@mui/material/Box";
import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { CloudOff, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";

/** Something is on its way: the shape of what comes. */
export function Loading({ rows = 3, height = 84 }: { rows?: number; height?: number }) {
  const { t } = useLanguage();
  return (
    <Box role="status" aria-label={t("state.loading")} sx={{ display: "grid", gap: 1.5 }}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} variant="rounded" sx={{ height }} />
      ))}
    </Box>
  );
}

interface MessageProps {
  icon: LucideIcon;
  title: string;
  text?: string;
  action?: ReactNode;
  tone?: "brand" | "danger";
}

/** A picture, a few words and the next thing to do. */
export function Message({ icon: Icon, title, text, action, tone = "brand" }: MessageProps) {
  return (
    <Box
      sx={{
        textAlign: "center",
        paddingBlock: 5,
        paddingInline: 2,
        display: "grid",
        justifyItems: "center",
        gap: 1,
      }}
    >
      <Box
        sx={{
          width: 76,
          height: 76,
          borderRadius: "26px",
          display: "grid",
          placeItems: "center",
          bgcolor: `soft.${tone}`,
          color: tone === "brand" ? "primary.main" : "error.main",
          mb: 1,
        }}
      >
        <Icon size={34} strokeWidth={1.75} aria-hidden />
      </Box>
      <Typography variant="h2" component="p">
        {title}
      </Typography>
      {text && (
        <Typography color="text.secondary" sx={{ maxWidth: "26rem" }}>
          {text}
        </Typography>
      )}
      {action && <Box sx={{ mt: 2 }}>{action}</Box>}
    </Box>
  );
}

/** What could not be had, why, and a way on. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useLanguage();
  const problem = asProblem(error);
  const offline = problem?.code === "offline";
  // Here are no fields to be marked: what is wrong with them is said itself.
  const precise = problem?.errors.map(({ message }) => message).join(" ");
  return (
    <Box role="alert">
      <Message
        icon={offline ? CloudOff : TriangleAlert}
        tone="danger"
        title={offline ? t("state.offline") : precise || problem?.title || t("state.failed")}
        text={offline ? t("state.offline_text") : undefined}
        action={
          onRetry && (
            <Action type="button" onClick={onRetry}>
              {t("act.retry")}
            </Action>
          )
        }
      />
    </Box>
  );
}

/** The main button without MUI's: for what the first screen may have to show. */
export const Action = styled("button")(({ theme }) => ({
  font: "inherit",
  fontWeight: 700,
  cursor: "pointer",
  minHeight: 48,
  paddingInline: 22,
  border: 0,
  borderRadius: 14,
  backgroundColor: theme.vars?.palette.primary.main,
  color: theme.vars?.palette.primary.contrastText,
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));
