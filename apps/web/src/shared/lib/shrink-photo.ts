/** Long enough to read a serial number, small enough for a slow evening. */
const LONGEST_PX = 1600;
const QUALITY = 0.82;
const MIB = 1024 * 1024;

type Kind = "jpeg" | "png" | "webp" | "pdf";

/** What the server takes at a place, whoever made it smaller or not. */
export interface Takes {
  kinds: readonly Kind[];
  mostMib: number;
}

const PICTURES = ["jpeg", "png", "webp"] as const;
export const BOOKING_PHOTO: Takes = { kinds: PICTURES, mostMib: 8 };
export const CHAT_PHOTO: Takes = { kinds: PICTURES, mostMib: 5 };
export const PORTRAIT: Takes = { kinds: PICTURES, mostMib: 10 };
export const PAPER: Takes = { kinds: [...PICTURES, "pdf"], mostMib: 10 };

/** Why a photo can't be sent. */
export type Unfit = "unreadable" | "too_large";

/** The size a picture is drawn at so that no side is longer than `longest`. */
export function fitWithin(width: number, height: number, longest = LONGEST_PX) {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/**
 * A smaller copy of a photo, without where it was taken. What this phone can't make smaller goes as it is
 * where the server takes it; else, as a HEIC that few can show, it is said why not before anything is sent.
 */
export async function shrinkPhoto(
  photo: Blob,
  takes: Takes,
  longest = LONGEST_PX,
): Promise<{ photo: Blob } | { wrong: Unfit }> {
  const small = await smaller(photo, longest);
  if (small) return { photo: small };
  const kind = await kindOf(photo);
  if (!kind || !takes.kinds.includes(kind)) return { wrong: "unreadable" };
  return photo.size > takes.mostMib * MIB ? { wrong: "too_large" } : { photo };
}

async function smaller(photo: Blob, longest: number): Promise<Blob | undefined> {
  try {
    const picture = await createImageBitmap(photo);
    const { width, height } = fitWithin(picture.width, picture.height, longest);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    picture.close();
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small ?? undefined;
  } catch {
    return undefined;
  }
}

/** What a file is by its first bytes, as the server tells it; a name may say anything. */
async function kindOf(file: Blob): Promise<Kind | undefined> {
  // A file that the phone keeps elsewhere may not be there.
  const bytes = await file
    .slice(0, 160)
    .arrayBuffer()
    .then((buffer) => new Uint8Array(buffer))
    .catch(() => new Uint8Array());
  const text = String.fromCharCode(...bytes);
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return "webp";
  return text.startsWith("%PDF-") ? "pdf" : undefined;
}
