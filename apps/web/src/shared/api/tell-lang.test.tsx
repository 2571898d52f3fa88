import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wishedLang } from "@/shared/i18n/lang";
import { Preferences } from "@/shared/ui/preferences";
import { answer, logIn, press, refusal, type Sent, sentTo, show, whenSent } from "@/testing/screen";
import { currentSession, logOut } from "./session";
import { tellLang } from "./tell-lang";

const ME = "PATCH /api/v1/me";
/** Takes what is sent, as the server does. */
const taken = ({ body }: Sent) => ({ id: "me", firstName: "Mona", role: "customer", ...(body as object) });

let stop: () => void;
beforeEach(() => {
  logIn("customer", { lang: "en" });
  stop = tellLang();
});
afterEach(() => stop());

const known = () => {
  const session = currentSession();
  return session.state === "in" ? session.user.lang : undefined;
};

test("the account reads what was chosen, and is told once", async () => {
  answer(ME, taken);
  show(<Preferences />);
  await press("العربية");
  expect((await whenSent(ME)).body).toEqual({ lang: "ar" });
  await waitFor(() => expect(known()).toBe("ar"));
  expect(wishedLang()).toBeUndefined();
  // Digits are this phone's alone.
  await press("١ ٢ ٣");
  expect(sentTo(ME)).toHaveLength(1);
  await press("English");
  await waitFor(() => expect(known()).toBe("en"));
});

test("a server that is away is told at the next visit, and nobody is bothered", async () => {
  answer(ME, refusal(503, "away", "Try again soon."));
  show(<Preferences />);
  await press("العربية");
  await whenSent(ME);
  expect(document.body.textContent).not.toContain("Try again soon.");
  expect(wishedLang()).toBe("ar");
  await new Promise((done) => setTimeout(done));
  answer(ME, taken);
  stop();
  stop = tellLang();
  await whenSent(ME, 2);
  await waitFor(() => expect(known()).toBe("ar"));
  expect(wishedLang()).toBeUndefined();
});

test("who chose as a guest is known for it after logging in", async () => {
  answer("POST /api/v1/auth/logout", null);
  answer(ME, taken);
  await logOut();
  show(<Preferences />);
  await press("العربية");
  expect(sentTo(ME)).toEqual([]);
  logIn("customer", { lang: "en" });
  await waitFor(() => expect(known()).toBe("ar"));
});

test("what one account chose is not said for the next", async () => {
  answer("POST /api/v1/auth/logout", null);
  answer(ME, refusal(503, "away", "Try again soon."));
  show(<Preferences />);
  await press("العربية");
  await whenSent(ME);
  await new Promise((done) => setTimeout(done));
  await logOut();
  logIn("customer", { id: "other", lang: "en" });
  await new Promise((done) => setTimeout(done));
  expect(sentTo(ME)).toHaveLength(1);
  expect(wishedLang()).toBeUndefined();
});
