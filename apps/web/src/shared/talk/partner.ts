import type { ConversationOut } from "@/generated/talk";
import type { Translate } from "@/shared/i18n/translate";

/** With whom, in one word: a name where one may see it. */
export function partnerOf(conversation: ConversationOut, t: Translate): string {
  if (conversation.kind === "support") return t("talk.support");
  const other = conversation.with.find((one) => one.side !== conversation.mySide && one.side !== "system");
  return other?.name || t(other ? `side.${sideOf(other.side)}` : "talk.nobody");
}

const sideOf = (side: string) => (side === "customer" || side === "provider" ? side : "operator");
