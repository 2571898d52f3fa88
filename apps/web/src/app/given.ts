import type { UnknownAction } from "@reduxjs/toolkit";
import { given } from "@/shared/api/given";
import { askedEarly, early } from "./begin";
import { doorAt } from "./doors";
import { store } from "./store";

/** Puts an answer where a screen looks for it first. */
export type Keep = (answer: never, parts: Record<string, string>) => UnknownAction;

/**
 * Gives a screen what is there before it: the answer that the gateway wrote into the page, or that
 * was asked for while the program was on its way, so that it is drawn at once. An answer that is
 * still under way is waited for by the screen itself; so is any other than the page's own where the
 * program goes on with a page that was drawn `whole`: it has to begin with the same picture.
 */
export async function giveTo(keep: Keep | undefined, whole: boolean) {
  const { ask, parts } = doorAt(location.pathname);
  if (!keep || !ask) return;
  const inPage = given?.url === ask;
  if (whole && !inPage) return;
  // Whoever went back or on meanwhile is at another address: that screen asks for itself.
  const asked = ask === askedEarly && (await Promise.race([early, undefined]));
  const answer = inPage ? given?.data : asked;
  if (answer) store.dispatch(keep(answer as never, parts));
}
