/** What browsers record and the server takes: Opus in WebM or Ogg, AAC in MP4. */
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
/** The server takes two minutes; the end is cut before it refuses. */
export const LONGEST_S = 115;

/** The first kind this browser records; nothing where it records none. */
export function recordable(): string | undefined {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) return undefined;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
}

export interface Recording {
  /** Ends it and gives the note. */
  stop: () => Promise<Blob>;
  /** Ends it and forgets the note. */
  cancel: () => void;
}

/** Records from the microphone; refused when the person does not allow it. */
export async function record(kind: string): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => data.size > 0 && parts.push(data));
  const ended = new Promise<void>((done) => recorder.addEventListener("stop", () => done(), { once: true }));
  const end = () => {
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start();
  return {
    cancel: end,
    stop: async () => {
      end();
      await ended;
      return new Blob(parts, { type: kind });
    },
  };
}
