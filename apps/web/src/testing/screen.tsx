/**
 * A screen as somebody sees it, before a server that the test plays: what is asked for, what is sent,
 * and what stands on the screen. For unit tests only.
 */
import { configureStore } from "@reduxjs/toolkit";
import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { Provider } from "react-redux";
import { MemoryRouter, Route, Routes, useLocation } from "react-router";
import { afterEach, beforeAll, expect, vi } from "vitest";
import { makeCaches } from "@/app/caches";
import { Look } from "@/app/look";
import type { MeOut, Role } from "@/generated/guest";
import { api } from "@/shared/api/empty";
import { adopt } from "@/shared/api/session";
import { Format } from "@/shared/format/format";
import { applyPreferences, type Digits, type Lang, type Preferences } from "@/shared/i18n/lang";
import { LanguageProvider } from "@/shared/i18n/provider";
import { type Translate, translator } from "@/shared/i18n/translate";
import { loadWords, type Part } from "@/shared/i18n/words";
import { NoticesProvider } from "@/shared/ui/notices";

/** A machine that builds beside it is slow: nothing here waits for time, only for what must appear. */
const PATIENCE_MS = 20_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS, hookTimeout: 3 * PATIENCE_MS });
configure({ asyncUtilTimeout: PATIENCE_MS, getElementError: (message) => new Error(message ?? "not found") });

const PARTS: Part[] = [
  "order",
  "visit",
  "talk",
  "care",
  "account",
  "mine",
  "desk",
  "ops",
  "ops_codes",
  "ops_desk",
  "ops_forms",
  "ops_partners",
];
const PREFERENCES: Preferences = { lang: "en", digits: "latn" };

/** What a test and its screen say alike. */
export const format = new Format(PREFERENCES);
export const t: Translate = translator(format);

/** One request that reached the server. */
export interface Sent {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  key: string | null;
}

type Answer = unknown | ((sent: Sent) => unknown);

const NOTHING_DRAWN = { type: "FeatureCollection", features: [], governorates: {}, districts: [] };
const answers = new Map<string, Answer>();
/** Names beside what a screen is about: a test that is not about them has none. */
const NAMES: [string, Answer][] = [
  ["GET /api/v1/admin/users", { items: [] }],
  ["GET /api/v1/providers/*", () => refusal(404, "not_found", "Nobody")],
];
/** Everything that was asked since the test began. */
export const sent: Sent[] = [];
const unknown: string[] = [];

/** What the server says to `GET /api/v1/…` and the like; the newest counts. `*` is one part of a path. */
export function answer(asked: string, what: Answer) {
  answers.delete(asked);
  answers.set(asked, what);
}

/** A refusal as the server words it. */
export function refusal(
  status: number,
  code: string,
  title: string,
  errors: { field: string; message: string }[] = [],
) {
  const body = { status, code, title, errors: errors.map((one) => ({ code: "invalid", ...one })) };
  return Response.json(body, { status });
}

/** The bodies that were sent to an address, in their order. */
export const sentTo = (asked: string): Sent[] =>
  sent.filter(({ method, path }) => matches(asked, `${method} ${path}`));

/** What was sent there last. */
export function lastTo(asked: string): Sent {
  const last = sentTo(asked).at(-1);
  if (!last)
    throw new Error(`nothing was sent to ${asked}, but ${sent.map((one) => `${one.method} ${one.path}`)}`);
  return last;
}

/** As soon as it was sent. */
export async function whenSent(asked: string, times = 1): Promise<Sent> {
  await waitFor(() => expect(sentTo(asked).length).toBeGreaterThanOrEqual(times));
  return lastTo(asked);
}

function matches(pattern: string, asked: string): boolean {
  const [wanted, found] = [pattern.split("/"), asked.split("/")];
  return wanted.length === found.length && wanted.every((part, n) => part === "*" || part === found[n]);
}

function bodyOf(body: unknown): unknown {
  if (typeof body === "string") return JSON.parse(body);
  return body instanceof FormData ? Object.fromEntries(body) : body;
}

async function serve(address: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(String(address), "http://osta.test");
  const one: Sent = {
    method: init.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: bodyOf(init.body ?? undefined),
    key: new Headers(init.headers).get("idempotency-key"),
  };
  sent.push(one);
  const asked = `${one.method} ${one.path}`;
  const found = [...Array.from(answers).reverse(), ...NAMES].find(([pattern]) => matches(pattern, asked));
  // A map without land and water is a map.
  if (!found && asked.startsWith("GET /map/")) return Response.json(NOTHING_DRAWN);
  if (!found) {
    unknown.push(asked);
    return refusal(404, "not_found", `The test answers nothing to ${asked}`);
  }
  const said = typeof found[1] === "function" ? await found[1](one) : found[1];
  if (said instanceof Response) return said.clone();
  return said === null ? new Response(null, { status: 204 }) : Response.json(said);
}

/** Files go by this, as `fetch` can't say how much was sent. */
class Upload {
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = "";
  timeout = 0;
  private readonly headers: Record<string, string> = {};
  private url = "";

  open(_method: string, url: string) {
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  abort() {
    this.onabort?.();
  }
  async send(body: FormData) {
    this.upload.onprogress?.({ loaded: 1, total: 2 });
    try {
      const said = await serve(this.url, { method: "POST", headers: this.headers, body });
      this.status = said.status;
      this.responseText = await said.text();
      this.onload?.();
    } catch {
      this.onerror?.();
    }
  }
}

/** Somebody of this role is here. */
export function logIn(role: Role = "admin", more: Partial<MeOut> = {}) {
  const user = {
    id: "me",
    firstName: "Mona",
    lastName: "Adel",
    phone: "+201000000000",
    role,
    lang: "en",
    status: "active",
    hasPassword: true,
    emailVerified: true,
    createdAt: "2026-01-01T08:00:00Z",
    permissions: [],
    ...more,
  } as unknown as MeOut;
  adopt({
    accessToken: "token",
    csrfToken: "csrf",
    expiresAt: "2099-01-01T00:00:00Z",
    expiresIn: 900,
    sessionId: "session",
    tokenType: "Bearer",
    user,
  });
}

let place = "";

function Where() {
  const { pathname, search } = useLocation();
  place = pathname + search;
  return null;
}

/** The address that is shown now. */
export const address = () => place;

interface Shown {
  /** The address, and the route that the screen stands at. */
  at?: string;
  route?: string;
  lang?: Lang;
  digits?: Digits;
}

/** Shows something as the app would, at its address. Other addresses are empty. */
export function show(what: ReactNode, { at = "/", route = "*", lang = "en", digits = "latn" }: Shown = {}) {
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) => defaults().concat(api.middleware),
  });
  const look = { ...PREFERENCES, lang, digits };
  applyPreferences(look);
  return render(
    <Provider store={store}>
      <LanguageProvider begin={look}>
        <Look caches={makeCaches()}>
          <NoticesProvider>
            <MemoryRouter initialEntries={[at]}>
              <Where />
              <Routes>
                <Route path={route} element={what} />
                <Route path="*" element={null} />
              </Routes>
            </MemoryRouter>
          </NoticesProvider>
        </Look>
      </LanguageProvider>
    </Provider>,
  );
}

const nameOf = (element: Element) =>
  (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim();

/** Buttons, links, tabs and the like by their names, within a part of the page. */
export function pressables(name: string | RegExp, within: ParentNode = document): HTMLElement[] {
  const all = within.querySelectorAll<HTMLElement>("button, a[href], [role=button], [role=tab], summary");
  return Array.from(all).filter((one) =>
    typeof name === "string" ? nameOf(one) === name : name.test(nameOf(one)),
  );
}

/** Waits for the first button or link of this name. */
export const pressable = (name: string | RegExp, within?: ParentNode) =>
  waitFor(() => {
    const found = pressables(name, within)[0];
    if (!found) throw new Error(`there is no ${name} among: ${pressables(/./).map(nameOf).join(" | ")}`);
    return found;
  });

/** Presses the button or link of this name once it is there and can be pressed. */
export async function press(name: string | RegExp, within?: ParentNode) {
  const found = await waitFor(() => {
    const one = pressables(name, within).find((it) => !(it instanceof HTMLButtonElement && it.disabled));
    if (!one) throw new Error(`no ${name} can be pressed among: ${pressables(/./).map(nameOf).join(" | ")}`);
    return one;
  });
  fireEvent.click(found);
}

/** Whether the button of this name can be pressed. */
export const isOpen = (name: string | RegExp, within?: ParentNode) =>
  pressables(name, within).some((one) => !(one instanceof HTMLButtonElement && one.disabled));

/** A field by the name that a form sends. */
export function field(name: string, within: ParentNode = document) {
  const found = within.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(`there is no field ${name}`);
  return found;
}

/** Types into a field, by its `name` or by its label. */
export async function fill(name: string | RegExp, value: string) {
  const found = await waitFor(() => {
    const named = typeof name === "string" ? document.querySelector(`[name="${name}"]`) : null;
    return (named ?? screen.getByLabelText(name)) as HTMLInputElement;
  });
  // What searches forgets what is typed where nobody is.
  if (found.getAttribute("role") === "combobox") found.focus();
  fireEvent.change(found, { target: { value } });
}

/** What a field that searches offers, in the order in which it stands there. */
export const offered = (): string[] =>
  screen.queryAllByRole("option", { hidden: true }).map(({ textContent }) => textContent ?? "");

/** Types into a field that searches, and takes the first that is offered with these words. */
export async function choose(name: string, typed: string, words: string) {
  await fill(name, typed);
  const option = await waitFor(() => {
    const found = screen
      .getAllByRole("option", { hidden: true })
      .find(({ textContent }) => textContent?.includes(words));
    if (!found) throw new Error(`${words} is not among: ${offered().join(" | ")}`);
    return found;
  });
  fireEvent.click(option);
}

/** What is said to be wrong with a field; nothing when it is right. */
export function wrongAt(name: string): string | undefined {
  const found = field(name);
  if (found.getAttribute("aria-invalid") !== "true") return undefined;
  return document.getElementById(found.getAttribute("aria-describedby") ?? "")?.textContent ?? "";
}

/** The rows of a table as they read. */
export const rows = (): string[][] =>
  Array.from(document.querySelectorAll("table tbody tr"), (row) =>
    Array.from(row.querySelectorAll("td"), (cell) => (cell.textContent ?? "").trim()),
  );

/** The dialog that is open. */
export const dialog = () =>
  waitFor(() => {
    const found = document.querySelector<HTMLElement>("[role=dialog]");
    if (!found) throw new Error("no dialog is open");
    return found;
  });

/** Until no dialog is open. */
export const closed = () => waitFor(() => expect(document.querySelector("[role=dialog]")).toBeNull());

/** Files that were handed to the person, by their names, as text. */
export const files = new Map<string, Promise<string>>();

beforeAll(async () => {
  await loadWords("en", PARTS);
  vi.stubGlobal("fetch", serve);
  vi.stubGlobal("XMLHttpRequest", Upload);
  vi.stubGlobal("scrollTo", () => undefined);
  Element.prototype.scrollIntoView = () => undefined;
  const blobs = new Map<string, Blob>();
  URL.createObjectURL = (blob) => {
    const url = `blob:osta/${blobs.size}`;
    blobs.set(url, blob as Blob);
    return url;
  };
  URL.revokeObjectURL = () => undefined;
  // jsdom goes nowhere, and says so for each link.
  HTMLAnchorElement.prototype.click = function click(this: HTMLAnchorElement) {
    const blob = blobs.get(this.href);
    if (this.download && blob) files.set(this.download, blob.text());
    else this.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  };
});

afterEach(async () => {
  cleanup();
  // What was on its way when the test ended still gets its answer.
  await new Promise((done) => setTimeout(done));
  const asked = unknown.splice(0);
  answers.clear();
  sent.splice(0);
  files.clear();
  localStorage.clear();
  sessionStorage.clear();
  expect(asked, "requests that the test did not expect").toEqual([]);
});
