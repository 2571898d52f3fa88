import type { LiveMapProviderOut, PageBookingBoardItemOut, Stage } from "@/generated/ops";
import type { District } from "@/shared/map/districts";

/** What a technician is doing, as far as the map knows. */
export type Doing = "free" | "on_job" | "off";

export function doingOf(one: Pick<LiveMapProviderOut, "bookingId" | "onShift">): Doing {
  if (one.bookingId) return "on_job";
  return one.onShift ? "free" : "off";
}

type Item = PageBookingBoardItemOut["items"][number];

/** Bookings that somebody may have to look after now. */
export const OPEN_STAGES: Stage[] = [
  "searching",
  "offered",
  "assigned",
  "en_route",
  "arrived",
  "inspecting",
  "awaiting_approval",
  "working",
  "paused",
];

export interface Heap {
  id: string;
  name: { ar: string; en: string };
  at: { lat: number; lng: number };
  bookings: Item[];
  /** Whether somebody is still looked for in one of them. */
  waiting: boolean;
}

/** Bookings by district, at the district's middle: their doors are shown on their own pages only. */
export function heaps(items: Item[], districts: District[]): Heap[] {
  const places = new Map(districts.map((one) => [one.en, one]));
  const found = new Map<string, Heap>();
  for (const item of items) {
    const place = places.get(item.district.en);
    if (!place) continue;
    const heap = found.get(place.en) ?? {
      id: place.en,
      name: { ar: place.ar, en: place.en },
      at: { lng: place.at[0], lat: place.at[1] },
      bookings: [],
      waiting: false,
    };
    heap.bookings.push(item);
    heap.waiting ||= item.stage === "searching" || item.stage === "offered";
    found.set(place.en, heap);
  }
  return [...found.values()];
}
