import Box from "@mui/material/Box";
import Dialog from "@mui/material/Dialog";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import useMediaQuery from "@mui/material/useMediaQuery";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { catchFocusWhileChanging } from "@/shared/lib/lost-focus";
import { useBackCloses } from "./back-closes";

/** A question above the screen: from below on phones, in the middle on desks. "Back" closes it. */
export function Sheet({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useLanguage();
  const id = useId();
  const phone = useMediaQuery("(max-width: 600px)");
  useBackCloses(onClose);
  // What opened it may be gone with what was done in it.
  useEffect(() => catchFocusWhileChanging, []);
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby={id}
      fullWidth
      maxWidth="sm"
      sx={phone ? { "& .MuiDialog-container": { alignItems: "flex-end" } } : undefined}
      slotProps={{
        paper: {
          sx: phone
            ? { m: 0, width: "100%", maxWidth: "100%", borderEndStartRadius: 0, borderEndEndRadius: 0 }
            : {},
        },
      }}
    >
      <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2, p: 2, pb: 3 }}>
        <Box sx={{ display: "flex", alignItems: "center" }}>
          <Typography id={id} variant="h2" sx={{ flex: 1 }}>
            {title}
          </Typography>
          <IconButton onClick={onClose} aria-label={t("act.close")} edge="end">
            <X aria-hidden />
          </IconButton>
        </Box>
        {children}
      </Box>
    </Dialog>
  );
}

/** The main action of a long question: always under the thumb. */
export function SheetAction({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        position: "sticky",
        insetBlockEnd: -24,
        zIndex: 1,
        mx: -2,
        mb: -3,
        px: 2,
        pt: 1.5,
        pb: 3,
        bgcolor: "background.paper",
        borderBlockStart: 1,
        borderColor: "line",
      }}
    >
      {children}
    </Box>
  );
}
