/** Brings what keeps a form from going on before somebody's eyes: the first wrong field, or what is said of one. */
export function showWrong() {
  // Once it is marked as such.
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>("[aria-invalid=true], [data-wrong]");
    first?.scrollIntoView({ block: "center" });
    // Of several to choose from, the first.
    const field = first?.matches("[role=radiogroup]") ? first.querySelector("input") : first;
    field?.focus({ preventScroll: true });
  });
}
