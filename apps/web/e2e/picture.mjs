import { encode } from "../scripts/png.mjs";

/** A real picture, different each time: a PNG of random squares. */
export function picture(side = 64) {
  return square(side, () => Math.random() * 256);
}

/** A PNG of one colour, as large as a map's tile. */
export function plain(colour, side = 256) {
  return square(side, (n) => colour[n % 3]);
}

/** A PNG whose bytes, three a dot, are what `byteAt` says. */
function square(side, byteAt) {
  const dots = Uint8Array.from({ length: side * side * 3 }, (_, n) => byteAt(n));
  return encode({ width: side, height: side, dots });
}
