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
if (ask && !door.member) askEarly(ask);
if (ask && door.member)
  void session.then(() => {
    if (currentSession().state === "in") askEarly(ask);
  });
