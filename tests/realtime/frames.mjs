// Engine.IO and Socket.IO frames that nobody would send: right ones with bytes turned, cut, doubled and
// mixed, over raw websockets. All chance comes from one seed.

import { readFileSync } from "node:fs";
import WebSocket from "ws";

// Of the connection, of the protocol above it, of binary events, and of what our server hears.
const RIGHT = [
  "2", "2probe", "3", "5", "6", "1", "40", "41", "42", "43", "44", "45", "46",
  '420["join",{"room":"me"}]', '421["join",{"room":"booking:0190c0de-0000-7000-8000-000000000000"}]',
  '422["join",{"room":"booking:0190c0de-0000-7000-8000-000000000000","seen":{"epoch":"5f1c","seq":9007199254740993}}]',
  '42["leave",{"room":"me"}]', '423["authenticate",{"token":"TOKEN"}]', '423["authenticate",{"token":null}]',
  '424["typing",{"room":"me","typing":true}]', '42["no such event",1,2,3,[[[[[]]]]]]', "42[]", "42{}", "42null",
  '451-["join",{"_placeholder":true,"num":0}]', '459999999-["join",{"_placeholder":true,"num":4294967296}]',
  '40/other,{"token":"TOKEN"}', '40{"token":"TOKEN","lang":"xx","seen":"never"}', '430[{"ok":true}]', '4312345678901234567890[]',
  "b4AAECAwQ=", "bAAAA", '42["join",{"room":"\\ud800"}]', `42${"[".repeat(2_000)}`, `42["join",{"room":"${"ب".repeat(3_000)}"}]`,
];
const WORDS = ["-", ",", "/", "[", "]", "{", "}", '"', "\\u0000", "null", "_placeholder", "18446744073709551616", "1e999", "\u202e", "٣"];

export class Frames {
  constructor(seed, token) { this.state = BigInt(seed); this.token = token; }

  // SplitMix64.
  below(n) {
    this.state = (this.state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return Number((z ^ (z >> 31n)) % BigInt(n));
  }

  pick(list) { return list[this.below(list.length)]; }

  // The next one: text mostly, bytes sometimes.
  next() {
    let bytes = Buffer.from(this.pick(RIGHT).replace("TOKEN", this.token));
    for (let turns = this.below(3); turns > 0; turns -= 1) bytes = this.turned(bytes);
    return this.below(8) === 0 ? { data: bytes, binary: true } : { data: bytes.toString("utf8"), binary: false };
  }

  turned(bytes) {
    const at = this.below(bytes.length + 1);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (this.below(5)) {
      case 0: return Buffer.concat([head, Buffer.from(this.pick(WORDS)), tail]);
      case 1: return head;
      case 2: return Buffer.concat([head, Buffer.from([this.below(256)]), tail.subarray(1)]);
      case 3: return Buffer.concat([head, tail, tail]).subarray(0, 20_000);
      default: return Buffer.concat([head, Buffer.from(this.pick(RIGHT))]);
    }
  }
}

// One client that says so many of them, and comes back whenever it is sent away.
export async function rave(server, frames, count, sent) {
  for (let left = count; left > 0;) {
    const said = await connection(server, frames, left);
    left -= Math.max(said, 1);
    sent.frames += said;
    sent.connections += 1;
  }
}

// How many of them were said before the connection ended; every other one comes in as it should before.
function connection(server, frames, count) {
  return new Promise((done) => {
    let said = 0;
    const ws = new WebSocket(`${server.url.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`);
    const end = setTimeout(() => ws.terminate(), 10_000);
    ws.on("error", () => {});
    ws.on("close", () => { clearTimeout(end); done(said); });
    ws.on("open", async () => {
      if (frames.below(2) === 0) ws.send(`40${JSON.stringify({ token: frames.token, lang: "en" })}`);
      while (said < count && ws.readyState === WebSocket.OPEN) {
        const { data, binary } = frames.next();
        ws.send(data, { binary });
        said += 1;
        // Below the limit of events a second, so that what is odd is heard and not only how much there is.
        await new Promise((next) => setTimeout(next, frames.below(30)));
      }
      ws.terminate();
    });
  });
}

// What a server holds in memory, in KiB.
export const memoryOf = ({ pid }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
