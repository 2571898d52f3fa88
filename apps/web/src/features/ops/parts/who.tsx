import { useMemo } from "react";
import { useGetProviderQuery } from "@/generated/guest";
import {
  type Role,
  useGetBookingStoryQuery,
  useListAllBookingsQuery,
  useListUsersQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { Ltr } from "@/shared/ui/directional";
import { may } from "../places";

const NAMED = /\.|^\d{4}-\d\d-\d\d$/;

/**
 * Enough of an id to tell two apart: its end. They begin with the time, which is the same for all that
 * were made in the same minute. Names of settings and days stay whole.
 */
export const shortId = (id: string): string => (NAMED.test(id) ? id : id.slice(-8));

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** So many are asked for at once; a page of a list names fewer. */
const MOST = 100;
/** Ids, each once, as the server takes them; others it would refuse with the rest. */
const listed = (ids: Iterable<string | null | undefined>): string =>
  [...new Set(ids)]
    .filter((id) => id != null && ID.test(id))
    .sort()
    .slice(0, MOST)
    .join(",");

/** Names by id. Whoever was forgotten has none. */
export type Names = ReadonlyMap<string, string>;

/** People by name; `asked` says whether who has none here may be looked for elsewhere. */
export interface People {
  names: Names;
  asked: boolean;
}

/** The names of people by id, for whom accounts are open: asked for together, and no contact details. */
export function usePeople(ids: Iterable<string | null | undefined>): People {
  const mayLook = may(useUser()?.role, "people");
  const asked = listed(ids);
  const skip = !mayLook || asked === "";
  const { data, isFetching } = useListUsersQuery({ ids: asked, limit: MOST }, { skip });
  return useMemo(() => {
    const named = (data?.items ?? []).map(({ id, firstName, lastName }): [string, string] => [
      id,
      `${firstName} ${lastName}`.trim(),
    ]);
    return { names: new Map(named.filter(([, name]) => name !== "")), asked: skip || !isFetching };
  }, [data, skip, isFetching]);
}

/** The numbers of bookings by id. */
export function useBookingNumbers(ids: Iterable<string | null | undefined>): Names {
  const asked = listed(ids);
  const { data } = useListAllBookingsQuery({ ids: asked, limit: MOST }, { skip: asked === "" });
  return useMemo(() => new Map((data?.items ?? []).map(({ id, number }) => [id, number])), [data]);
}

/** Somebody by name, or by the end of the id. */
export function Person({ id, names }: { id: string; names: Names }) {
  const name = names.get(id);
  return name ? <bdi>{name}</bdi> : <Ltr>{shortId(id)}</Ltr>;
}

/** The names of staff by id, for whom accounts are open. */
export function useStaff(): Map<string, string> {
  const skip = !may(useUser()?.role, "people");
  const of = (role: Role) => ({ role, limit: 100 });
  const admins = useListUsersQuery(of("admin"), { skip }).data;
  const operations = useListUsersQuery(of("operations"), { skip }).data;
  const support = useListUsersQuery(of("support"), { skip }).data;
  const finance = useListUsersQuery(of("finance"), { skip }).data;
  return useMemo(() => {
    const all = [admins, operations, support, finance].flatMap((page) => page?.items ?? []);
    return new Map(all.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`]));
  }, [admins, operations, support, finance]);
}

/** A member of staff by name, or by the end of the id. */
export function Staff({ id }: { id: string }) {
  const name = useStaff().get(id);
  return name ? <bdi>{name}</bdi> : <Ltr>{shortId(id)}</Ltr>;
}

/** A technician as customers know him, or by the end of the id. */
export function TechnicianName({ id }: { id: string }) {
  const { data } = useGetProviderQuery({ id });
  return data ? <bdi>{data.displayName}</bdi> : <Ltr>{shortId(id)}</Ltr>;
}

/**
 * Somebody's name, before money goes to the person. For whom accounts are closed, a technician is named
 * as customers see him, and a customer as the newest booking says.
 */
export function usePersonName(who: "technician" | "customer", id: string): string | undefined {
  const people = may(useUser()?.role, "people");
  const closed = people || !ID.test(id);
  const name = usePeople([id]).names.get(id);
  const provider = useGetProviderQuery({ id }, { skip: closed || who !== "technician" }).currentData;
  const skip = closed || who !== "customer";
  const newest = useListAllBookingsQuery({ customerId: id, limit: 1 }, { skip }).currentData?.items[0];
  const story = useGetBookingStoryQuery({ id: newest?.id ?? "" }, { skip: skip || !newest }).currentData;
  const customer = story?.booking.customer;
  if (name) return name;
  if (provider) return provider.displayName;
  return customer?.id === id ? `${customer.firstName} ${customer.lastName}` : undefined;
}

/** Somebody by name, or by the end of the id. */
export function PersonName({ who, id }: { who: "technician" | "customer"; id: string }) {
  const name = usePersonName(who, id);
  return name ? <bdi>{name}</bdi> : <Ltr>{shortId(id)}</Ltr>;
}
