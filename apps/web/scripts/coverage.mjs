/**
 * Line coverage of the app: unit tests and browser tests together. A line counts as covered when
 * either reached it; a file that neither loaded counts with all its lines.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { relative } from "node:path";
import libCoverage from "istanbul-lib-coverage";

const AT_LEAST = 80;
const npm = (words, env = {}) =>
  execFileSync("npm", ["run", "--silent", ...words], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });

rmSync("coverage", { recursive: true, force: true });
npm(["unit", "--", "--coverage"]);
npm(["build"], { OSTA_COVERAGE: "1" });
let failed = false;
try {
  npm(["e2e"], { OSTA_COVERAGE: "1" });
} catch {
  // What the others reached counts all the same.
  failed = true;
} finally {
  npm(["build"]);
}

const lines = new Map();
for (const part of ["unit", "browser"]) {
  const file = `coverage/${part}/coverage-final.json`;
  if (!existsSync(file)) throw new Error(`${file} was not written.`);
  const map = libCoverage.createCoverageMap(JSON.parse(readFileSync(file, "utf8")));
  let known = 0;
  for (const path of map.files()) {
    const name = relative(process.cwd(), path).replace(/^.*?(?=src\/)/, "");
    if (!/^src\/.*\.tsx?$/.test(name) || /\.test\.tsx?$|^src\/generated\//.test(name)) continue;
    known++;
    const counts = lines.get(name) ?? new Map();
    for (const [line, hits] of Object.entries(map.fileCoverageFor(path).getLineCoverage()))
      counts.set(line, Math.max(hits, counts.get(line) ?? 0));
    lines.set(name, counts);
  }
  // Another build in between took the maps with it; such a run says nothing.
  if (known === 0) throw new Error(`${file} knows no file of src.`);
}
const perCent = (covered, all) => (all === 0 ? 100 : (100 * covered) / all);
let all = 0;
let covered = 0;
const rows = [];
for (const [name, counts] of lines) {
  const hit = Array.from(counts.values()).filter((hits) => hits > 0).length;
  all += counts.size;
  covered += hit;
  rows.push([perCent(hit, counts.size), counts.size - hit, name]);
}
rows.sort((a, b) => b[1] - a[1]);
for (const [share, missing, name] of rows.slice(0, 25))
  console.log(`${share.toFixed(1).padStart(6)} %  ${String(missing).padStart(4)} lines missing  ${name}`);
const total = perCent(covered, all);
console.log(`${total.toFixed(1).padStart(6)} %  of ${all} lines in ${lines.size} files`);
if (failed) {
  console.error("A browser test failed.");
  process.exitCode = 1;
}
if (total < AT_LEAST) {
  console.error(`Less than ${AT_LEAST} % of the app's lines are reached by a test.`);
  process.exitCode = 1;
}
