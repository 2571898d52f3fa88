import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

interface Shown {
  title: string;
  options: NotificationOptions & { vibrate?: number[]; data: { path: string } };
}

/** The worker as a browser runs it, with what the server pushes. */
async function pushed(said: unknown): Promise<Shown> {
  const listeners = new Map<string, (event: object) => void>();
  const showNotification = vi.fn(async (_: string, __: object) => undefined);
  const self = {
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    registration: { showNotification },
  };
  const code = readFileSync("public/sw.js", "utf8");
  new Function("self", "location", "caches", code)(self, new URL("https://osta.test/"), undefined);
  let shown: Promise<unknown> | undefined;
  listeners.get("push")?.({
    data: { json: () => said },
    waitUntil: (work: Promise<unknown>) => {
      shown = work;
    },
  });
  await shown;
  const [title, options] = showNotification.mock.calls[0] ?? [];
  return { title, options } as Shown;
}

test("an offer shakes the phone and stays until it is answered; other news do neither", async () => {
  const offer = await pushed({ kind: "offer_made", title: "طلب جديد", bookingId: "b1", url: "/work" });
  expect(offer.title).toBe("طلب جديد");
  expect(offer.options.requireInteraction).toBe(true);
  expect(offer.options.vibrate?.length).toBeGreaterThan(2);
  const other = await pushed({ kind: "job_completed", title: "تم", bookingId: "b1", url: "/work/jobs/b1" });
  expect(other.options.requireInteraction).toBeUndefined();
  expect(other.options.vibrate).toBeUndefined();
});

test("a message leads to a page of ours only", async () => {
  const { options } = await pushed({ title: "x", url: "https://elsewhere.test/bookings/b1?a=1" });
  expect(options.data.path).toBe("/bookings/b1?a=1");
});
