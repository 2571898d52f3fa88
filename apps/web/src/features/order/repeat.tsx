import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useLanguage } from "@/shared/i18n/provider";
import { useDraft } from "@/shared/order/draft";
import { keeper } from "@/shared/order/held-time";
import { Rhythms } from "@/shared/order/rhythms";

/** Whether the visit comes again by itself. */
export default function Repeat() {
  const { t } = useLanguage();
  const [draft, change] = useDraft();
  return (
    <Box sx={{ display: "grid", gap: 1 }}>
      <Typography variant="h3" component="h2">
        {t("plan.make")}
      </Typography>
      <Rhythms
        once
        chosen={draft.rhythm}
        onChoose={(rhythm) => {
          // A plan orders its visits itself: what is held for this order would stand in their way.
          if (rhythm && draft.held) keeper.release(draft.held);
          change(rhythm ? { rhythm, held: undefined } : { rhythm });
        }}
      />
      {draft.rhythm && <Alert severity="info">{t("plan.text")}</Alert>}
    </Box>
  );
}
