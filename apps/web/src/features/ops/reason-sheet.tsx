import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";

/** Something an operator does, with a reason and, against a person, evidence. */
export interface Deed {
  label: string;
  danger?: boolean;
  needsEvidence?: boolean;
  run: (reason: string, evidence: string) => Promise<unknown>;
}

export function ReasonSheet({
  deed,
  refresh,
  onClose,
}: {
  deed: Deed;
  refresh: () => void;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const [reason, setReason] = useState("");
  const [evidence, setEvidence] = useState("");
  const { act, busy } = useAction(refresh);
  const ready = reason.trim().length >= 3 && (!deed.needsEvidence || evidence.trim().length >= 3);
  const run = async () => {
    if (await act(() => deed.run(reason.trim(), evidence.trim()), t("story.done"))) onClose();
  };
  return (
    <Sheet title={deed.label} onClose={onClose}>
      <TextField
        label={t("story.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        multiline
        minRows={2}
        autoFocus
        slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
      />
      {deed.needsEvidence && (
        <TextField
          label={t("tech.evidence")}
          value={evidence}
          onChange={(event) => setEvidence(event.target.value)}
          multiline
          minRows={2}
          slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
        />
      )}
      <Button
        variant="contained"
        size="large"
        color={deed.danger ? "error" : "primary"}
        loading={busy}
        disabled={!ready}
        onClick={() => void run()}
      >
        {t("story.do")}
      </Button>
    </Sheet>
  );
}
