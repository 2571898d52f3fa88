import { expect, test, vi } from "vitest";
import type { SlotHoldOut } from "@/generated/slots";
import { unreachable } from "@/shared/api/problem";
import { type Counter, holds, Keeper, secondsLeft, type Wish } from "./held-time";

const wish = (startsAt: string): Wish => ({
  serviceId: "s",
  startsAt,
  quantity: 1,
  pin: { lat: 30, lng: 31 },
});
const held = (startsAt: string): SlotHoldOut => ({
  id: `hold ${startsAt}`,
  serviceId: "s",
  startsAt,
  endsAt: startsAt,
  expiresAt: "2026-11-22T10:10:00Z",
});
const counter = () => ({
  hold: vi.fn<Counter["hold"]>(async ({ startsAt }) => held(startsAt)),
  release: vi.fn<Counter["release"]>(async () => undefined),
});

test("whoever taps through the times holds the last one", async () => {
  const asked = counter();
  const keeper = new Keeper(asked);
  const outcomes = await Promise.all(["a", "b", "c"].map((at) => keeper.keep(wish(at))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["late", "late", "held"]);
  expect(asked.hold).toHaveBeenCalledExactlyOnceWith(wish("c"));
});

test("a time that somebody took is told apart from a server that is away", async () => {
  const asked = counter();
  const keeper = new Keeper(asked);
  asked.hold.mockRejectedValueOnce({ status: 409, code: "booking.slot_gone", title: "", errors: [] });
  expect(await keeper.keep(wish("a"))).toEqual({ kind: "taken" });
  asked.hold.mockRejectedValueOnce(unreachable);
  expect(await keeper.keep(wish("a"))).toEqual({ kind: "unknown" });
});

test("giving back fails quietly, and the next wish still holds", async () => {
  const asked = counter();
  asked.release.mockRejectedValueOnce(unreachable);
  const keeper = new Keeper(asked);
  keeper.release(held("a"));
  expect((await keeper.keep(wish("b"))).kind).toBe("held");
  expect(asked.release).toHaveBeenCalledWith("hold a");
});

test("a hold is of one time, ends, and says so only near its end", () => {
  const kept = held("2026-11-23T09:00:00Z");
  const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
  expect(holds(kept, "2026-11-23T09:00:00.000Z", at("10:05:00"))).toBe(true);
  expect(holds(kept, "2026-11-23T10:00:00Z", at("10:05:00"))).toBe(false);
  expect(holds(kept, "2026-11-23T09:00:00Z", at("10:09:58"))).toBe(false);
  expect(holds(undefined, "2026-11-23T09:00:00Z", at("10:00:00"))).toBe(false);
  expect(secondsLeft(kept, at("10:05:00"))).toBeUndefined();
  expect(secondsLeft(kept, at("10:08:30"))).toBe(90);
  expect(secondsLeft(kept, at("10:11:00"))).toBeUndefined();
});
