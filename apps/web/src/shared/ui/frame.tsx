import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { CloudOff, type LucideIcon } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { Link, NavLink } from "react-router";
import { isKept, onKept } from "@/shared/api/kept";
import { useLanguage } from "@/shared/i18n/provider";
import { useOnline } from "@/shared/lib/use-now";

export interface Place {
  to: string;
  label: string;
  icon: LucideIcon;
}

const Bar = styled("header")(({ theme }) => ({
  position: "sticky",
  insetBlockStart: 0,
  zIndex: 10,
  display: "flex",
  alignItems: "center",
  gap: 12,
  minHeight: 56,
  paddingInline: 16,
  backgroundColor: "var(--brand)",
  color: "#fff",
  "& a": { color: "inherit", textDecoration: "none" },
  "& nav": { display: "none", gap: 4, marginInlineStart: 16 },
  "& nav a": { padding: "6px 14px", borderRadius: 12, fontWeight: 650 },
  "& nav a[aria-current=page]": { backgroundColor: "rgb(255 255 255 / 0.16)" },
  [theme.breakpoints.up("md")]: { paddingInline: 24, "& nav": { display: "flex" } },
}));

const Brand = styled(Link)({
  display: "inline-flex",
  alignItems: "center",
  gap: 10,
  fontWeight: 800,
  fontSize: "1.25rem",
});

const Switch = styled("button")({
  font: "inherit",
  color: "inherit",
  fontWeight: 650,
  cursor: "pointer",
  background: "none",
  border: "1.5px solid rgb(255 255 255 / 0.45)",
  borderRadius: 12,
  minHeight: 40,
  paddingInline: 14,
  "&:focus-visible": { outline: "3px solid #e0912f", outlineOffset: 2 },
});

/** The product's name, the places (on wide screens) and the other language. */
export function TopBar({ places, aside, home = "/" }: { places: Place[]; aside?: ReactNode; home?: string }) {
  const { t, preferences, choose } = useLanguage();
  const other = preferences.lang === "ar" ? "en" : "ar";
  return (
    <Bar>
      <Brand to={home}>
        <img src="/icon.svg" alt="" width={34} height={34} />
        {t("brand.name")}
      </Brand>
      <nav aria-label={t("nav.main")}>
        {places.map(({ to, label }) => (
          <NavLink key={to} to={to} end={to === home}>
            {label}
          </NavLink>
        ))}
      </nav>
      <Box sx={{ flex: 1 }} />
      {aside}
      <Switch type="button" lang={other} onClick={() => void choose({ lang: other })}>
        {other === "ar" ? "العربية" : "English"}
      </Switch>
    </Bar>
  );
}

/** How much of a phone's screen the places take; whoever shows them leaves as much room at the page's end. */
export const NAV_BELOW = "calc(4rem + env(safe-area-inset-bottom))";

const Below = styled("nav")(({ theme }) => ({
  position: "fixed",
  insetInline: 0,
  insetBlockEnd: 0,
  boxSizing: "border-box",
  minHeight: NAV_BELOW,
  zIndex: 10,
  display: "flex",
  backgroundColor: theme.vars?.palette.background.paper,
  borderBlockStart: `1px solid ${theme.vars?.palette.line}`,
  paddingBlockEnd: "env(safe-area-inset-bottom)",
  "& a": {
    flex: 1,
    display: "grid",
    placeItems: "center",
    alignContent: "center",
    gap: 2,
    paddingBlock: 6,
    fontSize: "0.8rem",
    fontWeight: 650,
    textDecoration: "none",
    color: theme.vars?.palette.text.secondary,
  },
  "& a[aria-current=page]": { color: theme.vars?.palette.primary.main },
  "& a:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: -3,
    borderRadius: 12,
  },
  [theme.breakpoints.up("md")]: { display: "none" },
}));

/** The same places under the thumb on phones. */
export function BottomNav({ places }: { places: Place[] }) {
  const { t } = useLanguage();
  return (
    <Below aria-label={t("nav.below")}>
      {places.map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} end={to.split("/").length <= 2 && (to === "/" || to === "/work")}>
          <Icon size={23} aria-hidden />
          {label}
        </NavLink>
      ))}
    </Below>
  );
}

/** Says that what is seen may be old. */
export function OfflineBar() {
  const { t } = useLanguage();
  const kept = useSyncExternalStore(onKept, isKept, isKept);
  if (useOnline() && !kept) return null;
  return (
    <Box
      role="status"
      sx={{
        display: "flex",
        gap: 1,
        alignItems: "center",
        justifyContent: "center",
        bgcolor: "soft.amber",
        color: "text.primary",
        p: 1,
        fontWeight: 650,
      }}
    >
      <CloudOff size={18} aria-hidden />
      {t("state.offline_bar")}
    </Box>
  );
}
