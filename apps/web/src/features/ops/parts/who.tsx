import { useMemo } from "react";
import { useGetProviderQuery } from "@/generated/guest";
import { type Role, useListUsersQuery } from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { Ltr } from "@/shared/ui/directional";
import { may } from "../places";

const NAMED = /\.|^\d{4}-\d\d-\d\d$/;

/**
 * Enough of an id to tell two apart: its end. They begin with the time, which is the same for all that
 * were made in the same minute. Names of settings and days stay whole.
 */
export const shortId = (id: string): string => (NAMED.test(id) ? id : id.slice(-8));

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
