import type { ChatHeardOut, ChatMessageOut, ChatSide } from "@/generated/talk";

/** By number, each once: the newer copy wins. */
export function merge(known: ChatMessageOut[], more: ChatMessageOut[]): ChatMessageOut[] {
  const all = new Map(known.map((one) => [one.seq, one]));
  for (const one of more) all.set(one.seq, one);
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

export type Tick = "sent" | "delivered" | "read";

/** How far a message of mine came with the others: the furthest of them counts. */
export function tickOf(seq: number, receipts: ChatHeardOut[], mySide: ChatSide): Tick {
  const others = receipts.filter((one) => one.side !== mySide);
  if (others.some((one) => one.readSeq >= seq)) return "read";
  return others.some((one) => one.deliveredSeq >= seq) ? "delivered" : "sent";
}

export interface Day {
  day: string;
  messages: ChatMessageOut[];
}

/** Messages by the day they were said on, oldest first. */
export function byDay(messages: ChatMessageOut[], dayOf: (at: Date) => string): Day[] {
  const days: Day[] = [];
  for (const message of messages) {
    const day = dayOf(new Date(message.sentAt));
    const last = days.at(-1);
    if (last?.day === day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}
