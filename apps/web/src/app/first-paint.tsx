import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { Route, Routes, StaticRouter } from "react-router";
import { EarlyBooking } from "@/features/booking/early";
import type { Lang } from "@/shared/i18n/lang";
import { loadWords } from "@/shared/i18n/words";
import { App } from "./app";
import { makeCaches } from "./caches";
import { Coming, Waiting } from "./coming";
import { CustomerFrame } from "./customer-frame";
import { DOORS, type DoorName } from "./doors";
import { Providers } from "./providers";

export interface Drawn {
  html: string;
  /** The styles, by the names by which the program knows that they are there. */
  styles: Record<string, string>;
  /** Whether it is just what the program draws first, so that it can go on with it. */
  whole: boolean;
}

export const NEVER = new Promise<void>(() => undefined);

type Router = (props: { children: ReactNode }) => ReactNode;

/** Draws with everything that a screen stands on, and collects the styles. */
export function inside(lang: Lang, paint: (wrap: (content: ReactNode) => ReactNode) => string) {
  const caches = makeCaches();
  // Emotion then collects the styles instead of writing them between the elements.
  for (const cache of Object.values(caches)) cache.compat = true;
  const html = paint((content) => (
    <Providers caches={caches} begin={{ lang, digits: "latn" }}>
      {content}
    </Providers>
  ));
  const styles = Object.entries(caches[lang].inserted).filter(([, css]) => typeof css === "string");
  return { html, styles: Object.fromEntries(styles) as Record<string, string> };
}

/** What stands at an address. */
export function drawn(lang: Lang, at: string, content: (router: Router) => ReactNode) {
  const router: Router = ({ children }) => <StaticRouter location={at}>{children}</StaticRouter>;
  return inside(lang, (wrap) => renderToString(wrap(content(router))));
}

/**
 * What the program shows first behind a door, as text: the build puts it into the page, so that it is
 * seen before any script is there. It is made of the same components, so nothing moves when they
 * take over.
 */
export async function draw(name: DoorName, lang: Lang): Promise<Drawn> {
  const door = DOORS[name];
  await loadWords(lang, door.early ? door.parts : []);
  const at = name === "other" ? "/other" : door.path.replace("/*", "").replace(/:(\w+)/g, "$1") || "/";
  const whole = name === "home";
  const page = drawn(lang, at, (router) =>
    whole ? (
      <App ready={NEVER} router={router} />
    ) : (
      router({
        children: door.bare ? <Waiting /> : frame(name === "booking" ? <EarlyBooking /> : <Coming />),
      })
    ),
  );
  return { ...page, whole };
}

const frame = (screen: ReactNode) => (
  <Routes>
    <Route element={<CustomerFrame />}>
      <Route path="*" element={screen} />
    </Route>
  </Routes>
);
