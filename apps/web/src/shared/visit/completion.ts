import type { BookingOut } from "@/generated/visit";

/** What a service asks for before its work is done, and what of it is there. */
export interface Completion {
  checklist: { text: { ar: string; en: string }; doneAt?: string | null }[];
  minPhotosBefore: number;
  photosBefore: number;
  minPhotosAfter: number;
  photosAfter: number;
}

const NOTHING: Completion = {
  checklist: [],
  minPhotosBefore: 0,
  photosBefore: 0,
  minPhotosAfter: 0,
  photosAfter: 0,
};

/** Of a booking that was kept on the phone before services asked for anything: nothing. */
export const completionOf = (job: BookingOut): Completion =>
  (job as BookingOut & { completion?: Completion }).completion ?? NOTHING;

/** Taps that wait to be sent: the last of an item counts. */
interface Tick {
  item: number;
  done: boolean;
}

/** Which items are ticked once everything that waits is sent. */
export function ticked({ checklist }: Completion, waiting: Tick[]): boolean[] {
  const done = checklist.map((one) => one.doneAt != null);
  for (const { item, done: now } of waiting) if (item < done.length) done[item] = now;
  return done;
}

/** Whether everything is there: items ticked, and pictures, those that wait included. */
export function isComplete(asked: Completion, done: boolean[], before: number, after: number): boolean {
  return done.every(Boolean) && before >= asked.minPhotosBefore && after >= asked.minPhotosAfter;
}
