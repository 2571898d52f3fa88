import {
  Activity,
  BookOpen,
  Building2,
  CalendarOff,
  ChartColumn,
  ClipboardList,
  Gavel,
  HandCoins,
  Landmark,
  type LucideIcon,
  Map as MapIcon,
  MapPinned,
  MessagesSquare,
  PhoneOff,
  Scale,
  ScrollText,
  Send,
  Shapes,
  ShieldCheck,
  Siren,
  SlidersHorizontal,
  Star,
  TicketPercent,
  UserCheck,
  Users,
  Wrench,
} from "lucide-react";
import type { Role } from "@/generated/ops";
import type { Key } from "@/shared/i18n/words";

/** What a member of staff may be allowed; `libs/kernel/src/permissions.rs` decides. */
export type Right = "see" | "steer" | "people" | "figures" | "money" | "configure";

const RIGHTS: Partial<Record<Role, readonly Right[]>> = {
  admin: ["see", "steer", "people", "figures", "money", "configure"],
  support: ["see"],
  finance: ["see", "figures", "money"],
  operations: ["see", "steer", "people"],
};

/** The roles that have a right, for whom lacks it to know whom to ask. */
export const rolesWith = (right: Right): Role[] =>
  (Object.keys(RIGHTS) as Role[]).filter((role) => may(role, right));

/** The server asks again at every request; this only spares people doors that are locked. */
export const may = (role: Role | undefined, right: Right): boolean =>
  role !== undefined && (RIGHTS[role]?.includes(right) ?? false);

interface OpsPlace {
  to: string;
  label: Key;
  icon: LucideIcon;
  right: Right;
  /** `g` and then this letter goes there. */
  letter: string;
}

export interface PlaceGroup {
  label: Key;
  places: OpsPlace[];
}

/** Where staff goes, by what it has to do there. */
export const GROUPS: PlaceGroup[] = [
  {
    label: "ops.group_now",
    places: [
      { to: "/ops/live", label: "ops.live", icon: MapIcon, right: "see", letter: "m" },
      { to: "/ops/bookings", label: "ops.bookings", icon: ClipboardList, right: "see", letter: "b" },
      { to: "/ops/support", label: "ops.support", icon: MessagesSquare, right: "see", letter: "s" },
      { to: "/ops/alarms", label: "ops.alarms", icon: Siren, right: "see", letter: "n" },
    ],
  },
  {
    label: "ops.group_decide",
    places: [
      { to: "/ops/disputes", label: "ops.disputes", icon: Scale, right: "see", letter: "d" },
      { to: "/ops/warranty", label: "ops.warranty", icon: ShieldCheck, right: "see", letter: "w" },
      { to: "/ops/appeals", label: "ops.appeals", icon: Gavel, right: "people", letter: "e" },
      { to: "/ops/ratings", label: "ops.ratings", icon: Star, right: "people", letter: "r" },
    ],
  },
  {
    label: "ops.group_people",
    places: [
      { to: "/ops/technicians", label: "ops.technicians", icon: UserCheck, right: "people", letter: "t" },
      { to: "/ops/accounts", label: "ops.users", icon: Users, right: "people", letter: "u" },
      { to: "/ops/partners", label: "ops.partners", icon: Building2, right: "people", letter: "q" },
      { to: "/ops/leaks", label: "ops.leaks", icon: PhoneOff, right: "see", letter: "x" },
    ],
  },
  {
    label: "ops.group_money",
    places: [
      { to: "/ops/ledger", label: "ops.ledger", icon: BookOpen, right: "figures", letter: "l" },
      { to: "/ops/balance", label: "ops.balance", icon: Landmark, right: "figures", letter: "i" },
      { to: "/ops/moves", label: "ops.moves", icon: HandCoins, right: "money", letter: "v" },
    ],
  },
  {
    label: "ops.group_setup",
    places: [
      { to: "/ops/services", label: "ops.services", icon: Wrench, right: "configure", letter: "c" },
      { to: "/ops/categories", label: "ops.categories", icon: Shapes, right: "configure", letter: "o" },
      { to: "/ops/zones", label: "ops.zones", icon: MapPinned, right: "configure", letter: "z" },
      {
        to: "/ops/promotions",
        label: "ops.promotions",
        icon: TicketPercent,
        right: "configure",
        letter: "p",
      },
      {
        to: "/ops/settings",
        label: "ops.settings",
        icon: SlidersHorizontal,
        right: "configure",
        letter: "j",
      },
      { to: "/ops/holidays", label: "ops.holidays", icon: CalendarOff, right: "see", letter: "h" },
    ],
  },
  {
    label: "ops.group_watch",
    places: [
      { to: "/ops/figures", label: "ops.kpis", icon: ChartColumn, right: "figures", letter: "k" },
      { to: "/ops/deliveries", label: "ops.deliveries", icon: Send, right: "see", letter: "f" },
      { to: "/ops/system", label: "ops.system", icon: Activity, right: "configure", letter: "y" },
      { to: "/ops/audit", label: "ops.audit", icon: ScrollText, right: "configure", letter: "a" },
    ],
  },
];

/** What somebody of this role sees. */
export function groupsFor(role: Role | undefined): PlaceGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    places: group.places.filter(({ right }) => may(role, right)),
  })).filter(({ places }) => places.length > 0);
}

/** Screens within a place that ask for more than the place itself. */
const STRICTER: Record<string, Right> = { "/ops/accounts/new": "configure" };

/** The place of the desk that an address belongs to. */
export const placeOf = (path: string): OpsPlace | undefined =>
  GROUPS.flatMap(({ places }) => places).find(({ to }) => path === to || path.startsWith(`${to}/`));

/** What it takes to open an address of the desk; nothing where every member of staff may. */
export function rightFor(address: string): Right | undefined {
  const path = address.replace(/[?#].*$/, "");
  return STRICTER[path] ?? placeOf(path)?.right;
}

/** Whether an address of the desk opens for this role. */
export function mayOpen(role: Role | undefined, address: string): boolean {
  const right = rightFor(address);
  return right === undefined || may(role, right);
}
