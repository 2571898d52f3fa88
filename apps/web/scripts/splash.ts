/**
 * What an iPhone shows while the installed app starts. iOS makes nothing of the manifest's colours and
 * icons here: it wants a picture of just its screen's size, or shows a white sheet.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "./png.mjs";

/** Screens of iPhones since 2017: width and height in points, and dots a point. */
const SCREENS = [
  [375, 667, 2],
  [414, 736, 3],
  [375, 812, 3],
  [414, 896, 2],
  [414, 896, 3],
  [390, 844, 3],
  [428, 926, 3],
  [393, 852, 3],
  [430, 932, 3],
  [402, 874, 3],
  [420, 912, 3],
  [440, 956, 3],
] as const;

/** The sign on its own ground, which the whole screen takes on: right by day and by night. */
const SIGN = "public/icon-mask-512.png";

/** Writes a picture for each screen, and returns how the page names them. */
export function drawSplash(root: string): string[] {
  const sign = decode(readFileSync(join(root, SIGN)));
  mkdirSync(join(root, "dist/splash"), { recursive: true });
  return SCREENS.map(([wide, high, ratio]) => {
    const [width, height] = [wide * ratio, high * ratio];
    const file = `splash/${width}x${height}.png`;
    writeFileSync(join(root, "dist", file), encode(centred(sign, width, height)));
    const media = `(device-width: ${wide}px) and (device-height: ${high}px) and (-webkit-device-pixel-ratio: ${ratio}) and (orientation: portrait)`;
    return `<link rel="apple-touch-startup-image" media="${media}" href="/${file}" />`;
  });
}

type Picture = ReturnType<typeof decode>;

/** A picture in the middle of a larger ground of its corner's colour. */
export function centred(sign: Picture, width: number, height: number): Picture {
  const dots = new Uint8Array(width * height * 3);
  const ground = sign.dots.subarray(0, 3);
  for (let at = 0; at < dots.length; at += 3) dots.set(ground, at);
  const left = Math.floor((width - sign.width) / 2);
  const top = Math.floor((height - sign.height) / 2);
  for (let y = 0; y < sign.height; y++) {
    const row = sign.dots.subarray(y * sign.width * 3, (y + 1) * sign.width * 3);
    dots.set(row, ((top + y) * width + left) * 3);
  }
  return { width, height, dots };
}
