import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useListAuditLogQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { useNamed } from "../parts/names";
import { WhatChanged } from "../parts/what-changed";
import { Staff } from "../parts/who";

/** Who changed this, when and why, from the audit log. */
export function History({ subject, id }: { subject: string; id: string }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { data } = useListAuditLogQuery(
    { subjectType: subject, subjectId: id, limit: 20 },
    { refetchOnMountOrArgChange: true },
  );
  if (!data) return null;
  return (
    <Card component="section" aria-label={t("form.history")}>
      <Typography variant="h2">{t("form.history")}</Typography>
      {data.items.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          {t("form.no_history")}
        </Typography>
      )}
      {data.items.map((one) => (
        <Box key={one.actionId} component="details" sx={{ borderTop: 1, borderColor: "line", py: 1, mt: 1 }}>
          <Box component="summary" sx={{ cursor: "pointer" }}>
            <strong>{named(`act.${one.action.replaceAll(".", "_")}`)}</strong> ·{" "}
            {format.dateTime(one.occurredAt)} · <Staff id={one.operatorId} />
            {one.reason && (
              <>
                {" · "}
                <bdi>{one.reason}</bdi>
              </>
            )}
          </Box>
          <Box sx={{ mt: 1 }}>
            <WhatChanged act={one} />
          </Box>
        </Box>
      ))}
    </Card>
  );
}
