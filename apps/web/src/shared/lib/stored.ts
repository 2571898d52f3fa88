/** Reads what an earlier visit left; storage may be full, forbidden or hold something else. */
export function readStored<T extends object>(storage: "local" | "session", key: string, fallback: T): T {
  try {
    const text = place(storage).getItem(key);
    const found: unknown = text ? JSON.parse(text) : null;
    return typeof found === "object" && found !== null ? { ...fallback, ...found } : fallback;
  } catch {
    return fallback;
  }
}

/** Leaves something for the next visit, if the browser lets us. */
export function writeStored(storage: "local" | "session", key: string, value: object | null) {
  try {
    if (value === null) place(storage).removeItem(key);
    else place(storage).setItem(key, JSON.stringify(value));
  } catch {
    // Private windows forbid it: the page works without.
  }
}

const place = (storage: "local" | "session") => (storage === "local" ? localStorage : sessionStorage);
