// What the measurements share: processor time and memory of a server, and its clients.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const here = new URL(".", import.meta.url).pathname;
const clockTicks = Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout);
export function cpuUs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1e6 / clockTicks;
}
export function pssKiB(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
}
export const pin = (pid, core) => spawnSync("taskset", ["-acp", String(core), String(pid)]);

export function clients(url) {
  const child = spawn("taskset", ["-c", "1", "node", join(here, "clients.mjs"), url], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(command, rest = {}) {
      child.stdin.write(`${JSON.stringify({ command, ...rest })}\n`);
      const answer = JSON.parse((await lines.next()).value);
      if (!answer.ok) throw new Error(`${command}: ${answer.error}`);
      return answer;
    },
    async end() {
      child.stdin.end();
      await new Promise((done) => child.on("exit", done));
    },
  };
}
