/** Files as a phone hands them over. Where unit tests run, no picture can be drawn: each goes as it is. */
const JPEG = [0xff, 0xd8, 0xff, 0xe0, 0];

/** Five bytes that begin as a photo does. */
export const photo = (name = "tap.jpg") => new File([new Uint8Array(JPEG)], name, { type: "image/jpeg" });

/** What calls itself a photo and is none. */
export const noPhoto = () => new File(["nothing to see"], "tap.jpg", { type: "image/jpeg" });

export const pdf = (name = "paper.pdf") => new File(["%PDF-1.7"], name, { type: "application/pdf" });
