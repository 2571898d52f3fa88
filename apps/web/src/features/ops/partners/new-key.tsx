import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import { useState } from "react";
import { type NewApiKeyOut, type Scope, useMakeApiKeyMutation } from "@/generated/ops";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { cairoInstant } from "@/shared/order/windows";
import { Sheet } from "@/shared/ui/sheet";
import { TextField } from "@/shared/ui/text-field";
import { place } from "../form/spec";
import { networksOf, SCOPES, scopeKey } from "./scopes";

const FIELDS = ["name", "scopes", "networks", "expiresAt"];

/** A new key: what it is called, what it may do, from where and until when. */
export function NewKey({
  partnerId,
  onClose,
  onMade,
}: {
  partnerId: string;
  onClose: () => void;
  onMade: (made: NewApiKeyOut) => void;
}) {
  const { t } = useLanguage();
  const [make, { isLoading, error }] = useMakeApiKeyMutation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [networks, setNetworks] = useState("");
  const [day, setDay] = useState("");
  const problem = asProblem(error);
  const { fields, rest } = place(problem?.errors ?? [], FIELDS);
  const send = async () => {
    const expiresAt = day ? cairoInstant(`${day}T00:00`).toISOString() : null;
    const apiKeyIn = { name: name.trim(), scopes, networks: networksOf(networks), expiresAt };
    const made = await make({ id: partnerId, apiKeyIn });
    if (made.data) onMade(made.data);
  };
  return (
    <Sheet title={t("key.new")} onClose={onClose}>
      <TextField
        name="keyName"
        label={t("key.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fields.name !== undefined}
        helperText={fields.name ?? t("key.name_hint")}
        autoFocus
        slotProps={{ htmlInput: { maxLength: 60, dir: "auto" } }}
      />
      <Box
        component="fieldset"
        sx={{ border: 0, m: 0, p: 0, display: "grid", gridTemplateColumns: "1fr 1fr" }}
      >
        <Box component="legend" sx={{ fontWeight: 700, mb: 0.5 }}>
          {t("key.may")}
        </Box>
        {SCOPES.map((scope) => (
          <FormControlLabel
            key={scope}
            control={
              <Checkbox
                name={scope}
                checked={scopes.includes(scope)}
                onChange={(_, on) =>
                  setScopes((old) => (on ? [...old, scope] : old.filter((one) => one !== scope)))
                }
              />
            }
            label={t(scopeKey[scope])}
          />
        ))}
      </Box>
      {fields.scopes && <Alert severity="error">{fields.scopes}</Alert>}
      <TextField
        name="networks"
        label={t("key.networks")}
        value={networks}
        onChange={(event) => setNetworks(event.target.value)}
        error={fields.networks !== undefined}
        helperText={fields.networks ?? t("key.networks_hint")}
        multiline
        slotProps={{ htmlInput: { dir: "ltr" } }}
      />
      <TextField
        name="expiresAt"
        type="date"
        label={t("key.ends")}
        value={day}
        onChange={(event) => setDay(event.target.value)}
        error={fields.expiresAt !== undefined}
        helperText={fields.expiresAt ?? t("key.ends_hint")}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      {problem && (Object.keys(fields).length === 0 || rest.length > 0) && (
        <Alert severity="error">{rest.join(" ") || problem.title || t("state.failed")}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        loading={isLoading}
        disabled={name.trim() === "" || scopes.length === 0}
        onClick={() => void send()}
      >
        {t("key.make")}
      </Button>
    </Sheet>
  );
}
