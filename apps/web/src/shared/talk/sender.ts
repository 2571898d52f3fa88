import type { ChatMessageOut } from "@/generated/talk";
import { asProblem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";
import type { Shelf } from "@/shared/lib/shelf";
import { browserShelf, inOrder, type Outgoing } from "./outbox";

/** How one message reaches the server; replaced in tests. */
export type Post = (message: Outgoing) => Promise<ChatMessageOut>;
type Listener = () => void;

/** How long to wait after each failure; the last one for ever. */
const WAITS_MS = [1000, 3000, 8000, 20_000];
/** What passes by itself: no network, a session to renew, too many at once, a server that is away. */
const passes = (status: number) => status === 0 || status === 401 || status === 429 || status >= 500;

/**
 * Sends what waits, one after the other in the order it was written, and again until it arrives.
 * Two tabs may both send: the message's id makes it one message.
 */
export class Sender {
  #waiting: Outgoing[] = [];
  #listeners = new Set<Listener>();
  #running = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #userId: string | undefined;
  readonly #shelf: Shelf<Outgoing>;
  readonly #post: Post;
  /** Called with what the server made of a message. */
  onSaid: (message: Outgoing, said: ChatMessageOut) => void = () => undefined;

  constructor(shelf: Shelf<Outgoing>, post: Post) {
    this.#shelf = shelf;
    this.#post = post;
  }

  /** What waits of the account that is logged in, oldest first. */
  get waiting(): Outgoing[] {
    return this.#waiting;
  }

  subscribe = (listener: Listener) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes up what an earlier page left. */
  async begin(userId: string) {
    this.#userId = userId;
    this.#change(inOrder((await this.#shelf.all()).filter((one) => one.userId === userId)));
    void this.flush();
  }

  async add(message: Outgoing) {
    await this.#shelf.put(message);
    this.#change([...this.#waiting, message]);
    await this.flush();
  }

  /** Tries a refused message again. */
  async again(id: string) {
    const found = this.#waiting.find((one) => one.id === id);
    if (!found) return;
    await this.#replace({ ...found, refused: undefined });
    await this.flush();
  }

  async drop(id: string) {
    await this.#shelf.remove(id);
    this.#change(this.#waiting.filter((one) => one.id !== id));
  }

  /** Sends what waits now, if nobody does so already. */
  async flush() {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      for (;;) {
        const next = this.#waiting.find((one) => one.refused === undefined && one.userId === this.#userId);
        if (!next) break;
        if (!(await this.#send(next))) break;
      }
    } finally {
      this.#running = false;
    }
  }

  async #send(message: Outgoing): Promise<boolean> {
    try {
      const said = await this.#post(message);
      this.#failures = 0;
      await this.#shelf.remove(message.id);
      this.onSaid(message, said);
      this.#change(this.#waiting.filter((one) => one.id !== message.id));
      return true;
    } catch (error) {
      const problem = asProblem(error);
      if (problem && !passes(problem.status)) {
        await this.#replace({ ...message, refused: problem.errors[0]?.message ?? problem.title });
        return true;
      }
      const wait = WAITS_MS[Math.min(this.#failures++, WAITS_MS.length - 1)];
      this.#timer = setTimeout(() => void this.flush(), wait);
      return false;
    }
  }

  async #replace(message: Outgoing) {
    await this.#shelf.put(message);
    this.#change(this.#waiting.map((one) => (one.id === message.id ? message : one)));
  }

  #change(next: Outgoing[]) {
    this.#waiting = next;
    for (const listener of this.#listeners) listener();
  }
}

/** The file first, then the message that names it; both keep their ids. */
async function post({ id, conversationId, kind, text, place, file }: Outgoing): Promise<ChatMessageOut> {
  const path = `/api/v1/conversations/${conversationId}`;
  if (file) await ask({ url: `${path}/attachments/${file.id}`, method: "PUT", body: file.blob });
  const body = { id, kind, text, place, attachmentId: file?.id };
  return ask({ url: `${path}/messages`, method: "POST", body });
}

export const sender = new Sender(browserShelf(), post);

if (typeof window !== "undefined") {
  window.addEventListener("online", () => void sender.flush());
}
