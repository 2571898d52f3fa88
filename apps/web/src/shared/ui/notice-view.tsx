import Alert from "@mui/material/Alert";
import Snackbar from "@mui/material/Snackbar";
import { useLanguage } from "@/shared/i18n/provider";
import type { Notice } from "./notices";

/** One sentence on top of the screen, until it is read. */
export default function NoticeView({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Snackbar
      open
      autoHideDuration={6000}
      onClose={(_, reason) => reason !== "clickaway" && onClose()}
      anchorOrigin={{ vertical: "top", horizontal: "center" }}
    >
      <Alert severity={notice.kind} variant="filled" onClose={onClose} closeText={t("act.close")}>
        {notice.text}
      </Alert>
    </Snackbar>
  );
}
