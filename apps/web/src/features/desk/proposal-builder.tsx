import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { useGetMyServicesQuery } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Whole } from "@/shared/ui/directional";
import { useNotices } from "@/shared/ui/notices";
import { TextField } from "@/shared/ui/text-field";
import { big } from "./big";
import {
  type Draft,
  type DraftLine,
  emptyLine,
  isReady,
  keepDraft,
  linesOf,
  type ProposalKind,
  picturesOf,
  readDraft,
  totalOf,
  withListed,
} from "./proposal";
import { ProposalLine } from "./proposal-line";
import { useQueue } from "./queue/use-queue";

interface Props {
  job: BookingOut;
  kind: ProposalKind;
  onClose?: () => void;
}

/** A price on site, item by item: from the price list or typed, work and parts apart. */
export function ProposalBuilder({ job, kind, onClose }: Props) {
  const { t, format } = useLanguage();
  const { say } = useNotices();
  const { perform } = useQueue();
  const [draft, setDraft] = useState(() => readDraft(kind, job.id));
  const { act, busy } = useAction();
  const { lines, note } = draft;
  useEffect(() => keepDraft(kind, job.id, draft), [kind, job.id, draft]);
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }));
  // A picture comes while one goes on typing.
  const setLine = (id: string, change: Partial<DraftLine>) =>
    setDraft((now) => ({
      ...now,
      lines: now.lines.map((one) => (one.id === id ? { ...one, ...change } : one)),
    }));
  const ready = lines.every((line) => isReady(line, kind === "change"));
  const send = () =>
    act(async () => {
      const body = { lines: linesOf(lines), note: note.trim() || undefined };
      const state = await perform(
        job.id,
        kind === "change" ? { kind, ...body, pictures: picturesOf(lines) } : { kind, ...body },
      );
      if (state === "refused") return;
      keepDraft(kind, job.id, null);
      say(t(state === "done" ? "job.sent" : "job.sends_later"));
      onClose?.();
    });
  return (
    <Box
      component="section"
      aria-label={t(kind === "estimate" ? "job.estimate" : "job.change")}
      sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}
    >
      <PriceList job={job} onPick={(name, price) => set({ lines: withListed(lines, name, price) })} />
      {lines.map((line) => (
        <ProposalLine
          key={line.id}
          job={job}
          line={line}
          needsPhoto={kind === "change"}
          onChange={(change) => setLine(line.id, change)}
          onRemove={lines.length > 1 ? () => set({ lines: lines.filter((one) => one !== line) }) : undefined}
        />
      ))}
      <Button
        variant="outlined"
        startIcon={<Plus aria-hidden />}
        onClick={() => set({ lines: [...lines, emptyLine()] })}
      >
        {t("job.add_line")}
      </Button>
      <TextField
        label={t("job.note")}
        value={note}
        onChange={(event) => set({ note: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 300, dir: "auto" } }}
      />
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={!ready}
        sx={big}
        onClick={() => void send()}
      >
        {t("job.send", { total: format.money({ amount: totalOf(lines), currency: "EGP" }) })}
      </Button>
      {onClose && (
        <Button
          variant="text"
          onClick={() => {
            keepDraft(kind, job.id, { lines, note });
            onClose();
          }}
        >
          {t("act.cancel")}
        </Button>
      )}
    </Box>
  );
}

/** One's own services of the same trade, to tap instead of typing. */
function PriceList({
  job,
  onPick,
}: {
  job: BookingOut;
  onPick: (name: string, price: { amount: number; currency: "EGP" }) => void;
}) {
  const { t, format } = useLanguage();
  const mine = useGetMyServicesQuery();
  const [all, setAll] = useState(false);
  const list = (mine.data?.items ?? []).filter(
    (one) => one.categoryId === job.service.categoryId && one.serviceId !== job.service.id && one.isActive,
  );
  if (list.length === 0) return null;
  return (
    <Box role="group" aria-label={t("job.price_list")}>
      <Typography sx={{ fontWeight: 650, mb: 0.75 }}>{t("job.price_list")}</Typography>
      <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
        {list.slice(0, all ? list.length : 5).map((one) => (
          <Button
            key={one.serviceId}
            variant="outlined"
            size="small"
            sx={{ minHeight: 44 }}
            onClick={() => onPick(format.pick(one.name), one.customPrice ?? one.basePrice)}
          >
            {format.pick(one.name)} ·&nbsp;<Whole>{format.money(one.customPrice ?? one.basePrice)}</Whole>
          </Button>
        ))}
        {list.length > 5 && (
          <Button variant="text" size="small" sx={{ minHeight: 44 }} onClick={() => setAll(!all)}>
            {t(all ? "act.less" : "act.more")}
          </Button>
        )}
      </Box>
    </Box>
  );
}
