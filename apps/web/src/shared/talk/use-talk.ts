import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ChatMessageOut, ChatMessagesOut, ChatSide, ConversationOut } from "@/generated/talk";
import { ask } from "@/shared/api/request";
import { tell } from "@/shared/realtime/socket";
import { useLive } from "@/shared/realtime/use-live";
import type { Outgoing } from "./outbox";
import { sender } from "./sender";
import { type Line, Talk } from "./talk";

const line: Line = {
  read: (id) => ask<ConversationOut>({ url: `/api/v1/conversations/${id}` }),
  list: (id, range) =>
    ask<ChatMessagesOut>({ url: `/api/v1/conversations/${id}/messages`, params: { ...range } }),
  heard: (id, body) => ask({ url: `/api/v1/conversations/${id}/receipts`, method: "POST", body }),
};

/** Without the line it asks often; with it only in case a word was lost. */
const [OFTEN_MS, SELDOM_MS] = [4000, 25_000];
/** Somebody who stopped typing may not say so. */
const TYPING_MS = 6000;
/** At most one word of typing in this time is passed on. */
const TYPING_EVERY_MS = 2500;

/** A conversation, kept up to date while its screen is open. */
export function useTalk(id: string, userId: string) {
  const talk = useMemo(() => new Talk(id, line), [id]);
  const state = useSyncExternalStore(talk.subscribe, () => talk.state);
  const waiting = useSyncExternalStore(sender.subscribe, () => sender.waiting);
  const [typing, setTyping] = useState<{ side: ChatSide; until: number }>();
  const room = `conversation:${id}`;
  const live = useLive(
    ["message.created", "receipt.updated", "conversation.changed", "typing"],
    room,
    (told) => {
      if (told?.room && told.room !== room) return;
      const said = told?.data;
      if (isTyping(said)) setTyping(said.on ? { side: said.side, until: Date.now() + TYPING_MS } : undefined);
      else void talk.catchUp();
    },
  );

  useEffect(() => {
    void talk.catchUp();
    const timer = setInterval(() => void talk.catchUp(), live ? SELDOM_MS : OFTEN_MS);
    return () => clearInterval(timer);
  }, [talk, live]);

  useEffect(() => {
    void sender.begin(userId);
    const said = (message: Outgoing, out: ChatMessageOut) => message.conversationId === id && talk.said(out);
    sender.onSaid = said;
    return () => {
      if (sender.onSaid === said) sender.onSaid = () => undefined;
    };
  }, [talk, id, userId]);

  const last = state.messages.at(-1);
  const lastSeq = last?.seq;
  useEffect(() => {
    if (lastSeq === undefined) return;
    const look = () => void talk.heard(document.visibilityState === "visible");
    look();
    setTyping(undefined);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [talk, lastSeq]);

  useEffect(() => {
    if (!typing) return;
    const timer = setTimeout(() => setTyping(undefined), typing.until - Date.now());
    return () => clearTimeout(timer);
  }, [typing]);

  return {
    ...state,
    waiting: waiting.filter((one) => one.conversationId === id),
    typing: typing?.side,
    back: () => talk.back(),
    retry: () => void talk.catchUp(),
    type: useMemo(() => typingTeller(room), [room]),
  };
}

function isTyping(said: unknown): said is { side: ChatSide; on: boolean } {
  return typeof said === "object" && said !== null && "on" in said && "side" in said;
}

function typingTeller(room: string) {
  let told = 0;
  return () => {
    if (Date.now() - told < TYPING_EVERY_MS) return;
    told = Date.now();
    tell("typing", { room, on: true });
  };
}
