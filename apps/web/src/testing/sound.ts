/** A browser's sound in place of `AudioContext`: silent until a touch may wake it. */
export class Sound {
  static made: Sound[] = [];
  static allowed = false;
  state: AudioContextState = "suspended";
  onstatechange: (() => void) | null = null;
  currentTime = 0;
  destination = {};
  /** So many tones were begun. */
  voices = 0;

  constructor() {
    Sound.made.push(this);
  }

  /** As a browser that was not used yet. */
  static anew() {
    Sound.made = [];
    Sound.allowed = false;
    return Sound;
  }

  async resume() {
    if (!Sound.allowed || this.state === "running") return;
    this.state = "running";
    this.onstatechange?.();
  }

  async close() {
    this.state = "closed";
  }

  createOscillator() {
    this.voices++;
    return { frequency: {}, connect: (next: unknown) => next, start: () => {}, stop: () => {} };
  }

  createGain() {
    const gain = { setValueAtTime: () => {}, exponentialRampToValueAtTime: () => {} };
    return { gain, connect: (next: unknown) => next };
  }
}
