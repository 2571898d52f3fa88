import { expect, test, vi } from "vitest";
import type { ChatMessageOut } from "@/generated/talk";
import { unreachable } from "@/shared/api/problem";
import { memoryShelf } from "@/shared/lib/shelf";
import type { Outgoing } from "./outbox";
import { type Post, Sender } from "./sender";

const message = (id: string, at = 0, userId = "mona"): Outgoing => ({
  id,
  at,
  userId,
  conversationId: "c",
  kind: "text",
  text: id,
});
const said = ({ id }: Outgoing) => ({ id, seq: 1 }) as ChatMessageOut;

test("sends in the order of writing, one after the other", async () => {
  const sent: string[] = [];
  const sender = new Sender(memoryShelf<Outgoing>(), async (one) => {
    sent.push(one.id);
    return said(one);
  });
  await sender.begin("mona");
  await Promise.all([sender.add(message("a", 1)), sender.add(message("b", 2))]);
  await vi.waitFor(() => expect(sent).toEqual(["a", "b"]));
  expect(sender.waiting).toEqual([]);
});

test("keeps what could not be sent, and sends it from the next page with the same id", async () => {
  const shelf = memoryShelf<Outgoing>();
  const away = new Sender(shelf, () => Promise.reject(unreachable));
  await away.begin("mona");
  await away.add(message("b", 2));
  await away.add(message("a", 1));
  expect(away.waiting).toHaveLength(2);
  const post = vi.fn<Post>(async (one) => said(one));
  const back = new Sender(shelf, post);
  await back.begin("mona");
  await vi.waitFor(() => expect(back.waiting).toEqual([]));
  expect(post.mock.calls.map(([one]) => one.id)).toEqual(["a", "b"]);
});

test("comes back by itself after a lost connection", async () => {
  vi.useFakeTimers();
  const post = vi
    .fn<Post>()
    .mockRejectedValueOnce(unreachable)
    .mockImplementation(async (one) => said(one));
  const sender = new Sender(memoryShelf<Outgoing>(), post);
  await sender.begin("mona");
  await sender.add(message("a"));
  expect(sender.waiting).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sender.waiting).toEqual([]);
  vi.useRealTimers();
});

test("what the server refuses waits for the person, and does not hold up the rest", async () => {
  const refusal = { status: 409, code: "chat.closed", title: "closed", errors: [] };
  const post = vi.fn<Post>(async (one) => (one.id === "bad" ? Promise.reject(refusal) : said(one)));
  const sender = new Sender(memoryShelf<Outgoing>(), post);
  await sender.begin("mona");
  await sender.add(message("bad", 1));
  await sender.add(message("good", 2));
  expect(sender.waiting.map(({ id, refused }) => [id, refused])).toEqual([["bad", "closed"]]);
  post.mockImplementation(async (one) => said(one));
  await sender.again("bad");
  expect(sender.waiting).toEqual([]);
  await sender.again("gone");
});

test("another account on this phone neither sees nor sends it", async () => {
  const shelf = memoryShelf<Outgoing>();
  await shelf.put(message("a"));
  const post = vi.fn<Post>(async (one) => said(one));
  const sender = new Sender(shelf, post);
  await sender.begin("adel");
  expect(sender.waiting).toEqual([]);
  expect(post).not.toHaveBeenCalled();
});

test("tells what the server made of a message, and forgets a dropped one", async () => {
  const heard = vi.fn();
  const sender = new Sender(memoryShelf<Outgoing>(), async (one) => said(one));
  sender.onSaid = heard;
  const looked = vi.fn();
  const stop = sender.subscribe(looked);
  await sender.begin("mona");
  await sender.add(message("a"));
  expect(heard).toHaveBeenCalledWith(message("a"), said(message("a")));
  expect(looked).toHaveBeenCalled();
  stop();
  const refused = new Sender(memoryShelf<Outgoing>(), () =>
    Promise.reject({ status: 422, code: "x", title: "", errors: [] }),
  );
  await refused.begin("mona");
  await refused.add(message("b"));
  await refused.drop("b");
  expect(refused.waiting).toEqual([]);
});
