import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useProposeChangeOrderMutation, useProposeEstimateMutation } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Card } from "@/shared/ui/surface";
import { type DraftLine, emptyLine, linesOf, piastres, totalOf } from "./proposal";

interface Props {
  job: BookingOut;
  kind: "estimate" | "change";
  refresh: () => void;
  onClose?: () => void;
}

/** A price on site, item by item: work and parts apart. */
export function ProposalBuilder({ job, kind, refresh, onClose }: Props) {
  const { t, format } = useLanguage();
  const [lines, setLines] = useState<DraftLine[]>([emptyLine()]);
  const [note, setNote] = useState("");
  const [estimate] = useProposeEstimateMutation();
  const [change] = useProposeChangeOrderMutation();
  const { act, busy } = useAction(refresh);
  const ready = lines.every(
    (line) => line.name.trim() && piastres(line.price) !== null && line.quantity >= 1,
  );
  const set = (index: number, next: Partial<DraftLine>) =>
    setLines(lines.map((line, i) => (i === index ? { ...line, ...next } : line)));
  const send = async () => {
    const body = { lines: linesOf(lines), note: note.trim() || undefined };
    const work = () =>
      kind === "estimate"
        ? estimate({ id: job.id, estimateIn: body }).unwrap()
        : change({ id: job.id, changeOrderIn: body }).unwrap();
    if (await act(work, t("job.sent"))) onClose?.();
  };
  return (
    <Card
      sx={{ display: "grid", gap: 2 }}
      component="section"
      aria-label={t(kind === "estimate" ? "job.estimate" : "job.change")}
    >
      <Typography variant="h2">{t(kind === "estimate" ? "job.estimate" : "job.change")}</Typography>
      {lines.map((line, index) => (
        <Box key={line.id} sx={{ display: "grid", gap: 1.25, borderBlockEnd: 1, borderColor: "line", pb: 2 }}>
          <Box sx={{ display: "flex", gap: 1 }}>
            {(["labour", "parts"] as const).map((one) => (
              <Button
                key={one}
                size="small"
                variant={line.kind === one ? "contained" : "outlined"}
                aria-pressed={line.kind === one}
                onClick={() => set(index, { kind: one })}
              >
                {t(one === "labour" ? "job.labour" : "job.part")}
              </Button>
            ))}
            <Box sx={{ flex: 1 }} />
            {lines.length > 1 && (
              <IconButton
                aria-label={t("job.remove_line")}
                onClick={() => setLines(lines.filter((_, i) => i !== index))}
              >
                <Trash2 size={20} aria-hidden />
              </IconButton>
            )}
          </Box>
          <TextField
            label={t("job.line")}
            value={line.name}
            onChange={(event) => set(index, { name: event.target.value })}
            slotProps={{ htmlInput: { maxLength: 120, dir: "auto" } }}
          />
          <Box sx={{ display: "grid", gridTemplateColumns: "1fr 2fr", gap: 1.25 }}>
            <TextField
              label={t("job.qty")}
              value={line.quantity || ""}
              onChange={(event) => set(index, { quantity: Number.parseInt(event.target.value, 10) || 0 })}
              slotProps={{ htmlInput: { inputMode: "numeric", dir: "ltr" } }}
            />
            <TextField
              label={t("job.unit_price")}
              value={line.price}
              error={line.price !== "" && piastres(line.price) === null}
              onChange={(event) => set(index, { price: event.target.value })}
              slotProps={{ htmlInput: { inputMode: "decimal", dir: "ltr" } }}
            />
          </Box>
        </Box>
      ))}
      <Button
        variant="outlined"
        startIcon={<Plus aria-hidden />}
        onClick={() => setLines([...lines, emptyLine()])}
      >
        {t("job.add_line")}
      </Button>
      <TextField
        label={t("job.note")}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 300, dir: "auto" } }}
      />
      <Button variant="contained" size="large" loading={busy} disabled={!ready} onClick={() => void send()}>
        {t("job.send", { total: format.money({ amount: totalOf(lines), currency: "EGP" }) })}
      </Button>
      {onClose && (
        <Button variant="text" onClick={onClose}>
          {t("act.cancel")}
        </Button>
      )}
    </Card>
  );
}
