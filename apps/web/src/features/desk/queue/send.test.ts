import { afterEach, expect, test, vi } from "vitest";
import type { Entry } from "./queue";
import { sendEntry } from "./send";

const entry = (action: Entry["action"], tries = 1): Entry => ({
  id: "1",
  account: "me",
  job: "j",
  key: "web-1",
  at: "2026-11-29T10:00:00Z",
  seq: 1,
  action,
  tries,
});

interface Asked {
  path: string;
  method: string;
  body: unknown;
  key: string | null;
}
const asked: Asked[] = [];

function answer(with_: (path: string) => Response) {
  asked.length = 0;
  vi.stubGlobal("fetch", async (path: string, { method, headers, body }: RequestInit) => {
    const key = new Headers(headers).get("idempotency-key");
    asked.push({ path, method: method ?? "GET", body: typeof body === "string" && JSON.parse(body), key });
    return with_(path);
  });
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

afterEach(() => {
  vi.unstubAllGlobals();
});

test("an answer says where the job stands", async () => {
  answer(() => json({ id: "j", stage: "en_route", status: "confirmed" }));
  const learn = vi.fn();
  expect(await sendEntry(entry({ kind: "go" }), () => undefined, learn)).toEqual({ state: "done" });
  expect(asked).toEqual([{ path: "/api/v1/bookings/j/en-route", method: "POST", body: {}, key: "web-1" }]);
  expect(learn).toHaveBeenCalledWith({ id: "j", stage: "en_route", status: "confirmed" });
});

test("arriving tells where one stood and stands; a place that is refused keeps nobody out", async () => {
  const fix = { lat: 30, lng: 31, accuracy: 8, recordedAt: "2026-11-29T10:00:00Z" };
  answer((path) =>
    path.endsWith("/locations")
      ? json({ code: "tracking.too_old", errors: [] }, 422)
      : json({ id: "j", stage: "arrived", status: "confirmed" }),
  );
  const now = { ...fix, lat: 30.001 };
  const learn = vi.fn();
  expect(await sendEntry(entry({ kind: "arrive", fix }), () => now, learn)).toEqual({ state: "done" });
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    ["/api/v1/locations", fix],
    ["/api/v1/locations", now],
    ["/api/v1/bookings/j/arrive", { position: { lat: 30, lng: 31 } }],
  ]);
});

test("a picture that may be there already is looked for before it is sent again", async () => {
  const file = new Blob(["12345"]);
  const there = { purpose: "completion", sizeBytes: 5, createdAt: "2026-11-29T10:00:05Z" };
  answer(() => json({ photos: [there] }));
  const photo = entry({ kind: "photo", purpose: "completion", file }, 2);
  expect(await sendEntry(photo, () => undefined, vi.fn())).toEqual({ state: "done" });
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /api/v1/bookings/j"]);
});

test("what the server refuses is refused, what is not reached comes later", async () => {
  answer(() => json({ code: "booking.wrong_code", title: "no", errors: [] }, 422));
  const refused = await sendEntry(entry({ kind: "start", code: "0000" }), () => undefined, vi.fn());
  expect(refused).toMatchObject({ state: "refused", problem: { code: "booking.wrong_code" } });
  answer(() => json({}, 503));
  const later = await sendEntry(entry({ kind: "complete" }), () => undefined, vi.fn());
  expect(later).toEqual({ state: "later" });
});

test("a tick goes to its item, an estimate with its lines", async () => {
  answer(() => json({}));
  await sendEntry(entry({ kind: "tick", item: 2, done: true }), () => undefined, vi.fn());
  await sendEntry(entry({ kind: "estimate", lines: [], note: "x" }), () => undefined, vi.fn());
  expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["PUT", "/api/v1/bookings/j/checklist/2", { done: true }],
    ["POST", "/api/v1/bookings/j/estimates", { lines: [], note: "x" }],
  ]);
});

test("a picture that was on its way before it was kept is looked for at once", async () => {
  answer(() => json({ photos: [{ purpose: "parts", sizeBytes: 5, createdAt: "2026-11-29T10:00:05Z" }] }));
  const photo = entry({ kind: "photo", purpose: "parts", file: new Blob(["12345"]), perhaps: true });
  expect(await sendEntry(photo, () => undefined, vi.fn())).toEqual({ state: "done" });
  expect(asked.map(({ method }) => method)).toEqual(["GET"]);
});

test("a change order names the pictures that went before it; one that is missing is the server's to ask for", async () => {
  const line = (name: string) => ({
    kind: "parts" as const,
    name,
    quantity: 1,
    unitPrice: { amount: 100, currency: "EGP" as const },
  });
  const since = "2026-11-29T10:00:00Z";
  answer((path) =>
    path.endsWith("/change-orders")
      ? json({})
      : json({ photos: [{ id: "p1", purpose: "parts", sizeBytes: 5, createdAt: "2026-11-29T10:05:00Z" }] }),
  );
  const order = entry({
    kind: "change",
    lines: [line("Seal"), line("Hose"), line("Tap")],
    pictures: [{ size: 5, since }, undefined, { size: 6, since }],
  });
  expect(await sendEntry(order, () => undefined, vi.fn())).toEqual({ state: "done" });
  expect(asked.at(-1)?.body).toEqual({
    lines: [{ ...line("Seal"), photoId: "p1" }, line("Hose"), line("Tap")],
  });
});
