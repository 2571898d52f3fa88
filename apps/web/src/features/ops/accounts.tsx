import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import {
  type Role,
  useListUsersQuery,
  useReinstateUserMutation,
  useSuspendUserMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { type Deed, ReasonSheet } from "./reason-sheet";
import { FilterSelect, ServerTable, useFilters } from "./table";

const ROLES: Role[] = ["customer", "service_provider", "admin", "support", "finance", "operations"];

/** Everybody with an account; phones are masked, a whole one finds its owner. */
export function Accounts() {
  const { t, format } = useLanguage();
  const { get, set } = useFilters();
  const [phone, setPhone] = useState(get("phone") ?? "");
  const role = ROLES.find((one) => one === get("role"));
  const { currentData, error, refetch } = useListUsersQuery(
    { role, phone: get("phone"), cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const [suspend] = useSuspendUserMutation();
  const [reinstate] = useReinstateUserMutation();
  const [chosen, setChosen] = useState<Deed>();
  return (
    <Screen title={t("ops.users")} wide>
      <Box
        component="form"
        role="search"
        sx={{ display: "flex", gap: 1.5, flexWrap: "wrap" }}
        onSubmit={(event) => event.preventDefault()}
      >
        <FilterSelect
          label={t("user.role")}
          value={role ?? ""}
          options={ROLES.map((one) => [one, t(`role.${one}`)])}
          onChange={(next) => set({ role: next })}
        />
        <TextField
          size="small"
          label={t("user.phone")}
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
          onBlur={() => set({ phone })}
          onKeyDown={(event) => event.key === "Enter" && set({ phone })}
          sx={{ width: 220 }}
          slotProps={{ htmlInput: { dir: "ltr", inputMode: "tel" } }}
        />
      </Box>
      <ServerTable
        label={t("ops.users")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={[
          {
            title: t("tech.name"),
            cell: (item) => (
              <bdi>
                {item.firstName} {item.lastName}
              </bdi>
            ),
          },
          { title: t("user.phone"), cell: (item) => <Ltr>{item.phoneMasked}</Ltr> },
          { title: t("user.role"), cell: (item) => t(`role.${item.role}`) },
          {
            title: t("user.status"),
            cell: (item) => <Chip size="small" label={t(`account.${item.status}`)} />,
          },
          { title: t("user.joined"), cell: (item) => format.dayShort(item.createdAt) },
          {
            title: t("story.actions"),
            cell: (item) =>
              item.status === "suspended" ? (
                <Button
                  size="small"
                  onClick={() =>
                    setChosen({
                      label: t("user.reinstate"),
                      run: (reason) => reinstate({ id: item.id, accountReasonIn: { reason } }).unwrap(),
                    })
                  }
                >
                  {t("user.reinstate")}
                </Button>
              ) : (
                <Button
                  size="small"
                  color="error"
                  onClick={() =>
                    setChosen({
                      label: t("user.suspend"),
                      danger: true,
                      run: (reason) => suspend({ id: item.id, accountReasonIn: { reason } }).unwrap(),
                    })
                  }
                >
                  {t("user.suspend")}
                </Button>
              ),
          },
        ]}
      />
      {chosen && (
        <ReasonSheet deed={chosen} refresh={() => void refetch()} onClose={() => setChosen(undefined)} />
      )}
    </Screen>
  );
}
