import Box from "@mui/material/Box";
import { useLanguage } from "@/shared/i18n/provider";
import { Action } from "@/shared/ui/states";
import { takeOver } from "./worker";

/** A newer version is there: used when the person says so. */
export default function UpdateBar() {
  const { t } = useLanguage();
  return (
    <Box
      role="status"
      sx={{
        position: "fixed",
        insetInline: 12,
        insetBlockEnd: "calc(76px + env(safe-area-inset-bottom))",
        zIndex: 20,
        maxWidth: "30rem",
        marginInline: "auto",
        display: "flex",
        alignItems: "center",
        gap: 1.5,
        p: 1.5,
        borderRadius: "18px",
        bgcolor: "background.paper",
        border: 1,
        borderColor: "line",
        boxShadow: 6,
      }}
    >
      <Box sx={{ flex: 1, fontWeight: 650 }}>{t("update.there")}</Box>
      <Action type="button" onClick={takeOver}>
        {t("update.use")}
      </Action>
    </Box>
  );
}
