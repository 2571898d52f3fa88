import Box from "@mui/material/Box";
import { useLanguage } from "@/shared/i18n/provider";

/** How far a wizard is. */
export function StepDots({ at, all }: { at: number; all: number }) {
  const { t } = useLanguage();
  return (
    <Box
      role="img"
      aria-label={t("join.step", { at: at + 1, all })}
      sx={{ display: "grid", gridAutoFlow: "column", gridAutoColumns: "1fr", gap: 1 }}
    >
      {Array.from({ length: all }, (_, index) => (
        <Box
          key={index}
          sx={{ height: 8, borderRadius: 4, bgcolor: index <= at ? "primary.main" : "line" }}
        />
      ))}
    </Box>
  );
}
