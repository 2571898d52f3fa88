import Box from "@mui/material/Box";
import { CalendarCheck, House, UserRound } from "lucide-react";
import { Suspense } from "react";
import { Outlet, useLocation } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { BottomNav, NAV_BELOW, OfflineBar, TopBar } from "@/shared/ui/frame";
import { Coming } from "./coming";

/** What surrounds a customer's screens: the name on top, three places below. */
export function CustomerFrame() {
  const { t } = useLanguage();
  const { pathname } = useLocation();
  const places = [
    { to: "/", label: t("nav.home"), icon: House },
    { to: "/bookings", label: t("nav.bookings"), icon: CalendarCheck },
    { to: "/account", label: t("nav.account"), icon: UserRound },
  ];
  // One thing at a time: while ordering or writing there is nowhere else to tap.
  const alone = pathname.startsWith("/order") || pathname.startsWith("/talk/");
  return (
    <Box
      sx={{
        minHeight: "100dvh",
        boxSizing: "border-box",
        display: "grid",
        gridTemplateRows: "auto 1fr",
        gridTemplateColumns: "minmax(0, 1fr)",
        // The main action and the page's end stand above the places, not behind them.
        "--nav-below": alone ? "0px" : { xs: NAV_BELOW, md: "0px" },
        paddingBlockEnd: "var(--nav-below)",
      }}
    >
      <TopBar places={places} />
      <Box component="main">
        <OfflineBar />
        {/* The first screen waits for nothing: the program takes over what the page brought (`first-paint`). */}
        {pathname === "/" ? (
          <Outlet />
        ) : (
          <Suspense fallback={<Coming />}>
            <Outlet />
          </Suspense>
        )}
      </Box>
      {!alone && <BottomNav places={places} />}
    </Box>
  );
}
