import { given } from "@/shared/api/given";
import { askEarly } from "@/shared/api/request";
import { currentSession, start } from "@/shared/api/session";
import { applyPreferences, currentPreferences } from "@/shared/i18n/lang";
import { watchInstall } from "@/shared/pwa/install";
import { doorAt } from "./doors";

applyPreferences(currentPreferences());
watchInstall();

/** Ends when it is known who is logged in. It begins, as all here, while the program is on its way. */
export const session = start();

const { door, ask } = doorAt(location.pathname);

/** What the screen of this address will ask for, once it is there. */
export const askedEarly = ask;
/** Its answer; nothing when it is not to be had. */
export const early: Promise<unknown> = begun();

async function begun(): Promise<unknown> {
  if (!ask || given?.url === ask) return undefined;
  if (door.member) await session;
  return door.member && currentSession().state !== "in" ? undefined : askEarly(ask);
}
