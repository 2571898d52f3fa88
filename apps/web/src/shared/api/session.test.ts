import { beforeEach, expect, test, vi } from "vitest";
import type { SessionOut } from "@/generated/guest";

const session = (token: string): SessionOut =>
  ({ accessToken: token, expiresIn: 900, csrfToken: "c", user: { id: "u" } }) as SessionOut;

/** The module keeps the session: each test begins with a page just loaded. */
async function page() {
  vi.resetModules();
  return import("./session");
}

beforeEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the server sets this one, the page reads it
  document.cookie = "osta_csrf=; Max-Age=0";
});

test("messages to this browser end with the session they were switched on in", async () => {
  const unsubscribe = vi.fn(async () => true);
  const getRegistration = async () => ({ pushManager: { getSubscription: async () => ({ unsubscribe }) } });
  // Other pages would hear of it.
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration } });
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(null, { status: 204 })),
  );
  const { adopt, logOut } = await page();
  adopt(session("one"));
  adopt(session("renewed"));
  await new Promise((done) => setTimeout(done));
  expect(unsubscribe).not.toHaveBeenCalled();
  await logOut();
  await vi.waitFor(() => expect(unsubscribe).toHaveBeenCalledOnce());
});

test("a guest asks the server for nothing", async () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  const { currentSession, start } = await page();
  await start();
  expect(fetched).not.toHaveBeenCalled();
  expect(currentSession().state).toBe("guest");
});

test("many calls at once renew the token once, with the CSRF token", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = "osta_csrf=secret";
  const fetched = vi.fn(async () => Response.json(session("fresh")));
  vi.stubGlobal("fetch", fetched);
  const { token } = await page();
  expect(await Promise.all([token(), token(), token()])).toEqual(["fresh", "fresh", "fresh"]);
  expect(fetched).toHaveBeenCalledExactlyOnceWith("/api/v1/auth/refresh", {
    method: "POST",
    headers: { "x-csrf-token": "secret" },
  });
});

test("a session that is over makes a guest; a server that is away does not", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = "osta_csrf=secret";
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Promise.reject(new TypeError("network"))),
  );
  const offline = await page();
  await offline.start();
  expect(offline.currentSession().state).toBe("unknown");
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json({ code: "auth.no_session" }, { status: 401 })),
  );
  const over = await page();
  await over.start();
  expect(over.currentSession(), "which is not the same as nobody").toEqual({ state: "guest", ended: true });
});

test("who was here last is known without a network, and forgotten with the session", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: as above
  document.cookie = "osta_csrf=secret";
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json(session("fresh"))),
  );
  await (await page()).start();
  expect(JSON.stringify(localStorage)).not.toContain("fresh");
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Promise.reject(new TypeError("network"))),
  );
  const offline = await page();
  await offline.start();
  expect(offline.currentSession()).toMatchObject({ state: "in", user: { id: "u" } });
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(null, { status: 204 })),
  );
  await offline.logOut();
  expect(localStorage.length).toBe(0);
});
