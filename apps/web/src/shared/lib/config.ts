/** What the server tells the page about its installation. */
export interface WebConfig {
  /** Where the sandbox shows SMS and mail; only where there is one. */
  sandboxUrl?: string;
  /** Where the map comes from; without it, it is the project's own simple one. */
  map?: MapSource | null;
}

/** Whose map it is, and where that leads. */
interface Credits {
  attribution?: string | null;
  attributionUrl?: string | null;
}

/** A whole MapLibre style, for vector tiles; it may name `pmtiles://` files. */
interface StyleSource extends Credits {
  kind: "style";
  url: string;
  pmtiles?: boolean;
}

/** Pictures: each at its address, or all in one PMTiles file. */
export interface PictureSource extends Credits {
  kind: "raster" | "pmtiles";
  url: string;
  /** Closer than that, the last pictures are drawn larger. */
  maxZoom?: number | null;
}

export type MapSource = StyleSource | PictureSource;

function read(): WebConfig {
  const text = document.getElementById("osta-config")?.textContent;
  try {
    return text ? (JSON.parse(text) as WebConfig) : {};
  } catch {
    return {};
  }
}

export const config: WebConfig = read();
