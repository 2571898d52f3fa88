import type { Socket } from "socket.io-client";
import { currentSession, onSession, token } from "@/shared/api/session";
import { currentLang } from "@/shared/i18n/lang";

/** What an event says; nothing when the line is back after a gap, or a poll stands in for it. */
export interface Told {
  room?: string;
  data?: unknown;
}

/**
 * The open line to the server (docs/realtime.md). Here it only says that something changed: screens
 * then ask over HTTP, as they do anyway from time to time, so that nothing hangs on the line.
 */
type Listener = (told?: Told) => void;

const EVENTS = [
  "booking.updated",
  "location.updated",
  "offer.created",
  "offer.closed",
  "notification.created",
  "conversation.updated",
  "conversation.changed",
  "message.created",
  "receipt.updated",
  "typing",
] as const;
export type Event = (typeof EVENTS)[number];

const listeners = new Map<string, Set<Listener>>();
const rooms = new Map<string, number>();
let socket: Promise<Socket> | undefined;
let live = false;
const liveListeners = new Set<Listener>();

export const isLive = () => live;

export function onLive(listener: Listener): () => void {
  liveListeners.add(listener);
  return () => void liveListeners.delete(listener);
}

function setLive(now: boolean) {
  live = now;
  for (const listener of liveListeners) listener();
}

/** Calls `listener` at every such event, and when the line is back after a gap. */
export function listen(events: readonly Event[], room: string | undefined, listener: Listener): () => void {
  for (const event of events) listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
  if (room) {
    rooms.set(room, (rooms.get(room) ?? 0) + 1);
    void open().then((line) => line.connected && line.emit("join", { room }));
  } else {
    void open();
  }
  return () => {
    for (const event of events) listeners.get(event)?.delete(listener);
    if (!room) return;
    const left = (rooms.get(room) ?? 1) - 1;
    if (left > 0) rooms.set(room, left);
    else {
      rooms.delete(room);
      void socket?.then((line) => line.connected && line.emit("leave", { room }));
    }
  };
}

/** Says something to the others of a room, if the line is open. */
export function tell(event: "typing", said: object) {
  void socket?.then((line) => line.connected && line.emit(event, said));
}

function everybody() {
  for (const listener of new Set(Array.from(listeners.values(), (set) => [...set]).flat())) listener();
}

function open(): Promise<Socket> {
  socket ??= connect();
  return socket;
}

async function connect(): Promise<Socket> {
  const { io } = await import("socket.io-client");
  const line = io({
    transports: ["websocket", "polling"],
    auth: (give) =>
      void token().then(
        (bearer) => give({ token: bearer, lang: currentLang() }),
        () => give({}),
      ),
  });
  let comeBack: { comeBack: boolean; afterMs: number } | undefined;
  line.on("connect", () => {
    comeBack = undefined;
    setLive(true);
    for (const room of rooms.keys()) line.emit("join", { room });
    everybody();
  });
  line.on("bye", (bye: { comeBack: boolean; afterMs: number }) => {
    comeBack = bye;
  });
  line.on("disconnect", (reason) => {
    setLive(false);
    // The client itself does not come back from a goodbye of the server.
    if (reason === "io server disconnect" && comeBack?.comeBack !== false)
      setTimeout(() => line.connect(), comeBack?.afterMs ?? 500);
  });
  line.on("connect_error", () => {
    if (!line.active) setTimeout(() => currentSession().state === "in" && line.connect(), 15_000);
  });
  line.on(
    "session.expiring",
    () => void token().then((bearer) => bearer && line.emit("authenticate", { token: bearer })),
  );
  for (const event of EVENTS) {
    line.on(event, (told: Told) => {
      for (const listener of listeners.get(event) ?? []) listener(told);
    });
  }
  onSession((now) => {
    if (now.state === "in" && !line.connected) line.connect();
    if (now.state === "guest") line.disconnect();
  });
  return line;
}
