import { currentLang } from "@/shared/i18n/lang";
import { readProblem, unreachable } from "./problem";
import { refresh, token } from "./session";

export interface Upload {
  url: string;
  fields: Record<string, string | Blob | undefined>;
  /** Made when the person chose the file: a second try with it has one effect. */
  key: string;
  /** Told the part that is there, 0 to 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
}

/** Sends a form with a file and says how far it is. Throws a `Problem`. */
export async function upload<T>(wanted: Upload): Promise<T> {
  const bearer = await token().catch(() => Promise.reject(unreachable));
  let answer = await once(wanted, bearer);
  if (answer.status === 401 && bearer && (await refresh(bearer).catch(() => false)))
    answer = await once(wanted, await token());
  if (!answer.ok) throw await readProblem(answer);
  return (await answer.json()) as T;
}

/** `fetch` can't say how much was sent. */
function once({ url, fields, key, onProgress, signal }: Upload, bearer: string | null): Promise<Response> {
  return new Promise((done, fail) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("accept-language", currentLang());
    request.setRequestHeader("idempotency-key", key);
    if (bearer) request.setRequestHeader("authorization", `Bearer ${bearer}`);
    request.upload.onprogress = ({ loaded, total }) => total > 0 && onProgress?.(loaded / total);
    request.onload = () => done(new Response(request.responseText || null, { status: request.status }));
    request.onerror = request.ontimeout = request.onabort = () => fail(unreachable);
    request.timeout = 120_000;
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
