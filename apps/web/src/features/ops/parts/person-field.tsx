import Autocomplete from "@mui/material/Autocomplete";
import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useMemo, useState } from "react";
import {
  type PageUserListItemOut,
  type Role,
  useListProvidersQuery,
  useListUsersQuery,
} from "@/generated/ops";
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

/** Whom a field asks for. */
export type Who = "technician" | "customer" | "anybody";

interface Props {
  who: Who;
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
  /** In a bar of filters: no words below it. */
  small?: boolean;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A phone as people type or paste it: either digits, and marks of direction around it. */
const PHONE = /^[+\d٠-٩۰-۹\s().\-/\u200e\u200f\u202a-\u202e\u2066-\u2069]{8,}$/;
const NONE: Candidate[] = [];
const ROLES: Record<Who, Role | undefined> = {
  technician: "service_provider",
  customer: "customer",
  anybody: undefined,
};

const candidate = (one: PageUserListItemOut["items"][number]): Candidate => ({
  id: one.id,
  name: `${one.firstName} ${one.lastName}`.trim() || one.phoneMasked,
  note: one.phoneMasked,
});

/** Somebody, found by name, phone or id: however many there are. */
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
  small = false,
}: Props) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [picked, setPicked] = useState<Candidate>();
  const asked = useSettled(typed.trim());
  const known = first.find(({ id }) => id === value) ?? (picked?.id === value ? picked : undefined);
  const mayLook = may(useUser()?.role, "people");
  // Among the accounts, which shows no contact details: whoever opens one goes on the record.
  const looked = useListUsersQuery(
    { ids: value },
    { skip: !mayLook || !ID.test(value) || known !== undefined },
  ).currentData?.items[0];
  const chosen = useMemo<Candidate | null>(() => {
    if (value === "") return null;
    return known ?? (looked ? candidate(looked) : { id: value, name: value });
  }, [value, known, looked]);
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
      // Nothing to open where nobody is offered before something is typed.
      forcePopupIcon={first.length > 0}
      // Whoever is the only one, as by phone, is taken with Enter.
      autoHighlight={options.length === 1}
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
              <bdi>{one.note}</bdi>
            </Typography>
          )}
        </Box>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          slotProps={{
            ...params.slotProps,
            // A phone reads from left to right wherever it is typed.
            htmlInput: { ...params.slotProps.htmlInput, dir: "auto" },
          }}
          name={name}
          label={label}
          required={required}
          error={wrong !== undefined}
          size={small ? "small" : undefined}
          helperText={wrong ?? (small ? undefined : t(`person_type.${who}`))}
        />
      )}
    />
  );
}

/** Who answers to what was typed: a phone, an id, or parts of a name. */
function useFound(who: Who, asked: string, verified: boolean) {
  const { t } = useLanguage();
  // Money alone does not open people.
  const mayLook = may(useUser()?.role, "people");
  const isId = mayLook && ID.test(asked);
  const isPhone = mayLook && PHONE.test(asked);
  const isName = mayLook && asked !== "" && !isId && !isPhone;
  const ofTechnician = isName && who === "technician";
  const text = asked.slice(0, 200);
  const technicians = useListProvidersQuery(
    { q: text, limit: 20, status: verified ? "verified" : undefined },
    { skip: !ofTechnician },
  );
  const by = isId ? { ids: asked } : isPhone ? { phone: asked } : { q: text };
  const accounts = useListUsersQuery(
    { ...by, role: ROLES[who], limit: 20 },
    { skip: !(isId || isPhone || isName) || ofTechnician },
  );
  const found = ofTechnician
    ? (technicians.currentData?.items ?? []).map((one) => ({
        id: one.id,
        name: `${one.firstName} ${one.lastName}`,
        note: t(`verification.${one.verification}`),
      }))
    : isId || isPhone || isName
      ? (accounts.currentData?.items ?? []).map(candidate)
      : NONE;
  return { items: found, busy: technicians.isFetching || accounts.isFetching };
}
