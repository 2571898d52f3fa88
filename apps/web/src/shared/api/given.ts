/** What the gateway wrote into the page: what an address answers. */
export interface Given {
  url: string;
  data: unknown;
}

function read(): Given | undefined {
  const text = typeof document === "undefined" ? null : document.getElementById("osta-given")?.textContent;
  try {
    return text ? (JSON.parse(text) as Given) : undefined;
  } catch {
    return undefined;
  }
}

export const given = read();
