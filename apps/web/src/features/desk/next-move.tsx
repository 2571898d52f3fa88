import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { Camera } from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  type BookingPhotoPurpose,
  useAddBookingPhotoMutation,
  useArriveAtBookingMutation,
  useCompleteBookingMutation,
  usePauseBookingMutation,
  useResumeBookingMutation,
  useStartBookingMutation,
  useStartJourneyMutation,
} from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Card } from "@/shared/ui/surface";
import { ProposalBuilder } from "./proposal-builder";
import { useShift } from "./shift";

interface Props {
  job: BookingOut;
  refresh: () => void;
}

/** The one thing to do next, big. */
export function NextMove({ job, refresh }: Props) {
  const { t, format } = useLanguage();
  const { here, tell } = useShift();
  const { act, busy } = useAction(refresh);
  const [go] = useStartJourneyMutation();
  const [arrive] = useArriveAtBookingMutation();
  const [resume] = useResumeBookingMutation();
  const { id } = job;
  const big = (label: string, work: () => Promise<unknown>) => (
    <Button
      variant="contained"
      size="large"
      fullWidth
      loading={busy}
      onClick={() => void act(work)}
      sx={{ minHeight: 64, fontSize: "1.2rem" }}
    >
      {label}
    </Button>
  );
  switch (job.stage) {
    case "assigned":
      return big(t("job.go"), () => go({ id, bookingMoveIn: {} }).unwrap());
    case "en_route":
      return big(t("job.arrived"), async () => {
        // The newest place first: the door counts by where the phone is now.
        await tell();
        await arrive({ id, bookingArriveIn: { position: here } }).unwrap();
      });
    case "arrived":
      return <Code job={job} refresh={refresh} />;
    case "inspecting":
      return <ProposalBuilder job={job} kind="estimate" refresh={refresh} />;
    case "awaiting_approval":
      return <Alert severity="info">{t("job.waiting")}</Alert>;
    case "working":
      return <Working job={job} refresh={refresh} />;
    case "paused":
      return big(t("job.resume"), () => resume({ id, bookingMoveIn: {} }).unwrap());
    case "done":
    case "settled":
      return (
        <Card sx={{ textAlign: "center", bgcolor: "soft.amber" }}>
          {job.paymentMethod === "cash" ? (
            <>
              <Typography>{t("job.cash")}</Typography>
              <Typography sx={{ fontSize: "2.4rem", fontWeight: 800 }}>
                {format.money(job.price.total)}
              </Typography>
            </>
          ) : (
            <Typography variant="h3">{t("job.paid")}</Typography>
          )}
        </Card>
      );
    default:
      return null;
  }
}

/** The customer's four digits begin the work. */
function Code({ job, refresh }: Props) {
  const { t } = useLanguage();
  const [code, setCode] = useState("");
  const [start] = useStartBookingMutation();
  const { act, busy } = useAction(refresh);
  const send = async (typed: string) => {
    if (!(await act(() => start({ id: job.id, bookingStartIn: { code: typed } }).unwrap()))) setCode("");
  };
  return (
    <Card sx={{ display: "grid", gap: 1.5 }}>
      <Typography>{t("job.code_text")}</Typography>
      <TextField
        label={t("job.code")}
        value={code}
        onChange={(event) => setCode(latinDigits(event.target.value).replace(/\D/g, "").slice(0, 4))}
        slotProps={{
          htmlInput: {
            dir: "ltr",
            inputMode: "numeric",
            autoComplete: "off",
            style: { textAlign: "center", fontSize: "2rem", letterSpacing: "0.4em", fontWeight: 800 },
          },
        }}
      />
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={code.length < 4}
        onClick={() => void send(code)}
        sx={{ minHeight: 64, fontSize: "1.2rem" }}
      >
        {t("job.start")}
      </Button>
    </Card>
  );
}

function Working({ job, refresh }: Props) {
  const { t, format } = useLanguage();
  const [complete] = useCompleteBookingMutation();
  const [pause] = usePauseBookingMutation();
  const [asking, setAsking] = useState(false);
  const [adding, setAdding] = useState(false);
  const { act, busy } = useAction(refresh);
  if (adding)
    return <ProposalBuilder job={job} kind="change" refresh={refresh} onClose={() => setAdding(false)} />;
  return (
    <Card sx={{ display: "grid", gap: 1.25 }}>
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        <Photo job={job} purpose="parts" refresh={refresh}>
          {t("job.photo_parts")}
        </Photo>
        <Photo job={job} purpose="completion" refresh={refresh}>
          {t("job.photo_done")}
        </Photo>
      </Box>
      <Typography variant="body2" color="text.secondary">
        {t("job.photos", { count: job.photos.length })}
      </Typography>
      <Button variant="outlined" onClick={() => setAdding(true)}>
        {t("job.change")}
      </Button>
      <Button
        variant="outlined"
        disabled={busy}
        onClick={() => void act(() => pause({ id: job.id, bookingPauseIn: {} }).unwrap())}
      >
        {t("job.pause")}
      </Button>
      {asking && (
        <Alert severity="warning">{t("job.complete_sure", { total: format.money(job.price.total) })}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        loading={busy}
        sx={{ minHeight: 64, fontSize: "1.2rem" }}
        onClick={() =>
          asking ? void act(() => complete({ id: job.id, bookingMoveIn: {} }).unwrap()) : setAsking(true)
        }
      >
        {t("job.complete")}
      </Button>
    </Card>
  );
}

function Photo({
  job,
  purpose,
  refresh,
  children,
}: Props & { purpose: BookingPhotoPurpose; children: ReactNode }) {
  const { t } = useLanguage();
  const [add] = useAddBookingPhotoMutation();
  const { act, busy } = useAction(refresh);
  const send = (file: File | undefined) => {
    if (file)
      void act(() => add({ id: job.id, bookingPhotoIn: { file, purpose } }).unwrap(), t("job.photo_sent"));
  };
  return (
    <Button component="label" variant="outlined" disabled={busy} startIcon={<Camera size={20} aria-hidden />}>
      {children}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        onChange={(event) => {
          send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </Button>
  );
}
