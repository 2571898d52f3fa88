import { cleanup, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, Route, Routes } from "react-router";
import { afterEach, vi } from "vitest";
import { makeCaches } from "@/app/caches";
import { Providers } from "@/app/providers";
import { store } from "@/app/store";
import { api } from "@/shared/api/empty";
import type { Problem } from "@/shared/api/problem";
import { applyPreferences, type Lang } from "@/shared/i18n/lang";
import { loadWords, type Part } from "@/shared/i18n/words";

export const LANGUAGES = ["ar", "en"] as const;

/** What was asked of the server. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Answer = unknown | ((asked: Asked) => unknown);

afterEach(() => {
  cleanup();
  store.dispatch(api.util.resetApiState());
  vi.unstubAllGlobals();
});

/** A refusal, for what stands in the server's place. */
export class Refused {
  constructor(readonly problem: Problem) {}
}

/** Stands in the server's place: answers by `GET /api/v1/…`. Returns what it was asked so far. */
export function serve(answers: Record<string, Answer>): Asked[] {
  const heard: Asked[] = [];
  vi.stubGlobal("fetch", async (address: string, { method = "GET", body }: RequestInit = {}) => {
    const { pathname: path, searchParams: query } = new URL(address, location.origin);
    const asked = { method, path, query, body: typeof body === "string" ? JSON.parse(body) : body };
    heard.push(asked);
    const made = answers[`${method} ${path}`];
    const answer = typeof made === "function" ? made(asked) : made;
    if (answer instanceof Refused) return Response.json(answer.problem, { status: answer.problem.status });
    if (answer === undefined) return Response.json({ code: "not_found", title: "" }, { status: 404 });
    return Response.json(answer);
  });
  return heard;
}

interface Shown {
  lang: Lang;
  words: Part[];
  /** The address, and the route that stands there. */
  at?: string;
  route?: string;
}

/** Shows a part of the product by itself, with all that it stands on. */
export async function show(node: ReactNode, { lang, words, at = "/", route = "*" }: Shown) {
  applyPreferences({ lang, digits: "latn" });
  await loadWords(lang, words);
  return render(
    <Providers caches={makeCaches()} begin={{ lang, digits: "latn" }}>
      <MemoryRouter initialEntries={[at]}>
        <Routes>
          <Route path={route} element={node} />
          <Route path="*" element={null} />
        </Routes>
      </MemoryRouter>
    </Providers>,
  );
}
