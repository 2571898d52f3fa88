import type { BaseQueryApi } from "@reduxjs/toolkit/query";
import { beforeEach, expect, test, vi } from "vitest";

const api = { signal: new AbortController().signal } as BaseQueryApi;

async function page() {
  vi.resetModules();
  return import("./request");
}

beforeEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

test("what was asked for early is not asked for again, and only once", async () => {
  const fetched = vi.fn(async (url: string) => Response.json({ url }));
  vi.stubGlobal("fetch", fetched);
  const { askEarly, request } = await page();
  askEarly("/api/v1/categories");
  const asked = () => request({ url: "/api/v1/categories" }, api, {});
  expect(await asked()).toEqual({ data: { url: "/api/v1/categories" } });
  expect(fetched).toHaveBeenCalledTimes(1);
  await asked();
  expect(fetched).toHaveBeenCalledTimes(2);
});

test("an early answer is nobody's who asks for something else, or changes something", async () => {
  const fetched = vi.fn(async (url: string) => Response.json({ url }));
  vi.stubGlobal("fetch", fetched);
  const { askEarly, request } = await page();
  askEarly("/api/v1/services");
  expect(await request({ url: "/api/v1/services", params: { q: "x" } }, api, {})).toEqual({
    data: { url: "/api/v1/services?q=x" },
  });
  await request({ url: "/api/v1/services", method: "POST", body: {} }, api, {});
  expect(fetched).toHaveBeenCalledTimes(3);
});

test("what failed early is asked for anew", async () => {
  const fetched = vi
    .fn<() => Promise<Response>>()
    .mockResolvedValueOnce(Response.json({ code: "x", title: "away", status: 503 }, { status: 503 }))
    .mockResolvedValueOnce(Response.json({ ok: true }));
  vi.stubGlobal("fetch", fetched);
  const { askEarly, request } = await page();
  askEarly("/api/v1/categories");
  expect(await request({ url: "/api/v1/categories" }, api, {})).toEqual({ data: { ok: true } });
});
