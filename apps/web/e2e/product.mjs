/** The running product: the one at OSTA_URL, or one that is started for the test. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = resolve(fileURLToPath(import.meta.url), "../../../..");

export async function product(port = Number(process.env.OSTA_E2E_PORT ?? 18180)) {
  if (process.env.OSTA_URL) {
    const url = process.env.OSTA_URL.replace(/\/$/, "");
    return { url, sandbox: process.env.OSTA_SANDBOX ?? nextPort(url), stop: async () => {} };
  }
  const url = `http://127.0.0.1:${port}`;
  // Another's product would answer in its place, with whatever stands in its data.
  if (await fetch(`${url}/readyz`).catch(() => null)) throw new Error(`something answers at ${url} already`);
  const home = mkdtempSync(join(tmpdir(), "osta-e2e-"));
  // The private PostgreSQL runs as another user, who has to pass through.
  chmodSync(home, 0o755);
  const log = join(home, "up.log");
  const out = openSync(log, "a");
  const program =
    process.env.OSTA_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(checkout, "target"), "debug/osta");
  const child = spawn(program, ["up", "--port", String(port)], {
    stdio: ["ignore", out, out],
    env: {
      ...process.env,
      OSTA_HOME: home,
      OSTA_CHECKOUT: checkout,
      // Everybody of every test comes from one address.
      OSTA_GENERAL_LIMIT_PER_MINUTE: "100000",
      // Cancelling costs at once: a test does not wait for the free minutes to pass.
      // A partner's program is on this machine, too.
      OSTA_NOTIFICATIONS__WEBHOOKS_LOOPBACK: "true",
      OSTA_BOOKING__RULES__FREE_AFTER_CONFIRMATION_S: "0",
    },
  });
  const ended = new Promise((done) => child.once("exit", done));
  // A run that ends badly leaves nothing running.
  const end = () => child.kill("SIGINT");
  process.once("exit", end);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  const stop = async () => {
    process.off("exit", end);
    end();
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  const began = Date.now();
  for (;;) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) break;
    if (child.exitCode !== null || Date.now() - began > 150_000) {
      const said = readFileSync(log, "utf8");
      await stop();
      throw new Error(`osta up did not become ready:\n${said}`);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
  return { url, sandbox: nextPort(url), stop };
}

function nextPort(url) {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname}:${Number(port) + 1}`;
}
