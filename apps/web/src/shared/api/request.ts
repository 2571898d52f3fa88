import type { BaseQueryFn } from "@reduxjs/toolkit/query";
import { currentLang } from "@/shared/i18n/lang";
import { hear } from "@/shared/lib/clock";
import { newId } from "@/shared/lib/id";
import { readStored, writeStored } from "@/shared/lib/stored";
import { isKeptAnswer, noteAnswer } from "./kept";
import { type Problem, readProblem, unreachable } from "./problem";
import { refresh, token } from "./session";

export interface Call {
  url: string;
  method?: string;
  body?: unknown;
  params?: Record<string, unknown>;
  /** The idempotency key, for who made one before asking. */
  key?: string;
}

/** How long to wait before each further try of a request that did not reach the server. */
const RETRIES_MS = [400, 1500];

/**
 * The one way to the server: adds the token and the language, keys every POST and PUT so that a
 * repeated one has one effect, renews a token that ended, and tries again when the network hiccups.
 */
export const request: BaseQueryFn<Call | string, unknown, Problem> = async (given, { signal }) => {
  const call = typeof given === "string" ? { url: given } : given;
  return (await takeEarly(call)) ?? run(call, signal);
};

/** The same for what no screen's query asks: the answer, or the problem as a rejection. */
export async function ask<T>(call: Call, signal: AbortSignal = new AbortController().signal): Promise<T> {
  const answer = await run(call, signal);
  if ("error" in answer) throw answer.error;
  return answer.data as T;
}

/** Answers that were asked for before the screen that wants them was there, by their address. */
const early = new Map<string, Promise<Answer>>();
/** After so long an answer is old, or nobody wants it. */
const EARLY_MS = 10_000;

/** Asks for what the screen that is still loading will ask for; ends with it, or with nothing. */
export async function askEarly(url: string): Promise<unknown> {
  const asked = run({ url }, new AbortController().signal);
  early.set(url, asked);
  setTimeout(() => early.delete(url), EARLY_MS);
  const answer = await asked;
  return "data" in answer ? answer.data : undefined;
}

/** What was asked for early, once; nothing when it was not, or failed. */
async function takeEarly(call: Call): Promise<Answer | undefined> {
  if ((call.method ?? "GET") !== "GET") return undefined;
  const url = address(call);
  const answer = early.get(url);
  early.delete(url);
  const found = await answer;
  return found && "data" in found ? found : undefined;
}

type Answer = { data: unknown } | { error: Problem };

async function run(call: Call, signal: AbortSignal): Promise<Answer> {
  const keyed = call.method === "POST" || call.method === "PUT";
  const key = call.key ?? (keyed ? idempotencyKey(call) : undefined);
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await send(call, key, signal);
      noteAnswer(response.headers);
      const problem = response.ok ? undefined : await readProblem(response);
      if (movesMoney(call) && !(problem && mayBeDone(problem))) answered(call);
      if (problem) return { error: problem };
      if (response.status === 204) return { data: null };
      return { data: await response.json() };
    } catch {
      const wait = RETRIES_MS[attempt];
      if (wait === undefined || signal.aborted || !navigator.onLine) return { error: unreachable };
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function send(call: Call, key: string | undefined, signal: AbortSignal): Promise<Response> {
  let unreached: unknown;
  const bearer = await token().catch((error: unknown) => {
    unreached = error;
    return null;
  });
  // Without a network the worker may have kept what is read; it needs no token for that.
  if (unreached !== undefined && (call.method ?? "GET") !== "GET") throw unreached;
  const response = await once(call, key, bearer, signal);
  if (unreached !== undefined && response.status === 401) throw unreached;
  if (response.status !== 401 || !bearer) return response;
  return (await refresh(bearer)) ? once(call, key, await token(), signal) : response;
}

async function once(call: Call, key: string | undefined, bearer: string | null, signal: AbortSignal) {
  const headers = new Headers({ accept: "application/json", "accept-language": currentLang() });
  if (bearer) headers.set("authorization", `Bearer ${bearer}`);
  if (key) headers.set("idempotency-key", key);
  const body = encode(call.body);
  if (typeof body === "string") headers.set("content-type", "application/json");
  if (body instanceof Blob) headers.set("content-type", "application/octet-stream");
  const askedAt = Date.now();
  const response = await fetch(address(call), { method: call.method ?? "GET", headers, body, signal });
  // What some cache kept says when it was kept.
  if (response.headers.get("cache-control")?.includes("no-store") && !isKeptAnswer(response.headers))
    hear(response.headers.get("date"), askedAt, Date.now());
  return response;
}

/** JSON, a form where there is a file in it, or the file itself. */
function encode(body: unknown): string | FormData | Blob | undefined {
  if (body === undefined || body instanceof Blob) return body;
  if (typeof body !== "object" || body === null) return JSON.stringify(body);
  const fields = Object.entries(body);
  if (!fields.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of fields) {
    if (value !== undefined && value !== null)
      form.append(name, value instanceof Blob ? value : String(value));
  }
  return form;
}

function address({ url, params }: Call): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return query.size > 0 ? `${url}?${query}` : url;
}

/**
 * A quote is booked once: its key outlives a reload, so that asking again replays the first answer.
 * Money that somebody recorded without hearing of it goes under the same key when it is recorded again.
 */
function idempotencyKey(call: Call): string {
  const { url, body } = call;
  if (url === "/api/v1/bookings" && isObject(body) && "quoteId" in body) {
    return `web-book-${String(body.quoteId)}`;
  }
  if (!movesMoney(call)) return `web-${newId()}`;
  const waiting = unanswered();
  const mark = markOf(call);
  const key = waiting[mark] ?? `web-${newId()}`;
  writeStored("session", UNANSWERED, { ...waiting, [mark]: key });
  return key;
}

/** Keys of money whose answer never came, by what was asked. */
const UNANSWERED = "osta.unanswered";
const unanswered = () => readStored<Record<string, string>>("session", UNANSWERED, {});

function answered(call: Call) {
  const { [markOf(call)]: _, ...rest } = unanswered();
  writeStored("session", UNANSWERED, Object.keys(rest).length > 0 ? rest : null);
}

const isObject = (body: unknown): body is object => typeof body === "object" && body !== null;

/** Whether what was refused may have been done, or be done yet. */
const mayBeDone = ({ status, code }: Problem) => status >= 500 || code === "idempotency.running";

/** An amount that staff moves by hand, and why. */
const movesMoney = ({ method, body }: Call) =>
  method === "POST" && isObject(body) && "amount" in body && "reason" in body;

/** What is asked as a number (FNV-1a, twice 32 bits): nobody reads from the storage what was sent. */
function markOf({ url, body }: Call): string {
  const text = `${url} ${JSON.stringify(body)}`;
  const sum = (start: number) => {
    let hash = start;
    for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
    return (hash >>> 0).toString(36);
  };
  return `${sum(0x811c9dc5)}-${sum(0x050c5d1f)}`;
}

/** A picture or document that needs the token. */
export async function fetchBlob(url: string): Promise<Blob> {
  const bearer = await token();
  const response = await fetch(url, { headers: bearer ? { authorization: `Bearer ${bearer}` } : {} });
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}

/** The same as an object URL. The caller revokes it. */
export async function fetchBlobUrl(url: string): Promise<string> {
  return URL.createObjectURL(await fetchBlob(url));
}
