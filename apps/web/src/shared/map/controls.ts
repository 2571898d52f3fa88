import type { Lang } from "@/shared/i18n/lang";
import { entry, type Key } from "@/shared/i18n/words";

/** What MapLibre says itself, by its names for it. */
const NAMES: Record<string, Key> = {
  "Map.Title": "map.title",
  "Marker.Title": "map.marker",
  "NavigationControl.ZoomIn": "map.closer",
  "NavigationControl.ZoomOut": "map.farther",
  "AttributionControl.ToggleAttribution": "map.credits",
};

/** The words of the map's own controls, in the person's language. */
export function controlWords(lang: Lang): Record<string, string> {
  const words = Object.entries(NAMES).map(([name, key]) => [name, entry(lang, key)]);
  return Object.fromEntries(words.filter(([, word]) => typeof word === "string"));
}
