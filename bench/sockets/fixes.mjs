// A position's way from a technician's device over HTTP to open maps over Socket.IO: `osta serve` with
// everything in it beside Node with Redis, in turns. Prints one JSON document.
//
// DATABASE_URL names an empty database, OSTA_PROGRAM the program.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PEOPLE, Person, accept, booked, freePort, killAll, makeWorld, pause, serve, until } from "../../tests/realtime/harness.mjs";
import { clients, cpuUs, pin } from "./tools.mjs";

const VIEWERS = Number(process.env.VIEWERS ?? 300);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const FIXES = 40;
const EVERY_MS = 500;
const here = new URL(".", import.meta.url).pathname;
const home = mkdtempSync(join(tmpdir(), "osta-bench-fixes-"));
const say = (text) => process.stderr.write(`${text}\n`);
const env = {
  OSTA_REALTIME__MOST_SOCKETS_AN_ACCOUNT: "100000", OSTA_REALTIME__MOST_SOCKETS_AN_ADDRESS: "100000",
  OSTA_REALTIME__CONNECTIONS_A_MINUTE: "1000000", OSTA_LOG_FILTER: "error",
};
const now = () => {
  const ms = performance.timeOrigin + performance.now();
  const micros = String(Math.floor((ms % 1) * 1_000)).padStart(3, "0");
  return `${new Date(Math.floor(ms)).toISOString().slice(0, -1)}${micros}Z`;
};

async function measure({ pid, others = [], url, auth, room, tell }) {
  for (const one of [pid, ...others]) pin(one, 0);
  const many = clients(url);
  await many.ask("connect", { count: VIEWERS, auth, room, event: "location.updated", stamped: true });
  await pause(2_000);
  const used = () => [pid, ...others].reduce((sum, one) => sum + cpuUs(one), 0);
  const quiet = used();
  await pause(FIXES * EVERY_MS);
  const before = { cpu: used(), idle: used() - quiet, heard: (await many.ask("look")).heard };
  for (let n = 0; n < FIXES; n += 1) {
    await tell({ lat: 29.9658 - n * 1e-5, lng: 31.257 + n * 1e-5, accuracy: 8, recordedAt: now() });
    await pause(EVERY_MS);
  }
  await pause(1_000);
  const spent = used() - before.cpu;
  const { took } = await many.ask("took");
  const { heard } = await many.ask("look");
  await many.end();
  const deliveries = heard - before.heard;
  return {
    p50Ms: took.p50, p99Ms: took.p99, mostMs: took.most, deliveries, wanted: VIEWERS * FIXES,
    cpuUsADelivery: spent / deliveries, cpuUsAFix: spent / FIXES,
    cpuUsAFixBeyondIdle: (spent - before.idle) / FIXES,
  };
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.text();
}

async function ours(round, { room }) {
  const server = await serve({ env, name: `ours-${round}` });
  try {
    const [mona, plumber] = await Promise.all([Person.logIn(server.url, PEOPLE.mona), Person.logIn(server.url, PEOPLE.plumber)]);
    return await measure({
      pid: server.pid, url: server.url, auth: { token: mona.token, lang: "en" }, room,
      tell: (fix) => plumber.post("/api/v1/locations", fix),
    });
  } finally {
    await server.stop();
  }
}

async function node({ bookingId, room }) {
  const [port, socket] = [await freePort(), join(home, "redis.sock")];
  const redis = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", home], { stdio: "ignore" });
  const child = spawn("node", [join(here, "fix-peer.mjs"), String(port), socket], {
    env: { ...process.env, NODE_ENV: "production" }, stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await until("the peer", () => fetch(url).then((r) => r.ok, () => false));
    return await measure({
      pid: child.pid, others: [redis.pid], url, auth: { token: "x".repeat(700), lang: "en" }, room,
      tell: (fix) => post(`${url}/locations`, { ...fix, bookingId, providerId: bookingId }),
    });
  } finally {
    for (const one of [child, redis]) {
      one.kill("SIGKILL");
      await new Promise((ended) => one.on("exit", ended));
    }
  }
}

say("making a town …");
await makeWorld();
let journey;
{
  const server = await serve({ env, name: "first" });
  const [mona, plumber] = await Promise.all([Person.logIn(server.url, PEOPLE.mona), Person.logIn(server.url, PEOPLE.plumber)]);
  const booking = await booked(mona, plumber);
  await accept(plumber, booking);
  await plumber.post(`/api/v1/bookings/${booking.id}/en-route`);
  journey = { bookingId: booking.id, room: `booking:${booking.id}` };
  await server.stop();
}
const rounds = { ours: [], node: [] };
for (let round = 1; round <= ROUNDS; round += 1) {
  rounds.ours.push(await ours(round, journey));
  say(`ours ${round}: ${JSON.stringify(rounds.ours.at(-1))}`);
  rounds.node.push(await node(journey));
  say(`node ${round}: ${JSON.stringify(rounds.node.at(-1))}`);
}
killAll();
rmSync(home, { recursive: true, force: true });
const of = (key, list) => {
  const values = list.map((r) => r[key]).sort((a, b) => a - b);
  return { median: values[values.length >> 1], min: values[0], max: values.at(-1) };
};
const summary = (list) => Object.fromEntries(Object.keys(list[0]).map((key) => [key, of(key, list)]));
console.log(JSON.stringify({ viewers: VIEWERS, fixes: FIXES, ours: summary(rounds.ours), node: summary(rounds.node) }));
process.exit(0);
