import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import { Camera, MapPin, Mic, SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { newId } from "@/shared/lib/id";
import { CHAT_PHOTO } from "@/shared/lib/shrink-photo";
import { readStored, writeStored } from "@/shared/lib/stored";
import { usePhoto } from "@/shared/lib/use-photo";
import { Directional } from "@/shared/ui/directional";
import { useNotices } from "@/shared/ui/notices";
import type { Outgoing } from "./outbox";
import { RecordBar } from "./record-bar";
import { recordable } from "./recorder";
import { sender } from "./sender";

const Bar = styled("form")(({ theme }) => ({
  display: "flex",
  alignItems: "end",
  gap: 4,
  "& textarea": {
    flex: 1,
    minWidth: 0,
    font: "inherit",
    fontSize: "1rem",
    lineHeight: 1.5,
    color: "inherit",
    resize: "none",
    minHeight: 48,
    maxHeight: 132,
    padding: "10px 14px",
    borderRadius: 18,
    border: `1.5px solid ${theme.vars?.palette.line}`,
    backgroundColor: theme.vars?.palette.background.paper,
    fieldSizing: "content",
  },
  "& textarea:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: 1,
  },
  "& .send": {
    backgroundColor: theme.vars?.palette.primary.main,
    color: theme.vars?.palette.primary.contrastText,
  },
  "& .send:hover": { backgroundColor: theme.vars?.palette.primary.dark },
  "& .MuiIconButton-root": { width: 48, height: 48 },
}));

const LONGEST = 2000;
/** So soon after another a tap belongs to it. */
const SAME_TAP_MS = 600;

interface Props {
  conversationId: string;
  userId: string;
  /** Sentences that are sent with one tap. */
  quick?: string[];
  onTyping: () => void;
}

/** Where one writes, speaks, or sends a picture or a place. What is being written outlives reloads. */
export function Composer({ conversationId, userId, quick = [], onTyping }: Props) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const file = useRef<HTMLInputElement>(null);
  const draftKey = `osta.draft.${conversationId}`;
  const [text, setText] = useState(() => readStored("session", draftKey, { text: "" }).text);
  const [recording, setRecording] = useState(false);
  const kind = recordable();
  const { prepare, wrong, forget } = usePhoto(CHAT_PHOTO);
  const write = (next: string) => {
    forget();
    setText(next);
    writeStored("session", draftKey, next ? { text: next } : null);
    if (next) onTyping();
  };
  const last = useRef({ text: "", at: 0 });
  /** A thumb that taps twice sends once, and does not begin to record with the button that comes in its place. */
  const isSameTap = () => Date.now() - last.current.at <= SAME_TAP_MS;
  const add = (message: Pick<Outgoing, "kind" | "text" | "place" | "file">) => {
    // A picture was chosen elsewhere first.
    if (message.kind !== "photo") {
      forget();
      last.current = { text: message.text ?? "", at: Date.now() };
    }
    void sender.add({ ...message, id: newId(), conversationId, userId, at: clock() });
  };
  const send = () => {
    const said = text.trim();
    if (!said) return;
    write("");
    add({ kind: "text", text: said });
  };
  const photo = async (taken: File[]) => {
    for (const blob of await prepare(taken)) add({ kind: "photo", file: { id: newId(), blob } });
  };
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => add({ kind: "place", place: { lat: coords.latitude, lng: coords.longitude } }),
      () => say(t("talk.no_place"), "error"),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 },
    );
  const onKey = (event: KeyboardEvent) => {
    // Enter sends where there is a real keyboard; on phones it begins a line.
    const keyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || !keyboard) return;
    event.preventDefault();
    send();
  };
  if (recording && kind)
    return (
      <RecordBar
        kind={kind}
        onDone={(blob) => {
          setRecording(false);
          if (blob) add({ kind: "voice", file: { id: newId(), blob } });
        }}
      />
    );
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 1 }}>
      {text === "" && quick.length > 0 && (
        <Box sx={{ display: "flex", gap: 1, overflowX: "auto", pb: 0.5 }}>
          {quick.map((one) => (
            <Button
              key={one}
              variant="outlined"
              size="small"
              sx={{ flex: "none", minHeight: 44 }}
              onClick={() => (isSameTap() && last.current.text === one) || add({ kind: "text", text: one })}
            >
              {one}
            </Button>
          ))}
        </Box>
      )}
      {wrong && <Alert severity="error">{wrong}</Alert>}
      <Bar
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <IconButton onClick={() => file.current?.click()} aria-label={t("talk.send_photo")}>
          <Camera aria-hidden />
        </IconButton>
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            void photo(Array.from(event.target.files ?? []));
            event.target.value = "";
          }}
        />
        <IconButton onClick={here} aria-label={t("talk.send_place")}>
          <MapPin aria-hidden />
        </IconButton>
        <textarea
          value={text}
          rows={1}
          dir="auto"
          maxLength={LONGEST}
          placeholder={t("talk.write")}
          aria-label={t("talk.write")}
          enterKeyHint="send"
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKey}
        />
        {text.trim() === "" && kind ? (
          <IconButton onClick={() => isSameTap() || setRecording(true)} aria-label={t("talk.record")}>
            <Mic aria-hidden />
          </IconButton>
        ) : (
          <IconButton type="submit" className="send" aria-label={t("talk.send")} disabled={!text.trim()}>
            <Directional>
              <SendHorizontal aria-hidden />
            </Directional>
          </IconButton>
        )}
      </Bar>
    </Box>
  );
}
