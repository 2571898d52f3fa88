import { afterEach, expect, test, vi } from "vitest";
import { newId } from "./id";
import { BOOKING_PHOTO, CHAT_PHOTO, fitWithin, PAPER, shrinkPhoto } from "./shrink-photo";

const bytes = (text: string) => new Blob([Uint8Array.from(text, (char) => char.charCodeAt(0))]);
const HEIC = bytes("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
const JPEG = "\xff\xd8\xff\xe0";

afterEach(() => void vi.unstubAllGlobals());

test("no side is longer than it may be, and the shape stays", () => {
  expect(fitWithin(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fitWithin(800, 600, 1600)).toEqual({ width: 800, height: 600 });
});

test("what the phone can't open goes as it is where the server takes it", async () => {
  const goes = async (file: Blob, takes = BOOKING_PHOTO) => {
    const made = await shrinkPhoto(file, takes);
    if ("photo" in made) expect(made.photo).toBe(file);
    return "photo" in made ? "goes" : made.wrong;
  };
  expect(await goes(bytes(`${JPEG}\0`))).toBe("goes");
  expect(await goes(bytes("\x89PNG\r\n\x1a\n\0\0"))).toBe("goes");
  expect(await goes(bytes("RIFF\x24\0\0\0WEBPVP8 "))).toBe("goes");
  expect(await goes(bytes("%PDF-1.7"), PAPER)).toBe("goes");
  // The server looks at the bytes, too.
  expect(await goes(HEIC)).toBe("unreadable");
  expect(await goes(bytes("%PDF-1.7"))).toBe("unreadable");
  expect(await goes(bytes("RIFF\x24\0\0\0WAVEfmt "))).toBe("unreadable");
  expect(await goes(bytes("no picture"))).toBe("unreadable");
  expect(await goes(new Blob([]))).toBe("unreadable");
});

test("what can't be made smaller is no larger than the server takes", async () => {
  const large = (mib: number) => new Blob([bytes(JPEG), new Uint8Array(mib * 1024 * 1024 - 4)]);
  expect(await shrinkPhoto(large(5), CHAT_PHOTO)).toHaveProperty("photo");
  expect(await shrinkPhoto(large(6), CHAT_PHOTO)).toEqual({ wrong: "too_large" });
  expect(await shrinkPhoto(large(6), BOOKING_PHOTO)).toHaveProperty("photo");
});

test("a file that the phone keeps elsewhere and can't fetch is not sent empty", async () => {
  const away = bytes(JPEG);
  away.slice = () => Object.assign(new Blob([]), { arrayBuffer: () => Promise.reject(new Error("away")) });
  expect(await shrinkPhoto(away, BOOKING_PHOTO)).toEqual({ wrong: "unreadable" });
});

test("what the phone can open is sent smaller, whatever kind it was", async () => {
  const drawn = vi.fn();
  const close = vi.fn();
  vi.stubGlobal("createImageBitmap", async () => ({ width: 3200, height: 1600, close }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({ drawImage: drawn } as never);
  const small = new Blob(["small"]);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(small));
  expect(await shrinkPhoto(HEIC, CHAT_PHOTO)).toEqual({ photo: small });
  expect(drawn.mock.calls[0]?.slice(3)).toEqual([1600, 800]);
  expect(close).toHaveBeenCalled();
  vi.restoreAllMocks();
});

test("an id is a UUID, also where the page is not served securely", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(newId()).toMatch(uuid);
  const whole = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  expect(newId()).toMatch(uuid);
  Object.defineProperty(crypto, "randomUUID", { value: whole, configurable: true });
});
