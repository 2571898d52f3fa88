/** How a bell sounds. */
export interface Chime {
  /** When each tone begins, in seconds, and its pitch in hertz. */
  tones: readonly (readonly [at: number, hertz: number])[];
  /** How long a tone lasts, in seconds. */
  lasts: number;
  wave: OscillatorType;
  /** Of 1. */
  loud: number;
  everyMs: number;
}

/** After so long a browser that lets a page be heard has begun. */
const LOOK_MS = 600;
/** What lets a page be heard from then on. */
const TOUCHES = ["pointerup", "click", "keydown"];

/**
 * Rings until it is stopped. Browsers let a page be heard only after somebody touched it: `silent` is
 * told then, so that the screen can say so, and the next touch lets it ring. What nobody could hear is
 * not kept to sound all at once.
 */
export function bell(chime: Chime, silent: (is: boolean) => void): () => void {
  if (typeof AudioContext === "undefined") return () => undefined;
  const audio = new AudioContext();
  const heard = () => audio.state === "running";
  const wake = () => {
    if (!heard()) void audio.resume().catch(() => undefined);
  };
  const ring = () => (heard() ? play(audio, chime) : wake());
  audio.onstatechange = () => {
    silent(!heard());
    if (heard()) play(audio, chime);
  };
  for (const touch of TOUCHES) document.addEventListener(touch, wake);
  ring();
  const look = setTimeout(() => silent(!heard()), LOOK_MS);
  const timer = setInterval(ring, chime.everyMs);
  return () => {
    clearTimeout(look);
    clearInterval(timer);
    for (const touch of TOUCHES) document.removeEventListener(touch, wake);
    audio.onstatechange = null;
    void audio.close();
  };
}

function play(audio: AudioContext, { tones, lasts, wave, loud }: Chime) {
  for (const [at, hertz] of tones) {
    const begins = audio.currentTime + at;
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.type = wave;
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(loud, begins);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + lasts);
    voice.connect(volume).connect(audio.destination);
    voice.start(begins);
    voice.stop(begins + lasts + 0.01);
  }
}
