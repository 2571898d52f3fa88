import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { Sheet } from "@/shared/ui/sheet";
import { Facts } from "./facts";

/** What is asked once more before it can't be taken back. */
export interface Question {
  /** What would happen, as the person who asks for it would say it. */
  what: string;
  /** How much, written as money; nothing where none moves. */
  amount?: string;
  /** Whom it is about, and what else is worth a second look. */
  facts: [string, ReactNode][];
  danger?: boolean;
}

interface Props {
  question: Question;
  busy: boolean;
  yes: () => void;
  no: () => void;
}

/** The second question: the amount large, the person by name, and the way back to what was filled in. */
export function Sure({ question: { what, amount, facts, danger }, busy, yes, no }: Props) {
  const { t } = useLanguage();
  return (
    <>
      <Box>
        <Typography>{what}</Typography>
        {amount && (
          <Typography sx={{ fontSize: "1.9rem", fontWeight: 800, lineHeight: 1.4 }} data-testid="sure-amount">
            {amount}
          </Typography>
        )}
      </Box>
      <Facts facts={facts} />
      <Alert severity="warning">{t("sure.text")}</Alert>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        <Button
          variant="contained"
          size="large"
          color={danger ? "error" : "primary"}
          loading={busy}
          onClick={yes}
          sx={{ flex: 1 }}
        >
          {amount ? t("sure.yes_amount", { amount }) : t("sure.yes")}
        </Button>
        <Button variant="outlined" size="large" disabled={busy} onClick={no} autoFocus>
          {t("sure.back")}
        </Button>
      </Box>
    </>
  );
}

/** The same above a form. */
export function SureSheet(props: Props) {
  const { t } = useLanguage();
  return (
    <Sheet title={t("sure.title")} onClose={() => !props.busy && props.no()}>
      <Sure {...props} />
    </Sheet>
  );
}
