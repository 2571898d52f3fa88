/** So long after a change what had the focus may still go. */
const CHANGING_MS = 5000;

/** Gives a focus that nobody has to the screen's title, from where Tab leads on. */
export function catchFocus() {
  if (document.activeElement === document.body)
    document.getElementById("screen-title")?.focus({ preventScroll: true });
}

/** As `catchFocus`, now and while what was pressed may still go with what was done. */
export function catchFocusWhileChanging() {
  const watch = new MutationObserver(catchFocus);
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), CHANGING_MS);
  setTimeout(catchFocus);
}
