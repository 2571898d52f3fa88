import type { ChatHeardOut, ChatMessageOut, ChatMessagesOut, ConversationOut } from "@/generated/talk";
import { asProblem, type Problem } from "@/shared/api/problem";
import { merge } from "./messages";

export interface TalkState {
  conversation?: ConversationOut;
  messages: ChatMessageOut[];
  receipts: ChatHeardOut[];
  /** Whether there is something before the first message that is here. */
  older: boolean;
  ready: boolean;
  error?: Problem;
}

/** What a conversation asks the server; replaced in tests. */
export interface Line {
  read: (id: string) => Promise<ConversationOut>;
  list: (id: string, range: { after?: number; before?: number }) => Promise<ChatMessagesOut>;
  heard: (id: string, heard: { deliveredSeq?: number; readSeq?: number }) => Promise<unknown>;
}

/**
 * One conversation on this screen. Messages have numbers without gaps, so catching up is asking for
 * what came after the last one: nothing is missed, whatever the connection did.
 */
export class Talk {
  state: TalkState = { messages: [], receipts: [], older: false, ready: false };
  #listeners = new Set<() => void>();
  #running: Promise<void> | undefined;
  #again = false;
  #told = { delivered: 0, read: 0 };
  readonly #id: string;
  readonly #line: Line;

  constructor(id: string, line: Line) {
    this.#id = id;
    this.#line = line;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Asks for what is new; calls that come meanwhile are answered by one more look. */
  catchUp(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#look().finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      void this.catchUp();
    });
    return this.#running;
  }

  async #look() {
    try {
      const conversation = await this.#line.read(this.#id);
      this.#change({ conversation });
      for (;;) {
        const last = this.state.messages.at(-1)?.seq;
        const found = await this.#line.list(this.#id, last === undefined ? {} : { after: last });
        if (last === undefined) this.#change({ older: found.more });
        this.#change({
          messages: merge(this.state.messages, found.items),
          receipts: found.receipts,
          ready: true,
          error: undefined,
        });
        if (last === undefined || !found.more || found.items.length === 0) break;
      }
    } catch (error) {
      this.#change({ error: asProblem(error) });
    }
  }

  /** What stands before the first message that is here. */
  async back() {
    const before = this.state.messages[0]?.seq;
    if (before === undefined) return;
    const found = await this.#line.list(this.#id, { before });
    this.#change({ messages: merge(this.state.messages, found.items), older: found.more });
  }

  /** Something of mine that the server took. */
  said(message: ChatMessageOut) {
    const last = this.state.messages.at(-1)?.seq ?? 0;
    // What lies between comes with the next look, and would be skipped if this one stood there already.
    if (message.seq <= last + 1) this.#change({ messages: merge(this.state.messages, [message]) });
    else void this.catchUp();
  }

  /** Tells the others how far this screen came; numbers never go back. */
  async heard(seen: boolean) {
    const last = this.state.messages.at(-1)?.seq ?? 0;
    const known = this.#told;
    if (seen ? last <= known.read : last <= known.delivered) return;
    this.#told = { delivered: last, read: seen ? last : known.read };
    try {
      await this.#line.heard(this.#id, seen ? { readSeq: last } : { deliveredSeq: last });
    } catch {
      this.#told = known;
    }
  }

  #change(change: Partial<TalkState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
