/** Whether the last answer was one that this phone had kept: the server was not reached. */
let kept = false;
const listeners = new Set<() => void>();

export const isKept = () => kept;

export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The worker marks what it kept. */
export const isKeptAnswer = (headers: Headers) => headers.has("x-osta-kept");

export function noteAnswer(headers: Headers) {
  const now = isKeptAnswer(headers);
  if (now === kept) return;
  kept = now;
  for (const listener of listeners) listener();
}
