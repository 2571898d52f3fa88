import type { Part } from "@/shared/i18n/words";

/**
 * Screens that people come to from outside. Each has a page that the build draws beforehand and the
 * gateway sends (`scripts/pages.ts`), with hints for the files that the screen needs.
 */
export interface Door {
  /** `:part` stands for one part of the address, `*` at the end for any rest. */
  path: string;
  /** The screen's file, below `src/features`. */
  screen?: string;
  /** The screen's texts. */
  parts?: Part[];
  /** What the screen asks the server for first. */
  ask?: string;
  /**
   * The page has gaps for what `ask` answers, and the gateway fills them: a page for each value of
   * these fields, unless the address says one of those words.
   */
  given?: { by: string[]; unless: string[] };
  /** Texts that the page itself brings, by how their keys begin: for what is written before the program. */
  early?: string;
  /** Only for who is logged in. */
  member?: boolean;
  /** Without the customer's frame. */
  bare?: boolean;
}

const DOOR = {
  home: { path: "/", ask: "/api/v1/categories", given: { by: [], unless: ["q"] } },
  category: { path: "/c/:code", screen: "home/category.tsx", parts: ["order"], ask: "/api/v1/categories" },
  service: {
    path: "/s/:id",
    screen: "home/service.tsx",
    parts: ["order"],
    ask: "/api/v1/services/:id",
    given: { by: ["pricing", "priceUnit"], unless: ["with"] },
  },
  order: { path: "/order/*", screen: "order/order.tsx", parts: ["order"] },
  bookings: { path: "/bookings", screen: "booking/bookings.tsx", parts: ["visit"], member: true },
  booking: {
    path: "/bookings/:id",
    screen: "booking/booking.tsx",
    parts: ["visit", "talk", "care", "mine", "account", "order"],
    ask: "/api/v1/bookings/:id",
    early: "stage.",
    member: true,
  },
  account: { path: "/account", screen: "account/account.tsx", parts: ["account", "order"], member: true },
  talk: { path: "/talk/*" },
  login: { path: "/login", screen: "auth/log-in.tsx", parts: ["account", "order"] },
  work: {
    path: "/work/*",
    screen: "desk/desk.tsx",
    parts: ["desk", "visit", "talk", "care", "account", "mine"],
    member: true,
    bare: true,
  },
  ops: {
    path: "/ops/*",
    screen: "ops/ops.tsx",
    parts: ["ops", "ops_codes", "ops_desk", "ops_forms", "ops_partners", "visit"],
    member: true,
    bare: true,
  },
  shared: {
    path: "/shared/:token",
    screen: "journey/shared-journey.tsx",
    parts: ["care", "visit"],
    bare: true,
  },
  other: { path: "/*" },
} satisfies Record<string, Door>;

export type DoorName = keyof typeof DOOR;
/** In the order in which they are tried. */
export const DOORS: Record<DoorName, Door> = DOOR;

/** The parts of an address that a door leaves open; nothing when it leads elsewhere. */
export function leads(door: Door, pathname: string): Record<string, string> | undefined {
  const given = pathname.split("/").filter(Boolean);
  const found: Record<string, string> = {};
  for (const wanted of door.path.split("/").filter(Boolean)) {
    if (wanted === "*") return found;
    const part = given.shift();
    if (part === undefined) return undefined;
    if (wanted.startsWith(":")) found[wanted.slice(1)] = part;
    else if (wanted !== part) return undefined;
  }
  return given.length === 0 ? found : undefined;
}

/** The door of an address, the parts that it leaves open, and what its screen will ask for. */
export function doorAt(pathname: string): {
  name: DoorName;
  door: Door;
  parts: Record<string, string>;
  ask?: string;
} {
  for (const [name, door] of Object.entries(DOORS) as [DoorName, Door][]) {
    const parts = leads(door, pathname);
    const filled = (_: string, part: string) => parts?.[part] ?? "";
    if (parts) return { name, door, parts, ask: door.ask?.replace(/:(\w+)/g, filled) };
  }
  return { name: "other", door: DOORS.other, parts: {} };
}
