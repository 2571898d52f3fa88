import { deflateSync, inflateSync } from "node:zlib";

/** Reads and writes the plainest pictures: three bytes a dot, not interlaced (ISO/IEC 15948). */

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const DOT = 3;

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} dots red, green and blue of each, row by row
 */

/** @param {Picture} picture */
export function encode({ width, height, dots }) {
  const row = width * DOT;
  const rows = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; y++) {
    const at = y * (row + 1);
    // Told by the row above: flat ground becomes nothing at all.
    rows[at] = 2;
    for (let x = 0; x < row; x++) {
      const above = y > 0 ? (dots[(y - 1) * row + x] ?? 0) : 0;
      rows[at + 1 + x] = ((dots[y * row + x] ?? 0) - above) & 255;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * @param {Buffer} file
 * @returns {Picture}
 */
export function decode(file) {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error("no PNG");
  /** @type {Buffer[]} */
  const parts = [];
  let header = Buffer.alloc(13);
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = Buffer.from(data);
    if (type === "IDAT") parts.push(data);
    at += 12 + length;
  }
  if (header[8] !== 8 || header[9] !== 2 || header[12] !== 0) throw new Error("not the plainest kind");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(Buffer.concat(parts));
  const row = width * DOT;
  const dots = new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x++) {
      const left = x >= DOT ? (dots[y * row + x - DOT] ?? 0) : 0;
      const above = y > 0 ? (dots[(y - 1) * row + x] ?? 0) : 0;
      const corner = x >= DOT && y > 0 ? (dots[(y - 1) * row + x - DOT] ?? 0) : 0;
      const told = rows[y * (row + 1) + 1 + x] ?? 0;
      dots[y * row + x] = told + guess(filter, left, above, corner);
    }
  }
  return { width, height, dots };
}

/** @type {(filter: number, left: number, above: number, corner: number) => number} */
function guess(filter, left, above, corner) {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return Math.floor((left + above) / 2);
  const all = left + above - corner;
  const [byLeft, byAbove, byCorner] = [Math.abs(all - left), Math.abs(all - above), Math.abs(all - corner)];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

/** @type {(type: string, data: Buffer) => Buffer} */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

/** @type {(bytes: Buffer) => number} */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
