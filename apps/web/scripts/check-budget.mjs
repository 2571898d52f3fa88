/**
 * What a phone has to load before the first screen can be used: the page's script, the program and everything it imports,
 * its texts among them, as the gateway sends them (Brotli).
 */
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const BUDGET_KIB = 150;
const dist = resolve(fileURLToPath(import.meta.url), "../../dist");
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const initial = new Set();

function add(name) {
  if (initial.has(name)) return;
  initial.add(name);
  for (const next of manifest[name].imports ?? []) add(next);
}
add("src/app/main.tsx");

const size = (file) => {
  const path = join(dist, file);
  try {
    return statSync(`${path}.br`).size;
  } catch {
    return statSync(path).size;
  }
};
const index = readFileSync(join(dist, "index.html"), "utf8");
const own = Array.from(index.matchAll(/"\/(assets\/[^"]+\.js)"/g), ([, file]) => file);
const files = [...new Set([...own, ...Array.from(initial, (name) => manifest[name].file)])];
const total = files.reduce((sum, file) => sum + size(file), 0);
for (const file of files) console.log(`${(size(file) / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  first screen, of ${BUDGET_KIB} KiB`);
if (total > BUDGET_KIB * 1024) {
  console.error("The first screen loads more JavaScript than it may: load something later.");
  process.exitCode = 1;
}
