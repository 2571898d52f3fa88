/** Rings and shakes, as far as the phone allows before anybody touched the page. Returns how to stop. */
export function alarm(): () => void {
  const shake = () => navigator.vibrate?.([300, 150, 300, 150, 600]);
  shake();
  if (typeof AudioContext === "undefined") return () => undefined;
  const audio = new AudioContext();
  const ring = () => {
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
  };
  ring();
  const timer = setInterval(() => {
    shake();
    ring();
  }, 2500);
  return () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
    void audio.close();
  };
}
