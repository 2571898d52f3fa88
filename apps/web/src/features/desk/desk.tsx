import Box from "@mui/material/Box";
import { Banknote, UserRound, Wrench } from "lucide-react";
import { Navigate, Route, Routes } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { BottomNav, OfflineBar, TopBar } from "@/shared/ui/frame";
import { Earnings } from "./earnings";
import { Job } from "./job";
import { Me } from "./me";
import { NewOrder } from "./new-order";
import { Shift } from "./shift";
import { Today } from "./today";

/** The technician's side: today's work, one job, the money. A new order covers whatever is open. */
export default function Desk() {
  const { t } = useLanguage();
  const places = [
    { to: "/work", label: t("desk.now"), icon: Wrench },
    { to: "/work/earnings", label: t("desk.earnings"), icon: Banknote },
    { to: "/work/me", label: t("desk.me"), icon: UserRound },
  ];
  return (
    <Shift>
      <Box
        sx={{
          minHeight: "100dvh",
          display: "grid",
          gridTemplateRows: "auto 1fr auto",
          gridTemplateColumns: "minmax(0, 1fr)",
        }}
      >
        <TopBar places={places} home="/work" />
        <Box component="main">
          <OfflineBar />
          <Routes>
            <Route index element={<Today />} />
            <Route path="jobs/:id" element={<Job />} />
            <Route path="earnings" element={<Earnings />} />
            <Route path="me" element={<Me />} />
            <Route path="*" element={<Navigate to="/work" replace />} />
          </Routes>
        </Box>
        <BottomNav places={places} />
        <NewOrder />
      </Box>
    </Shift>
  );
}
