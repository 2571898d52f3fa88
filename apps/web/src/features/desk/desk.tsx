import Box from "@mui/material/Box";
import { Banknote, CalendarDays, UserRound, Wrench } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { BottomNav, NAV_BELOW, OfflineBar, TopBar } from "@/shared/ui/frame";
import { Loading } from "@/shared/ui/states";
import { Ahead } from "./ahead";
import { Earnings } from "./earnings";
import { Job } from "./job";
import { Me } from "./me";
import { NewOrder } from "./new-order";
import { QueueBar } from "./queue/queue-bar";
import { QueueProvider } from "./queue/use-queue";
import { Setup } from "./setup/setup";
import { Shift, useShift } from "./shift";
import { Today } from "./today";

const Paper = lazy(() => import("./setup/paper-screen"));
const Hours = lazy(() => import("./time/hours-screen"));
const Areas = lazy(() => import("./area/areas-screen"));
const Talk = lazy(() => import("./more/talk-screen"));
const Agenda = lazy(() => import("./more/agenda-screen"));
const Why = lazy(() => import("./more/why-screen"));
const Ratings = lazy(() => import("./more/ratings-screen"));
const Statement = lazy(() => import("./more/statement-screen"));
const Services = lazy(() => import("./setup/services-screen"));

interface Props {
  /** Screens that customers have, too, by their paths. */
  shared: Record<string, ReactNode>;
}

/** The technician's side: today's work, one job, the money. A new order covers whatever is open. */
export default function Desk({ shared }: Props) {
  const { t } = useLanguage();
  const places = [
    { to: "/work", label: t("desk.now"), icon: Wrench },
    { to: "/work/agenda", label: t("desk.agenda"), icon: CalendarDays },
    { to: "/work/earnings", label: t("desk.earnings"), icon: Banknote },
    { to: "/work/me", label: t("desk.me"), icon: UserRound },
  ];
  // Whoever writes needs the room below for the keyboard.
  const alone = useLocation().pathname.startsWith("/work/talk/");
  return (
    <Shift>
      <Taps>
        <Box
          sx={{
            minHeight: "100dvh",
            boxSizing: "border-box",
            // What stays under the thumb and the page's end stand above the places.
            "--nav-below": { xs: alone ? "0px" : NAV_BELOW, md: "0px" },
            paddingBlockEnd: "var(--nav-below)",
            display: "grid",
            gridTemplateRows: "auto 1fr",
            gridTemplateColumns: "minmax(0, 1fr)",
          }}
        >
          <TopBar places={places} home="/work" />
          <Box component="main">
            <OfflineBar />
            <QueueBar />
            <Suspense fallback={<Waiting />}>
              <Routes>
                <Route index element={<Today />} />
                <Route path="jobs/:id" element={<Job />} />
                <Route path="earnings" element={<Earnings />} />
                <Route path="me" element={<Me />} />
                {Object.entries(shared).map(([path, screen]) => (
                  <Route key={path} path={path} element={screen} />
                ))}
                <Route path="setup" element={<Setup />} />
                <Route path="papers/:kind/:side" element={<Paper />} />
                <Route path="services" element={<Services />} />
                <Route path="talk/:id" element={<Talk />} />
                <Route path="agenda" element={<Agenda />} />
                <Route path="why" element={<Why />} />
                <Route path="ratings" element={<Ratings />} />
                <Route path="earnings/statement" element={<Statement />} />
                <Route path="hours" element={<Hours />} />
                <Route path="areas" element={<Areas />} />
                <Route path="*" element={<Navigate to="/work" replace />} />
              </Routes>
            </Suspense>
          </Box>
          {!alone && <BottomNav places={places} />}
          <NewOrder />
          <Ahead />
        </Box>
      </Taps>
    </Shift>
  );
}

function Taps({ children }: { children: ReactNode }) {
  const { whereabouts } = useShift();
  return <QueueProvider whereabouts={whereabouts}>{children}</QueueProvider>;
}

function Waiting() {
  return (
    <Box sx={{ p: 2 }}>
      <Loading rows={4} />
    </Box>
  );
}
