import { bell, type Chime } from "@/shared/lib/bell";

const CHIME: Chime = {
  tones: [
    [0, 880],
    [0.22, 1175],
  ],
  lasts: 0.2,
  wave: "sine",
  loud: 0.18,
  everyMs: 2500,
};

/** Rings and shakes until it is stopped; `silent` is told whether the browser lets it be heard. */
export function alarm(silent: (is: boolean) => void): () => void {
  const shake = () => void navigator.vibrate?.([300, 150, 300, 150, 600]);
  const hush = bell(CHIME, silent);
  shake();
  const timer = setInterval(shake, CHIME.everyMs);
  return () => {
    clearInterval(timer);
    navigator.vibrate?.(0);
    hush();
  };
}
