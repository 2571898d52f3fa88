import type { BookingPhotoOut, BookingStateOut, LocationIn, ProposalLineIn } from "@/generated/desk";
import { asProblem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";
import { upload } from "@/shared/api/upload";
import { type Entry, type Outcome, outcomeOf, type SentPicture } from "./queue";

/** Where a technician is now, told just before arriving counts. */
export type Whereabouts = () => LocationIn | undefined;

/** Hears where a job stands by the server's answer, which may be the last for a while. */
export type Learn = (state: BookingStateOut) => void;

/** Sends one entry. Throws never. */
export async function sendEntry(entry: Entry, whereabouts: Whereabouts, learn: Learn): Promise<Outcome> {
  try {
    await deliver(entry, whereabouts, learn);
    return { state: "done" };
  } catch (error) {
    const problem = asProblem(error);
    return problem ? outcomeOf(problem) : { state: "later" };
  }
}

async function deliver(entry: Entry, whereabouts: Whereabouts, learn: Learn): Promise<void> {
  const { job, key, action, tries, at } = entry;
  const post = <T>(path: string, body: object) =>
    ask<T>({ url: `/api/v1/bookings/${job}/${path}`, method: "POST", body, key });
  const move = async (path: string, body: object = {}) => learn(await post<BookingStateOut>(path, body));
  switch (action.kind) {
    case "go":
      await move("en-route");
      return;
    case "arrive": {
      // Arriving counts by the last place the server knows: where one stood at the tap, and stands now.
      for (const fix of [action.fix, whereabouts()]) if (fix) await tell(fix);
      await move("arrive", { position: action.fix && { lat: action.fix.lat, lng: action.fix.lng } });
      return;
    }
    case "start":
      await move("start", { code: action.code });
      return;
    case "estimate":
      await post("estimates", { lines: action.lines, note: action.note });
      return;
    case "change": {
      const lines = await withPictures(job, action.lines, action.pictures);
      await post("change-orders", { lines, note: action.note });
      return;
    }
    case "pause":
      await move("pause", { reason: action.reason, continuesAt: action.continuesAt });
      return;
    case "resume":
      await move("resume");
      return;
    case "complete":
      await move("complete");
      return;
    case "tick": {
      const url = `/api/v1/bookings/${job}/checklist/${action.item}`;
      await ask({ url, method: "PUT", body: { done: action.done }, key });
      return;
    }
    case "photo": {
      // Pictures are not told apart by a key: one that may be there already is looked for first.
      const before = action.perhaps || tries > 1;
      if (before && find(await photosOf(job), action.purpose, action.file.size, at)) return;
      await upload({
        url: `/api/v1/bookings/${job}/photos`,
        fields: { purpose: action.purpose, file: action.file },
        key,
      });
    }
  }
}

/** A place that is refused, as too old for one, must not keep anybody from arriving. */
async function tell(fix: LocationIn) {
  await ask({ url: "/api/v1/locations", method: "POST", body: fix }).catch((error) => {
    const problem = asProblem(error);
    if (problem && outcomeOf(problem).state === "later") throw error;
  });
}

/** The lines with the ids of pictures that went before them. One that is not there the server asks for. */
async function withPictures(
  job: string,
  lines: ProposalLineIn[],
  pictures: (SentPicture | undefined)[] = [],
): Promise<ProposalLineIn[]> {
  if (!pictures.some(Boolean)) return lines;
  const photos = await photosOf(job);
  return lines.map((line, at) => {
    const wanted = pictures[at];
    const found = wanted && find(photos, "parts", wanted.size, wanted.since);
    return found ? { ...line, photoId: found.id } : line;
  });
}

async function photosOf(job: string): Promise<BookingPhotoOut[]> {
  return (await ask<{ photos: BookingPhotoOut[] }>({ url: `/api/v1/bookings/${job}` })).photos;
}

/** The phone's clock may be off by this much. */
const CLOCK_MS = 24 * 3_600_000;

/** This very picture among those: the same kind and length to the byte, sent since the tap. */
export const find = (photos: BookingPhotoOut[], purpose: string, size: number, since: string) =>
  photos.find(
    (one) =>
      one.purpose === purpose &&
      one.sizeBytes === size &&
      Date.parse(one.createdAt) > Date.parse(since) - CLOCK_MS,
  );
