import { bell, type Chime } from "@/shared/lib/bell";

const CHIME: Chime = {
  tones: [
    [0, 740],
    [0.3, 988],
    [0.6, 740],
  ],
  lasts: 0.28,
  wave: "triangle",
  loud: 0.25,
  everyMs: 3000,
};

/** Sounds until it is stopped; `blocked` is told whether the browser keeps it silent. */
export const siren = (blocked: (is: boolean) => void): (() => void) => bell(CHIME, blocked);
