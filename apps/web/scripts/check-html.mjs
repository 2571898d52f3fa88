/** What people wrote is never read as HTML: nothing in the program makes elements of a text. Tests may. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = resolve(fileURLToPath(import.meta.url), "../..");
const MAKES_ELEMENTS =
  /\b(dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|document\.write(ln)?)\b/;

const files = readdirSync(join(web, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => join("src", file));
for (const file of [...files, "public/sw.js"]) {
  for (const [n, line] of readFileSync(join(web, file), "utf8").split("\n").entries()) {
    const found = MAKES_ELEMENTS.exec(line);
    if (!found) continue;
    console.error(`${file}:${n + 1}: ${found[0]} reads a text as HTML`);
    process.exitCode = 1;
  }
}
