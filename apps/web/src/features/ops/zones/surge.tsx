import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { type AdminZoneOut, useSetZoneSurgeMutation } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { EditForm } from "../form/edit-form";
import { read, type Values, write } from "../form/spec";

/** The multiplier of prices now, until when and why. */
export function Surge({ zone, refresh }: { zone: AdminZoneOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const [set] = useSetZoneSurgeMutation();
  const stored = useMemo<Values>(
    () => ({ multiplierBp: write.percent(zone.surgeBp), until: write.moment(zone.surgeUntil), reason: "" }),
    [zone.surgeBp, zone.surgeUntil],
  );
  return (
    <section aria-label={t("zone.surge")}>
      <EditForm
        name="surge"
        groups={[
          {
            title: t("zone.surge"),
            fields: [
              {
                kind: "percent",
                name: "multiplierBp",
                label: t("zone.multiplier"),
                required: true,
                hint: t("zone.bounds", {
                  least: format.percent(zone.surgeMinBp / 10_000),
                  most: format.percent(zone.surgeMaxBp / 10_000),
                }),
              },
              { kind: "moment", name: "until", label: t("zone.until") },
              { kind: "text", name: "reason", label: t("story.reason"), longest: 500 },
            ],
          },
        ]}
        stored={stored}
        submit={t("zone.set_surge")}
        save={(values) =>
          set({
            id: zone.id,
            surgeIn: {
              multiplierBp: read.percent(values.multiplierBp) ?? 10_000,
              until: read.moment(values.until),
              reason: read.text(values.reason),
              version: zone.version,
            },
          }).unwrap()
        }
        reload={async () => refresh()}
        onSaved={refresh}
      />
      <Typography variant="body2" color="text.secondary">
        {t("zone.surge_text")}
      </Typography>
    </section>
  );
}
