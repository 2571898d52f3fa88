import type { MeOut, SessionOut } from "@/generated/guest";
import { alone } from "@/shared/lib/alone";
import { hear } from "@/shared/lib/clock";
import { readStored, writeStored } from "@/shared/lib/stored";
import { readProblem } from "./problem";

/**
 * Who is logged in. The access token lives in this module and nowhere else; the refresh token is a
 * cookie no script can read. All tabs share one session: whoever refreshes tells the others.
 */
export type Session =
  | { state: "unknown" }
  /** `left`: somebody logged out; `ended`: the log-in was ended elsewhere, or by its time. */
  | { state: "guest"; left?: true; ended?: true }
  | { state: "in"; user: MeOut };

interface Access {
  token: string;
  /** Milliseconds since 1970 after which it is not used any more. */
  until: number;
}

type Told = { kind: "in"; access: Access; user: MeOut } | { kind: "out"; how?: HowOut };
type HowOut = "left" | "ended";
const guest = (how?: HowOut): Session => ({ state: "guest", ...(how && { [how]: true }) });

const LOCK = "osta-refresh";
const LAST = "osta.last-account";
/** The worker's answers for offline (public/sw.js). */
const KEPT = "osta-data";
/** A token is renewed this long before its end, so that it does not end under way. */
const MARGIN_MS = 20_000;

let access: Access | null = null;
let session: Session = { state: "unknown" };
let running: Promise<boolean> | null = null;
const listeners = new Set<(session: Session) => void>();
// The build, which draws pages, has no tabs.
const channel =
  typeof document === "undefined" || typeof BroadcastChannel === "undefined"
    ? null
    : new BroadcastChannel("osta-session");

channel?.addEventListener("message", ({ data }: MessageEvent<Told>) => {
  if (data.kind === "out") become(null, guest(data.how));
  else become(data.access, { state: "in", user: data.user });
});

function become(next: Access | null, now: Session) {
  access = next;
  session = now;
  forgetOthers(now);
  // Who it is, never what lets one in: for a start without a network.
  if (now.state !== "unknown") writeStored("local", LAST, now.state === "in" ? { user: now.user } : null);
  for (const listener of listeners) listener(now);
}

/** What the worker kept for offline, and the way to this browser, are of one account. */
function forgetOthers(now: Session) {
  if (now.state === "unknown") return;
  const before = readStored<{ user?: MeOut }>("local", LAST, {}).user?.id;
  const next = now.state === "in" ? now.user.id : undefined;
  if (before === next) return;
  if (typeof caches !== "undefined") void caches.delete(KEPT).catch(() => undefined);
  if (before !== undefined) void endPush().catch(() => undefined);
}

/** The server forgets a browser with its log-in; whoever is here next is asked, and not told "on". */
async function endPush() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}

/** Calls `listener` on every change; returns how to stop. */
export function onSession(listener: (session: Session) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const currentSession = (): Session => session;

/** A log-in or a refresh that succeeded. */
export function adopt(out: SessionOut) {
  const next = { token: out.accessToken, until: Date.now() + out.expiresIn * 1000 - MARGIN_MS };
  become(next, { state: "in", user: out.user });
  channel?.postMessage({ kind: "in", access: next, user: out.user } satisfies Told);
}

/** The account changed: a new name or language. All tabs learn of it. */
export function updateUser(user: MeOut) {
  if (!access) return;
  become(access, { state: "in", user });
  channel?.postMessage({ kind: "in", access, user } satisfies Told);
}

function forget(how?: HowOut) {
  become(null, guest(how));
  channel?.postMessage({ kind: "out", how } satisfies Told);
}

function csrf(): string | undefined {
  return /(?:^|;\s*)osta_csrf=([^;]+)/.exec(document.cookie)?.[1];
}

/** A usable access token, refreshed when need be; nothing for guests. */
export async function token(): Promise<string | null> {
  if (access && Date.now() < access.until) return access.token;
  if (session.state === "guest" || (!access && !csrf())) {
    if (session.state === "unknown") become(null, { state: "guest" });
    return null;
  }
  await refresh(access?.token);
  return access?.token ?? null;
}

/** Makes a new token unless another call or tab already replaced `old`. False when logged out. */
export function refresh(old: string | undefined): Promise<boolean> {
  running ??= alone(LOCK, () => renew(old)).finally(() => {
    running = null;
  });
  return running;
}

async function renew(old: string | undefined): Promise<boolean> {
  if (access && access.token !== old && Date.now() < access.until) return true;
  const secret = csrf();
  if (!secret) {
    forget();
    return false;
  }
  const askedAt = Date.now();
  const response = await fetch("/api/v1/auth/refresh", {
    method: "POST",
    headers: { "x-csrf-token": secret },
  });
  hear(response.headers.get("date"), askedAt, Date.now());
  if (response.ok) {
    adopt((await response.json()) as SessionOut);
    return true;
  }
  const problem = await readProblem(response);
  if (problem.status === 401 || problem.status === 403) forget("ended");
  return false;
}

/** Finds out at start who is here. Without a network the answer stays open. */
export async function start(): Promise<void> {
  try {
    await token();
  } catch {
    // The server is away: screens show what they have and say so, to whoever was here last.
    const last = readStored<{ user?: MeOut }>("local", LAST, {}).user;
    if (last && csrf() && session.state === "unknown") become(null, { state: "in", user: last });
  }
}

/** Ends the session here and on the server. */
export async function logOut(): Promise<void> {
  const secret = csrf();
  const headers = secret ? { "x-csrf-token": secret } : undefined;
  await fetch("/api/v1/auth/logout", { method: "POST", headers }).catch(() => null);
  forget("left");
}
