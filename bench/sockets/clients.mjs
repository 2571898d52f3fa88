// Many Socket.IO clients over websocket in one process, with as little of their own as possible: they
// speak Engine.IO 4 and Socket.IO 5 by hand, join one room and count what comes.
//
// node clients.mjs <url>; commands and answers are lines of JSON on stdin and stdout.

import { createInterface } from "node:readline";
import WebSocket from "ws";

const url = process.argv[2].replace(/^http/, "ws") + "/socket.io/?EIO=4&transport=websocket";
const AT_ONCE = 50;
const state = { open: 0, joined: 0, lost: 0, again: 0, why: null, heard: 0, bytes: 0, sample: null };
const sockets = [];
// How long each position took from its sender to here, in milliseconds.
const tookMs = [];
const now = () => performance.timeOrigin + performance.now();
// Of a time with microseconds, which Date does not have.
const instant = (text) => Date.parse(`${text.slice(0, 19)}Z`) + Number(`0.${/\.(\d+)/.exec(text)?.[1] ?? 0}`) * 1_000;

function connect({ auth, room, event, stamped }) {
  return new Promise((done, failed) => {
    const ws = new WebSocket(url, { perMessageDeflate: false });
    let joined = false;
    ws.on("error", failed);
    ws.on("close", () => { if (joined) state.lost += 1; else failed(new Error("closed before it was in")); });
    const begins = `42["${event}"`;
    ws.on("message", (data) => {
      const text = data.toString("latin1");
      if (text === "2") return ws.send("3");
      if (text.startsWith("0{")) return ws.send(`40${JSON.stringify(auth)}`);
      if (text.startsWith("40")) { state.open += 1; return ws.send(`420["join",${JSON.stringify({ room })}]`); }
      if (text.startsWith("44")) return failed(new Error(text));
      // Sent away before it was in, as a busy server may: it comes back, like every client does.
      if (!joined && (text === "41" || text.startsWith('42["bye"'))) {
        state.again += 1;
        state.why ??= text;
        ws.removeAllListeners("close");
        ws.terminate();
        return done(connect({ auth, room, event, stamped }));
      }
      if (text.startsWith("430")) {
        if (!text.includes('"ok":true')) return failed(new Error(text));
        joined = true;
        state.joined += 1;
        return done();
      }
      if (text.startsWith(begins)) {
        state.heard += 1;
        state.bytes += data.length;
        state.sample ??= data.toString();
        if (stamped) tookMs.push(now() - instant(JSON.parse(data.toString().slice(2))[1].data.at));
      }
    });
    sockets.push(ws);
  });
}

const commands = {
  async connect({ count, ...how }) {
    let left = count;
    const worker = async () => { while (left > 0) { left -= 1; await connect(how); } };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  },
  // Waits until so many events were heard in all.
  async hear({ total, patienceMs }) {
    const deadline = Date.now() + patienceMs;
    while (state.heard < total) {
      if (Date.now() > deadline) throw new Error(`heard ${state.heard} of ${total}, ${state.lost} lost`);
      await new Promise((next) => setTimeout(next, 5));
    }
  },
  async look() {},
  // How long positions took.
  async took() {
    tookMs.sort((a, b) => a - b);
    const at = (share) => tookMs[Math.round((tookMs.length - 1) * share)];
    state.took = { count: tookMs.length, p50: at(0.5), p99: at(0.99), most: at(1) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  try {
    await commands[command](rest);
    console.log(JSON.stringify({ ok: true, ...state, at: now() }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: String(error), ...state }));
  }
}
for (const ws of sockets) ws.terminate();
process.exit(0);
