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

test("money whose answer was lost goes again under its key, also after a reload, and then no more", async () => {
  sessionStorage.clear();
  const keys: (string | null)[] = [];
  const answers: (Response | Error)[] = [];
  const refusal = (status: number, code = "x") => Response.json({ code, title: "x", status }, { status });
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Headers }) => {
    keys.push(headers.get("idempotency-key"));
    const said = answers.shift() ?? Response.json({ balance: 0 });
    if (said instanceof Error) throw said;
    return said;
  });
  const line = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const pay = async (amount: number) => {
    const { request } = await page();
    return request(
      { url: "/api/v1/admin/payouts", method: "POST", body: { amount, reason: "3117" } },
      api,
      {},
    );
  };
  answers.push(new Error("the line is lost"), refusal(503), refusal(409, "idempotency.running"));
  for (let n = 0; n < 5; n++) await pay(50_000);
  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(keys[4]).not.toBe(keys[0]);
  // Something else is something else; what was refused for good begins anew.
  answers.push(new Error("the line is lost"), new Error("the line is lost"), refusal(422));
  await pay(1);
  await pay(2);
  await pay(2);
  await pay(2);
  const [one, two, same, anew] = keys.slice(5);
  expect(one).not.toBe(two);
  expect(same).toBe(two);
  expect(anew).not.toBe(two);
  expect(JSON.stringify(sessionStorage)).not.toContain("3117");
  line.mockRestore();
});
