import type { MeOut, MePatch } from "@/generated/guest";
import { onWish, wishedLang, wishLang } from "@/shared/i18n/lang";
import { ask } from "./request";
import { currentSession, onSession, updateUser } from "./session";

let telling = false;

/**
 * Tells the server which language was chosen, so that SMS and messages come in it. Nobody is bothered
 * when that fails: it is tried again at the next visit. Returns how to stop.
 */
export function tellLang(): () => void {
  let before = currentSession().state;
  const stop = onSession(({ state }) => {
    // What one account chose is not said for the next.
    if (before === "in" && state === "guest") wishLang(undefined);
    before = state;
    void tell();
  });
  const stopWishes = onWish(() => void tell());
  void tell();
  return () => {
    stop();
    stopWishes();
  };
}

async function tell() {
  const session = currentSession();
  const lang = wishedLang();
  if (session.state !== "in" || !lang || telling) return;
  if (session.user.lang === lang) return wishLang(undefined);
  telling = true;
  let user: MeOut | undefined;
  try {
    user = await ask<MeOut>({ url: "/api/v1/me", method: "PATCH", body: { lang } satisfies MePatch });
  } catch {
    return;
  } finally {
    telling = false;
  }
  const now = currentSession();
  if (now.state !== "in" || now.user.id !== session.user.id) return;
  // Whoever chose again meanwhile is told of by what follows from this.
  if (wishedLang() === lang) wishLang(undefined);
  updateUser(user);
}
