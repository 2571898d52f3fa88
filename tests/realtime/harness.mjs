// What the tests stand on: the built program with the demo world in a database of its own, people
// of that world, and the official client.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";

const root = new URL("../..", import.meta.url).pathname;
export const program = process.env.OSTA_PROGRAM ?? join(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/osta");
export const PASSWORD = "osta-demo-world";
export const PEOPLE = { mona: "01000000001", sarah: "01000000002", plumber: "01100000000", operator: "01200000001" };
const PATIENCE = 30_000;
const home = mkdtempSync(join(tmpdir(), "osta-realtime-"));
const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(what, look, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await pause(40);
  }
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function start(name, command, args, env) {
  const log = join(home, `${name}.log`);
  const out = openSync(log, "a");
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd: home, stdio: ["ignore", out, out] });
  children.add(child);
  const ended = new Promise((done) => child.on("exit", (code) => { children.delete(child); done(code); }));
  return { name, child, ended, log: () => readFileSync(log, "utf8") };
}

async function ready(process_, port) {
  await until(`${process_.name} to be ready`, async () => {
    if (process_.child.exitCode !== null) throw new Error(`${process_.name} ended:\n${process_.log().slice(-3000)}`);
    return fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false);
  }, 120_000);
}

const usual = {
  OSTA_GENERAL_LIMIT_PER_MINUTE: "1000000", OSTA_DATA_DIR: join(home, "files"), OSTA_HOME: home,
  OSTA_INTERNAL_TOKEN: "tests-of-the-sockets", OSTA_LOG_FILTER: process.env.OSTA_LOG_FILTER ?? "warn",
};

// Makes the demo world; once a database.
export async function makeWorld() {
  const port = await freePort();
  const up = start("up", program, ["up", "--port", String(port)], usual);
  await ready(up, port);
  up.child.kill("SIGTERM");
  await up.ended;
}

// A running platform: everything in one process, or some services of it.
export async function serve({ port, services, env = {}, name = "serve" } = {}) {
  port ??= await freePort();
  const args = services ? ["serve", "--services", services.join(",")] : ["serve"];
  const process_ = start(name, program, args, { ...usual, OSTA_LISTEN: `127.0.0.1:${port}`, ...env });
  await ready(process_, port);
  return {
    port, url: `http://127.0.0.1:${port}`, log: process_.log, pid: process_.child.pid,
    async stop(signal = "SIGTERM") { process_.child.kill(signal); await process_.ended; },
  };
}

// A Redis of the tests' own; nothing when there is none on this machine.
export async function redis() {
  if (spawnSync("redis-server", ["--version"]).error) return null;
  const port = await freePort();
  const server = start("redis", "redis-server", ["--port", String(port), "--save", "", "--appendonly", "no", "--dir", home], {});
  await until("redis", () => spawnSync("redis-cli", ["-p", String(port), "ping"]).stdout?.toString().trim() === "PONG");
  return { url: `redis://127.0.0.1:${port}/`, async stop() { server.child.kill("SIGKILL"); await server.ended; } };
}

export class Person {
  constructor(url, phone) { this.url = url; this.phone = phone; }

  static async logIn(url, phone) {
    const person = new Person(url, phone);
    const session = await person.call("POST", "/api/v1/auth/login", { phone, password: PASSWORD });
    person.token = session.accessToken;
    return person;
  }

  async call(method, path, body) {
    const headers = { "accept-language": "en", "content-type": "application/json" };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const answer = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const json = await answer.json().catch(() => null);
    if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`), { status: answer.status });
    return json;
  }

  get(path) { return this.call("GET", path); }
  post(path, body = {}) { return this.call("POST", path, body); }

  socket(options = {}) {
    const { auth = {}, url = this.url, ...rest } = options;
    return listen(io(url, {
      transports: ["websocket"], forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 300,
      auth: (give) => give({ token: this.token, lang: "en", ...auth }), ...rest,
    }));
  }
}

const open = new Set();

// Everything a socket hears, in order.
export function listen(socket) {
  socket.heard = [];
  socket.onAny((event, body) => socket.heard.push({ event, ...body }));
  socket.of = (event, room) => socket.heard.filter((h) => h.event === event && (!room || h.room === room));
  socket.ask = (event, body) => socket.timeout(10_000).emitWithAck(event, body);
  socket.connected_ = () => until("ready", () => socket.of("ready").at(-1));
  // As docs/realtime.md has it.
  socket.on("disconnect", (reason) => {
    const bye = socket.of("bye").at(-1);
    if (reason === "io server disconnect" && socket.io.reconnection() && (!bye || bye.comeBack)) {
      setTimeout(() => socket.connect(), bye?.afterMs ?? 500).unref();
    }
  });
  open.add(socket);
  return socket;
}

export function closeAll() {
  for (const socket of open) {
    socket.io.reconnection(false);
    socket.disconnect();
  }
  open.clear();
}

export function killAll() {
  for (const child of children) child.kill("SIGKILL");
}

// A booking of Mona's that the plumber has accepted.
export async function booked(mona, plumber) {
  const services = await mona.get(`/api/v1/services?q=${encodeURIComponent("حنفية بتنقط")}`);
  const service = services.items.find((s) => s.pricing === "fixed_scope");
  const pin = { lat: 29.9618, lng: 31.257 };
  await beOnline(plumber, pin);
  const quote = await mona.post("/api/v1/quotes", { serviceId: service.id, pin });
  const address = { governorate: "EG-C", district: "المعادي", street: "شارع ٩", building: "12", pin };
  const booking = await mona.post("/api/v1/bookings", { quoteId: quote.id, address, paymentMethod: "cash" });
  return booking;
}

export async function accept(plumber, booking) {
  const offer = await until("an offer", async () =>
    (await plumber.get("/api/v1/offers")).items.find((o) => o.bookingId === booking.id));
  await plumber.post(`/api/v1/offers/${offer.id}/accept`);
  return offer;
}

export async function beOnline(plumber, pin) {
  for (const status of ["confirmed", "in_progress"]) {
    const left = await plumber.get(`/api/v1/bookings?status=${status}`);
    for (const b of left.items) await plumber.post(`/api/v1/bookings/${b.id}/cancel`, { reason: "test" }).catch(() => {});
  }
  const now = Date.now();
  await plumber.post("/api/v1/providers/me/exceptions", {
    startsAt: new Date(now - 1000).toISOString(), endsAt: new Date(now + 4 * 3600_000).toISOString(), works: true, note: "test",
  }).catch(() => {});
  await plumber.call("PUT", "/api/v1/providers/me/availability", { online: true });
  await until("the shift", () => beAt(plumber, pin.lat + 0.004, pin.lng).then(() => true, () => false));
}

export function beAt(plumber, lat, lng) {
  return plumber.post("/api/v1/locations", { lat, lng, accuracy: 8, recordedAt: new Date().toISOString() });
}

// Runs SQL as the owner of the database.
export function sql(text) {
  const done = spawnSync("psql", [process.env.DATABASE_URL, "-v", "ON_ERROR_STOP=1", "-qAtc", text], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

// Tells `count` facts of a booking that concern nobody but its room.
export function tellNoise(bookingId, count) {
  sql(`insert into bus.outbox (id, producer, aggregate_type, aggregate_id, version, type, payload, occurred_at)
    select gen_random_uuid(), 'booking', 'noise', gen_random_uuid(), 1, 'booking.noise', e.payload, now()
    from (select payload from bus.events where type like 'booking.%' and payload->'booking'->>'id' = '${bookingId}'
          order by position desc limit 1) e, generate_series(1, ${count})`);
}
