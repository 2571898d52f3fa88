/**
 * Sounds until it is stopped. Browsers let a page be heard only after somebody touched it; `blocked`
 * is told then, so that the screen can say so.
 */
export function siren(blocked: (is: boolean) => void): () => void {
  if (typeof AudioContext === "undefined") return () => undefined;
  const audio = new AudioContext();
  const look = () => blocked(audio.state !== "running");
  const ring = () => {
    void audio.resume().then(look, look);
    look();
    for (const [at, tone] of [
      [0, 740],
      [0.3, 988],
      [0.6, 740],
    ] as const) {
      const voice = audio.createOscillator();
      const volume = audio.createGain();
      voice.type = "triangle";
      voice.frequency.value = tone;
      volume.gain.setValueAtTime(0.25, audio.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.28);
      voice.connect(volume).connect(audio.destination);
      voice.start(audio.currentTime + at);
      voice.stop(audio.currentTime + at + 0.29);
    }
  };
  ring();
  const timer = setInterval(ring, 3000);
  return () => {
    clearInterval(timer);
    void audio.close();
  };
}
