/**
 * What somebody typed into the page that came drawn already, before the program took its place.
 * Whether the field was in use is noted as it happens: a field that is taken away forgets it.
 */
const field =
  typeof document === "undefined"
    ? null
    : document.querySelector<HTMLInputElement>("#root[data-drawn] input[type=search]");
let taken = false;
let inUse = field !== null && document.activeElement === field;

field?.addEventListener("focus", () => {
  inUse = true;
});
field?.addEventListener("blur", () => {
  inUse = !field.isConnected && inUse;
});

/** Once: the words, and whether the finger was still on them. */
export function takeTyped(): { text: string; inUse: boolean } {
  if (taken) return { text: "", inUse: false };
  const typed = { text: field?.value ?? "", inUse };
  taken = true;
  return typed;
}
