/**
 * Draws the pages that the gateway sends: one for each door of `src/app/doors.ts` and language, with
 * its first paint as text, the styles of that, and hints for the files that its screen needs.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Door, DoorName } from "../src/app/doors";
import type * as FirstPaint from "../src/app/first-paint";

export interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
export type Manifest = Record<string, Chunk>;

/** What the manifest calls the program; the page's own script begins it. */
export const PROGRAM = "src/app/main.tsx";
const LANGS = { ar: "rtl", en: "ltr" } as const;

/** The files of chunks and of all that these import. */
export function filesOf(manifest: Manifest, names: string[]): Set<string> {
  const files = new Set<string>();
  const add = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const name of names) add(name);
  return files;
}

/** Where nothing was chosen, what is said of the dark look holds for browsers that wish it. */
export function wishedDark(css: string): string {
  const rules: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < css.length; at++) {
    if (css[at] === "{") depth++;
    if (css[at] !== "}" || --depth > 0) continue;
    const rule = css.slice(from, at + 1).trim();
    from = at + 1;
    const selector = rule.slice(0, rule.indexOf("{"));
    const wished = selector.replace(/\[data-scheme="?dark"?\]/g, ":root:not([data-scheme])");
    if (wished !== selector) rules.push(rule.replace(selector, wished));
  }
  return rules.length > 0 ? `@media (prefers-color-scheme:dark){${rules.join("")}}` : "";
}

/** Leaves out the values of the theme that nothing in these styles asks for: the program brings them all. */
export function needed(css: string): string {
  const asked = new Set<string>();
  let before = -1;
  // A value may ask for another one.
  while (asked.size > before) {
    before = asked.size;
    for (const [, name = "", value = ""] of css.matchAll(/(?:[{;])(--[\w-]+|[a-z-]+):([^;}]*)/g)) {
      if (name.startsWith("--") && !asked.has(name)) continue;
      for (const [, one = ""] of value.matchAll(/var\((--[\w-]+)/g)) asked.add(one);
    }
  }
  return css.replace(/(--mui-[\w-]+):[^;}]*;?/g, (all, name: string) => (asked.has(name) ? all : ""));
}

/** The files that the page itself begins with. */
export function ownFiles(index: string): string[] {
  return Array.from(index.matchAll(/<(?:script|link)[^>]*"\/(assets\/[^"]+\.js)"/g), ([, file = ""]) => file);
}

/** Writes `pages/<door>.<lang>.html` and which addresses get which. */
export async function drawPages(root: string) {
  const dist = join(root, "dist");
  const { draw, DOORS } = await program(root);
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Manifest;
  const index = withStyles(dist, readFileSync(join(dist, "index.html"), "utf8"));
  writeFileSync(join(dist, "index.html"), index);
  const pages = join(dist, "pages");
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(pages);
  const own = new Set(ownFiles(index));
  for (const [name, door] of Object.entries(DOORS) as [DoorName, Door][]) {
    for (const [lang, dir] of Object.entries(LANGS) as ["ar" | "en", string][]) {
      const { html, css: all, names, whole } = draw(name, lang);
      const css = needed(all);
      if (/ style="/.test(html)) throw new Error(`${name}: the policy forbids styles in elements`);
      const wanted = [
        PROGRAM,
        ...(door.screen ? [`src/features/${door.screen}`] : []),
        ...(door.parts ?? []).map((part) => `locales/${lang}/${part}.json`),
      ];
      for (const one of wanted) if (!manifest[one]) throw new Error(`${name}: the build has no ${one}`);
      const files = Array.from(filesOf(manifest, wanted)).filter(
        (file) => file.endsWith(".js") && !own.has(file),
      );
      const key = `${dir} ${names.join(" ")}`;
      const head = [
        // For `src/app/boot.ts`, which asks for them once the page is seen.
        `<meta name="osta-files" content="${files.map((file) => `/${file}`).join(" ")}" />`,
        `<style nonce="__CSP_NONCE__">${wishedDark(css)}</style>`,
        `<style nonce="__CSP_NONCE__" data-emotion="${key}">${css}</style>`,
      ];
      const page = filled(index, [
        ['<html lang="ar" dir="rtl">', `<html lang="${lang}" dir="${dir}" __OSTA_SCHEME__>`],
        ["</head>", `${head.join("\n    ")}\n  </head>`],
        ['<div id="root"></div>', `<div id="root" data-drawn="${whole ? "whole" : "frame"}">${html}</div>`],
      ]);
      writeFileSync(join(pages, `${name}.${lang}.html`), page);
    }
  }
  const routes = Object.entries(DOORS).map(([page, { path }]) => ({ path, page }));
  writeFileSync(join(pages, "routes.json"), JSON.stringify(routes));
}

function filled(text: string, gaps: [string, string][]): string {
  return gaps.reduce((page, [gap, by]) => {
    if (!page.includes(gap)) throw new Error(`index.html has no ${gap}`);
    return page.replace(gap, () => by);
  }, text);
}

/** The page's own styles stand in it: what is seen first waits for no other file. */
function withStyles(dist: string, html: string): string {
  return html.replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)">/g, (_, file: string) => {
    const css = readFileSync(join(dist, file), "utf8").trim();
    return `<style nonce="__CSP_NONCE__">${css}${wishedDark(css)}</style>`;
  });
}

/** The part of the program that draws, built to run here. */
async function program(root: string): Promise<typeof FirstPaint> {
  const { build } = await import("vite");
  const { default: react } = await import("@vitejs/plugin-react");
  const out = mkdtempSync(join(tmpdir(), "osta-pages-"));
  try {
    await build({
      configFile: false,
      root,
      logLevel: "warn",
      plugins: [react()],
      resolve: { alias: { "@": join(root, "src"), "@locales": join(root, "locales") } },
      ssr: { noExternal: true },
      build: {
        ssr: "src/app/first-paint.tsx",
        outDir: out,
        emptyOutDir: true,
        copyPublicDir: false,
        minify: false,
        rolldownOptions: {
          output: { entryFileNames: "first-paint.mjs", chunkFileNames: "[name]-[hash].mjs" },
        },
      },
    });
    return (await import(pathToFileURL(resolve(out, "first-paint.mjs")).href)) as typeof FirstPaint;
  } finally {
    // What is imported is in memory.
    rmSync(out, { recursive: true, force: true });
  }
}
