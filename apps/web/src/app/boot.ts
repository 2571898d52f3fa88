/**
 * The first and smallest file: asks for what takes long, leaves the browser the moment that it needs
 * to show what the page brought with it, and only then loads the program: until the page is seen, its
 * letters have the network for themselves.
 */
import "./base.css";
import "./begin";
import { applyPreferences, currentPreferences, type Lang } from "@/shared/i18n/lang";

/** No frame is drawn in a tab that nobody looks at. */
const LONGEST_MS = 250;

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
  const url = new URL(location.href);
  url.searchParams.delete("lang");
  location.replace(url);
}

/** All files that the address's screen needs, at once, before one of them could ask for the next. */
function hint() {
  const files = document.querySelector<HTMLMetaElement>('meta[name="osta-files"]')?.content;
  for (const file of files?.split(" ") ?? []) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.crossOrigin = "";
    link.href = file;
    document.head.append(link);
  }
}

document.addEventListener("click", chooseEarly);
void shown().then(() => {
  hint();
  return import("./main");
});
