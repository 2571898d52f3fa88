import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Link as RouterLink } from "react-router";
import { useListSettingsQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { useNamed } from "../parts/names";
import { inName, placeOf } from "./key";

/** What there is to set, changed or not. */
const KNOWN = ["booking.cancellation", "booking.rules", "booking.matching", "payments.debt_limits"];

/** Everything that staff sets, with when it was changed last. */
export default function Settings() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { data, error, refetch } = useListSettingsQuery(undefined, { refetchOnMountOrArgChange: true });
  if (!data)
    return (
      <Screen title={t("ops.settings")} wide>
        {/* Whether anybody changed something is not known, and not said. */}
        {error ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading rows={4} />}
      </Screen>
    );
  const found = new Map(data.items.map((one) => [one.key, one]));
  const keys = [...new Set([...KNOWN, ...found.keys()])];
  return (
    <Screen title={t("ops.settings")} wide>
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(auto-fill, minmax(280px, 1fr))" }}>
        {keys.map((key) => {
          const newest = found.get(key)?.versions[0];
          return (
            <Card key={key}>
              <Typography variant="h2">
                <Link component={RouterLink} to={placeOf(key)}>
                  {named(`setting.${inName(key)}`)}
                </Link>
              </Typography>
              <Typography variant="body2">{named(`setting_text.${inName(key)}`)}</Typography>
              <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
                {newest
                  ? t("setting.newest", { version: newest.version, time: format.dateTime(newest.createdAt) })
                  : t("setting.untouched")}
              </Typography>
            </Card>
          );
        })}
      </Box>
    </Screen>
  );
}
