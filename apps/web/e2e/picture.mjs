import { deflateSync } from "node:zlib";

/** A real picture, different each time: a PNG of random squares. */
export function picture(side = 64) {
  return png(side, () => Math.random() * 256);
}

/** A PNG of one colour, as large as a map's tile. */
export function plain(colour, side = 256) {
  return png(side, (n) => colour[n % 3]);
}

/** A PNG whose bytes, three a dot, are what `byteAt` says. */
function png(side, byteAt) {
  const rows = Buffer.concat(
    Array.from({ length: side }, () =>
      Buffer.from([0, ...Array.from({ length: side * 3 }, (_, n) => byteAt(n))]),
    ),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[
      ["IHDR", header],
      ["IDAT", deflateSync(rows)],
      ["IEND", Buffer.alloc(0)],
    ].map(([type, data]) => chunk(type, data)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
