import type { CodeSentOut } from "@/generated/guest";
import { clock } from "@/shared/lib/clock";
import { readStored, writeStored } from "@/shared/lib/stored";

/**
 * A code that is on its way by SMS. Phones end the tab while the message is read: who comes back
 * finds the field for the code, not the one for the phone.
 */
export interface SentCode {
  phone: string;
  /** When another may be asked for, and until when this one holds; milliseconds since 1970. */
  againAt: number;
  until: number;
}

const KEY = "osta.code";
const HOUR_MS = 3_600_000;
/** For a phone whose clock is wrong. */
const USUAL_MS = 300_000;
const NONE: SentCode = { phone: "", againAt: 0, until: 0 };

/** What was sent to this tab's phone last; it may hold no longer. */
export const lastCode = (): SentCode => readStored("session", KEY, NONE);

export function rememberCode(phone: string, { resendAfterS, expiresAt }: CodeSentOut): SentCode {
  const now = clock();
  const holds = Date.parse(expiresAt) - now;
  const code = {
    phone,
    againAt: now + resendAfterS * 1000,
    until: now + (holds > 0 && holds <= HOUR_MS ? holds : USUAL_MS),
  };
  writeStored("session", KEY, code);
  return code;
}

export const forgetCode = () => writeStored("session", KEY, null);
