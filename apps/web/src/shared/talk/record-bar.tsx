import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { SendHorizontal, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { useNow } from "@/shared/lib/use-now";
import { Directional } from "@/shared/ui/directional";
import { useNotices } from "@/shared/ui/notices";
import { LONGEST_S, type Recording, record } from "./recorder";

/** A voice note being spoken: how long already, throw away or send. */
export function RecordBar({ kind, onDone }: { kind: string; onDone: (note?: Blob) => void }) {
  const { t, format } = useLanguage();
  const { say } = useNotices();
  const recording = useRef<Recording>(undefined);
  const [began, setBegan] = useState<number>();
  const done = useRef(onDone);
  done.current = onDone;
  const refused = useRef(() => say(t("talk.no_microphone"), "error"));
  const now = useNow(500);
  const seconds = began ? Math.max(0, now - began) / 1000 : 0;
  useEffect(() => {
    let gone = false;
    record(kind).then(
      (made) => {
        if (gone) return made.cancel();
        recording.current = made;
        setBegan(clock());
      },
      () => {
        if (gone) return;
        refused.current();
        done.current();
      },
    );
    return () => {
      gone = true;
      recording.current?.cancel();
    };
  }, [kind]);
  const finish = async () => {
    const made = recording.current;
    recording.current = undefined;
    done.current(made && (await made.stop()));
  };
  const full = seconds >= LONGEST_S;
  useEffect(() => {
    if (full) void recording.current?.stop().then((note) => done.current(note));
  }, [full]);
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 1.5, minHeight: 48 }}>
      <IconButton color="error" aria-label={t("talk.record_cancel")} onClick={() => done.current()}>
        <Trash2 aria-hidden />
      </IconButton>
      <Box
        aria-hidden
        sx={{ width: 12, height: 12, borderRadius: "50%", bgcolor: "error.main", flex: "none" }}
      />
      <Typography role="timer" sx={{ flex: 1, fontWeight: 700 }}>
        {began ? format.clock(seconds) : t("state.loading")}
      </Typography>
      <Button
        variant="contained"
        disabled={!began}
        endIcon={
          <Directional>
            <SendHorizontal aria-hidden />
          </Directional>
        }
        onClick={() => void finish()}
      >
        {t("talk.send")}
      </Button>
    </Box>
  );
}
