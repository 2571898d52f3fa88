/** One wrong field of a request. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** Why the server, or the way to it, refused: always with a text for people. */
export interface Problem {
  /** HTTP status; 0 when the server was not reached. */
  status: number;
  /** Stable code, such as `booking.already_accepted`; `offline` when the server was not reached. */
  code: string;
  /** What happened and what to do now, in the person's language; empty when the server was not reached. */
  title: string;
  errors: FieldProblem[];
}

export const unreachable: Problem = { status: 0, code: "offline", title: "", errors: [] };

/** Whatever a hook of RTK Query calls an error, as a problem. */
export function asProblem(error: unknown): Problem | undefined {
  if (error === undefined || error === null) return undefined;
  if (isProblem(error)) return error;
  return { status: 500, code: "internal", title: "", errors: [] };
}

function isProblem(error: unknown): error is Problem {
  return (
    typeof error === "object" && error !== null && "code" in error && "status" in error && "errors" in error
  );
}

/** Reads an answer that is no success. */
export async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const found = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  return {
    status: response.status,
    code: typeof found.code === "string" ? found.code : `http_${response.status}`,
    title: typeof found.title === "string" ? found.title : "",
    errors: Array.isArray(found.errors) ? found.errors : [],
  };
}
