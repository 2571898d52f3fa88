/** What the server tells the page about its installation. */
export interface WebConfig {
  /** Where the sandbox shows SMS and mail; only where there is one. */
  sandboxUrl?: string;
  /** A MapLibre style with real tiles; without it the map is the project's own simple one. */
  mapStyleUrl?: string;
}

function read(): WebConfig {
  const text = document.getElementById("osta-config")?.textContent;
  try {
    return text ? (JSON.parse(text) as WebConfig) : {};
  } catch {
    return {};
  }
}

export const config: WebConfig = read();
