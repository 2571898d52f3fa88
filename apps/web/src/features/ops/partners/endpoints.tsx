import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Plus } from "lucide-react";
import { Link as RouterLink } from "react-router";
import { useListPartnerWebhookEndpointsQuery, type WebhookEndpointOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { type Column, Rows } from "../parts/table";

/** Where a partner wants to be told what happens. */
export function Endpoints({ partnerId }: { partnerId: string }) {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListPartnerWebhookEndpointsQuery(
    { id: partnerId },
    { refetchOnMountOrArgChange: true },
  );
  const columns: Column<WebhookEndpointOut>[] = [
    {
      title: t("hook.url"),
      cell: (one) => (
        <Link component={RouterLink} to={`/ops/partners/${partnerId}/endpoints/${one.id}`}>
          <Ltr>{one.url}</Ltr>
        </Link>
      ),
    },
    { title: t("hook.description"), cell: (one) => <bdi>{one.description ?? "–"}</bdi> },
    {
      title: t("hook.told"),
      cell: (one) =>
        one.eventTypes.length === 0 ? t("hook.everything") : format.number(one.eventTypes.length),
    },
    { title: t("board.status"), cell: (one) => <EndpointChip endpoint={one} /> },
  ];
  return (
    <Card component="section" aria-labelledby="endpoints" sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
        <Typography variant="h2" id="endpoints" sx={{ flex: 1 }}>
          {t("hook.title")}
        </Typography>
        <Button
          component={RouterLink}
          to={`/ops/partners/${partnerId}/endpoints/new`}
          variant="outlined"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("hook.new")}
        </Button>
      </Box>
      {currentData ? (
        <Rows
          label={t("hook.title")}
          columns={columns}
          items={currentData.items}
          keyOf={(one) => one.id}
          nothing={t("hook.none")}
        />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={2} height={44} />
      )}
    </Card>
  );
}

/** Whether messages are sent, and if not, why. */
export function EndpointChip({ endpoint }: { endpoint: WebhookEndpointOut }) {
  const { t } = useLanguage();
  if (!endpoint.enabled) {
    const gone = endpoint.offReason === "gone";
    const text = gone ? "hook.off_gone" : endpoint.offReason === "failing" ? "hook.off_failing" : "hook.off";
    return (
      <Chip size="small" color={endpoint.offReason === "by_owner" ? "default" : "error"} label={t(text)} />
    );
  }
  if (endpoint.failingSince) return <Chip size="small" color="warning" label={t("hook.failing")} />;
  return <Chip size="small" color="success" label={t("hook.on")} />;
}
