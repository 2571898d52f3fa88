import { useEffect, useRef } from "react";

/**
 * "Back" (Android's button, a swipe) closes the sheet on top instead of leaving the page. Each open
 * sheet has one entry of the browser's history, which says how many are open there; it differs in
 * nothing else, so that the router sees the same page.
 */
const OPEN = "ostaSheets";
/** A step back that the browser never took keeps sheets from the history no longer. */
const STUCK_MS = 1000;

/** How to close each open sheet, the lowest first. */
const sheets: (() => void)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
/** A step back of ours is on its way. */
let going: ReturnType<typeof setTimeout> | undefined;

/** How many sheets the history's present entry stands for. */
function told(): number {
  const found: unknown = (history.state as Record<string, unknown> | null)?.[OPEN];
  return typeof found === "number" ? found : 0;
}

/** Once everything that happens at the same time has happened: closing may go on to another page. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(agree);
}

/** Makes the history say what is open. */
function agree() {
  if (going !== undefined) return;
  const surplus = told() - sheets.length;
  if (surplus < 0) history.pushState({ ...history.state, [OPEN]: sheets.length }, "");
  if (surplus <= 0) return;
  // Not gone again for: a slow phone takes the step later, and two would leave the page.
  going = setTimeout(() => {
    going = undefined;
  }, STUCK_MS);
  history.go(-surplus);
}

function arrived() {
  clearTimeout(going);
  going = undefined;
  later();
}

function wentBack() {
  if (going !== undefined) return arrived();
  if (sheets.length > told()) sheets.at(-1)?.();
  // A sheet that stays gets its entry again; an entry without its sheet is left.
  later();
}

function opens(close: () => void): () => void {
  sheets.push(close);
  // At once: who is quick goes back, or reloads, as soon as the sheet is seen.
  if (sheets.length > told()) agree();
  else later();
  return () => {
    sheets.splice(sheets.indexOf(close), 1);
    later();
  };
}

// The build, which draws pages, has no history. A page that was reloaded under a sheet leaves its entry.
if (typeof window !== "undefined") {
  addEventListener("popstate", wentBack);
  if (told() > 0) later();
}

/** While the component is there, "back" calls `onClose`. */
export function useBackCloses(onClose: () => void) {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => opens(() => latest.current()), []);
}
