/**
 * Maps without WebGL: what screens draw on a map is real, where it stands on the screen is not. A test
 * that imports this mocks `maplibre-gl` and `@/shared/map/base` with it.
 */
type Listener = (event: Record<string, unknown>) => void;

/** One degree is so many pixels. */
const PX = 1000;

class Events {
  private listeners = new Map<string, Listener[]>();

  on(event: string, listener: Listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  fire(event: string, what: Record<string, unknown> = {}) {
    for (const listener of this.listeners.get(event) ?? []) listener(what);
  }
}

class FakeMap extends Events {
  readonly container: HTMLElement;
  readonly sources = new Map<string, unknown>();
  readonly eased: unknown[] = [];
  center: { lat: number; lng: number };
  zoom: number;
  fitted = 0;
  removed = false;

  constructor(container: HTMLElement, wish: { center: { lat: number; lng: number }; zoom: number }) {
    super();
    this.container = container;
    this.center = wish.center;
    this.zoom = wish.zoom;
  }

  addSource(name: string, { data }: { data: unknown }) {
    this.sources.set(name, data);
  }
  getSource(name: string) {
    return { setData: (data: unknown) => this.sources.set(name, data) };
  }
  addLayer() {}
  fitBounds() {
    this.fitted++;
  }
  easeTo(to: unknown) {
    this.eased.push(to);
  }
  getZoom() {
    return this.zoom;
  }
  getCenter() {
    return this.center;
  }
  getBounds() {
    const { lat, lng } = this.center;
    return {
      getSouth: () => lat - 0.12345,
      getWest: () => lng - 0.12345,
      getNorth: () => lat + 0.12345,
      getEast: () => lng + 0.12345,
    };
  }
  project([lng, lat]: [number, number]) {
    return {
      lng,
      lat,
      dist: (other: { lng: number; lat: number }) => Math.hypot(lng - other.lng, lat - other.lat) * PX,
    };
  }
  getCanvas() {
    this.container.tabIndex = 0;
    return this.container;
  }
  remove() {
    this.removed = true;
  }
}

/** The maps that were made, the newest last. */
export const maps: FakeMap[] = [];
/** Markers that stand on a map. */
export const markers = new Set<Marker>();

export class Marker extends Events {
  private readonly element: HTMLElement;
  private at = { lng: 0, lat: 0 };

  constructor({ element = document.createElement("div") }: { element?: HTMLElement } = {}) {
    super();
    this.element = element;
  }
  setLngLat([lng, lat]: [number, number]) {
    this.at = { lng, lat };
    return this;
  }
  getLngLat() {
    return this.at;
  }
  getElement() {
    return this.element;
  }
  addTo(map: FakeMap) {
    map.container.append(this.element);
    markers.add(this);
    return this;
  }
  remove() {
    this.element.remove();
    markers.delete(this);
  }
  /** Somebody drags it there. */
  drag(to: [number, number]) {
    this.setLngLat(to);
    this.fire("dragend");
  }
}

export class LngLatBounds {
  extend() {
    return this;
  }
}

/** As `makeMap`, at once; its style is there a moment later. */
export async function makeMap(
  place: () => HTMLElement | null,
  wish: { center: { lat: number; lng: number }; zoom: number },
  signal: AbortSignal,
) {
  const container = place();
  if (!container || signal.aborted) return null;
  const map = new FakeMap(container, wish);
  maps.push(map);
  queueMicrotask(() => queueMicrotask(() => map.fire("load")));
  return map;
}
