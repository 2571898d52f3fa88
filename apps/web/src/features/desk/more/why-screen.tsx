import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { SearchX } from "lucide-react";
import { Link } from "react-router";
import { deskApi, type ListSearchesApiResponse, useListSearchesQuery } from "@/generated/desk";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

type Search = ListSearchesApiResponse["items"][number];

const ASKED = { limit: 30 };

const OUTCOMES: Record<string, Key> = {
  offered: "outcome.offered",
  not_eligible: "outcome.not_eligible",
  too_far: "outcome.too_far",
  others_first: "outcome.others_first",
  other_request: "outcome.other_request",
  waiting: "outcome.waiting",
};

/** Which screen helps against a reason. */
const HELP: Record<string, { to: string; label: Key }> = {
  offline: { to: "/work", label: "help.online" },
  no_recent_fix: { to: "/work", label: "help.online" },
  outside_area: { to: "/work/areas", label: "help.areas" },
  no_place: { to: "/work/areas", label: "help.areas" },
  outside_hours: { to: "/work/hours", label: "help.hours" },
  documents_expired: { to: "/work/setup", label: "help.papers" },
  certificate_missing: { to: "/work/setup", label: "help.papers" },
  not_verified: { to: "/work/setup", label: "help.papers" },
  service_not_offered: { to: "/work/services", label: "help.services" },
  debt_limit: { to: "/work/earnings", label: "help.debt" },
};

/** Every search that thought of this technician, what became of it, and what to do about it. */
export default function WhyScreen() {
  const { t } = useLanguage();
  const { data, error, refetch } = useListSearchesQuery(ASKED, { refetchOnMountOrArgChange: true });
  const list = useMore(deskApi.endpoints.listSearches, ASKED, data, (one) => one.searchId);
  return (
    <Screen title={t("whynot.title")} back="/work/me">
      {data ? (
        <>
          {list.items.map((one) => (
            <One key={one.searchId} search={one} />
          ))}
          {list.items.length === 0 && (
            <Message icon={SearchX} title={t("whynot.none")} text={t("whynot.none_text")} />
          )}
          <More list={list} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

function One({ search }: { search: Search }) {
  const { t, format } = useLanguage();
  const got = search.outcome === "offered";
  const help = search.reasons.map((one) => HELP[one.code]).find((one) => one !== undefined);
  return (
    <Card sx={{ display: "grid", gap: 0.75 }}>
      <Box sx={{ display: "flex", gap: 1, justifyContent: "space-between", alignItems: "baseline" }}>
        <Typography variant="h3" component="h2">
          {format.pick(search.serviceName)}
        </Typography>
        <Typography variant="body2" color="text.secondary" sx={{ whiteSpace: "nowrap" }}>
          {format.dayShort(search.decidedAt)}
        </Typography>
      </Box>
      <Typography variant="body2" color="text.secondary">
        {format.pick(search.district)}
        {typeof search.distanceM === "number" && ` · ${format.distance(search.distanceM)}`}
      </Typography>
      <Typography sx={{ fontWeight: 750, color: got ? "primary.main" : "warning.main" }}>
        {t(OUTCOMES[search.outcome] ?? "outcome.not_eligible")}
      </Typography>
      {search.reasons.map((reason) => (
        <Typography key={reason.code}>{format.pick(reason.text)}</Typography>
      ))}
      {help && (
        <Button component={Link} to={help.to} variant="outlined" sx={{ justifySelf: "start" }}>
          {t(help.label)}
        </Button>
      )}
    </Card>
  );
}
