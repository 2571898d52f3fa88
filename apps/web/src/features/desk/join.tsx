import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { CalendarCheck, type LucideIcon, MapPin, Wallet, Wrench } from "lucide-react";
import { Navigate, useNavigate } from "react-router";
import { logOut } from "@/shared/api/session";
import { useUser } from "@/shared/api/use-session";
import { OtpForm } from "@/shared/auth/otp-form";
import { useLanguage } from "@/shared/i18n/provider";
import { Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

/** Where a technician begins: what there is to gain, then the phone. */
export default function Join() {
  const { t } = useLanguage();
  const user = useUser();
  const navigate = useNavigate();
  if (user?.role === "service_provider" && user.firstName) return <Navigate to="/work" replace />;
  if (user && user.role !== "service_provider")
    return (
      <Screen title={t("join.title")} back="/">
        <Message
          icon={Wrench}
          title={t("join.other_account")}
          text={t("join.other_account_text")}
          action={
            <Button variant="contained" size="large" onClick={() => void logOut()}>
              {t("act.log_out")}
            </Button>
          }
        />
      </Screen>
    );
  return (
    <Screen title={t("join.title")} back="/">
      <Card component="ul" sx={{ m: 0, listStyle: "none", display: "grid", gap: 1.5, bgcolor: "soft.brand" }}>
        <Gain icon={MapPin} text={t("join.gain_near")} />
        <Gain icon={CalendarCheck} text={t("join.gain_time")} />
        <Gain icon={Wallet} text={t("join.gain_money")} />
      </Card>
      <Card sx={{ display: "grid", gap: 2 }}>
        <OtpForm role="service_provider" onDone={() => navigate("/work", { replace: true })} />
      </Card>
    </Screen>
  );
}

function Gain({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <Typography component="li" sx={{ display: "flex", gap: 1.5, alignItems: "center", fontWeight: 650 }}>
      <Icon size={24} aria-hidden /> {text}
    </Typography>
  );
}
