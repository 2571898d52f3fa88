import { beforeEach, expect, test } from "vitest";
import { type Action, type Entry, nextOf, type Outcome, outcomeOf, Queue, type Store } from "./queue";

/** A server that takes effect once a key, and a phone whose network and life may end at any point. */
class World {
  kept = new Map<string, Entry>();
  effects: string[] = [];
  keys = new Set<string>();
  answers = new Map<string, Outcome>();
  online = true;
  /** The tab is killed after the server took the next one and before it says so. */
  dies = false;
  ids = 0;
  told: Entry[] = [];
  store: Store = {
    all: async () => structuredClone([...this.kept.values()]),
    put: async (entry) => void this.kept.set(entry.id, structuredClone(entry)),
    remove: async (id) => void this.kept.delete(id),
  };
  lock: Promise<void> = Promise.resolve();

  queue(account = "me") {
    return new Queue({
      account,
      store: this.store,
      send: (entry) => this.send(entry),
      alone: (work) => {
        const mine = this.lock.then(work);
        this.lock = mine.catch(() => undefined);
        return mine;
      },
      newId: () => `id${++this.ids}`,
      now: () => new Date(1_000_000),
      changed: (entries) => {
        this.told = entries;
      },
    });
  }

  async send(entry: Entry): Promise<Outcome> {
    await Promise.resolve();
    if (!this.online) return { state: "later" };
    const name = nameOf(entry.action);
    const refusal = this.answers.get(name);
    if (refusal) return refusal;
    if (!this.keys.has(entry.key)) this.effects.push(`${entry.job}:${name}`);
    this.keys.add(entry.key);
    if (this.dies) {
      this.dies = false;
      throw new Error("killed");
    }
    return { state: "done" };
  }
}

const nameOf = (action: Action) => (action.kind === "start" ? `start ${action.code}` : action.kind);
const no = (status: number, code = "booking.not_now"): Outcome =>
  outcomeOf({ status, code, title: "no", errors: [] });
let world: World;
beforeEach(() => {
  world = new World();
});

test("what was tapped without a network is sent in order when it is back", async () => {
  world.online = false;
  const queue = world.queue();
  for (const action of [{ kind: "go" }, { kind: "arrive" }, { kind: "start", code: "1" }] satisfies Action[])
    await queue.add("a", action);
  expect(await queue.drain()).toBe(false);
  expect(world.effects).toEqual([]);
  world.online = true;
  expect(await world.queue().drain()).toBe(true);
  expect(world.effects).toEqual(["a:go", "a:arrive", "a:start 1"]);
  expect(world.told).toEqual([]);
});

test("a tab killed between the sending and the answer sends again, and it counts once", async () => {
  const queue = world.queue();
  await queue.add("a", { kind: "go" });
  await queue.add("a", { kind: "arrive" });
  world.dies = true;
  await expect(queue.drain()).rejects.toThrow("killed");
  const [left] = await world.queue().entries();
  expect(left).toMatchObject({ action: { kind: "go" }, tries: 1 });
  await world.queue().drain();
  expect(world.effects).toEqual(["a:go", "a:arrive"]);
});

test("a refused one holds back what follows in its job, and no other job", async () => {
  world.answers.set("arrive", no(409));
  const queue = world.queue();
  await queue.add("a", { kind: "arrive" });
  await queue.add("a", { kind: "complete" });
  await queue.add("b", { kind: "go" });
  expect(await queue.drain()).toBe(true);
  expect(world.effects).toEqual(["b:go"]);
  expect(world.told.map((one) => [one.job, one.refused?.status])).toEqual([
    ["a", 409],
    ["a", undefined],
  ]);
});

test("a refused one is tried again in its place with a new key, or dropped", async () => {
  world.answers.set("start 1", no(422, "booking.wrong_code"));
  const queue = world.queue();
  const start = await queue.add("a", { kind: "start", code: "1" });
  await queue.add("a", { kind: "complete" });
  await queue.drain();
  await queue.again(start.id, { kind: "start", code: "2" });
  expect(world.effects).toEqual(["a:start 2", "a:complete"]);
  expect([...world.keys]).not.toContain(start.key);

  world.answers.set("pause", no(422));
  const pause = await queue.add("a", { kind: "pause" });
  await queue.add("a", { kind: "resume" });
  await queue.drain();
  await queue.drop(pause.id);
  await queue.drain();
  expect(world.effects.at(-1)).toBe("a:resume");
});

test("two tabs send each once", async () => {
  const [one, two] = [world.queue(), world.queue()];
  await one.add("a", { kind: "go" });
  await two.add("a", { kind: "arrive" });
  await Promise.all([one.drain(), two.drain(), one.drain()]);
  expect(world.effects).toEqual(["a:go", "a:arrive"]);
});

test("another account's taps stay where they are", async () => {
  await world.queue("other").add("a", { kind: "go" });
  await world.queue("me").drain();
  expect(world.effects).toEqual([]);
  expect(await world.queue("me").entries()).toEqual([]);
});

test("taps in the same millisecond keep their order", async () => {
  const queue = world.queue();
  const entries = [await queue.add("a", { kind: "go" }), await queue.add("a", { kind: "arrive" })];
  expect((entries[1]?.seq ?? 0) > (entries[0]?.seq ?? 0)).toBe(true);
  expect(nextOf([...entries].reverse())).toBe(entries[0]);
});

test("which answers mean later and which mean no", () => {
  for (const status of [0, 401, 408, 429, 500, 502, 503]) expect(no(status).state).toBe("later");
  for (const status of [400, 403, 404, 409, 413, 422]) expect(no(status).state).toBe("refused");
  expect(no(409, "idempotency.running").state).toBe("later");
});
