import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useParams } from "react-router";
import {
  type DocumentRecordOut,
  type ProviderRecordOut,
  useAcceptProviderDocumentMutation,
  useGetProviderRecordQuery,
  useReinstateProviderMutation,
  useRejectProviderDocumentMutation,
  useRejectProviderMutation,
  useSuspendProviderMutation,
  useVerifyProviderMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { type Deed, ReasonSheet } from "../parts/reason-sheet";
import { DocumentView } from "./document-view";

/** One technician: papers beside what they prove, and the decision. */
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
      title={record?.profile.displayName ?? t("ops.technicians")}
      back="/ops/technicians"
      wide
      aside={record && <Chip label={t(`verification.${record.profile.verification}`)} />}
    >
      {record ? (
        <Sheets record={record} refresh={() => void refetch()} />
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
  const { profile } = record;
  const { id, verification } = profile;
  const [verify] = useVerifyProviderMutation();
  const [reject] = useRejectProviderMutation();
  const [suspend] = useSuspendProviderMutation();
  const [reinstate] = useReinstateProviderMutation();
  const [chosen, setChosen] = useState<Deed>();
  const waiting = ["documents_submitted", "under_review"].includes(verification);
  const deeds: (Deed & { allowed: boolean })[] = [
    {
      label: t("tech.verify"),
      allowed: waiting,
      run: (reason) => verify({ id, providerReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("tech.reject"),
      allowed: waiting,
      danger: true,
      needsEvidence: true,
      run: (reason, evidence) => reject({ id, adverseDecisionIn: { reason, evidence } }).unwrap(),
    },
    {
      label: t("tech.suspend"),
      allowed: verification === "verified",
      danger: true,
      needsEvidence: true,
      run: (reason, evidence) => suspend({ id, suspensionIn: { reason, evidence } }).unwrap(),
    },
    {
      label: t("tech.reinstate"),
      allowed: ["suspended", "rejected"].includes(verification),
      run: (reason) => reinstate({ id, providerReasonIn: { reason } }).unwrap(),
    },
  ];
  return (
    <>
      <Card>
        <Typography>
          {t("tech.national_id")}: <Ltr>{profile.nationalId}</Ltr>
        </Typography>
        {record.missing.length > 0 && (
          <Typography color="error">
            {t("tech.missing")}:{" "}
            <Ltr>{record.missing.map(({ kind, side }) => `${kind} (${side})`).join(", ")}</Ltr>
          </Typography>
        )}
        <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", mt: 1.5 }}>
          {deeds
            .filter((deed) => deed.allowed)
            .map((deed) => (
              <Button
                key={deed.label}
                variant={deed.danger ? "outlined" : "contained"}
                color={deed.danger ? "error" : "primary"}
                onClick={() => setChosen(deed)}
              >
                {deed.label}
              </Button>
            ))}
        </Box>
      </Card>
      <Typography variant="h2">{t("tech.documents")}</Typography>
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(260px, 1fr))" }}>
        {record.documents.map((document) => (
          <Paper key={document.id} providerId={id} document={document} choose={setChosen} />
        ))}
      </Box>
      <Typography variant="h2">{t("tech.services")}</Typography>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {record.services.map((service) => (
          <Chip key={service.serviceId} label={format.pick(service.name)} />
        ))}
      </Box>
      {record.decisions.length > 0 && (
        <Card>
          <Typography variant="h3">{t("tech.decisions")}</Typography>
          {record.decisions.map((decision) => (
            <Typography key={decision.id} variant="body2">
              {format.dateTime(decision.createdAt)} · {t(`verification.${decision.to}`)} ·{" "}
              <bdi>{decision.reason}</bdi>
            </Typography>
          ))}
        </Card>
      )}
      {chosen && <ReasonSheet deed={chosen} refresh={refresh} onClose={() => setChosen(undefined)} />}
    </>
  );
}

function Paper({
  providerId,
  document,
  choose,
}: {
  providerId: string;
  document: DocumentRecordOut;
  choose: (deed: Deed) => void;
}) {
  const { t, format } = useLanguage();
  const [accept] = useAcceptProviderDocumentMutation();
  const [reject] = useRejectProviderDocumentMutation();
  const [shown, setShown] = useState(false);
  const name = format.pick(document.name);
  const of = { id: providerId, docId: document.id };
  return (
    <Card sx={{ display: "grid", gap: 1, alignContent: "start" }}>
      <Typography variant="h3">{name}</Typography>
      <Chip size="small" label={t(`doc.${document.state}`)} sx={{ justifySelf: "start" }} />
      {document.note && <Typography variant="body2">{document.note}</Typography>}
      {shown ? (
        <DocumentView
          url={`/api/v1/admin/providers/${providerId}/documents/${document.id}/content`}
          label={name}
          isPdf={document.mediaType === "application/pdf"}
        />
      ) : (
        <Button variant="outlined" size="small" onClick={() => setShown(true)}>
          {t("tech.show")}
        </Button>
      )}
      {document.state === "uploaded" && (
        <Box sx={{ display: "flex", gap: 1 }}>
          <Button
            size="small"
            variant="contained"
            onClick={() =>
              choose({
                label: `${t("tech.accept_doc")}: ${name}`,
                run: (reason) => accept({ ...of, providerReasonIn: { reason } }).unwrap(),
              })
            }
          >
            {t("tech.accept_doc")}
          </Button>
          <Button
            size="small"
            variant="outlined"
            color="error"
            onClick={() =>
              choose({
                label: `${t("tech.reject_doc")}: ${name}`,
                danger: true,
                run: (reason) => reject({ ...of, providerReasonIn: { reason } }).unwrap(),
              })
            }
          >
            {t("tech.reject_doc")}
          </Button>
        </Box>
      )}
    </Card>
  );
}
