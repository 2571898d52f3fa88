import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import { useEffect, useRef } from "react";
import { Navigate, useLocation, useNavigate, useParams } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { stepsBack, useDraft } from "@/shared/order/draft";
import { usePin } from "@/shared/order/use-pin";
import { Screen } from "@/shared/ui/surface";
import { CheckStep } from "./check-step";
import { PlaceStep } from "./place-step";
import { TimeStep } from "./time-step";
import { useReleaseOnLeaving } from "./use-held-time";

const STEPS = ["place", "time", "check"];

/** Where, when, and what it costs; each step is a page of its own, so that "back" means back. */
export default function Order() {
  const { t } = useLanguage();
  const { step } = useParams();
  const [draft] = useDraft();
  const { isGone } = usePin();
  useReleaseOnLeaving();
  const at = STEPS.indexOf(step ?? "");
  if (draft.leadsTo) return <Leave to={draft.leadsTo} />;
  if (!draft.serviceId) return <Navigate to="/" replace />;
  const hasPlace = draft.addressId !== undefined ? !isGone : draft.place !== undefined;
  if (at < 0 || (at > 0 && !hasPlace)) return <Navigate to="/order/place" replace />;
  if (at > 1 && !draft.start) return <Navigate to="/order/time" replace />;
  const titles = [t("order.where"), t("order.when"), t("order.check")];
  return (
    <Screen title={titles[at] ?? ""} back={at === 0 ? `/s/${draft.serviceId}` : `/order/${STEPS[at - 1]}`}>
      <Box sx={{ mt: -1 }}>
        <LinearProgress
          variant="determinate"
          value={((at + 1) / STEPS.length) * 100}
          aria-label={t("order.progress", { step: at + 1, of: STEPS.length })}
          sx={{ height: 6, borderRadius: 3, bgcolor: "soft.brand" }}
        />
      </Box>
      {at === 0 && <PlaceStep />}
      {at === 1 && <TimeStep />}
      {at === 2 && <CheckStep />}
    </Screen>
  );
}

/** What the order became takes the place of all its steps: going back from there leads to before the order. */
function Leave({ to }: { to: string }) {
  const navigate = useNavigate();
  const { key } = useLocation();
  const left = useRef("");
  useEffect(() => {
    if (left.current === key) return;
    left.current = key;
    const steps = stepsBack();
    if (steps > 0) navigate(-steps);
    else navigate(to, { replace: true });
  }, [key, to, navigate]);
  return null;
}
