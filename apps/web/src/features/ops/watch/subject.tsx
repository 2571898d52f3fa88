import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { type PageAuditOut, useListAdminCategoriesQuery, useListZonesQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { useNamed } from "../parts/names";
import { type Names, shortId, useBookingNumbers, usePeople } from "../parts/who";
import { inName, placeOf } from "../settings/key";

type Item = PageAuditOut["items"][number];

/** What is somebody, by the account's id. */
const PEOPLE = ["user", "provider", "wallet"];

/** What the things of a page of the audit log are called, by id. */
export interface Subjects {
  people: Names;
  bookings: Names;
  things: Names;
}

/** Asks for the names of a page together: people's live with their accounts and go with them. */
export function useSubjects(items: readonly Item[] = []): Subjects {
  const { format } = useLanguage();
  const of = (...kinds: string[]) => items.filter((one) => kinds.includes(one.subjectType));
  const people = usePeople([
    ...items.map((one) => one.operatorId),
    ...of(...PEOPLE).map((one) => one.subjectId),
  ]).names;
  const bookings = useBookingNumbers(of("booking").map((one) => one.subjectId));
  const categories = useListAdminCategoriesQuery(undefined, { skip: of("category").length === 0 }).data;
  const zones = useListZonesQuery({}, { skip: of("zone").length === 0 }).data;
  const things = useMemo(
    () =>
      new Map(
        [...(categories?.items ?? []), ...(zones?.items ?? [])].map(({ id, name }) => [
          id,
          format.pick(name),
        ]),
      ),
    [categories, zones, format],
  );
  return useMemo(() => ({ people, bookings, things }), [people, bookings, things]);
}

/** The name that a thing had when the action was written down. */
function writtenName(details: unknown): { ar: string; en: string } | undefined {
  const inside = (value: unknown, name: string) =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  for (const part of ["after", "service", "promotion", "value"]) {
    const one = inside(details, part);
    const name = inside(one, "name") ?? inside(inside(one, "facts") ?? inside(one, "service"), "name");
    const [ar, en] = [inside(name, "ar"), inside(name, "en")];
    if (typeof ar === "string" && typeof en === "string") return { ar, en };
  }
  const [ar, en] = [inside(details, "nameAr"), inside(details, "nameEn")];
  return typeof ar === "string" && typeof en === "string" ? { ar, en } : undefined;
}

/** Where a thing is shown. */
function placeFor({ subjectType, subjectId }: Item): string | undefined {
  switch (subjectType) {
    case "booking":
      return `/ops/bookings/${subjectId}`;
    case "user":
    case "wallet":
      return `/ops/accounts/${subjectId}`;
    case "provider":
      return `/ops/technicians/${subjectId}`;
    case "category":
      return `/ops/categories/${subjectId}`;
    case "service":
    case "zone":
    case "promotion":
    case "partner":
      return `/ops/${subjectType}s/${subjectId}`;
    case "conversation":
      return `/ops/support/${subjectId}`;
    case "sos":
      return `/ops/alarms/${subjectId}`;
    case "setting":
      return placeOf(subjectId);
    default:
      return undefined;
  }
}

/** To what something was done: its kind, and its name or the end of its id, which leads there. */
export function Subject({ item, names }: { item: Item; names: Subjects }) {
  const { format } = useLanguage();
  const named = useNamed();
  const { subjectType, subjectId, details } = item;
  const number = names.bookings.get(subjectId);
  const written = PEOPLE.includes(subjectType) ? undefined : writtenName(details);
  const name =
    subjectType === "setting"
      ? named(`setting.${inName(subjectId)}`)
      : subjectType === "holiday"
        ? format.date(`${subjectId}T12:00:00Z`)
        : (names.people.get(subjectId) ?? names.things.get(subjectId) ?? (written && format.pick(written)));
  const shown = name ? <bdi>{name}</bdi> : <Ltr>{number ?? shortId(subjectId)}</Ltr>;
  const place = placeFor(item);
  return (
    <Box sx={{ whiteSpace: "normal", minWidth: "9rem" }}>
      {named(`subject.${subjectType}`)}{" "}
      {place ? (
        <Link component={RouterLink} to={place}>
          {shown}
        </Link>
      ) : (
        shown
      )}
    </Box>
  );
}
