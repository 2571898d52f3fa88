/** How something was handed on; `closed` when the person thought better of it. */
export type Handed = "shared" | "copied" | "closed" | "failed";

/** The phone's own way to send something on; where there is none it goes to the clipboard. */
export async function handOn(what: { title: string; text: string; url: string }): Promise<Handed> {
  if (typeof navigator.share === "function") {
    try {
      await navigator.share(what);
      return "shared";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return "closed";
    }
  }
  try {
    await navigator.clipboard.writeText(what.url);
    return "copied";
  } catch {
    return "failed";
  }
}
