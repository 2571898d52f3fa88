// Connections that drop at random under load, for a while: nothing is missed and nothing comes twice.
// Clients do what docs/realtime.md says and nothing more.

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { PEOPLE, Person, accept, booked, closeAll, killAll, makeWorld, pause, serve, sql, tellNoise, until } from "./harness.mjs";

const LASTS_MS = Number(process.env.DROPS_MS ?? 25_000);

before(makeWorld, { timeout: 180_000 });
after(() => { closeAll(); killAll(); });

// A client that keeps, per room, the epoch and the last number, and joins again whenever it is back.
class Follower {
  constructor(person, rooms, options) {
    this.rooms = new Map(rooms.map((room) => [room, { heard: [], times: 0, snapshots: 0, epoch: undefined, seq: undefined }]));
    this.drops = 0;
    this.refused = [];
    this.socket = person.socket(options);
    this.socket.on("connect", () => { for (const room of this.rooms.keys()) this.#join(room, this.socket.id); });
    // After a refusal the client does not come again by itself; as docs/realtime.md has it.
    this.socket.on("connect_error", (error) => {
      this.refused.push(error.message);
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 1_000).unref();
    });
    this.socket.onAny((event, told) => {
      const room = this.rooms.get(told?.room);
      if (!room || told.seq === undefined) return;
      room.heard.push({ event, seq: told.seq, change: told.change, id: told.data?.id });
      room.seq = told.seq;
    });
  }

  async #join(name, connection) {
    const room = this.rooms.get(name);
    const { epoch, seq } = room;
    room.joined = false;
    const answer = await this.socket.timeout(20_000).emitWithAck("join", { room: name, epoch, seq }).catch(() => null);
    if (this.socket.id !== connection) return;
    if (!answer) return this.#join(name, connection);
    assert.equal(answer.ok, true, JSON.stringify(answer));
    (this.answers ??= []).push({ name, connection, seq, at: answer.seq, replayed: answer.replayed, missed: answer.missed });
    room.times += 1;
    room.joined = true;
    room.epoch = answer.epoch;
    // What was missed follows, each with its number; the answer's own number is what is known only
    // when the present state came instead.
    if (answer.replayed) return;
    room.snapshots += 1;
    room.seq = answer.seq;
    room.from ??= answer.seq;
  }

  get isIn() { return this.socket.connected && [...this.rooms.values()].every((room) => room.joined); }

  // What became of it, for the message of a failure.
  story(name) {
    const { heard, times, joined, seq, from, snapshots } = this.rooms.get(name);
    const { id, connected, io } = this.socket;
    return { id, connected, transport: io.engine?.transport?.name, transports: io.opts.transports, joined, times, snapshots, from, seq, heard: heard.length, drops: this.drops, refused: this.refused.slice(-3), bye: this.socket.of("bye").slice(-2), answer: this.answers?.slice(-2) };
  }

  // One of the ways in which a connection ends.
  async drop() {
    if (!this.isIn) return;
    this.drops += 1;
    const { engine } = this.socket.io;
    const raw = engine.transport.ws?._socket;
    switch (raw ? randomInt(3) : 0) {
      case 0: engine.close(); break; // the app closes it
      case 1: raw.destroy(); break; // the network is gone
      default: // it hangs for a while, and then is gone
        raw.pause();
        await pause(randomInt(200, 1_500));
        raw.destroy();
    }
  }
}

test("connections that drop at random miss nothing and hear nothing twice", { timeout: 240_000 }, async (t) => {
  // These two write more than people do.
  const server = await serve({ env: { OSTA_REALTIME__CONNECTIONS_A_MINUTE: "100000", OSTA_LIMITS_TIMES: "20" } });
  const [mona, plumber, operator] = await Promise.all(
    ["mona", "plumber", "operator"].map((who) => Person.logIn(server.url, PEOPLE[who])));
  const booking = await booked(mona, plumber);
  await accept(plumber, booking);
  const chat = await until("the conversation", async () =>
    (await mona.get("/api/v1/conversations")).items.find((c) => c.bookingId === booking.id));
  const [room, talk] = [`booking:${booking.id}`, `conversation:${chat.id}`];

  const steady = new Follower(mona, [room, talk]);
  const unsteady = [];
  for (const [person, rooms] of [[mona, [room, talk]], [plumber, [room, talk]], [operator, [room]]]) {
    for (const transports of [["websocket"], ["websocket"], ["polling"], ["polling", "websocket"]]) {
      unsteady.push(new Follower(person, rooms, { transports }));
    }
  }
  const everybody = [steady, ...unsteady];
  await until("everybody", () => everybody.every((one) => one.isIn));

  const ends = Date.now() + LASTS_MS;
  const sent = [];
  let noise = 0;
  const tell = (count) => { tellNoise(booking.id, count); noise += count; };
  const telling = (async () => {
    while (Date.now() < ends) {
      // Some ten a second: whoever is away for ten seconds misses fewer than the 256 facts that are
      // replayed; beyond, a room answers with its present state.
      tell(randomInt(1, 5));
      await pause(randomInt(150, 350));
    }
  })();
  const talking = (async () => {
    while (Date.now() < ends) {
      const author = sent.length % 2 ? plumber : mona;
      const body = { id: randomUUID(), kind: "text", text: `message ${sent.length}` };
      // As a phone without network does: the same again, which must not double it.
      const message = await author.post(`/api/v1/conversations/${chat.id}/messages`, body);
      if (randomInt(4) === 0) await author.post(`/api/v1/conversations/${chat.id}/messages`, body);
      sent.push(message.id);
      await pause(randomInt(200, 500));
    }
  })();
  const dropping = (async () => {
    while (Date.now() < ends) {
      unsteady[randomInt(unsteady.length)].drop();
      await pause(randomInt(40, 200));
    }
  })();
  await Promise.all([telling, talking, dropping]);
  await until("everybody to be back", () => everybody.every((one) => one.isIn), 60_000).catch((error) => {
    const away = everybody.filter((one) => !one.isIn).map((one) => [one.socket.connected, one.refused.slice(-3), one.socket.of("bye").at(-1)]);
    throw new Error(`${error.message}: ${JSON.stringify(away)}`);
  });
  tell(1);
  const told = () => sql(`select position from bus.events where type = 'booking.noise'
    and payload->'booking'->>'id' = '${booking.id}' order by position`).split("\n").map(Number);
  // All of them: what still waits in the outbox has no number yet.
  const facts = await until("the last fact", () => {
    const all = told();
    return all.length === noise && all;
  });
  const last = facts.at(-1);
  // Something else may be told of the booking after it.
  await until("everybody to hear the end", () => everybody.every((one) => one.rooms.get(room).seq >= last), 60_000).catch((error) => {
    const behind = everybody.filter((one) => !(one.rooms.get(room).seq >= last)).map((one) => one.story(room));
    throw new Error(`${error.message} (${last}): ${JSON.stringify(behind)}`);
  });

  for (const one of everybody) {
    const { heard, from, snapshots } = one.rooms.get(room);
    assert.equal(snapshots, 1, "less was missed than is remembered");
    const numbers = heard.map((h) => h.seq);
    assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b), "in order, nothing twice");
    assert.deepEqual(heard.filter((h) => h.change === "booking.noise").map((h) => h.seq), facts.filter((seq) => seq > from));
    const talked = one.rooms.get(talk);
    if (!talked) continue;
    await until("the last message", () => talked.heard.some((h) => h.id === sent.at(-1)));
    const messages = talked.heard.filter((h) => h.event === "message.created").map((h) => h.id);
    assert.deepEqual(messages.filter((id) => sent.includes(id)), sent, "every message once, in order");
  }
  const drops = unsteady.reduce((sum, one) => sum + one.drops, 0);
  const joins = unsteady.reduce((sum, one) => sum + one.rooms.get(room).times, 0);
  t.diagnostic(`${drops} drops, ${joins} times in, ${facts.length} facts and ${sent.length} messages to ${everybody.length} clients`);
  assert.ok(drops > LASTS_MS / 1_000, "it did drop");
  await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  closeAll();
  await server.stop();
});
