import Button from "@mui/material/Button";
import type { Growing } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure } from "./states";

/** The end of a list that may go on: the way to the next page, or why it did not come. */
export function More({ list: { more, busy, error } }: { list: Growing<unknown> }) {
  const { t } = useLanguage();
  if (!more) return null;
  if (error && !busy) return <Failure error={error} onRetry={more} />;
  return (
    <Button variant="outlined" loading={busy} onClick={more}>
      {t("act.more")}
    </Button>
  );
}
