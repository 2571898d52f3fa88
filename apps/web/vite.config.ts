import { createHash } from "node:crypto";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env.OSTA_URL ?? "http://127.0.0.1:8080";

/** A build whose lines are counted while browsers run it. */
const counted = Boolean(process.env.OSTA_COVERAGE);

const proxy = { "/api": server, "/socket.io": { target: server, ws: true } };

/** Screens that open without a network, and the texts they show. */
const OFFLINE = ["index.html", "src/features/booking/bookings.tsx", "src/features/booking/booking.tsx"];
const OFFLINE_TEXTS = /^locales\/(ar|en)\/(visit|talk|care|mine|account|order)\.json$/;

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}

/** Tells the service worker which build it belongs to and what it keeps. */
function worker(): Plugin {
  return {
    name: "worker",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, "dist");
      const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Record<
        string,
        Chunk
      >;
      const wanted = [...OFFLINE, ...Object.keys(manifest).filter((name) => OFFLINE_TEXTS.test(name))];
      const files = new Set<string>();
      const add = (name: string) => {
        const chunk = manifest[name];
        if (!chunk || files.has(chunk.file)) return;
        files.add(chunk.file);
        for (const css of chunk.css ?? []) files.add(css);
        for (const next of chunk.imports ?? []) add(next);
      };
      for (const name of wanted) add(name);
      const list = Array.from(files, (file) => `/${file}`).sort();
      const build = createHash("sha256")
        .update(readFileSync(join(folder, "index.html")))
        .update(list.join());
      const path = join(folder, "sw.js");
      const text = readFileSync(path, "utf8")
        .replace('["__FILES__"]', JSON.stringify(list))
        .replace("__BUILD__", build.digest("hex").slice(0, 12));
      writeFileSync(path, text);
    },
  };
}

/** Compresses once and well what is sent often; the gateway sends these files as they are. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const folder = join(import.meta.dirname, "dist");
      for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(m?js|css|svg|json|webmanifest)$/.test(file)) continue;
        const path = join(folder, file);
        const bytes = readFileSync(path);
        if (bytes.length < 600) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
      // The gateway goes by this file's time: what it read while these were written is read anew.
      const now = new Date();
      utimesSync(join(folder, "index.html"), now, now);
    },
  };
}

export default defineConfig({
  plugins: counted ? [react(), worker()] : [react(), worker(), compressed()],
  resolve: {
    alias: { "@": join(import.meta.dirname, "src"), "@locales": join(import.meta.dirname, "locales") },
  },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    sourcemap: counted,
    minify: !counted,
    // What the first screen needs comes in one file: on a slow network each file more costs time.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
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
      exclude: ["src/generated/**", "src/**/*.test.{ts,tsx}", "src/**/*.d.ts"],
      reporter: ["json"],
      reportsDirectory: "coverage/unit",
    },
  },
});
