/** Which row the arrows lead to; nothing when the key is none of theirs. */
export function nextRow(key: string, now: number, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(now + 1, last);
    case "ArrowUp":
    case "k":
      return Math.max(now - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
