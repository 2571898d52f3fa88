import Box, { type BoxProps } from "@mui/material/Box";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { useTitle } from "@/shared/lib/use-title";
import { Directional } from "./directional";

/** A sheet of paper on the sand: what belongs together. */
export function Card({ sx, ...rest }: BoxProps) {
  return (
    <Box
      {...rest}
      sx={[
        { bgcolor: "background.paper", border: 1, borderColor: "line", borderRadius: "18px", p: 2 },
        ...(Array.isArray(sx) ? sx : [sx]),
      ]}
    />
  );
}

interface ScreenProps {
  title: string;
  /** Where the arrow leads when there is no page to go back to; without it there is no arrow. */
  back?: string;
  aside?: ReactNode;
  /** Forms are wide; lists take what a large screen has, as far as a row can be followed. */
  wide?: boolean | "list";
  /** Keeps the name in sight while its content moves below. */
  pinned?: boolean;
  children: ReactNode;
}

/** One screen: its name, the way back, its content. */
export function Screen({ title, back, aside, wide = false, pinned = false, children }: ScreenProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  useTitle(title);
  const goBack = () => {
    const inApp = (history.state as { idx?: number } | null)?.idx;
    if (inApp) navigate(-1);
    else if (back) navigate(back, { replace: true });
  };
  return (
    <Box
      sx={{
        maxWidth: wide === "list" ? "100rem" : wide ? "76rem" : "44rem",
        marginInline: "auto",
        paddingInline: 2,
        paddingBlock: 2,
        display: "grid",
        gridTemplateColumns: "minmax(0, 1fr)",
        gap: 2,
      }}
    >
      <Box
        sx={[
          { display: "flex", flexWrap: "wrap", alignItems: "center", gap: 1, minHeight: 44 },
          // Below the bar of the frame, over what scrolls.
          pinned && {
            position: "sticky",
            insetBlockStart: 56,
            zIndex: 3,
            bgcolor: "background.default",
            mx: -2,
            px: 2,
          },
        ]}
      >
        {back !== undefined && (
          <IconButton onClick={goBack} aria-label={t("act.back")} edge="start">
            <Directional>
              <ArrowLeft size={24} aria-hidden />
            </Directional>
          </IconButton>
        )}
        <Typography variant="h1" sx={{ flex: 1, fontSize: "1.4rem" }} tabIndex={-1} id="screen-title">
          <bdi>{title}</bdi>
        </Typography>
        {aside}
      </Box>
      {children}
    </Box>
  );
}

/** The main action of a screen, always under the thumb. */
export function ActionBar({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        position: "sticky",
        insetBlockEnd: "var(--nav-below, 0px)",
        marginInline: -2,
        paddingInline: 2,
        paddingBlock: 1.5,
        bgcolor: "background.default",
        borderBlockStart: 1,
        borderColor: "line",
        display: "grid",
        gap: 1,
        zIndex: 2,
      }}
    >
      {children}
    </Box>
  );
}
