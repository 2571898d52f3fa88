/** An installation's own map in the place of the simple one: tiles and PMTiles, always with whose they are. */
import { person } from "./browser.mjs";
import { watchFaults } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { plain } from "./picture.mjs";
import { keepPictures } from "./talking.mjs";

const CREDITS = "© <Tiles & friends>";
const COLOUR = [200, 40, 160];

export async function maps(browser, { url, say }) {
  const t = wordsOf("ar");
  const tile = plain(COLOUR);
  const file = pmtiles(tile);
  const kinds = [
    [{ kind: "raster", url: "/tiles/{z}/{x}/{y}.png" }, "raster tiles"],
    [{ kind: "pmtiles", url: "/tiles/egypt.pmtiles" }, "a PMTiles file"],
  ];
  for (const [map, name] of kinds) {
    const context = await person(browser, { url });
    const page = await context.newPage();
    const noFaults = watchFaults(page);
    try {
      const told = { map: { ...map, attribution: CREDITS, attributionUrl: "https://tiles.example/" } };
      await page.addInitScript(tell, JSON.stringify(told));
      await page.route("**/tiles/**", (route) => {
        if (map.kind === "raster") return route.fulfill({ contentType: "image/png", body: tile });
        const [from, to] = (route.request().headers().range ?? "").match(/\d+/g)?.map(Number) ?? [0];
        const body = file.subarray(from, to + 1);
        const range = `bytes ${from}-${from + body.length - 1}/${file.length}`;
        return route.fulfill({ status: 206, headers: { "content-range": range }, body });
      });
      await logIn(page, t, PLUMBER);
      await page.goto("/work/areas");
      const area = page.locator(".maplibregl-map");
      await area.waitFor();
      await area.getByRole("link", { name: CREDITS }).waitFor();
      await area.getByRole("button", { name: t("map.closer") }).waitFor();
      await drawn(page, area);
      noFaults();
      say(`a map of ${name} is drawn, with whose it is`);
    } catch (error) {
      await keepPictures(`map-${map.kind}`, [page]);
      throw error;
    } finally {
      await context.close();
    }
  }
}

/** What the page reads is what the gateway would write, were it configured so. */
function tell(text) {
  const find = Document.prototype.getElementById;
  Document.prototype.getElementById = function (id) {
    const found = find.call(this, id);
    if (found && id === "osta-config") found.textContent = text;
    return found;
  };
}

/** The map shows the pictures' colour where nothing else stands. */
async function drawn(page, area) {
  let seen;
  for (let attempt = 0; attempt < 100; attempt++) {
    const shot = (await area.screenshot()).toString("base64");
    seen = await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      canvas.drawImage(bitmap, 0, 0);
      return Array.from(canvas.getImageData(12, 12, 1, 1).data.slice(0, 3));
    }, shot);
    if (seen.every((part, n) => Math.abs(part - COLOUR[n]) < 6)) return;
    await page.waitForTimeout(200);
  }
  throw new Error(`the map shows ${seen} and not ${COLOUR}`);
}

/** A PMTiles file, version 3, with one PNG for the whole world at zoom 0. */
function pmtiles(tile) {
  // One entry: number 0, once, so long, at the start.
  const directory = Buffer.from([1, 0, 1, ...varint(tile.length), 1]);
  const metadata = Buffer.from("{}");
  const header = Buffer.alloc(127);
  header.write("PMTiles");
  header[7] = 3;
  const parts = [
    [127, directory.length],
    [127 + directory.length, metadata.length],
    [0, 0],
    [127 + directory.length + metadata.length, tile.length],
  ];
  const numbers = [...parts.flat(), 1, 1, 1];
  for (const [n, number] of numbers.entries()) header.writeBigUInt64LE(BigInt(number), 8 + 8 * n);
  // Clustered; nothing compressed; PNG; zoom 0 to 0; the whole world.
  header.set([1, 1, 1, 2, 0, 0], 96);
  for (const [n, degrees] of [-180, -85, 180, 85].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * n);
  return Buffer.concat([header, directory, metadata, tile]);
}

function varint(number) {
  const bytes = [];
  for (let rest = number; ; rest >>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}
