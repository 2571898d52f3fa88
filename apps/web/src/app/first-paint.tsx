import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { Route, Routes, StaticRouter } from "react-router";
import type { Lang } from "@/shared/i18n/lang";
import { App } from "./app";
import { makeCaches } from "./caches";
import { Coming, Waiting } from "./coming";
import { CustomerFrame } from "./customer-frame";
import { DOORS, type DoorName } from "./doors";
import { Providers } from "./providers";

export { DOORS };

export interface Drawn {
  html: string;
  /** The styles, and the names by which the program knows that they are there. */
  css: string;
  names: string[];
  /** Whether it is just what the program draws first, so that it can go on with it. */
  whole: boolean;
}

const NEVER = new Promise<void>(() => undefined);

/**
 * What the program shows first behind a door, as text: the build puts it into the page, so that it is
 * seen before any script is there. It is made of the same components, so nothing moves when they
 * take over.
 */
export function draw(name: DoorName, lang: Lang): Drawn {
  const door = DOORS[name];
  const caches = makeCaches();
  // Emotion then collects the styles instead of writing them between the elements.
  for (const cache of Object.values(caches)) cache.compat = true;
  const at = name === "other" ? "/other" : door.path.replace("/*", "").replace(/:(\w+)/g, "$1") || "/";
  const router = ({ children }: { children: ReactNode }) => (
    <StaticRouter location={at}>{children}</StaticRouter>
  );
  const whole = name === "home";
  const html = renderToString(
    <Providers caches={caches} begin={{ lang, digits: "latn" }}>
      {whole ? <App ready={NEVER} router={router} /> : router({ children: door.bare ? <Waiting /> : frame })}
    </Providers>,
  );
  const styles = Object.entries(caches[lang].inserted).filter(([, css]) => typeof css === "string");
  return { html, css: styles.map(([, css]) => css).join(""), names: styles.map(([id]) => id), whole };
}

const frame = (
  <Routes>
    <Route element={<CustomerFrame />}>
      <Route path="*" element={<Coming />} />
    </Route>
  </Routes>
);
