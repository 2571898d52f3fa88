import type { BookingPhotoPurpose, LocationIn, ProposalLineIn } from "@/generated/desk";
import type { Problem } from "@/shared/api/problem";
import type { Shelf } from "@/shared/lib/shelf";

/** What a picture of the work shows. */
export type WorkPhoto = BookingPhotoPurpose | "before";

/** A picture that goes before what names it: by its length, as the server's id is not known yet. */
export interface SentPicture {
  size: number;
  since: string;
}

/** What a technician does in a job. Each is a request of its own. */
export type Action =
  | { kind: "go" }
  | { kind: "arrive"; fix?: LocationIn }
  | { kind: "start"; code: string }
  | { kind: "estimate"; lines: ProposalLineIn[]; note?: string }
  | { kind: "change"; lines: ProposalLineIn[]; note?: string; pictures?: (SentPicture | undefined)[] }
  /** `perhaps`: it was on its way once, and may be there already. */
  | { kind: "photo"; purpose: WorkPhoto; file: Blob; perhaps?: boolean }
  | { kind: "tick"; item: number; done: boolean }
  | { kind: "pause"; reason?: string; continuesAt?: string }
  | { kind: "resume" }
  | { kind: "complete" };

export interface Entry {
  id: string;
  /** Whose it is: the phone may change hands. */
  account: string;
  job: string;
  /** Made at the tap: however often it is sent, it takes effect once. */
  key: string;
  /** When it was tapped. */
  at: string;
  /** Its place in the order of taps. */
  seq: number;
  action: Action;
  /** How often it was on its way: from the second time on it may be there already. */
  tries: number;
  /** Why the server did not take it. What follows in the same job waits for a decision. */
  refused?: Problem;
}

/** Where entries outlive a reload and a killed tab. */
export type Store = Shelf<Entry>;

export type Outcome = { state: "done" } | { state: "later" } | { state: "refused"; problem: Problem };
type Send = (entry: Entry) => Promise<Outcome>;
/** Runs work while no other tab runs any. */
type Alone = (work: () => Promise<void>) => Promise<void>;

/** Codes that say "not now" although the status says "no". */
const NOT_NOW = ["idempotency.running"];
const NOT_NOW_STATUS = [0, 401, 408, 425, 429];

/** What an answer that is no success means for the queue. */
export function outcomeOf(problem: Problem): Outcome {
  const later =
    NOT_NOW_STATUS.includes(problem.status) || problem.status >= 500 || NOT_NOW.includes(problem.code);
  return later ? { state: "later" } : { state: "refused", problem };
}

const inOrder = (entries: Entry[]) => [...entries].sort((a, b) => a.seq - b.seq);

/**
 * What may be sent now: the first of a job that has nothing refused before it. Jobs do not wait for
 * each other.
 */
export function nextOf(entries: Entry[]): Entry | undefined {
  const stuck = new Set<string>();
  for (const entry of inOrder(entries)) {
    if (stuck.has(entry.job)) continue;
    if (!entry.refused) return entry;
    stuck.add(entry.job);
  }
  return undefined;
}

interface Parts {
  account: string;
  store: Store;
  send: Send;
  alone: Alone;
  newId: () => string;
  now: () => Date;
  /** Told after each change. */
  changed: (entries: Entry[]) => void;
}

/**
 * What was tapped, sent in order, each once. An entry is stored before it is sent and removed after
 * the server took it; a crash in between sends it again under the same key.
 */
export class Queue {
  private readonly parts: Parts;
  private draining: Promise<boolean> | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async entries(): Promise<Entry[]> {
    const all = await this.parts.store.all();
    return inOrder(all.filter((one) => one.account === this.parts.account));
  }

  async add(job: string, action: Action): Promise<Entry> {
    const { account, store, newId, now } = this.parts;
    const last = (await store.all()).reduce((most, one) => Math.max(most, one.seq), 0);
    const at = now();
    const entry: Entry = {
      id: newId(),
      account,
      job,
      key: `web-${newId()}`,
      at: at.toISOString(),
      seq: Math.max(last + 1, at.getTime()),
      action,
      tries: 0,
    };
    await store.put(entry);
    await this.tell();
    return entry;
  }

  /** Sends what can be sent. True when nothing is left that the network stands in the way of. */
  drain(): Promise<boolean> {
    this.draining ??= this.run().finally(() => {
      this.draining = null;
    });
    return this.draining;
  }

  private async run(): Promise<boolean> {
    let through = true;
    await this.parts.alone(async () => {
      // Read anew each time: another tab may have sent it, a person may have taken it back.
      for (let next = nextOf(await this.entries()); next; next = nextOf(await this.entries())) {
        const sent = { ...next, tries: next.tries + 1 };
        await this.parts.store.put(sent);
        const outcome = await this.parts.send(sent);
        if (outcome.state === "later") {
          through = false;
          await this.tell();
          return;
        }
        if (outcome.state === "done") await this.parts.store.remove(sent.id);
        else await this.parts.store.put({ ...sent, refused: outcome.problem });
        await this.tell();
      }
    });
    return through;
  }

  /** Takes one back that was not taken by the server. */
  async drop(id: string) {
    await this.parts.store.remove(id);
    await this.tell();
  }

  /**
   * Tries a refused one again in its place, perhaps with another content: what follows it still does.
   * It is a new request, so it has a new key.
   */
  async again(id: string, action?: Action) {
    const entry = (await this.entries()).find((one) => one.id === id);
    if (!entry) return;
    const { refused: _, ...rest } = entry;
    await this.parts.store.put({
      ...rest,
      key: `web-${this.parts.newId()}`,
      tries: 0,
      action: action ?? entry.action,
    });
    await this.tell();
    await this.drain();
  }

  private async tell() {
    this.parts.changed(await this.entries());
  }
}
