import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Switch from "@mui/material/Switch";
import Typography from "@mui/material/Typography";
import { CalendarX } from "lucide-react";
import { type PageBookingItemOut, useListBookingsQuery, visitApi } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { PushCard } from "@/shared/push/push-card";
import { InstallCard } from "@/shared/pwa/install-card";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { VisitLink } from "@/shared/visit/visit-link";

import { JobChip } from "./job-chip";
import { useKept } from "./kept";
import { Apply } from "./setup/apply";
import { Decision } from "./setup/decision";
import { Setup } from "./setup/setup";
import { useShift, WORKS } from "./shift";

const ASKED = { limit: 50 };

type Item = PageBookingItemOut["items"][number];
const OVER = ["completed", "cancelled"];

/** The switch, and the day's jobs in their order. */
export function Today() {
  const { t } = useLanguage();
  const { provider, error, refetch } = useShift();
  const jobs = useListBookingsQuery(ASKED, { pollingInterval: 8000, refetchOnMountOrArgChange: true });
  const known = useKept("jobs", jobs.data);
  const list = useMore(visitApi.endpoints.listBookings, ASKED, known, (one) => one.id);
  if (error && asProblem(error)?.status === 404) return <Apply />;
  if (provider && !WORKS.includes(provider.verification)) return <Setup />;
  const open = list.items
    .filter((one) => !OVER.includes(one.status))
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  const past = list.items.filter((one) => OVER.includes(one.status));
  return (
    <Screen title={t("desk.now")}>
      {provider && <Decision provider={provider} />}
      {provider ? (
        <OnlineSwitch />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={1} />
      )}
      {known ? (
        <>
          <Jobs title={t("desk.jobs")} items={open} />
          {open.length === 0 && (
            <Message icon={CalendarX} title={t("desk.no_jobs")} text={t("desk.no_jobs_text")} />
          )}
          {provider && <InstallCard ask="desk.install" />}
          <Jobs title={t("desk.past")} items={past} />
          <More list={list} />
        </>
      ) : jobs.error ? (
        <Failure error={jobs.error} onRetry={jobs.refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

function OnlineSwitch() {
  const { t } = useLanguage();
  const { provider, here, setOnline } = useShift();
  const { act, busy } = useAction();
  if (!provider) return null;
  const on = provider.isOnline;
  // Who is suspended is not invited to what is not possible; the decision above says the way.
  if (provider.verification === "suspended" && !on) return null;
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      {provider.verification !== "verified" && <Alert severity="warning">{t("desk.not_verified")}</Alert>}
      <Box
        component="label"
        sx={{
          display: "flex",
          alignItems: "center",
          gap: 2,
          p: 2.5,
          borderRadius: "22px",
          cursor: "pointer",
          color: on ? "#fff" : "text.primary",
          bgcolor: on ? "#0f5c4d" : "background.paper",
          border: 1,
          borderColor: on ? "#0f5c4d" : "line",
        }}
      >
        <Box sx={{ flex: 1 }}>
          <Typography variant="h2" component="span" sx={{ display: "block" }}>
            {t(on ? "desk.online" : "desk.offline")}
          </Typography>
          <span>{t(on ? "desk.online_text" : "desk.offline_text")}</span>
        </Box>
        <Switch
          checked={on}
          disabled={busy}
          color="secondary"
          onChange={(_, next) => void act(() => setOnline(next))}
          slotProps={{ input: { "aria-label": t(on ? "desk.online" : "desk.offline") } }}
          sx={{
            transform: "scale(1.4)",
            marginInlineEnd: 1,
            "& .MuiSwitch-track": {
              bgcolor: on ? "#f0b45f !important" : undefined,
              opacity: on ? "0.9 !important" : undefined,
            },
            "& .MuiSwitch-thumb": { bgcolor: "#fff" },
          }}
        />
      </Box>
      {on && !here && <Alert severity="warning">{t("desk.no_place")}</Alert>}
      {on && here && (
        <Typography variant="body2" color="text.secondary">
          {t("desk.keep_open")}
        </Typography>
      )}
      {on && <PushCard why="desk.push" />}
    </Box>
  );
}

function Jobs({ title, items }: { title: string; items: Item[] }) {
  const { t, format } = useLanguage();
  if (items.length === 0) return null;
  return (
    <Box component="section" sx={{ display: "grid", gap: 1.25 }}>
      <Typography variant="h3" component="h2" color="text.secondary">
        {title}
      </Typography>
      {items.map((item) => (
        <VisitLink key={item.id} to={`/work/jobs/${item.id}`}>
          <span className="row">
            <Typography variant="h3" component="span">
              {format.pick(item.serviceName)}
            </Typography>
            <JobChip stage={item.stage} />
          </span>
          <Typography component="span" color="text.secondary">
            {item.instant && !OVER.includes(item.status) ? t("new.now") : format.dateTime(item.startsAt)} ·{" "}
            {format.pick(item.district)}
          </Typography>
        </VisitLink>
      ))}
    </Box>
  );
}
