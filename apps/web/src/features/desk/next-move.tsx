import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { BookingOut } from "@/generated/visit";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useNow } from "@/shared/lib/use-now";
import { TextField } from "@/shared/ui/text-field";
import { big } from "./big";
import { NoShow } from "./no-show";
import { payment } from "./payment";
import { ProposalBuilder } from "./proposal-builder";
import type { Action } from "./queue/queue";
import { useQueue, useWaiting } from "./queue/use-queue";
import { useShift } from "./shift";
import { Waiting } from "./waiting";
import { Working } from "./working";

interface Props {
  job: BookingOut;
  stage: BookingOut["stage"];
  refresh: () => void;
}

/** The one thing to do next, big. */
export function NextMove({ job, stage, refresh }: Props) {
  const { t } = useLanguage();
  const { whereabouts } = useShift();
  switch (stage) {
    case "assigned":
      return <Tap job={job} label={t("job.go")} action={() => ({ kind: "go" })} />;
    case "en_route":
      return (
        <Tap job={job} label={t("job.arrived")} action={() => ({ kind: "arrive", fix: whereabouts() })} />
      );
    case "arrived":
      return (
        <Box sx={{ display: "grid", gap: 1.5 }}>
          <Code job={job} />
          <NoShow job={job} refresh={refresh} />
        </Box>
      );
    case "inspecting":
      return <ProposalBuilder job={job} kind="estimate" />;
    case "awaiting_approval":
      return <Waiting job={job} refresh={refresh} />;
    case "working":
      return <Working job={job} />;
    case "paused":
      return <Tap job={job} label={t("job.resume")} action={() => ({ kind: "resume" })} />;
    case "done":
    case "settled":
      return <Paid job={job} />;
    default:
      return null;
  }
}

/** While the technician is still at the door, what to take; after that, what was taken. */
function Paid({ job }: { job: BookingOut }) {
  const { t, format } = useLanguage();
  const how = payment(job, useNow(60_000));
  const due = how === "take";
  if (how === "online") {
    return <Typography sx={{ paddingInlineStart: 6, color: "text.secondary" }}>{t("job.paid")}</Typography>;
  }
  if (!due) {
    return (
      <Typography sx={{ paddingInlineStart: 6, color: "text.secondary" }}>
        {t("earn.cash")}: {format.money(job.price.total)}
      </Typography>
    );
  }
  return (
    <Box sx={{ textAlign: "center", bgcolor: "soft.amber", borderRadius: "16px", p: 2 }}>
      <Typography>{t("job.cash")}</Typography>
      <Typography sx={{ fontSize: "2.4rem", fontWeight: 800, lineHeight: 1.3 }}>
        {format.money(job.price.total)}
      </Typography>
    </Box>
  );
}

function Tap({ job, label, action }: { job: BookingOut; label: string; action: () => Action }) {
  const { perform } = useQueue();
  const { act, busy } = useAction();
  return (
    <Button
      variant="contained"
      size="large"
      fullWidth
      loading={busy}
      onClick={() => void act(() => perform(job.id, action()))}
      sx={big}
    >
      {label}
    </Button>
  );
}

/** The customer's four digits begin the work. */
function Code({ job }: { job: BookingOut }) {
  const { t } = useLanguage();
  const { perform, again } = useQueue();
  const [code, setCode] = useState("");
  const { act, busy } = useAction();
  // A code that was typed without a network and turned out wrong is typed again in its place.
  const wrong = useWaiting(job.id).find((one) => one.refused && one.action.kind === "start");
  const send = () =>
    act(async () => {
      const action: Action = { kind: "start", code };
      if (wrong) await again(wrong.id, action);
      else await perform(job.id, action);
      setCode("");
    });
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      sx={{ display: "grid", gap: 1.5 }}
    >
      <Typography>{t("job.code_text")}</Typography>
      <TextField
        label={t("job.code")}
        value={code}
        onChange={(event) => setCode(latinDigits(event.target.value).replace(/\D/g, "").slice(0, 4))}
        error={wrong !== undefined}
        helperText={wrong?.refused?.errors[0]?.message ?? wrong?.refused?.title}
        slotProps={{
          htmlInput: {
            dir: "ltr",
            inputMode: "numeric",
            autoComplete: "off",
            style: { textAlign: "center", fontSize: "2rem", letterSpacing: "0.4em", fontWeight: 800 },
          },
        }}
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        loading={busy}
        disabled={code.length < 4}
        sx={big}
      >
        {t("job.start")}
      </Button>
    </Box>
  );
}
