import { expect, test, vi } from "vitest";
import type { ChatHeardOut, ChatMessageOut, ChatMessagesOut, ConversationOut } from "@/generated/talk";
import { unreachable } from "@/shared/api/problem";
import { byDay, merge, tickOf } from "./messages";
import { type Line, Talk } from "./talk";

const at = (seq: number, sentAt = "2026-11-22T10:00:00Z") =>
  ({ seq, id: `m${seq}`, sentAt }) as ChatMessageOut;
const page = (seqs: number[], more = false): ChatMessagesOut => ({
  items: seqs.map((seq) => at(seq)),
  lastSeq: seqs.at(-1) ?? 0,
  more,
  receipts: [],
});

function line(list: Line["list"]) {
  return {
    read: vi.fn<Line["read"]>(async (id) => ({ id, state: "open" }) as ConversationOut),
    list: vi.fn(list),
    heard: vi.fn<Line["heard"]>(async () => undefined),
  };
}

test("begins with the last messages, then asks for what came after", async () => {
  const asked = line(async (_, { after }) => (after === undefined ? page([4, 5], true) : page([6])));
  const talk = new Talk("c", asked);
  await talk.catchUp();
  expect(talk.state).toMatchObject({ ready: true, older: true });
  await talk.catchUp();
  expect(asked.list).toHaveBeenLastCalledWith("c", { after: 5 });
  expect(talk.state.messages.map((one) => one.seq)).toEqual([4, 5, 6]);
});

test("after a long absence it reads on until nothing is missing", async () => {
  let first = true;
  const asked = line(async (_, { after = 0 }) => {
    if (first) {
      first = false;
      return page([1]);
    }
    return page([after + 1], after < 3);
  });
  const talk = new Talk("c", asked);
  await talk.catchUp();
  await talk.catchUp();
  expect(talk.state.messages.map((one) => one.seq)).toEqual([1, 2, 3, 4]);
});

test("events during a look lead to one more look, not to many at once", async () => {
  const asked = line(async () => page([1]));
  const talk = new Talk("c", asked);
  await Promise.all([talk.catchUp(), talk.catchUp(), talk.catchUp()]);
  await vi.waitFor(() => expect(asked.read).toHaveBeenCalledTimes(2));
});

test("a lost connection is said, and forgotten when it is back", async () => {
  const asked = line(async () => page([1]));
  asked.read.mockRejectedValueOnce(unreachable);
  const talk = new Talk("c", asked);
  const looked = vi.fn();
  const stop = talk.subscribe(looked);
  await talk.catchUp();
  expect(talk.state.error).toEqual(unreachable);
  await talk.catchUp();
  expect(talk.state.error).toBeUndefined();
  stop();
  expect(looked).toHaveBeenCalled();
});

test("reads back", async () => {
  const asked = line(async (_, { before }) => (before === undefined ? page([3], true) : page([1, 2])));
  const talk = new Talk("c", asked);
  await talk.back();
  expect(asked.list).not.toHaveBeenCalled();
  await talk.catchUp();
  await talk.back();
  expect(talk.state.messages.map((one) => one.seq)).toEqual([1, 2, 3]);
  expect(talk.state.older).toBe(false);
});

test("a message of mine stands at once, unless something before it is missing", async () => {
  const asked = line(async () => page([1]));
  const talk = new Talk("c", asked);
  await talk.catchUp();
  talk.said(at(2));
  expect(talk.state.messages.map((one) => one.seq)).toEqual([1, 2]);
  talk.said(at(5));
  expect(talk.state.messages.map((one) => one.seq)).toEqual([1, 2]);
});

test("what was read is told once; a failure is told again", async () => {
  const asked = line(async () => page([1, 2]));
  const talk = new Talk("c", asked);
  await talk.catchUp();
  await talk.heard(false);
  await talk.heard(true);
  await talk.heard(true);
  expect(asked.heard.mock.calls).toEqual([
    ["c", { deliveredSeq: 2 }],
    ["c", { readSeq: 2 }],
  ]);
  talk.said(at(3));
  asked.heard.mockRejectedValueOnce(unreachable);
  await talk.heard(true);
  await talk.heard(true);
  expect(asked.heard).toHaveBeenCalledTimes(4);
});

test("the furthest of the others counts, one's own side does not", () => {
  const heard = (side: "customer" | "provider" | "operator", deliveredSeq: number, readSeq: number) =>
    ({ side, deliveredSeq, readSeq, userId: side }) as ChatHeardOut;
  const receipts = [heard("customer", 9, 9), heard("provider", 5, 3), heard("operator", 4, 4)];
  expect([3, 4, 5, 6].map((seq) => tickOf(seq, receipts, "customer"))).toEqual([
    "read",
    "read",
    "delivered",
    "sent",
  ]);
});

test("messages stand once, by number and by day", () => {
  const merged = merge([at(1), at(3)], [at(3, "2026-11-23T10:00:00Z"), at(2)]);
  expect(merged.map((one) => one.seq)).toEqual([1, 2, 3]);
  expect(
    byDay(merged, (date) => date.toISOString().slice(0, 10)).map(({ day, messages }) => [
      day,
      messages.length,
    ]),
  ).toEqual([
    ["2026-11-22", 2],
    ["2026-11-23", 1],
  ]);
});
