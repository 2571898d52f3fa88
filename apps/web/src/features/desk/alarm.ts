/** After so long a browser that lets a page be heard has begun. */
const LOOK_MS = 600;
const EVERY_MS = 2500;
/** What lets a page be heard from then on. */
const TOUCHES = ["pointerup", "click", "keydown"];

/**
 * Rings and shakes until it is stopped. Browsers let a page be heard only after somebody touched it:
 * `silent` is told then, so that the screen can say so, and the next touch lets it ring.
 */
export function alarm(silent: (is: boolean) => void): () => void {
  const audio = typeof AudioContext === "undefined" ? undefined : new AudioContext();
  const heard = () => audio?.state === "running";
  const wake = () => {
    if (!heard()) void audio?.resume().catch(() => undefined);
  };
  const ring = () => {
    navigator.vibrate?.([300, 150, 300, 150, 600]);
    // What nobody heard must not sound all at once later.
    if (audio && heard()) play(audio);
    else wake();
  };
  if (audio)
    audio.onstatechange = () => {
      silent(!heard());
      if (heard()) play(audio);
    };
  for (const touch of TOUCHES) document.addEventListener(touch, wake);
  ring();
  const look = setTimeout(() => audio && silent(!heard()), LOOK_MS);
  const timer = setInterval(ring, EVERY_MS);
  return () => {
    clearTimeout(look);
    clearInterval(timer);
    for (const touch of TOUCHES) document.removeEventListener(touch, wake);
    navigator.vibrate?.(0);
    if (!audio) return;
    audio.onstatechange = null;
    void audio.close();
  };
}

function play(audio: AudioContext) {
  for (const [at, tone] of [
    [0, 880],
    [0.22, 1175],
  ] as const) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = tone;
    volume.gain.setValueAtTime(0.18, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.2);
    voice.connect(volume).connect(audio.destination);
    voice.start(audio.currentTime + at);
    voice.stop(audio.currentTime + at + 0.21);
  }
}
