import Box from "@mui/material/Box";
import { lazy, Suspense, useMemo } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { OfflineBar, TopBar } from "@/shared/ui/frame";
import { Loading } from "@/shared/ui/states";
import { Board } from "./board";
import { SosWatch } from "./live/sos-watch";
import { NotYours } from "./parts/not-yours";
import { Me, Self } from "./parts/self";
import { Shortcuts } from "./parts/shortcuts";
import { Side } from "./parts/side";
import { groupsFor, mayOpen, rightFor } from "./places";

const Story = lazy(() => import("./story/story"));
const Live = lazy(() => import("./live/live"));
const Alarms = lazy(() => import("./live/alarms"));
const Alarm = lazy(() => import("./live/alarm"));
const Support = lazy(() => import("./support/support"));
const Leaks = lazy(() => import("./support/leaks"));
const Technicians = lazy(() => import("./people/technicians"));
const Technician = lazy(() => import("./people/technician"));
const Accounts = lazy(() => import("./people/accounts"));
const NewStaff = lazy(() => import("./people/new-staff"));
const Account = lazy(() => import("./people/account"));
const Partners = lazy(() => import("./partners/partners"));
const Partner = lazy(() => import("./partners/partner"));
const Endpoint = lazy(() => import("./partners/endpoint"));
const Services = lazy(() => import("./setup/services"));
const Service = lazy(() => import("./setup/service"));
const Categories = lazy(() => import("./setup/categories"));
const Category = lazy(() => import("./setup/category"));
const Promotions = lazy(() => import("./setup/promotions"));
const Promotion = lazy(() => import("./setup/promotion"));
const Holidays = lazy(() => import("./setup/holidays"));
const Zones = lazy(() => import("./zones/zones"));
const Zone = lazy(() => import("./zones/zone"));
const Disputes = lazy(() => import("./trust/disputes"));
const Dispute = lazy(() => import("./trust/dispute"));
const Warranty = lazy(() => import("./trust/warranty"));
const Appeals = lazy(() => import("./trust/appeals"));
const Ratings = lazy(() => import("./trust/ratings"));
const Ledger = lazy(() => import("./money/ledger"));
const Balance = lazy(() => import("./money/balance"));
const Moves = lazy(() => import("./money/moves"));
const Deliveries = lazy(() => import("./watch/deliveries"));
const System = lazy(() => import("./watch/system"));
const Settings = lazy(() => import("./settings/settings"));
const Setting = lazy(() => import("./settings/setting"));
const Figures = lazy(() => import("./watch/figures"));
const Audit = lazy(() => import("./watch/audit"));

/** The operator's desk. */
export default function Ops() {
  const role = useUser()?.role;
  const groups = useMemo(() => groupsFor(role), [role]);
  const { pathname } = useLocation();
  const locked = mayOpen(role, pathname) ? undefined : rightFor(pathname);
  return (
    <Box
      sx={{
        minHeight: "100dvh",
        display: "grid",
        gridTemplateRows: "auto 1fr",
        gridTemplateColumns: "minmax(0, 1fr)",
      }}
    >
      <TopBar places={[]} home="/ops" aside={<Self />} />
      <Box
        sx={{
          display: "grid",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", lg: "auto minmax(0, 1fr)" },
          gridTemplateRows: { xs: "auto 1fr", lg: "1fr" },
        }}
      >
        <Side groups={groups} />
        <Box component="main">
          <OfflineBar />
          <SosWatch />
          <Suspense fallback={<Waiting />}>
            {locked ? (
              <NotYours path={pathname} right={locked} />
            ) : (
              <Routes>
                <Route index element={<Navigate to="/ops/bookings" replace />} />
                <Route path="bookings" element={<Board />} />
                <Route path="bookings/:id" element={<Story />} />
                <Route path="live" element={<Live />} />
                <Route path="alarms" element={<Alarms />} />
                <Route path="alarms/:id" element={<Alarm />} />
                <Route path="support/:id?" element={<Support />} />
                <Route path="leaks" element={<Leaks />} />
                <Route path="technicians" element={<Technicians />} />
                <Route path="technicians/:id" element={<Technician />} />
                <Route path="accounts" element={<Accounts />} />
                <Route path="accounts/new" element={<NewStaff />} />
                <Route path="accounts/:id" element={<Account />} />
                <Route path="partners" element={<Partners />} />
                <Route path="partners/:id" element={<Partner />} />
                <Route path="partners/:id/endpoints/:endpointId" element={<Endpoint />} />
                <Route path="services" element={<Services />} />
                <Route path="services/:id" element={<Service />} />
                <Route path="categories" element={<Categories />} />
                <Route path="categories/:id" element={<Category />} />
                <Route path="promotions" element={<Promotions />} />
                <Route path="promotions/:id" element={<Promotion />} />
                <Route path="holidays" element={<Holidays />} />
                <Route path="zones" element={<Zones />} />
                <Route path="zones/:id" element={<Zone />} />
                <Route path="disputes" element={<Disputes />} />
                <Route path="disputes/:id" element={<Dispute />} />
                <Route path="warranty" element={<Warranty />} />
                <Route path="appeals" element={<Appeals />} />
                <Route path="ratings" element={<Ratings />} />
                <Route path="ledger" element={<Ledger />} />
                <Route path="balance" element={<Balance />} />
                <Route path="moves" element={<Moves />} />
                <Route path="deliveries" element={<Deliveries />} />
                <Route path="system" element={<System />} />
                <Route path="settings" element={<Settings />} />
                <Route path="settings/:service/:name" element={<Setting />} />
                <Route path="figures" element={<Figures />} />
                <Route path="audit" element={<Audit />} />
                <Route path="me" element={<Me />} />
                <Route path="*" element={<Navigate to="/ops" replace />} />
              </Routes>
            )}
          </Suspense>
        </Box>
      </Box>
      <Shortcuts groups={groups} />
    </Box>
  );
}

function Waiting() {
  return (
    <Box sx={{ p: 2 }}>
      <Loading rows={4} />
    </Box>
  );
}
