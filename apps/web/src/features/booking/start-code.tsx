import Typography from "@mui/material/Typography";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";

/** Four digits to say at the door. */
export function StartCode({ code }: { code: string }) {
  const { t } = useLanguage();
  return (
    <Card sx={{ textAlign: "center", bgcolor: "soft.amber" }}>
      <Typography variant="h3" component="h2">
        {t("code.title")}
      </Typography>
      <Typography
        dir="ltr"
        data-testid="start-code"
        sx={{
          fontSize: "2.6rem",
          fontWeight: 800,
          letterSpacing: "0.3em",
          lineHeight: 1.4,
          paddingInlineStart: "0.3em",
        }}
      >
        {code}
      </Typography>
      <Typography variant="body2">{t("code.text")}</Typography>
    </Card>
  );
}
