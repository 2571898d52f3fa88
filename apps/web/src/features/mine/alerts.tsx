import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  type NotificationChoices,
  type PurposePreference,
  useChangeNotificationPreferencesMutation,
  useListDevicesQuery,
  useReadNotificationPreferencesQuery,
  useRemoveDeviceMutation,
} from "@/generated/mine";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { PushCard } from "@/shared/push/push-card";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

const CHANNELS = ["push", "sms", "email"] as const;
const USUAL = { from: "22:00", to: "08:00" };

interface Props {
  /** Within the technician's desk. */
  atWork?: boolean;
}

/** What one is told how, and when one is left alone. */
export default function Alerts({ atWork = false }: Props) {
  const { t } = useLanguage();
  const { data, error, refetch } = useReadNotificationPreferencesQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  return (
    <Screen title={t("alerts.title")} back={atWork ? "/work/me" : "/account"}>
      <PushCard always why={atWork ? "desk.push" : undefined} />
      {data ? (
        <Choices choices={data} after={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={4} />
      )}
      <Devices />
    </Screen>
  );
}

function Choices({ choices, after }: { choices: NotificationChoices; after: () => void }) {
  const { t } = useLanguage();
  const [change] = useChangeNotificationPreferencesMutation();
  const { act, busy } = useAction(after);
  const save = (next: Partial<NotificationChoices>) =>
    act(() => change({ notificationChoices: { ...choices, ...next } }).unwrap(), t("me.saved"));
  const set = (changed: PurposePreference) =>
    save({ purposes: choices.purposes.map((one) => (one.purpose === changed.purpose ? changed : one)) });
  const quiet = choices.quietHours;
  return (
    <>
      <Card sx={{ display: "grid", gap: 2 }}>
        {choices.purposes.map((one) => (
          <Box key={one.purpose} role="group" aria-label={t(`alerts_of.${one.purpose}`)}>
            <Typography sx={{ fontWeight: 650 }}>{t(`alerts_of.${one.purpose}`)}</Typography>
            <Box
              sx={{
                display: "grid",
                gridTemplateColumns: "repeat(auto-fill, minmax(max(5.75rem, (100% - 1px) / 3), 1fr))",
              }}
            >
              {CHANNELS.map((channel) => (
                <FormControlLabel
                  key={channel}
                  sx={{ marginInline: "-11px 0" }}
                  control={
                    <Checkbox
                      checked={one[channel]}
                      disabled={busy || one.fixed}
                      onChange={(_, on) => void set({ ...one, [channel]: on })}
                    />
                  }
                  label={t(`channel.${channel}`)}
                />
              ))}
            </Box>
            {one.fixed && (
              <Typography variant="body2" color="text.secondary">
                {t("alerts.fixed")}
              </Typography>
            )}
          </Box>
        ))}
      </Card>
      <Card sx={{ display: "grid", gap: 1.5 }}>
        <FormControlLabel
          control={
            <Switch
              checked={quiet != null}
              disabled={busy}
              onChange={(_, on) => void save({ quietHours: on ? USUAL : null })}
            />
          }
          label={<strong>{t("alerts.quiet")}</strong>}
        />
        <Typography variant="body2" color="text.secondary">
          {t("alerts.quiet_text")}
        </Typography>
        {quiet && <Quiet key={`${quiet.from}${quiet.to}`} quiet={quiet} busy={busy} save={save} />}
      </Card>
    </>
  );
}

function Quiet({
  quiet,
  busy,
  save,
}: {
  quiet: { from: string; to: string };
  busy: boolean;
  save: (next: Partial<NotificationChoices>) => Promise<boolean>;
}) {
  const { t } = useLanguage();
  const [hours, setHours] = useState(quiet);
  const changed = hours.from !== quiet.from || hours.to !== quiet.to;
  const field = (name: "from" | "to") => (
    <TextField
      type="time"
      label={t(`quiet.${name}`)}
      value={hours[name].slice(0, 5)}
      onChange={(event) => setHours({ ...hours, [name]: event.target.value })}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { dir: "ltr" } }}
      sx={{ flex: "1 1 8rem" }}
    />
  );
  return (
    <>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1.5 }}>
        {field("from")}
        {field("to")}
      </Box>
      {changed && (
        <Button
          variant="contained"
          loading={busy}
          disabled={!hours.from || !hours.to}
          onClick={() => void save({ quietHours: hours })}
        >
          {t("act.save")}
        </Button>
      )}
    </>
  );
}

function Devices() {
  const { t, format } = useLanguage();
  const { data, refetch } = useListDevicesQuery(undefined, { refetchOnMountOrArgChange: true });
  const [remove] = useRemoveDeviceMutation();
  const { act, busy } = useAction(() => void refetch());
  if (!data || data.items.length === 0) return null;
  return (
    <Card sx={{ display: "grid", gap: 1 }} component="section" aria-label={t("alerts.devices")}>
      <Typography variant="h3" component="h2">
        {t("alerts.devices")}
      </Typography>
      {data.items.map((one) => (
        <Box key={one.id} sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          <Typography sx={{ flex: 1 }}>
            <bdi>{one.label ?? t("alerts.browser")}</bdi> · {format.date(one.createdAt)}
          </Typography>
          <Button
            color="error"
            disabled={busy}
            onClick={() => void act(() => remove({ id: one.id }).unwrap())}
          >
            {t("people.remove")}
          </Button>
        </Box>
      ))}
    </Card>
  );
}
