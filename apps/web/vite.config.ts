import { createHash } from "node:crypto";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";
import { drawPages, filesOf, type Manifest, ownFiles, PROGRAM } from "./scripts/pages.ts";

const server = process.env.OSTA_URL ?? "http://127.0.0.1:8080";

/** A build whose lines are counted while browsers run it. */
const counted = Boolean(process.env.OSTA_COVERAGE);

const proxy = { "/api": server, "/socket.io": { target: server, ws: true } };

/** Screens that open without a network, and the texts they show. */
const OFFLINE = [PROGRAM, "src/features/booking/bookings.tsx", "src/features/booking/booking.tsx"];
/** A technician's screens, for who works with them; a map is not kept. */
const DESK = "src/features/desk/desk.tsx";
const DESK_BESIDES = [
  "src/features/account/notifications.tsx",
  "src/features/mine/alerts.tsx",
  "src/shared/ui/notice-view.tsx",
  "locales/ar/desk.json",
  "locales/en/desk.json",
];
const WITH_MAP = "src/features/desk/area/areas-screen.tsx";
const OFFLINE_TEXTS = /^locales\/(ar|en)\/(visit|talk|care|mine|account|order)\.json$/;

/** What runs while the program is on its way. */
const BOOT =
  /index\.html|src\/app\/base\.css|src\/(app\/(boot|begin|doors|early-booking)|shared\/(api\/(request|session|problem|kept|given)|format\/format|visit\/stage|pwa\/install|i18n\/(lang|fill)|lib\/(stored|cookie|id|pause)))\.ts$|vite\/preload-helper/;

/** What the program of the first screen stands on, in parts that a slow phone begins with one by one. */
const PARTS = {
  react: /node_modules\/(react|react-dom|scheduler)\//,
  style:
    /node_modules\/(@emotion|@mui\/stylis-plugin-rtl|stylis|cssjanus|clsx|hoist-non-react-statics|react-is)\//,
  look: /node_modules\/@mui\/|src\/app\/theme\.ts$/,
  data: /node_modules\/(@reduxjs|redux|redux-thunk|react-redux|reselect|immer|use-sync-external-store)\/|src\/(app\/store|generated\/guest|shared\/(api\/empty|order\/draft))\.ts$/,
  router: /node_modules\/react-router\//,
};
const INITIAL = ["$initial" as const];

/** Files that are imported when they are wanted, each with what was found to lead to it. */
const found = new Map<string, Set<string>>();

interface Graph {
  getModuleInfo(id: string): Rolldown.ModuleInfo | null;
}

/** The screens that bring a module along. */
function screensOf(id: string, graph: Graph): Set<string> {
  const known = found.get(id);
  if (known) return known;
  const screens = new Set<string>();
  found.set(id, screens);
  const seen = new Set([id]);
  for (const one of seen) {
    const info = graph.getModuleInfo(one);
    if (!info) continue;
    if (info.dynamicImporters.length > 0 || info.isEntry) screens.add(one);
    for (const next of info.importers) seen.add(next);
  }
  return screens;
}

/** What nearly every screen has: its sheet of paper, its way back, its buttons. */
const KIT =
  /@mui\/material\/(Button|ButtonBase|IconButton|CircularProgress|Typography)\/|src\/shared\/ui\/(surface|directional)\.tsx$/;

/** What screens share comes in few files: what nearly all have, and what a booking has in common with others. */
function sharedBy(id: string, graph: Graph) {
  const screens = Array.from(screensOf(id, graph));
  if (screens.length < 2) return null;
  const by = (screen: string) => screens.some((one) => one.endsWith(`/src/features/${screen}.tsx`));
  // By way of their lists of everything, libraries seem to be needed where they are not.
  if (KIT.test(id) || (by("home/service") && /lucide-react|\/src\//.test(id))) return "kit";
  return by("booking/booking") ? "visit" : null;
}

/** Tells the service worker which build it belongs to and what it keeps. */
function writeWorker() {
  const folder = join(import.meta.dirname, "dist");
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Manifest;
  const texts = Object.keys(manifest).filter((name) => OFFLINE_TEXTS.test(name));
  const files = filesOf(manifest, [...OFFLINE, ...texts]);
  for (const file of ownFiles(readFileSync(join(folder, "index.html"), "utf8"))) files.add(file);
  const listed = (some: Iterable<string>) => Array.from(some, (file) => `/${file}`).sort();
  const list = listed(files);
  const screens = (manifest[DESK]?.dynamicImports ?? []).filter((name) => name !== WITH_MAP);
  const ofDesk = filesOf(manifest, [DESK, ...screens, ...DESK_BESIDES]);
  const desk = listed(Array.from(ofDesk).filter((file) => !files.has(file)));
  const build = createHash("sha256").update([...list, ...desk].join());
  for (const page of readdirSync(join(folder, "pages")).sort())
    build.update(readFileSync(join(folder, "pages", page)));
  const path = join(folder, "sw.js");
  const text = readFileSync(path, "utf8")
    .replace('["__FILES__"]', JSON.stringify(list))
    .replace('["__DESK__"]', JSON.stringify(desk))
    .replace("__BUILD__", build.digest("hex").slice(0, 12));
  writeFileSync(path, text);
}

/** Compresses once and well what is sent often; the gateway sends these files as they are. */
function compress() {
  const folder = join(import.meta.dirname, "dist");
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (file.startsWith("pages") || !/\.(m?js|css|svg|json|webmanifest)$/.test(file)) continue;
    const path = join(folder, file);
    const bytes = readFileSync(path);
    if (bytes.length < 600) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** What follows once the files of the build are there. */
function finished(): Plugin {
  let written = false;
  return {
    name: "finished",
    apply: "build",
    writeBundle() {
      written = true;
    },
    async closeBundle() {
      // What went wrong before is told by itself.
      if (!written) return;
      await drawPages(import.meta.dirname);
      writeWorker();
      if (!counted) compress();
      // The gateway goes by this file's time: what it read while these were written is read anew.
      const now = new Date();
      utimesSync(join(import.meta.dirname, "dist/index.html"), now, now);
    },
  };
}

export default defineConfig({
  plugins: [react(), finished()],
  resolve: {
    alias: { "@": join(import.meta.dirname, "src"), "@locales": join(import.meta.dirname, "locales") },
  },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    // Its file would be one more to wait for; browsers that don't know hints load what they meet.
    modulePreload: { polyfill: false },
    sourcemap: counted,
    minify: !counted,
    // On a slow network each file more costs time, on a slow phone each long one, which is begun with in
    // one go: what begins comes in one small file, the program of the first screen in some, and what
    // other screens share in few.
    rolldownOptions: {
      input: { index: "index.html", main: PROGRAM },
      output: {
        codeSplitting: {
          groups: [
            { name: "boot", test: BOOT, priority: 4 },
            ...Object.entries(PARTS).map(([name, test]) => ({ name, test, tags: INITIAL, priority: 3 })),
            { name: "first", tags: INITIAL, priority: 2 },
            { name: sharedBy, debugName: "shared", priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy },
  preview: { proxy },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    coverage: {
      provider: "v8",
      include: ["src/**/*.{ts,tsx}"],
      exclude: ["src/generated/**", "src/testing/**", "src/**/*.test.{ts,tsx}", "src/**/*.d.ts"],
      reporter: ["json"],
      reportsDirectory: "coverage/unit",
    },
  },
});
