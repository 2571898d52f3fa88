import { useCallback, useSyncExternalStore } from "react";
import type { LatLng, PaymentMethod } from "@/generated/guest";
import type { PlanRhythm } from "@/generated/mine";
import { readStored, writeStored } from "@/shared/lib/stored";
import type { Held } from "./held-time";

/** Where the work is, as somebody fills it in. */
export interface PlaceDraft {
  pin: LatLng;
  governorate: string;
  district: string;
  street: string;
  building: string;
  floor: string;
  apartment: string;
  landmark: string;
}

/** An order that is being filled in. It outlives reloads and log-ins, and ends with the tab. */
export interface Draft {
  serviceId?: string;
  providerId?: string;
  quantity: number;
  /** A saved address; otherwise `place`. */
  addressId?: string;
  place?: PlaceDraft;
  /** `now`, or an instant. */
  start?: string;
  /** How often the visit comes again; once when absent. */
  rhythm?: PlanRhythm;
  notes: string;
  paymentMethod: PaymentMethod;
  quoteId?: string;
  /** The time that is kept for it. */
  held?: Held;
  /** Times that somebody else took meanwhile. */
  taken?: string[];
  /** Where what the order became is: going back leads there, not to a second order. */
  leadsTo?: string;
}

const KEY = "osta.order";
const EMPTY: Draft = { quantity: 1, notes: "", paymentMethod: "cash" };

/** Which page of the tab's history this is, as the router counts them. */
const historyIndex = () => (history.state as { idx?: number } | null)?.idx;
let firstStep: number | undefined;

/** How many pages back the order's first step is, as long as the page was not reloaded since. */
export const stepsBack = () => (firstStep === undefined ? 0 : Math.max(0, (historyIndex() ?? 0) - firstStep));

let draft: Draft = readStored("session", KEY, EMPTY);
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function changeDraft(change: Partial<Draft>) {
  draft = { ...draft, ...change };
  writeStored("session", KEY, draft);
  for (const listener of listeners) listener();
}

/** Begins an order of a service; the address of an order before it stays. */
export function beginOrder(serviceId: string, quantity: number, providerId?: string) {
  const { place, addressId } = draft;
  draft = { ...EMPTY, serviceId, quantity, providerId, place, addressId };
  const now = historyIndex();
  firstStep = now === undefined ? undefined : now + 1;
  changeDraft({});
}

/** The order is made; what it became is there. */
export function endOrder(leadsTo: string) {
  const { place, addressId } = draft;
  draft = { ...EMPTY, place, addressId, leadsTo };
  changeDraft({});
}

/** Whoever comes next starts from nothing. */
export function forgetDraft() {
  draft = EMPTY;
  changeDraft({});
}

// A page that the browser froze and shows again does not know what became of the order meanwhile.
if (typeof window !== "undefined")
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    draft = readStored("session", KEY, EMPTY);
    changeDraft({});
  });

export function useDraft(): [Draft, (change: Partial<Draft>) => void] {
  const now = useSyncExternalStore(subscribe, () => draft);
  const change = useCallback((next: Partial<Draft>) => changeDraft(next), []);
  return [now, change];
}
