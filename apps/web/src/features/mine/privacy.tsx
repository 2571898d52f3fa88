import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { Download } from "lucide-react";
import {
  type ConsentOut,
  useGetConsentsQuery,
  useListExportsQuery,
  useRequestExportMutation,
  useSetConsentsMutation,
} from "@/generated/mine";
import { fetchBlobUrl } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { openFile } from "@/shared/lib/save-file";
import { useAction } from "@/shared/lib/use-action";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Deletion } from "./deletion";

/** What one agreed to, a copy of everything, and being forgotten. */
export default function Privacy({ atWork = false }: { atWork?: boolean }) {
  const { t } = useLanguage();
  return (
    <Screen title={t("privacy.title")} back={atWork ? "/work/me" : "/account"}>
      <Consents />
      <Copies />
      <Deletion />
    </Screen>
  );
}

/** Papers are a technician's. */
function Consents() {
  const { t } = useLanguage();
  const { data, error, refetch } = useGetConsentsQuery(undefined, { refetchOnMountOrArgChange: true });
  if (!data) return error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={2} height={120} />;
  return (
    <Card component="section" aria-label={t("privacy.consents")} sx={{ display: "grid", gap: 2 }}>
      <Typography variant="h3" component="h2">
        {t("privacy.consents")}
      </Typography>
      {data.items
        .filter(({ purpose }) => purpose !== "identity_documents")
        .map((one) => (
          <Consent key={one.purpose} consent={one} after={() => void refetch()} />
        ))}
    </Card>
  );
}

function Consent({ consent, after }: { consent: ConsentOut; after: () => void }) {
  const { t, format } = useLanguage();
  const [set] = useSetConsentsMutation();
  const { act, busy } = useAction(after);
  const { granted, needed, purpose, saidAt, text, version } = consent;
  const say = (next: boolean) =>
    act(() => set({ consentsIn: { items: [{ purpose, version, granted: next }] } }).unwrap(), t("me.saved"));
  return (
    <Box>
      <FormControlLabel
        control={<Switch checked={granted} disabled={busy || needed} onChange={(_, on) => void say(on)} />}
        label={<strong>{t(`consent.${purpose}`)}</strong>}
      />
      <Typography variant="body2" color="text.secondary">
        {format.pick(text)} {needed && t("privacy.needed")}{" "}
        {saidAt && t("privacy.said", { day: format.date(saidAt) })}
      </Typography>
    </Box>
  );
}

const POLL_MS = 4000;

function Copies() {
  const { t, format } = useLanguage();
  const copies = useListExportsQuery(undefined, { refetchOnMountOrArgChange: true });
  const making = copies.data?.items.some((one) => !one.readyAt && one.state !== "failed") ?? false;
  useListExportsQuery(undefined, { pollingInterval: making ? POLL_MS : 0 });
  const [request] = useRequestExportMutation();
  const { act, busy } = useAction(() => void copies.refetch());
  const open = (id: string) =>
    act(async () => openFile(await fetchBlobUrl(`/api/v1/me/exports/${id}/content`), "osta-my-data.json"));
  return (
    <Card component="section" aria-label={t("privacy.copy")} sx={{ display: "grid", gap: 1.5 }}>
      <Typography variant="h3" component="h2">
        {t("privacy.copy")}
      </Typography>
      <Typography color="text.secondary">{t("privacy.copy_text")}</Typography>
      {copies.error ? <Failure error={copies.error} onRetry={copies.refetch} /> : null}
      {copies.data?.items.map((one) => (
        <Box key={one.id} sx={{ display: "flex", gap: 1, alignItems: "center" }}>
          <Typography sx={{ flex: 1 }}>{format.dateTime(one.createdAt)}</Typography>
          {one.readyAt ? (
            <Button startIcon={<Download aria-hidden />} disabled={busy} onClick={() => void open(one.id)}>
              {t("privacy.download")}
            </Button>
          ) : (
            <Typography color="text.secondary">
              {t(one.state === "failed" ? "privacy.failed" : "privacy.making")}
            </Typography>
          )}
        </Box>
      ))}
      {making ? (
        <Alert severity="info">{t("privacy.making_text")}</Alert>
      ) : (
        <Button
          variant="outlined"
          loading={busy}
          onClick={() => void act(() => request({ exportIn: {} }).unwrap(), t("privacy.asked"))}
        >
          {t("privacy.ask")}
        </Button>
      )}
    </Card>
  );
}
