import type { LatLng } from "@/generated/guest";
import type { SlotHoldOut } from "@/generated/slots";
import { asProblem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";

/** A time that the server keeps for this order. */
export interface Held {
  id: string;
  startsAt: string;
  expiresAt: string;
}

export interface Wish {
  serviceId: string;
  startsAt: string;
  pin: LatLng;
  quantity: number;
  providerId?: string;
}

/** `late`: another time was chosen meanwhile. `unknown`: the server could not say. */
export type Outcome =
  | { kind: "held"; held: Held }
  | { kind: "taken" }
  | { kind: "late" }
  | { kind: "unknown" };

/** What holding asks the server; replaced in tests. */
export interface Counter {
  hold: (wish: Wish) => Promise<SlotHoldOut>;
  release: (id: string) => Promise<unknown>;
}

/** One after the other, and only the newest wish: whoever taps through the times holds the last one. */
export class Keeper {
  #newest = 0;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #counter: Counter;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  keep(wish: Wish): Promise<Outcome> {
    const mine = ++this.#newest;
    const turn = this.#queue.then(() =>
      mine === this.#newest ? this.#hold(wish) : ({ kind: "late" } as const),
    );
    this.#queue = turn;
    return turn;
  }

  /** Gives a time back. It ends by itself too, so that a failure hurts nobody. */
  release(held: Held) {
    this.#newest++;
    this.#queue = this.#queue.then(() => this.#counter.release(held.id)).catch(() => undefined);
  }

  async #hold(wish: Wish): Promise<Outcome> {
    try {
      const { id, startsAt, expiresAt } = await this.#counter.hold(wish);
      return { kind: "held", held: { id, startsAt, expiresAt } };
    } catch (error) {
      return { kind: asProblem(error)?.status === 409 ? "taken" : "unknown" };
    }
  }
}

export const keeper = new Keeper({
  hold: (body) => ask<SlotHoldOut>({ url: "/api/v1/slots/holds", method: "POST", body }),
  release: (id) => ask({ url: `/api/v1/slots/holds/${id}`, method: "DELETE" }),
});

/** Whether a time is held still; a little before its end it counts as over. */
export function holds(held: Held | undefined, startsAt: string | undefined, now: number): held is Held {
  return (
    held !== undefined &&
    startsAt !== undefined &&
    Date.parse(held.startsAt) === Date.parse(startsAt) &&
    Date.parse(held.expiresAt) - now > 3000
  );
}

/** Seconds left, once they are few enough to say so. */
export function secondsLeft(held: Held | undefined, now: number, sayBelow = 120): number | undefined {
  if (!held) return undefined;
  const left = Math.floor((Date.parse(held.expiresAt) - now) / 1000);
  return left > 0 && left <= sayBelow ? left : undefined;
}
