import type { ConversationOut } from "@/generated/talk";
import type { Problem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";

/** What a message may hold. */
const LONGEST = 2000;

/**
 * Asks the technician in the booking's conversation for another price. The id is the message's: sent
 * again it is said once. `missing` is said when there is no conversation.
 */
export async function askInTalk(bookingId: string, id: string, text: string, missing: string) {
  const { items } = await ask<{ items: ConversationOut[] }>({
    url: "/api/v1/conversations",
    params: { limit: 100 },
  });
  const talk = items.find((one) => one.kind === "booking" && one.bookingId === bookingId);
  if (!talk) throw { status: 404, code: "talk.none", title: missing, errors: [] } satisfies Problem;
  const body = { id, kind: "text", text: text.slice(0, LONGEST) };
  await ask({ url: `/api/v1/conversations/${talk.id}/messages`, method: "POST", body });
}
