import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Frames, memoryOf, rave } from "./frames.mjs";
import { PEOPLE, Person, accept, beAt, booked, closeAll, freePort, killAll, makeWorld, pause, redis, serve, sql, tellNoise, until } from "./harness.mjs";

const NOTHING = "0190c0de-0000-7000-8000-000000000000";
const inOrder = (events) => {
  const seqs = events.map((e) => e.seq);
  assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b), "in order, nothing twice");
  return seqs;
};

before(makeWorld, { timeout: 180_000 });
afterEach(closeAll);
after(killAll);

describe("one process", { timeout: 240_000 }, () => {
  let server, mona, sarah, plumber, operator;
  before(async () => {
    server = await serve({ env: { OSTA_REALTIME__MOST_WAITING: "40" } });
    [mona, sarah, plumber, operator] = await Promise.all(
      ["mona", "sarah", "plumber", "operator"].map((who) => Person.logIn(server.url, PEOPLE[who])));
  });
  after(() => server.stop());

  // An account may order three times a minute: the tests take turns.
  for (const [transport, who] of [["websocket", () => mona], ["polling", () => sarah]]) {
    test(`a booking is followed over ${transport}`, async () => {
      const orders = who();
      const customer = orders.socket({ transports: [transport] });
      const provider = plumber.socket({ transports: [transport] });
      await Promise.all([customer.connected_(), provider.connected_()]);
      const booking = await booked(orders, plumber);
      const room = `booking:${booking.id}`;
      const joined = await customer.ask("join", { room });
      assert.equal(joined.ok, true);
      assert.equal(joined.replayed, false);
      assert.equal(joined.snapshot.booking.id, booking.id);

      const offer = await accept(plumber, booking);
      const made = await until("the offer", () => provider.of("offer.created").find((o) => o.data.bookingId === booking.id));
      assert.equal(made.room, "me");
      assert.equal(made.data.id, offer.id);
      await until("the confirmation", () => customer.of("booking.updated", room).find((e) => e.change === "booking.confirmed"));

      assert.equal((await provider.ask("join", { room })).ok, true);
      await plumber.post(`/api/v1/bookings/${booking.id}/en-route`);
      const toCustomer = await until("en route", () => customer.of("booking.updated", room).find((e) => e.data.stage === "en_route"));
      const toProvider = await until("en route", () => provider.of("booking.updated", room).find((e) => e.seq === toCustomer.seq));
      // Each gets what the API gives it: the start code is the customer's alone.
      assert.deepEqual(toCustomer.data, await orders.get(`/api/v1/bookings/${booking.id}`));
      assert.deepEqual(toProvider.data, await plumber.get(`/api/v1/bookings/${booking.id}`));
      assert.ok(!JSON.stringify(provider.heard).includes("\"startCode\":\""), "no start code to the provider");
      inOrder(customer.of("booking.updated", room));

      const located = await until("a position", async () => {
        await beAt(plumber, 29.9628, 31.257);
        return customer.of("location.updated", room).find((e) => e.data.sight === "live");
      });
      assert.equal(located.data.bookingId, booking.id);
      assert.ok(Math.abs(located.data.place.lat - 29.9628) < 0.01);
      await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
    });
  }

  test("nobody without a good token comes in, and nobody into a room that is not theirs", async () => {
    for (const auth of [{}, { token: "" }, { token: "x.y.z" }, { token: sarah.token.slice(0, -4) + "AAAA" }]) {
      const nobody = new Person(server.url, "").socket({ auth: { token: undefined, ...auth }, reconnection: false });
      const error = await new Promise((done) => nobody.on("connect_error", done));
      assert.equal(JSON.parse(error.message).code, "unauthenticated");
      assert.ok(JSON.parse(error.message).message.length > 0);
    }
    const theirs = (await mona.get("/api/v1/bookings?limit=1")).items[0].id;
    const stranger = sarah.socket();
    await stranger.connected_();
    for (const id of [theirs, NOTHING]) {
      const refused = await stranger.ask("join", { room: `booking:${id}` });
      assert.deepEqual([refused.ok, refused.error.code], [false, "not_found"]);
      const chat = await stranger.ask("join", { room: `conversation:${id}` });
      assert.equal(chat.ok, false);
    }
    assert.equal((await stranger.ask("join", { room: "booking:1" })).error.code, "bad_request");
    assert.equal((await stranger.ask("join", "booking")).error.code, "bad_request");
    assert.equal((await stranger.ask("whatever", {})).error.code, "bad_request");
    const staff = operator.socket();
    await staff.connected_();
    assert.equal((await staff.ask("join", { room: `booking:${theirs}` })).ok, true);
  });

  test("whoever it is comes into exactly the rooms whose things the API shows", async () => {
    const electrician = await Person.logIn(server.url, "01100000001");
    const bookings = (await mona.get("/api/v1/bookings?limit=3")).items.map((b) => b.id);
    const chats = (await mona.get("/api/v1/conversations")).items.map((c) => c.id).slice(0, 3);
    assert.ok(bookings.length > 0 && chats.length > 0);
    const things = [...[...bookings, NOTHING].map((id) => ["booking", id]), ...[...chats, NOTHING].map((id) => ["conversation", id])];
    const sarahs = (await sarah.get("/api/v1/me")).id;
    const people = { owner: mona, "another customer": sarah, bound: plumber, "another technician": electrician, admin: operator };
    const seen = { yes: 0, no: 0 };
    const held = async (who, person) => {
      const socket = person.socket();
      await socket.connected_();
      for (const [kind, id] of things) {
        const shown = await person.get(`/api/v1/${kind}s/${id}`).then(() => true, ({ status }) => { assert.ok([403, 404].includes(status), `${who}: ${status}`); return false; });
        const joined = await socket.ask("join", { room: `${kind}:${id}` });
        assert.equal(joined.ok, shown, `${who} and ${kind} ${id}: ${JSON.stringify(joined.error)}`);
        seen[shown ? "yes" : "no"] += 1;
        await pause(60);
      }
      socket.disconnect();
    };
    for (const [who, person] of Object.entries(people)) await held(who, person);
    // The other kinds of staff: the demo world has one of each no more than it must.
    const become = (role, type) => sql(`update identity.users set role = '${role}', user_type = '${type}' where id = '${sarahs}';
      update realtime.accounts set role = '${role}' where user_id = '${sarahs}'`);
    try {
      for (const role of ["support", "finance", "operations"]) {
        become(role, "admin");
        await held(role, await Person.logIn(server.url, PEOPLE.sarah));
      }
    } finally {
      become("customer", "customer");
    }
    sarah = await Person.logIn(server.url, PEOPLE.sarah);
    assert.equal(seen.yes + seen.no, 8 * things.length);
    assert.ok(seen.yes > 15 && seen.no > 15, JSON.stringify(seen));
  });

  test("a token is renewed by the same person only", async () => {
    const socket = mona.socket();
    await socket.connected_();
    const fresh = await Person.logIn(server.url, PEOPLE.mona);
    const renewed = await socket.ask("authenticate", { token: fresh.token });
    assert.equal(renewed.ok, true);
    assert.ok(Date.parse(renewed.expiresAt) > Date.now());
    assert.equal((await socket.ask("authenticate", { token: sarah.token })).error.code, "unauthenticated");
    assert.equal((await socket.ask("authenticate", { token: "x" })).error.code, "unauthenticated");
  });

  test("two devices hear the same, and one that was away gets exactly what it missed", async () => {
    const booking = await booked(mona, plumber);
    const room = `booking:${booking.id}`;
    const [one, two] = [mona.socket(), mona.socket({ transports: ["polling"] })];
    await Promise.all([one.connected_(), two.connected_()]);
    const [first] = await Promise.all([one.ask("join", { room }), two.ask("join", { room })]);
    await accept(plumber, booking);
    await until("both", () => [one, two].every((s) => s.of("booking.updated", room).some((e) => e.change === "booking.confirmed")));
    const before_ = one.of("booking.updated", room).map((e) => e.seq);
    const epoch = first.epoch;
    one.io.reconnection(false);
    one.io.engine.close(); // the network goes away
    await until("the loss", () => !one.connected);
    await plumber.post(`/api/v1/bookings/${booking.id}/en-route`);
    tellNoise(booking.id, 5);
    await until("the other device", () => two.of("booking.updated", room).filter((e) => e.change === "booking.noise").length === 5);

    one.heard.length = 0;
    one.connect();
    await one.connected_();
    const again = await one.ask("join", { room, epoch, seq: before_.at(-1) });
    assert.equal(again.replayed, true);
    const missed = () => one.of("booking.updated", room);
    await until("what was missed", () => missed().length >= again.missed);
    tellNoise(booking.id, 1);
    await until("the next", () => two.of("booking.updated", room).filter((e) => e.change === "booking.noise").length === 6
      && missed().length >= again.missed + 1);
    const all = [...before_, ...inOrder(missed())];
    const others = inOrder(two.of("booking.updated", room));
    assert.deepEqual(all.filter((s) => s >= others[0]), others.filter((s) => s >= all[0]));

    // Another epoch, or too long ago: the present state instead.
    const lost = await one.ask("join", { room, epoch: "another", seq: before_.at(-1) });
    assert.equal(lost.replayed, false);
    assert.equal(lost.snapshot.booking.stage, "en_route");
    await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  });

  test("a technician who is replaced leaves at once and hears nothing more", async () => {
    const booking = await booked(sarah, plumber);
    const room = `booking:${booking.id}`;
    await accept(plumber, booking);
    const [customer, provider] = [sarah.socket(), plumber.socket()];
    await Promise.all([customer.connected_(), provider.connected_()]);
    assert.equal((await provider.ask("join", { room })).ok, true);
    assert.equal((await customer.ask("join", { room })).ok, true);
    await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
    await until("to be sent out", () => provider.heard.find((h) => h.event === "room.left" && h.room === room));
    tellNoise(booking.id, 3);
    await until("the customer", () => customer.of("booking.updated", room).filter((e) => e.change === "booking.noise").length === 3);
    const left = provider.heard.findIndex((h) => h.event === "room.left" && h.room === room);
    assert.deepEqual(provider.heard.slice(left + 1).filter((h) => h.room === room), []);
    assert.equal((await provider.ask("join", { room })).error.code, "not_found");
  });

  test("who reads too slowly is sent away, comes back and goes on from the present state", async () => {
    const booking = await booked(mona, plumber);
    const room = `booking:${booking.id}`;
    const [slow, quick] = [mona.socket(), mona.socket()];
    await Promise.all([slow.connected_(), quick.connected_()]);
    const joined = await slow.ask("join", { room });
    await quick.ask("join", { room });
    slow.io.reconnection(false);
    slow.io.engine.transport.ws._socket.pause();
    const noise = (s) => s.of("booking.updated", room).filter((e) => e.change === "booking.noise");
    const goodbyes = async () => /osta_realtime_goodbyes_total\{code="realtime.too_slow"\} [1-9]/.test(
      await fetch(`${server.url}/metrics`).then((r) => r.text()));
    let told = 0;
    while (!(await goodbyes())) {
      assert.ok(told < 30_000, "the buffers are bounded");
      tellNoise(booking.id, 500);
      told += 500;
      await until("the quick one", () => noise(quick).length === told, 60_000);
    }
    inOrder(noise(quick));
    slow.io.engine.transport.ws._socket.resume();
    await until("the end", () => !slow.connected);
    assert.ok(noise(slow).length < told);
    inOrder(noise(slow));
    slow.connect();
    await until("to be back", () => slow.connected);
    const seen = slow.of("booking.updated", room).at(-1)?.seq ?? joined.seq;
    const back = await slow.ask("join", { room, epoch: joined.epoch, seq: seen });
    assert.equal(back.replayed || back.seq === noise(quick).at(-1).seq, true);
    tellNoise(booking.id, 3);
    await until("to go on", () => noise(slow).at(-1)?.seq > noise(quick)[told - 1].seq && noise(quick).length === told + 3);
    await mona.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  });

  test("somebody who floods is sent away", async () => {
    const socket = sarah.socket({ reconnection: false });
    await socket.connected_();
    for (let n = 0; n < 1_000; n += 1) socket.emit("leave", { room: "me" });
    // Its goodbye may be lost behind what it still sends itself.
    await until("the loss", () => !socket.connected);
    const metrics = await fetch(`${server.url}/metrics`).then((r) => r.text());
    assert.match(metrics, /osta_realtime_goodbyes_total\{code="realtime.too_many_events"\} 1/);
  });

  test("a suspended account is put out at once and not let in again", async () => {
    const socket = sarah.socket();
    await socket.connected_();
    const me = socket.of("ready")[0].userId;
    await operator.post(`/api/v1/admin/users/${me}/suspend`, { reason: "a test of the sockets" });
    await until("goodbye", () => socket.of("bye").find((b) => b.code === "realtime.account_closed" && b.comeBack === false));
    await until("the read model", () => sql(`select not is_active from realtime.accounts where user_id = '${me}'`) === "t");
    const again = sarah.socket({ reconnection: false });
    const error = await new Promise((done) => again.on("connect_error", done));
    // Its token ended with the suspension: whichever of the two is asked first says no.
    assert.match(JSON.parse(error.message).code, /^(unauthenticated|realtime\.account_closed)$/);
  });
});

test("frames of chance harm nobody else", { timeout: 120_000 }, async (t) => {
  const seed = Number(process.env.OSTA_SEED ?? Date.now() % 1_000_000);
  const server = await serve({ env: { OSTA_REALTIME__CONNECTIONS_A_MINUTE: "100000" } });
  const [mona, plumber] = await Promise.all([Person.logIn(server.url, PEOPLE.mona), Person.logIn(server.url, PEOPLE.plumber)]);
  const frames = new Frames(seed, mona.token);
  const witness = plumber.socket();
  await witness.connected_();
  const before = await memoryOf(server);
  const sent = { frames: 0, connections: 0 };
  await Promise.all(Array.from({ length: 20 }, () => rave(server, frames, 200, sent)));
  assert.ok(sent.frames > 3_000, `seed ${seed}: only ${sent.frames} frames were sent`);
  t.diagnostic(`seed ${seed}: ${sent.frames} frames over ${sent.connections} connections`);
  // Who behaved is still there, and is answered.
  assert.equal(witness.connected, true, `seed ${seed}`);
  assert.equal(witness.of("ready").length, 1, `seed ${seed}: never had to come back`);
  assert.equal((await witness.ask("join", { room: "booking:nonsense" })).ok, false);
  const newcomer = mona.socket();
  await newcomer.connected_();
  const grown = (await memoryOf(server)) - before;
  assert.ok(grown < 96 * 1024, `seed ${seed}: memory grew by ${grown} KiB`);
  const said = server.log();
  for (const word of ["panicked", '"ERROR"']) assert.ok(!said.includes(word), `seed ${seed}: ${said.slice(-2_000)}`);
  await server.stop();
});

test("after a restart nothing is missed and nothing comes twice", { timeout: 120_000 }, async () => {
  const port = await freePort();
  const env = { OSTA_REALTIME__REMEMBERED: "30" };
  let server = await serve({ port, env });
  const [mona, plumber] = await Promise.all([Person.logIn(server.url, PEOPLE.mona), Person.logIn(server.url, PEOPLE.plumber)]);
  const booking = await booked(mona, plumber);
  const room = `booking:${booking.id}`;
  const socket = mona.socket();
  await socket.connected_();
  const joined = await socket.ask("join", { room });
  tellNoise(booking.id, 2);
  await until("two", () => socket.of("booking.updated", room).filter((e) => e.change === "booking.noise").length === 2);
  const seen = socket.of("booking.updated", room).at(-1).seq;
  await server.stop();
  assert.ok(socket.of("bye").some((b) => b.code === "realtime.restarting" && b.comeBack));
  tellNoise(booking.id, 3);
  server = await serve({ port, env });
  await until("to be back by itself", () => socket.connected && socket.of("ready").length === 2);
  const back = await socket.ask("join", { room, epoch: joined.epoch, seq: seen });
  assert.equal(back.replayed, true);
  await until("the missed", () => socket.of("booking.updated", room).filter((e) => e.change === "booking.noise").length === 5);
  inOrder(socket.of("booking.updated", room));
  // More than is remembered: the present state.
  const last = socket.of("booking.updated", room).at(-1).seq;
  await server.stop();
  tellNoise(booking.id, 60);
  server = await serve({ port, env });
  await until("to be back by itself", () => socket.connected && socket.of("ready").length === 3);
  const state = await socket.ask("join", { room, epoch: joined.epoch, seq: last });
  assert.equal(state.replayed, false);
  assert.equal(state.snapshot.booking.id, booking.id);
  assert.ok(state.seq >= last + 60);
  await mona.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  closeAll();
  await server.stop();
});

test("sockets in a process of their own, behind the gateway", { timeout: 120_000 }, async () => {
  const [front, behind] = [await freePort(), await freePort()];
  const rest = ["identity", "catalog", "providers", "tracking", "booking", "payments", "notifications", "ratings", "admin", "gateway"];
  const env = { OSTA_SERVICE_URLS__REALTIME: `http://127.0.0.1:${behind}` };
  for (const name of rest) env[`OSTA_SERVICE_URLS__${name.toUpperCase()}`] = `http://127.0.0.1:${front}`;
  const gateway = await serve({ port: front, services: rest, env, name: "gateway" });
  const realtime = await serve({ port: behind, services: ["realtime"], env, name: "realtime" });
  const [mona, plumber] = await Promise.all([Person.logIn(gateway.url, PEOPLE.mona), Person.logIn(gateway.url, PEOPLE.plumber)]);
  const sockets = [mona.socket(), mona.socket({ transports: ["polling"] }), mona.socket({ transports: ["polling", "websocket"] })];
  await Promise.all(sockets.map((s) => s.connected_()));
  const booking = await booked(mona, plumber);
  const room = `booking:${booking.id}`;
  for (const socket of sockets) assert.equal((await socket.ask("join", { room })).snapshot.booking.id, booking.id);
  await accept(plumber, booking);
  await plumber.post(`/api/v1/bookings/${booking.id}/en-route`);
  for (const socket of sockets) {
    const told = await until("en route", () => socket.of("booking.updated", room).find((e) => e.data.stage === "en_route"));
    assert.deepEqual(told.data, await mona.get(`/api/v1/bookings/${booking.id}`));
    await until("a position", async () => {
      await beAt(plumber, 29.9628, 31.257);
      return socket.of("location.updated", room).length > 0;
    });
  }
  await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  closeAll();
  await Promise.all([gateway.stop(), realtime.stop()]);
});

test("two nodes and a Redis between them", { timeout: 120_000 }, async (t) => {
  const between = await redis();
  if (!between) return t.skip("there is no redis-server here");
  const env = { REDIS_URL: between.url };
  const [one, two] = await Promise.all([serve({ env, name: "one" }), serve({ env, name: "two" })]);
  const [mona, plumber] = await Promise.all([Person.logIn(one.url, PEOPLE.mona), Person.logIn(two.url, PEOPLE.plumber)]);
  const booking = await booked(mona, plumber);
  const room = `booking:${booking.id}`;
  const [here, there] = [mona.socket({ url: one.url }), mona.socket({ url: two.url })];
  await Promise.all([here.connected_(), there.connected_()]);
  const [joined] = await Promise.all([here.ask("join", { room }), there.ask("join", { room })]);
  await accept(plumber, booking);
  await plumber.post(`/api/v1/bookings/${booking.id}/en-route`);
  // The provider reports to node two; those on node one see it too.
  for (const socket of [here, there]) {
    await until("en route", () => socket.of("booking.updated", room).find((e) => e.data.stage === "en_route"));
    await until("a position", async () => {
      await beAt(plumber, 29.9628, 31.257);
      return socket.of("location.updated", room).find((e) => e.data.sight === "live");
    });
  }
  tellNoise(booking.id, 20);
  const noise = (s) => s.of("booking.updated", room).filter((e) => e.change === "booking.noise").map((e) => e.seq);
  await until("both nodes", () => noise(here).length === 20 && noise(there).length === 20);
  assert.deepEqual(noise(here), noise(there), "the same numbers on every node");

  // From one node to the other, exactly what is missing.
  const half = noise(here)[9];
  const moved = mona.socket({ url: two.url });
  await moved.connected_();
  const back = await moved.ask("join", { room, epoch: joined.epoch, seq: half });
  assert.equal(back.replayed, true);
  await until("the rest", () => noise(moved).length === 10);
  assert.deepEqual(noise(moved), noise(here).slice(10));

  // Without Redis facts still arrive everywhere.
  await between.stop();
  tellNoise(booking.id, 5);
  await until("both nodes", () => noise(here).length === 25 && noise(there).length === 25);
  await plumber.post(`/api/v1/bookings/${booking.id}/cancel`, { reason: "test" });
  closeAll();
  await Promise.all([one.stop(), two.stop()]);
});
