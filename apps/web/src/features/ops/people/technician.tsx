import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { Link as RouterLink, useParams } from "react-router";
import {
  type ProviderRecordOut,
  useGetProviderRecordQuery,
  useListProvidersQuery,
  useReinstateProviderMutation,
  useRejectProviderMutation,
  useRevealNationalIdMutation,
  useSuspendProviderMutation,
  useVerifyProviderMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { Facts } from "../parts/facts";
import { useNamed } from "../parts/names";
import type { Deed } from "../parts/reason-sheet";
import { FurtherWay } from "../parts/way";
import { current, firstPair, nextToReview } from "./pairs";
import { Pane } from "./pane";

/** One technician: papers side by side, who it is, and the decision. */
export default function Technician() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const {
    currentData: record,
    error,
    refetch,
  } = useGetProviderRecordQuery({ id }, { refetchOnMountOrArgChange: true });
  return (
    <Screen
      title={record ? `${record.profile.firstName} ${record.profile.lastName}` : t("ops.technicians")}
      back="/ops/technicians"
      wide="list"
      aside={record && <Chip label={t(`verification.${record.profile.verification}`)} />}
    >
      {record ? (
        <Sheets key={id} record={record} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={5} />
      )}
    </Screen>
  );
}

function Sheets({ record, refresh }: { record: ProviderRecordOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { profile } = record;
  const { id, verification } = profile;
  const [verify] = useVerifyProviderMutation();
  const [reject] = useRejectProviderMutation();
  const [suspend] = useSuspendProviderMutation();
  const [reinstate] = useReinstateProviderMutation();
  const [reveal] = useRevealNationalIdMutation();
  const [nationalId, setNationalId] = useState<string>();
  const waiting = ["documents_submitted", "under_review"].includes(verification);
  const deeds: (Deed & { allowed: boolean })[] = [
    {
      label: t("tech.verify"),
      allowed: waiting,
      run: (reason) => verify({ id, providerReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("tech.reject"),
      text: t("tech.appeal_text"),
      allowed: waiting,
      danger: true,
      needsEvidence: true,
      run: (reason, evidence) => reject({ id, adverseDecisionIn: { reason, evidence } }).unwrap(),
    },
    {
      label: t("tech.suspend"),
      text: t("tech.appeal_text"),
      allowed: verification === "verified",
      danger: true,
      needsEvidence: true,
      asks: [{ kind: "flag", name: "safety", label: t("tech.safety") }],
      run: (reason, evidence, { safety }) =>
        suspend({ id, suspensionIn: { reason, evidence, safetyRisk: safety === "yes" } }).unwrap(),
    },
    {
      label: t("tech.reinstate"),
      allowed: ["suspended", "rejected"].includes(verification),
      run: (reason) => reinstate({ id, providerReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("tech.reveal"),
      text: t("tech.reveal_text"),
      allowed: nationalId === undefined,
      run: async (reason) => {
        const { nationalId: shown } = await reveal({ id, providerReasonIn: { reason } }).unwrap();
        setNationalId(shown);
      },
    },
  ];
  return (
    <>
      <Deeds deeds={deeds.filter((deed) => deed.allowed)} refresh={refresh} />
      {record.missing.length > 0 && (
        <Alert severity="warning">
          {t("tech.missing")}:{" "}
          {record.missing
            .map(
              ({ kind, side }) =>
                `${named(`doc_kind.${kind}`)}${side === "single" ? "" : ` (${named(`doc_side.${side}`)})`}`,
            )
            .join(format.comma)}
        </Alert>
      )}
      <Table record={record} refresh={refresh} waiting={waiting} />
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" },
          alignItems: "start",
        }}
      >
        <Card>
          <Facts
            facts={[
              [t("tech.national_id"), <Ltr key="n">{nationalId ?? profile.nationalId}</Ltr>],
              [t("tech.check_digit"), record.checkDigitPlausible ? t("tech.fits") : t("tech.misfit")],
              [t("tech.born"), format.date(`${profile.dateOfBirth}T10:00:00Z`)],
              [t("tech.gender"), named(`gender.${profile.gender}`)],
              [t("tech.background"), named(`background.${profile.backgroundCheck}`)],
              [t("user.status"), record.accountStatus && named(`account.${record.accountStatus}`)],
              [t("tech.languages"), profile.languages.map((one) => t(`lang.${one}`)).join(format.comma)],
              [t("tech.jobs_done"), format.number(profile.jobsCompleted)],
              [
                t("tech.rating"),
                profile.rating &&
                  `★ ${format.stars(profile.rating.meanMilli)} (${format.number(profile.rating.count)})`,
              ],
              [t("tech.earned"), format.money(profile.earnings)],
              [t("tech.areas"), record.areas.map((area) => area.name).join(format.comma)],
            ]}
          />
          <Box sx={{ display: "flex", gap: 2, flexWrap: "wrap", mt: 1.5 }}>
            <Link component={RouterLink} to={`/ops/bookings?technician=${id}`}>
              {t("user.bookings")}
            </Link>
            <FurtherWay to={`/ops/ledger?owner=${id}`}>{t("user.ledger")}</FurtherWay>
            <FurtherWay to={`/ops/moves?move=payout&whom=${id}`}>{t("tech.pay_out")}</FurtherWay>
            <Link component={RouterLink} to={`/ops/accounts/${id}`}>
              {t("tech.account")}
            </Link>
          </Box>
        </Card>
        <Box sx={{ display: "grid", gap: 2 }}>
          <Card>
            <Typography variant="h3" sx={{ mb: 1 }}>
              {t("tech.services")}
            </Typography>
            <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
              {record.services.map((service) => (
                <Chip
                  key={service.serviceId}
                  size="small"
                  label={format.pick(service.name)}
                  color={service.needsCertificate && !service.isCertified ? "warning" : "default"}
                />
              ))}
            </Box>
          </Card>
          {record.decisions.length > 0 && (
            <Card>
              <Typography variant="h3">{t("tech.decisions")}</Typography>
              {record.decisions.map((decision) => (
                <Box key={decision.id} sx={{ borderTop: 1, borderColor: "line", py: 1, mt: 1 }}>
                  <strong>{named(`staff_decision.${decision.kind}`)}</strong> ·{" "}
                  {format.dateTime(decision.createdAt)}
                  {decision.safetyRisk && (
                    <>
                      {" "}
                      <Chip size="small" color="error" label={t("tech.safety_mark")} />
                    </>
                  )}
                  <Typography variant="body2">
                    <bdi>{decision.reason}</bdi>
                  </Typography>
                  {decision.evidence && (
                    <Typography variant="body2" color="text.secondary">
                      <bdi>{decision.evidence}</bdi>
                    </Typography>
                  )}
                  {decision.appealState && (
                    <Typography variant="body2">{named(`appeal_state.${decision.appealState}`)}</Typography>
                  )}
                </Box>
              ))}
            </Card>
          )}
        </Box>
      </Box>
    </>
  );
}

/** Two papers beside each other, and the next one that waits. */
function Table({
  record,
  refresh,
  waiting,
}: {
  record: ProviderRecordOut;
  refresh: () => void;
  waiting: boolean;
}) {
  const { t } = useLanguage();
  const papers = current(record.documents);
  const [[left, right], setPair] = useState(() => firstPair(record.documents));
  const id = record.profile.id;
  const next = nextToReview(record.documents, left);
  const queue = useListProvidersQuery({ status: "under_review", limit: 5 }, { skip: !waiting });
  const fresh = useListProvidersQuery({ status: "documents_submitted", limit: 5 }, { skip: !waiting });
  const other = [...(fresh.data?.items ?? []), ...(queue.data?.items ?? [])].find((one) => one.id !== id);
  if (papers.length === 0) return <Alert severity="info">{t("doc_view.none")}</Alert>;
  return (
    <Card component="section" aria-label={t("tech.documents")}>
      <Box sx={{ display: "flex", gap: 1, alignItems: "center", mb: 1.5, flexWrap: "wrap" }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {t("tech.documents")}
        </Typography>
        {next && (
          <Button size="small" variant="contained" onClick={() => setPair([next, right])}>
            {t("doc_view.next")}
          </Button>
        )}
        {other && (
          <Button size="small" variant="outlined" component={RouterLink} to={`/ops/technicians/${other.id}`}>
            {t("doc_view.next_person")}
          </Button>
        )}
      </Box>
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "repeat(2, minmax(0, 1fr))" },
        }}
      >
        <Pane
          label={t("doc_view.first")}
          providerId={id}
          papers={papers}
          chosen={left}
          choose={(one) => setPair([one, right])}
          refresh={refresh}
        />
        <Pane
          label={t("doc_view.second")}
          providerId={id}
          papers={papers}
          chosen={right}
          choose={(one) => setPair([left, one])}
          refresh={refresh}
        />
      </Box>
    </Card>
  );
}
