// Our sockets inside `osta serve` beside Node's Socket.IO server: in turns, each in a fresh process,
// each on the first core, their clients on the second. Prints one JSON document.
//
// DATABASE_URL names an empty database, OSTA_PROGRAM the program.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clients, cpuUs, pin, pssKiB } from "./tools.mjs";
import { PEOPLE, Person, accept, booked, freePort, killAll, makeWorld, pause, serve, tellNoise, until } from "../../tests/realtime/harness.mjs";

const CLIENTS = Number(process.env.CLIENTS ?? 4_000);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const BURSTS = Number(process.env.BURSTS ?? 8);
// Fewer than a slow client's buffer holds.
const EVENTS_A_BURST = 10;
const IDLE_MS = 10_000;
const here = new URL(".", import.meta.url).pathname;
const home = mkdtempSync(join(tmpdir(), "osta-bench-sockets-"));
const event = "booking.updated";
const say = (text) => process.stderr.write(`${text}\n`);
const env = {
  OSTA_REALTIME__MOST_SOCKETS_AN_ACCOUNT: "100000", OSTA_REALTIME__MOST_SOCKETS_AN_ADDRESS: "100000",
  OSTA_REALTIME__CONNECTIONS_A_MINUTE: "1000000", OSTA_LOG_FILTER: "error",
};

// One round against a running server.
async function measure({ pid, url, auth, room, tell }) {
  pin(pid, 0);
  await pause(2_000);
  const many = clients(url);
  // The first few let everything grow that is there once and not once a connection.
  await many.ask("connect", { count: 50, auth, room, event });
  tell(EVENTS_A_BURST);
  await many.ask("hear", { total: 50 * EVENTS_A_BURST, patienceMs: 30_000 });
  await pause(2_000);
  const before = { kib: pssKiB(pid), cpu: cpuUs(pid), at: Date.now() };
  await many.ask("connect", { count: CLIENTS, auth, room, event });
  const connected = { cpu: cpuUs(pid), at: Date.now() };
  await pause(5_000);
  const kib = pssKiB(pid);
  const quiet = cpuUs(pid);
  await pause(IDLE_MS);
  const idleUs = (cpuUs(pid) - quiet) / (IDLE_MS / 1_000);
  const told = { cpu: cpuUs(pid), heard: (await many.ask("look")).heard, at: Date.now() };
  let total = told.heard;
  for (let burst = 0; burst < BURSTS; burst += 1) {
    total += (CLIENTS + 50) * EVENTS_A_BURST;
    tell(EVENTS_A_BURST);
    await many.ask("hear", { total, patienceMs: 120_000 });
  }
  const done = { cpu: cpuUs(pid), at: Date.now() };
  const { heard, lost, bytes, sample } = await many.ask("look");
  await many.end();
  const deliveries = heard - told.heard;
  return {
    sample, lost, deliveries, bytes: Math.round(bytes / heard),
    kibAConnection: (kib - before.kib) / CLIENTS,
    baseKiB: before.kib,
    cpuUsADelivery: (done.cpu - told.cpu) / deliveries,
    deliveriesASecond: deliveries / ((done.at - told.at) / 1_000),
    idleCpuUsASecond: idleUs,
    cpuUsAConnect: (connected.cpu - before.cpu) / CLIENTS,
    connectsASecond: CLIENTS / ((connected.at - before.at) / 1_000),
  };
}

async function ours(round) {
  const server = await serve({ env, name: `ours-${round}` });
  try {
    const mona = await Person.logIn(server.url, PEOPLE.mona);
    return await measure({
      pid: server.pid, url: server.url, auth: { token: mona.token, lang: "en" }, room,
      tell: (count) => tellNoise(bookingId, count),
    });
  } finally {
    await server.stop();
  }
}

async function node(round, file) {
  const port = await freePort();
  const child = spawn("node", [join(here, "peer.mjs"), String(port), file], {
    env: { ...process.env, NODE_ENV: "production" }, stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await until("the peer", () => fetch(url).then((r) => r.ok, () => false));
    return await measure({
      pid: child.pid, url, auth: { token: "x".repeat(700), lang: "en" }, room,
      tell: (count) => fetch(`${url}/tell?count=${count}`, { method: "POST" }),
    });
  } finally {
    child.kill("SIGKILL");
    await new Promise((ended) => child.on("exit", ended));
  }
}

say("making a town …");
await makeWorld();
let bookingId, room;
{
  const server = await serve({ env, name: "first" });
  const [mona, plumber] = await Promise.all([Person.logIn(server.url, PEOPLE.mona), Person.logIn(server.url, PEOPLE.plumber)]);
  const booking = await booked(mona, plumber);
  await accept(plumber, booking);
  bookingId = booking.id;
  room = `booking:${bookingId}`;
  await server.stop();
}
const rounds = { ours: [], node: [] };
const file = join(home, "event.json");
for (let round = 1; round <= ROUNDS; round += 1) {
  const one = await ours(round);
  say(`ours ${round}: ${JSON.stringify({ ...one, sample: undefined })}`);
  // The peer tells the very same.
  writeFileSync(file, JSON.stringify({ event, body: JSON.parse(one.sample.slice(2))[1] }));
  rounds.ours.push(one);
  const other = await node(round, file);
  say(`node ${round}: ${JSON.stringify({ ...other, sample: undefined })}`);
  rounds.node.push(other);
}
killAll();
rmSync(home, { recursive: true, force: true });
const keys = ["kibAConnection", "baseKiB", "cpuUsADelivery", "deliveriesASecond", "idleCpuUsASecond", "cpuUsAConnect", "connectsASecond", "bytes", "lost"];
const of = (key, list) => {
  const values = list.map((r) => r[key]).sort((a, b) => a - b);
  return { median: values[values.length >> 1], min: values[0], max: values.at(-1) };
};
const summary = (list) => Object.fromEntries(keys.map((key) => [key, of(key, list)]));
console.log(JSON.stringify({ clients: CLIENTS, rounds: ROUNDS, ours: summary(rounds.ours), node: summary(rounds.node) }));
process.exit(0);
