import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useMemo, useState } from "react";
import { useGetUserQuery, useListProvidersQuery, useListUsersQuery } from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { useSettled } from "@/shared/lib/use-settled";
import { may } from "../places";

export interface Candidate {
  id: string;
  name: string;
  /** What tells two of the same name apart, or why this one. */
  note?: string;
}

interface Props {
  who: "technician" | "customer";
  name: string;
  label: string;
  /** The person's id; empty when nobody is chosen. */
  value: string;
  set: (id: string) => void;
  required?: boolean;
  wrong?: string;
  /** Who is offered before anything is typed. */
  first?: Candidate[];
  /** Only technicians who may work. */
  verified?: boolean;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NONE: Candidate[] = [];

/** Somebody, found by phone or id, and technicians by name too: however many there are. */
export function PersonField({
  who,
  name,
  label,
  value,
  set,
  required,
  wrong,
  first = NONE,
  verified = false,
}: Props) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<Candidate>();
  const asked = useSettled(typed.trim());
  const known = first.find(({ id }) => id === value) ?? (picked?.id === value ? picked : undefined);
  const looked = useGetUserQuery({ id: value }, { skip: value === "" || known !== undefined });
  const chosen = useMemo<Candidate | null>(() => {
    if (value === "") return null;
    if (known) return known;
    const user = looked.currentData;
    return { id: value, name: user ? `${user.firstName} ${user.lastName}` : value };
  }, [value, known, looked.currentData]);
  // Whoever is chosen is not looked for.
  const found = useFound(who, asked === chosen?.name || asked === picked?.name ? "" : asked, verified);
  // Whom the search did not rank comes after whom it did.
  const matching = first.filter((one) => one.name.toLowerCase().includes(asked.toLowerCase()));
  const begun = asked === "" || asked === chosen?.name ? first : matching;
  const options = [...begun, ...found.items.filter(({ id }) => !begun.some((one) => one.id === id))];
  return (
    <Autocomplete
      options={options}
      value={chosen}
      inputValue={typed}
      onInputChange={(_, text) => setTyped(text)}
      onChange={(_, one) => {
        setPicked(one ?? undefined);
        set(one?.id ?? "");
      }}
      getOptionKey={({ id }) => id}
      getOptionLabel={(one) => one.name}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      // The server has looked already.
      filterOptions={(all) => all}
      loading={found.busy || asked !== typed.trim()}
      loadingText={t("state.loading")}
      noOptionsText={t(asked === "" ? `person_type.${who}` : "person.nobody")}
      clearText={t("person.clear")}
      openText={t("person.open")}
      closeText={t("act.close")}
      renderOption={({ key, ...props }, one) => (
        <Box component="li" key={key} {...props} sx={{ display: "grid !important", justifyItems: "start" }}>
          <bdi>{one.name}</bdi>
          {one.note && (
            <Typography variant="body2" color="text.secondary">
              {one.note}
            </Typography>
          )}
        </Box>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          name={name}
          label={label}
          required={required}
          error={wrong !== undefined}
          helperText={wrong ?? t(`person_type.${who}`)}
        />
      )}
    />
  );
}

/** Who answers to what was typed: a phone, an id, or parts of a technician's name. */
function useFound(who: Props["who"], asked: string, verified: boolean) {
  const { t } = useLanguage();
  // Money alone does not open people.
  const mayLook = may(useUser()?.role, "people");
  const isId = mayLook && ID.test(asked);
  const isPhone = mayLook && /^[+\d٠-٩\s]{8,}$/.test(asked);
  const isName = mayLook && who === "technician" && asked !== "" && !isId && !isPhone;
  const byName = useListProvidersQuery(
    { q: asked.slice(0, 200), limit: 20, status: verified ? "verified" : undefined },
    { skip: !isName },
  );
  const byPhone = useListUsersQuery(
    { phone: asked, role: who === "technician" ? "service_provider" : "customer", limit: 20 },
    { skip: !isPhone },
  );
  const byId = useGetUserQuery({ id: asked }, { skip: !isId });
  const items: Candidate[] = [
    ...(isName ? (byName.currentData?.items ?? []) : []).map((one) => ({
      id: one.id,
      name: `${one.firstName} ${one.lastName}`,
      note: t(`verification.${one.verification}`),
    })),
    ...[...(isPhone ? (byPhone.currentData?.items ?? []) : [])].map((one) => ({
      id: one.id,
      name: `${one.firstName} ${one.lastName}`,
      note: one.phoneMasked,
    })),
    ...(isId && byId.currentData
      ? [{ id: asked, name: `${byId.currentData.firstName} ${byId.currentData.lastName}` }]
      : []),
  ];
  return { items, busy: byName.isFetching || byPhone.isFetching || byId.isFetching };
}
