/** What the server has to know before a script runs; nothing secret. */
const YEAR_S = 365 * 24 * 3600;

export function readCookie(name: string): string | undefined {
  for (const pair of document.cookie.split(";")) {
    const [key, value] = pair.trim().split("=");
    if (key === name) return value;
  }
  return undefined;
}

/** Keeps a word for a year; nothing takes the cookie away. */
export function writeCookie(name: string, value: string | undefined) {
  const age = value === undefined ? 0 : YEAR_S;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store yet
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}
