/** Long enough to read a serial number, small enough for a slow evening. */
const LONGEST_PX = 1600;
const QUALITY = 0.82;

/** The size a picture is drawn at so that no side is longer than `longest`. */
export function fitWithin(width: number, height: number, longest = LONGEST_PX) {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/** A smaller copy of a photo, without where it was taken; what can't be read goes as it is. */
export async function shrinkPhoto(photo: Blob, longest = LONGEST_PX): Promise<Blob> {
  try {
    const picture = await createImageBitmap(photo);
    const { width, height } = fitWithin(picture.width, picture.height, longest);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
    picture.close();
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small ?? photo;
  } catch {
    return photo;
  }
}
