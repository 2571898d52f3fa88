import { useSyncExternalStore } from "react";
import { currentSession, onSession, type Session } from "./session";

export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession, currentSession);
}

/** The account that is logged in. */
export function useUser() {
  const session = useSession();
  return session.state === "in" ? session.user : undefined;
}

const OPERATORS = ["admin", "support", "finance", "operations"];

/** Where an account's own screens begin. */
export function homeOf(role: string): string {
  if (role === "service_provider") return "/work";
  return OPERATORS.includes(role) ? "/ops" : "/";
}
