import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { Phone, Siren } from "lucide-react";
import { useState } from "react";
import { type SosOut, useRaiseSosMutation, useShowOwnSosQuery } from "@/generated/care";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useHold } from "@/shared/lib/use-hold";
import { whereAmI } from "@/shared/lib/where";
import { Sheet } from "@/shared/ui/sheet";

const HOLD_MS = 1500;
/** Help does not wait for a satellite. */
const PLACE_MS = 2500;
const POLL_MS = 8000;
/** Whom to call in Egypt, also when there is no network to ask. */
const POLICE = "122";
const AMBULANCE = "123";

/** Help in a visit: how it stands when it was called, otherwise the way to call it. */
export function Sos({ bookingId }: { bookingId: string }) {
  const { t } = useLanguage();
  const [everyMs, setEveryMs] = useState(0);
  const alarm = useShowOwnSosQuery(
    { id: bookingId },
    { pollingInterval: everyMs, refetchOnMountOrArgChange: true },
  );
  const [open, setOpen] = useState(false);
  const running = alarm.currentData && alarm.currentData.state !== "closed" ? alarm.currentData : undefined;
  // Only an alarm that runs is looked after.
  const wanted = running ? POLL_MS : 0;
  if (wanted !== everyMs) setEveryMs(wanted);
  const refetch = () => void alarm.refetch();
  if (running) return <Running alarm={running} refetch={refetch} />;
  return (
    <>
      <Button
        variant="outlined"
        color="error"
        startIcon={<Siren aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("help.open")}
      </Button>
      {open && <CallSheet bookingId={bookingId} refetch={refetch} onClose={() => setOpen(false)} />}
    </>
  );
}

function CallSheet({
  bookingId,
  refetch,
  onClose,
}: {
  bookingId: string;
  refetch: () => void;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const [silent, setSilent] = useState(false);
  const [raise] = useRaiseSosMutation();
  const { act, busy } = useAction(refetch);
  const call = async () => {
    const sent = await act(async () => {
      const place = await whereAmI(PLACE_MS);
      await raise({ id: bookingId, sosIn: { silent, place } }).unwrap();
    });
    if (sent) onClose();
  };
  const { held, asked, handlers } = useHold(HOLD_MS, () => void call());
  return (
    <Sheet title={t("help.title")} onClose={onClose}>
      <Typography>{t("help.text")}</Typography>
      <Button
        variant="contained"
        color="error"
        size="large"
        loading={busy}
        {...handlers}
        sx={{
          minHeight: 76,
          fontSize: "1.15rem",
          touchAction: "none",
          userSelect: "none",
          position: "relative",
          overflow: "hidden",
        }}
      >
        <Box
          aria-hidden
          sx={{
            position: "absolute",
            insetBlock: 0,
            insetInlineStart: 0,
            width: `${held * 100}%`,
            bgcolor: "rgb(0 0 0 / 0.3)",
          }}
        />
        <Box component="span" sx={{ position: "relative" }}>
          {t(asked ? "help.press_again" : "help.hold")}
        </Box>
      </Button>
      <FormControlLabel
        control={<Switch checked={silent} onChange={(_, on) => setSilent(on)} />}
        label={t("help.silent")}
      />
      <Numbers
        numbers={[
          { name: t("help.police"), number: POLICE },
          { name: t("help.ambulance"), number: AMBULANCE },
        ]}
      />
    </Sheet>
  );
}

function Running({ alarm, refetch }: { alarm: SosOut; refetch: () => void }) {
  const { t, format } = useLanguage();
  const [raise] = useRaiseSosMutation();
  const { act, busy } = useAction(refetch);
  const [told, setTold] = useState(false);
  const mistake = async () => {
    const sosIn = { note: t("help.mistake_note"), silent: alarm.silent };
    if (await act(() => raise({ id: alarm.bookingId, sosIn }).unwrap(), t("help.mistake_told")))
      setTold(true);
  };
  return (
    <Alert severity="error" variant="outlined" icon={<Siren aria-hidden />} data-testid="sos">
      <Typography sx={{ fontWeight: 750 }}>
        {alarm.acknowledgedAt
          ? t("help.seen", { time: format.time(alarm.acknowledgedAt) })
          : t("help.called", { time: format.time(alarm.raisedAt) })}
      </Typography>
      <Typography>{t(alarm.silent ? "help.called_silent" : "help.called_text")}</Typography>
      <Box sx={{ display: "grid", gap: 1, mt: 1.5 }}>
        <Numbers
          numbers={alarm.emergencyNumbers.map(({ name, number }) => ({ name: format.pick(name), number }))}
        />
        {!told && (
          <Button color="error" loading={busy} onClick={() => void mistake()}>
            {t("help.mistake")}
          </Button>
        )}
      </Box>
    </Alert>
  );
}

function Numbers({ numbers }: { numbers: { name: string; number: string }[] }) {
  const { t } = useLanguage();
  return (
    <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
      {numbers.map(({ name, number }) => (
        <Button
          key={number}
          variant="outlined"
          href={`tel:${number}`}
          startIcon={<Phone aria-hidden />}
          sx={{ flex: "1 1 40%" }}
        >
          {t("help.call", { name, number })}
        </Button>
      ))}
    </Box>
  );
}
