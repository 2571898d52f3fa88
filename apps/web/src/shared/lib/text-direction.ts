/**
 * Which way a text runs, by the letters that it has more of. `dir="auto"` goes by the first letter,
 * and turns an Arabic sentence round that begins with somebody's Latin name.
 */
export function textDirection(text: string): "rtl" | "ltr" {
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return arabic > latin ? "rtl" : "ltr";
}
