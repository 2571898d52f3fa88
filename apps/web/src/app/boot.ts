/**
 * The first and smallest file: asks for what takes long, leaves the browser the moment that it needs
 * to show what the page brought with it, and only then loads the program: until the page is seen, its
 * letters have the network for themselves.
 */
import "./base.css";
import type { BookingOut } from "@/generated/visit";
import { applyPreferences, currentPreferences, type Lang, wishLang } from "@/shared/i18n/lang";
import { pause } from "@/shared/lib/pause";
import { early } from "./begin";
import { tellBooking } from "./early-booking";

/** No frame is drawn in a tab that nobody looks at. */
const LONGEST_MS = 250;
/** So long the drawn page stands in for a screen whose files are late. */
const LATE_MS = 400;

function shown(): Promise<void> {
  return new Promise((go) => {
    setTimeout(go, document.visibilityState === "hidden" ? 0 : LONGEST_MS);
    // After the frame that this one asks for.
    requestAnimationFrame(() => setTimeout(go));
  });
}

/** The button for the other language works before the program does. */
function chooseEarly({ target }: Event) {
  const button =
    target instanceof Element ? target.closest<HTMLElement>("#root[data-drawn] button[lang]") : null;
  if (!button) return;
  applyPreferences({ ...currentPreferences(), lang: button.lang as Lang });
  wishLang(button.lang as Lang);
  const url = new URL(location.href);
  url.searchParams.delete("lang");
  location.replace(url);
}

/** What the build wrote into the page (`scripts/pages.ts`): files, each after those that it imports. */
function filesFor(what: "program" | "screen"): string[] {
  const told = document.querySelector<HTMLMetaElement>(`meta[name="osta-${what}"]`)?.content;
  return told ? told.split(" ") : [];
}

/** All files that the address's screen needs, at once, before one of them could ask for the next. */
function hint(files: string[]) {
  for (const file of files) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.href = file;
    document.head.append(link);
  }
}

/** Begins with files one by one; the browser answers taps in between. */
async function run(files: string[]) {
  try {
    for (const file of files) {
      await import(/* @vite-ignore */ file);
      await pause();
    }
  } catch {
    // What is missing is asked for again by who imports it, and missed there.
  }
}

/** A booking that is known soon is shown before the program takes the network; or so much later. */
async function showEarly() {
  const root = document.querySelector<HTMLElement>('#root[data-drawn][data-early="booking"]');
  if (!root) return;
  const told = early.then((booking) => {
    if (booking && root.dataset.drawn) tellBooking(booking as BookingOut, root);
  });
  await Promise.race([told.catch(() => undefined), new Promise((go) => setTimeout(go, LONGEST_MS))]);
  await shown();
}

async function begin() {
  await shown();
  await showEarly();
  const program = filesFor("program");
  const screen = filesFor("screen");
  hint([...program, ...screen]);
  await run(program);
  const { show } = await import("./main");
  const late = new Promise<undefined>((go) => setTimeout(go, LATE_MS));
  await Promise.race([run(screen), late]);
  await show(late);
}

document.addEventListener("click", chooseEarly);
void begin();
