/** What iPhones and iPads say besides; not in TypeScript's library. */
interface OnIos {
  /** Whether the page runs as an app from the phone's screen; nothing on other systems. */
  standalone?: boolean;
  userAgent: string;
  maxTouchPoints: number;
}

/**
 * Whether the app is put on the screen by hand, by way of "Share": iOS makes no offer of its own. Its
 * browsers can, the windows that other apps show pages in can't. An iPad calls itself a Mac.
 */
export function installsByShare({ standalone, userAgent, maxTouchPoints }: OnIos = navigator): boolean {
  const iOs = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  return standalone === false && iOs && /Safari\//.test(userAgent);
}
