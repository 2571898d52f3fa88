import type { DocumentRecordOut } from "@/generated/ops";

/** Papers that count. */
export const current = (papers: DocumentRecordOut[]) => papers.filter(({ replaced }) => !replaced);

/** What lies side by side first: the ID and the face. */
export function firstPair(papers: DocumentRecordOut[]): [string | undefined, string | undefined] {
  const all = current(papers);
  const id = all.find(({ kind, side }) => kind === "national_id" && side === "front");
  const face = all.find(({ kind }) => kind === "selfie");
  const left = id ?? all.find((one) => one !== face);
  return [left?.id ?? face?.id, left ? face?.id : undefined];
}

/** The next paper that waits for a decision, round again; nothing when no other does. */
export function nextToReview(papers: DocumentRecordOut[], after: string | undefined): string | undefined {
  const all = current(papers);
  const at = all.findIndex(({ id }) => id === after);
  const order = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))];
  return order.find(({ state, id }) => state === "uploaded" && id !== after)?.id;
}

/** The paper before or after this one, round again. */
export function around(papers: DocumentRecordOut[], from: string, by: 1 | -1): string {
  const at = papers.findIndex(({ id }) => id === from);
  return papers[(at + by + papers.length) % papers.length]?.id ?? from;
}
