/**
 * Both languages have the same texts with the same gaps; a text that counts has every plural form
 * of its language; every text that the code asks for is there, and none is there for nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = resolve(fileURLToPath(import.meta.url), "../..");
const FORMS = { ar: ["zero", "one", "two", "few", "many", "other"], en: ["one", "other"] };
const problems = [];
const words = {};

for (const lang of ["ar", "en"]) {
  words[lang] = {};
  for (const file of readdirSync(join(web, "locales", lang))) {
    const found = JSON.parse(readFileSync(join(web, "locales", lang, file), "utf8"));
    for (const [key, text] of Object.entries(found)) {
      if (key in words[lang]) problems.push(`${lang}: ${key} stands in two files`);
      words[lang][key] = text;
      if (typeof text === "string") {
        if (!text.trim()) problems.push(`${lang}: ${key} is empty`);
        continue;
      }
      for (const form of FORMS[lang])
        if (!text[form]) problems.push(`${lang}: ${key} lacks the form ${form}`);
      for (const form of Object.keys(text))
        if (!FORMS[lang].includes(form)) problems.push(`${lang}: ${key} has no form ${form}`);
    }
  }
}

const gaps = (text) => {
  const all = typeof text === "string" ? text : Object.values(text).join(" ");
  return [...new Set(Array.from(all.matchAll(/\{(\w+)\}/g), ([, name]) => name))].sort().join(" ");
};
for (const key of new Set([...Object.keys(words.ar), ...Object.keys(words.en)])) {
  if (!(key in words.ar)) problems.push(`ar lacks ${key}`);
  else if (!(key in words.en)) problems.push(`en lacks ${key}`);
  else if (gaps(words.ar[key]) !== gaps(words.en[key]))
    problems.push(`${key} has other gaps in ar than in en`);
  else if (typeof words.ar[key] !== typeof words.en[key]) problems.push(`${key} counts in one language only`);
}

const code = readdirSync(join(web, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("generated"))
  .map((file) => readFileSync(join(web, "src", file), "utf8"))
  .join("\n");
/** Keys whose last part is a value of the API: `stage.${stage}`. */
const families = Array.from(code.matchAll(/`([a-z_]+\.)\$\{[^}]+\}(\w*)`/g), ([, start, end]) => [
  start,
  end,
]);
const literal = new Set(Array.from(code.matchAll(/"([a-z_]+\.[a-z0-9_]+)"/g), ([, key]) => key));
for (const key of Object.keys(words.en)) {
  const used =
    literal.has(key) || families.some(([start, end]) => key.startsWith(start) && key.endsWith(end));
  if (!used) problems.push(`nobody asks for ${key}`);
}
/** Text for people belongs into the files. */
for (const [line] of code.matchAll(/^.*>[^<>{}]*[\u0621-\u064a]{2,}[^<>{}]*<.*$/gm))
  problems.push(`Arabic in the code: ${line.trim()}`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${Object.keys(words.en).length} texts in both languages`);
