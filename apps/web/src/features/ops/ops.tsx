import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import { ChartColumn, ClipboardList, ScrollText, UserCheck, Users } from "lucide-react";
import { Navigate, NavLink, Route, Routes } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { OfflineBar, TopBar } from "@/shared/ui/frame";
import { Preferences } from "@/shared/ui/preferences";
import { Screen } from "@/shared/ui/surface";
import { Accounts } from "./accounts";
import { Audit } from "./audit";
import { Board } from "./board";
import { Figures } from "./figures";
import { Story } from "./story";
import { Technician } from "./technician";
import { Technicians } from "./technicians";

const Side = styled("nav")(({ theme }) => ({
  display: "flex",
  gap: 4,
  padding: 12,
  overflowX: "auto",
  backgroundColor: theme.vars?.palette.background.paper,
  borderBlockEnd: `1px solid ${theme.vars?.palette.line}`,
  "& a": {
    display: "flex",
    alignItems: "center",
    gap: 10,
    minHeight: 44,
    paddingInline: 14,
    borderRadius: 12,
    fontWeight: 650,
    whiteSpace: "nowrap",
    color: theme.vars?.palette.text.primary,
    textDecoration: "none",
  },
  "& a[aria-current=page]": {
    backgroundColor: theme.vars?.palette.soft.brand,
    color: theme.vars?.palette.primary.main,
  },
  "& a:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}` },
  [theme.breakpoints.up("md")]: {
    flexDirection: "column",
    width: 208,
    borderBlockEnd: 0,
    borderInlineEnd: `1px solid ${theme.vars?.palette.line}`,
  },
}));

/** The operator's desk. */
export default function Ops() {
  const { t } = useLanguage();
  const places = [
    { to: "/ops/bookings", label: t("ops.bookings"), icon: ClipboardList },
    { to: "/ops/technicians", label: t("ops.technicians"), icon: UserCheck },
    { to: "/ops/accounts", label: t("ops.users"), icon: Users },
    { to: "/ops/figures", label: t("ops.kpis"), icon: ChartColumn },
    { to: "/ops/audit", label: t("ops.audit"), icon: ScrollText },
  ];
  return (
    <Box
      sx={{
        minHeight: "100dvh",
        display: "grid",
        gridTemplateRows: "auto 1fr",
        gridTemplateColumns: "minmax(0, 1fr)",
      }}
    >
      <TopBar places={[]} home="/ops/me" />
      <Box
        sx={{
          display: "grid",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "auto minmax(0, 1fr)" },
          gridTemplateRows: { xs: "auto 1fr", md: "1fr" },
        }}
      >
        <Side aria-label={t("nav.main")}>
          {places.map(({ to, label, icon: Icon }) => (
            <NavLink key={to} to={to}>
              <Icon size={20} aria-hidden />
              {label}
            </NavLink>
          ))}
        </Side>
        <Box component="main">
          <OfflineBar />
          <Routes>
            <Route index element={<Navigate to="/ops/bookings" replace />} />
            <Route path="bookings" element={<Board />} />
            <Route path="bookings/:id" element={<Story />} />
            <Route path="technicians" element={<Technicians />} />
            <Route path="technicians/:id" element={<Technician />} />
            <Route path="accounts" element={<Accounts />} />
            <Route path="figures" element={<Figures />} />
            <Route path="audit" element={<Audit />} />
            <Route
              path="me"
              element={
                <Screen title={t("nav.account")}>
                  <Preferences />
                </Screen>
              }
            />
            <Route path="*" element={<Navigate to="/ops" replace />} />
          </Routes>
        </Box>
      </Box>
    </Box>
  );
}
