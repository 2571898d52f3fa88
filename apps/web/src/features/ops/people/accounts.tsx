import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  type AccountStatus,
  opsApi,
  type PageUserListItemOut,
  type Role,
  useListUsersQuery,
} from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { may } from "../places";

const ROLES: Role[] = ["customer", "service_provider", "admin", "support", "finance", "operations"];
const STATES: AccountStatus[] = ["active", "inactive", "suspended", "pending_verification"];

type Item = PageUserListItemOut["items"][number];

/** Everybody with an account, by name too; phones are masked, a whole one finds its owner. */
export default function Accounts() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const role = useUser()?.role;
  const asked = {
    role: oneOf(ROLES, get("role")),
    status: oneOf(STATES, get("status")),
    phone: get("phone"),
    q: get("name"),
  };
  const { currentData, error, refetch } = useListUsersQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("tech.name"),
        cell: (item) => (
          <Link component={RouterLink} to={`/ops/accounts/${item.id}`}>
            <bdi>
              {item.firstName} {item.lastName}
            </bdi>
          </Link>
        ),
        csv: (item) => `${item.firstName} ${item.lastName}`,
      },
      {
        title: t("user.phone"),
        cell: (item) => <Ltr>{item.phoneMasked}</Ltr>,
        csv: (item) => item.phoneMasked,
      },
      {
        title: t("user.role"),
        cell: (item) => t(`role.${item.role}`),
        csv: (item) => t(`role.${item.role}`),
      },
      {
        title: t("user.status"),
        cell: (item) => (
          <Chip
            size="small"
            label={t(`account.${item.status}`)}
            color={item.status === "suspended" ? "error" : "default"}
            variant={item.status === "active" ? "outlined" : "filled"}
          />
        ),
        csv: (item) => t(`account.${item.status}`),
      },
      {
        title: t("user.joined"),
        cell: (item) => format.dayShort(item.createdAt),
        csv: (item) => csvTime(item.createdAt),
      },
      {
        title: t("user.last_login"),
        cell: (item) => (item.lastLogin ? format.dateTime(item.lastLogin) : "–"),
        csv: (item) => csvTime(item.lastLogin),
      },
    ],
    [t, format],
  );
  return (
    <Screen
      title={t("ops.users")}
      wide="list"
      aside={
        may(role, "configure") && (
          <Button
            component={RouterLink}
            to="/ops/accounts/new"
            variant="contained"
            startIcon={<Plus size={18} aria-hidden />}
          >
            {t("staff.new")}
          </Button>
        )
      }
    >
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "role",
            label: t("user.role"),
            options: ROLES.map((one) => [one, t(`role.${one}`)]),
          },
          {
            kind: "choice",
            name: "status",
            label: t("user.status"),
            options: STATES.map((one) => [one, t(`account.${one}`)]),
          },
          { kind: "text", name: "name", label: t("tech.name"), inputMode: "search" },
          { kind: "text", name: "phone", label: t("user.phone"), ltr: true, inputMode: "tel" },
        ]}
      >
        <ExportButton
          name="accounts"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listUsers.initiate(
                { ...asked, cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.users")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={columns}
      />
    </Screen>
  );
}
