import type { Money, ProposalLineIn, ProposalLineOut } from "@/generated/desk";
import { piastresOf, poundsOf } from "@/shared/format/pounds";
import { newId } from "@/shared/lib/id";
import { readStored, writeStored } from "@/shared/lib/stored";
import type { SentPicture } from "./queue/queue";

/** An item as it is typed. */
export interface DraftLine {
  id: string;
  kind: "labour" | "parts";
  name: string;
  quantity: number;
  /** Pounds, as typed. */
  price: string;
  /** The picture of a part and its receipt, once the server has it. */
  photoId?: string;
  /** The same while it waits for the network. */
  picture?: SentPicture;
}

/** A price on site while it is written. */
export interface Draft {
  lines: DraftLine[];
  note: string;
  /** Taken back from the customer: it is on the screen again at once. */
  open?: boolean;
}

export const emptyLine = (): DraftLine => ({ id: newId(), kind: "labour", name: "", quantity: 1, price: "" });

/** A price as typed; nothing costs nothing. */
export const piastres = (typed: string): number | null => piastresOf(typed) || null;

export const totalOf = (lines: DraftLine[]) =>
  lines.reduce((sum, { price, quantity }) => sum + (piastres(price) ?? 0) * quantity, 0);

export function linesOf(lines: DraftLine[]): ProposalLineIn[] {
  return lines.map(({ kind, name, quantity, price, photoId }) => ({
    kind,
    name: name.trim(),
    quantity,
    unitPrice: { amount: piastres(price) ?? 0, currency: "EGP" },
    ...(photoId && kind === "parts" && { photoId }),
  }));
}

/** The pictures that go before their lines. */
export const picturesOf = (lines: DraftLine[]) =>
  lines.map(({ kind, picture, photoId }) => (kind === "parts" && !photoId ? picture : undefined));

/** Whether a line can be sent; in a change order a part needs its picture. */
export const isReady = (line: DraftLine, needsPhoto: boolean) =>
  line.name.trim() !== "" &&
  piastres(line.price) !== null &&
  line.quantity >= 1 &&
  line.quantity <= 1000 &&
  (!needsPhoto || line.kind === "labour" || line.photoId !== undefined || line.picture !== undefined);

/** The lines with one from the price list, in the place of the first that is still empty. */
export function withListed(lines: DraftLine[], name: string, price: Money): DraftLine[] {
  const listed: DraftLine = { ...emptyLine(), name, price: poundsOf(price) };
  const empty = lines.findIndex((one) => !one.name.trim() && !one.price.trim());
  return empty < 0 ? [...lines, listed] : lines.map((one, index) => (index === empty ? listed : one));
}

/** What was proposed, to be written anew. */
export const draftOf = ({ lines, note }: { lines: ProposalLineOut[]; note?: string | null }): Draft => ({
  lines: lines.map(({ kind, name, quantity, unitPrice, photoId }) => ({
    id: newId(),
    kind: kind === "parts" ? kind : "labour",
    name,
    quantity,
    price: poundsOf(unitPrice),
    ...(photoId && { photoId }),
  })),
  note: note ?? "",
});

export type ProposalKind = "estimate" | "change";
const place = (kind: ProposalKind, job: string) => `osta.${kind}.${job}`;

/** What was being written for a job, also after a reload. */
export const readDraft = (kind: ProposalKind, job: string) =>
  readStored<Draft>("session", place(kind, job), { lines: [emptyLine()], note: "" });

/** Keeps it, or forgets it. */
export const keepDraft = (kind: ProposalKind, job: string, draft: Draft | null) =>
  writeStored("session", place(kind, job), draft);
