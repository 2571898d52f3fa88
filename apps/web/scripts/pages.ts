/**
 * Draws the pages that the gateway sends: one for each door of `src/app/doors.ts` and language, with
 * its first paint as text, the styles of that, and hints for the files that its screen needs.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Door, DoorName } from "../src/app/doors";
import type * as Drawing from "../src/app/drawing";
import type { Drawn } from "../src/app/first-paint";
import { drawSplash } from "./splash.ts";

export interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
export type Manifest = Record<string, Chunk>;

/** What the manifest calls the program; the page's own script begins it. */
export const PROGRAM = "src/app/main.tsx";
const LANGS = { ar: "rtl", en: "ltr" } as const;
type Lang = keyof typeof LANGS;

/** The files of chunks and of all that these import, each after those that it imports. */
export function filesOf(manifest: Manifest, names: string[]): Set<string> {
  const files = new Set<string>();
  const met = new Set<Chunk>();
  const add = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || met.has(chunk)) return;
    met.add(chunk);
    for (const next of chunk.imports ?? []) add(next);
    for (const css of chunk.css ?? []) files.add(css);
    files.add(chunk.file);
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

/** What a page with gaps says to the program. */
const GIVEN = '<script type="application/json" id="osta-given">{{json}}</script>';

/** What the head of a service's page says of it, for who is sent its address and for search engines. */
const ABOUT: [string, string][] = [
  ["<title>", "<title>{{text name}} · "],
  ['name="description" content="', 'name="description" content="{{text name}}: {{money basePrice}} · '],
  [
    "</head>",
    `<meta property="og:title" content="{{text name}}" />
    <meta property="og:description" content="{{money basePrice}}{{#if description}} · {{text description}}{{/if}}" />
  </head>`,
  ],
];

/**
 * Writes `pages/<door>.<lang>.html` and which addresses get which; pages with gaps for what the
 * gateway asks are called `<door>+<value>+<value>` (`src/app/first-values.tsx`), and `words.<lang>.json` says how to fill them.
 */
export async function drawPages(root: string) {
  const out = mkdtempSync(join(tmpdir(), "osta-pages-"));
  try {
    await write(root, await drawing(root, out));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function write(root: string, { draw, drawGaps, DOORS, lookOf, MANIFESTS }: typeof Drawing) {
  const dist = join(root, "dist");
  const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Manifest;
  const built = withStyles(dist, readFileSync(join(dist, "index.html"), "utf8"));
  const index = filled(built, [["</head>", `${drawSplash(root).join("\n    ")}\n  </head>`]]);
  writeFileSync(join(dist, "index.html"), index);
  const pages = join(dist, "pages");
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(pages);
  const own = new Set(ownFiles(index));
  const listed = (names: string[]) => {
    for (const one of names) if (!manifest[one]) throw new Error(`the build has no ${one}`);
    const files = Array.from(filesOf(manifest, names)).filter(
      (file) => file.endsWith(".js") && !own.has(file),
    );
    return files.map((file) => `/${file}`);
  };
  const program = listed([PROGRAM]);

  const page = (name: DoorName, lang: Lang, { html, styles, whole }: Drawn, more: string[] = []) => {
    const door = DOORS[name] as Door;
    const dir = LANGS[lang];
    const css = needed(lookOf(lang).sheet + Object.values(styles).join(""));
    if (/ style="/.test(html)) throw new Error(`${name}: the policy forbids styles in elements`);
    const screen = listed([
      ...(door.screen ? [`src/features/${door.screen}`] : []),
      ...(door.parts ?? []).map((part) => `locales/${lang}/${part}.json`),
    ]).filter((file) => !program.includes(file));
    const head = [
      ...more,
      ...(door.early ? [wordsFor(root, lang, door.parts ?? [], door.early)] : []),
      // For `src/app/boot.ts`, which asks for them once the page is seen.
      `<meta name="osta-program" content="${program.join(" ")}" />`,
      `<meta name="osta-screen" content="${screen.join(" ")}" />`,
      `<style nonce="__CSP_NONCE__">${wishedDark(css)}</style>`,
      `<style nonce="__CSP_NONCE__" data-emotion="${dir} ${Object.keys(styles).join(" ")}">${css}</style>`,
    ];
    const early = door.early ? ` data-early="${name}"` : "";
    return filled(index, [
      ['<html lang="ar" dir="rtl">', `<html lang="${lang}" dir="${dir}" __OSTA_SCHEME__>`],
      [`<link rel="manifest" href="${MANIFESTS.ar}" />`, `<link rel="manifest" href="${MANIFESTS[lang]}" />`],
      ["</head>", `${head.join("\n    ")}\n  </head>`],
      [
        '<div id="root"></div>',
        `<div id="root" data-drawn="${whole ? "whole" : "frame"}"${early}>${html}</div>`,
      ],
    ]);
  };

  for (const lang of Object.keys(LANGS) as Lang[]) {
    for (const name of Object.keys(DOORS) as DoorName[])
      writeFileSync(join(pages, `${name}.${lang}.html`), page(name, lang, await draw(name, lang)));
    const gaps = await drawGaps(lang);
    for (const one of gaps.pages) {
      const html = filled(page(one.door, lang, one, [GIVEN]), one.door === "service" ? ABOUT : []);
      writeFileSync(join(pages, `${one.door}+${one.by.join("+")}.${lang}.html`), html);
    }
    writeFileSync(join(pages, `words.${lang}.json`), JSON.stringify(gaps.words));
  }
  const routes = (Object.entries(DOORS) as [DoorName, Door][]).map(([page, { path, ask, given }]) => ({
    path,
    page,
    given: given && { ask, ...given },
  }));
  writeFileSync(join(pages, "routes.json"), JSON.stringify(routes));
}

/** Texts that stand in the page itself: what is written before the program needs them. */
function wordsFor(root: string, lang: Lang, parts: string[], begins: string): string {
  const files = parts.map((part) => readFileSync(join(root, `locales/${lang}/${part}.json`), "utf8"));
  const all = files.flatMap((text) => Object.entries(JSON.parse(text) as Record<string, unknown>));
  const some = Object.fromEntries(all.filter(([key]) => key.startsWith(begins)));
  const text = JSON.stringify(some).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="osta-words">${text}</script>`;
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

/** The part of the program that draws, built into `out` to run here. */
async function drawing(root: string, out: string): Promise<typeof Drawing> {
  const { build } = await import("vite");
  const { default: react } = await import("@vitejs/plugin-react");
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    plugins: [react()],
    resolve: { alias: { "@": join(root, "src"), "@locales": join(root, "locales") } },
    ssr: { noExternal: true },
    build: {
      ssr: "src/app/drawing.ts",
      outDir: out,
      emptyOutDir: true,
      copyPublicDir: false,
      minify: false,
      rolldownOptions: {
        output: { entryFileNames: "drawing.mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });
  return (await import(pathToFileURL(resolve(out, "drawing.mjs")).href)) as typeof Drawing;
}
