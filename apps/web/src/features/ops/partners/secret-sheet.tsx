import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Copy } from "lucide-react";
import { useLanguage } from "@/shared/i18n/provider";
import { useNotices } from "@/shared/ui/notices";
import { Sheet } from "@/shared/ui/sheet";

/** A secret that the server shows this once. */
export function SecretSheet({
  title,
  secret,
  onClose,
}: {
  title: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      say(t("key.copied"));
    } catch {
      say(t("key.copy_by_hand"), "info");
    }
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <Alert severity="warning">{t("key.once")}</Alert>
      <Box
        component="code"
        dir="ltr"
        data-testid="secret"
        sx={{
          p: 2,
          borderRadius: "14px",
          bgcolor: "background.default",
          overflowWrap: "anywhere",
          fontSize: "1rem",
          userSelect: "all",
        }}
      >
        {secret}
      </Box>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        <Button
          variant="contained"
          startIcon={<Copy size={18} aria-hidden />}
          onClick={() => void copy()}
          sx={{ flex: 1 }}
        >
          {t("key.copy")}
        </Button>
        <Button variant="outlined" onClick={onClose} sx={{ flex: 1 }}>
          {t("key.kept")}
        </Button>
      </Box>
    </Sheet>
  );
}
