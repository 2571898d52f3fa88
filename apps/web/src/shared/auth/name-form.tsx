import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { useUpdateMeMutation } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { updateUser } from "@/shared/api/session";
import { useLanguage } from "@/shared/i18n/provider";
import { showWrong } from "@/shared/lib/show-wrong";
import { useKept } from "@/shared/lib/use-kept";
import { TextField } from "@/shared/ui/text-field";

/** What to call whoever is logged in; asked for once, before anything is ordered. */
export function NameForm({ joins = false, onDone }: { joins?: boolean; onDone?: () => void }) {
  const { t } = useLanguage();
  const [{ firstName, lastName }, change, forget] = useKept("name", { firstName: "", lastName: "" });
  const [save, saved] = useUpdateMeMutation();
  const problem = asProblem(saved.error);
  const [tried, setTried] = useState(false);
  const typed = { firstName, lastName };
  const of = (field: keyof typeof typed) =>
    tried && !typed[field].trim()
      ? t("auth.name_missing")
      : problem?.errors.find((one) => one.field === field)?.message;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!firstName.trim() || !lastName.trim()) return showWrong();
    const made = await save({ mePatch: { firstName, lastName } });
    if (!made.data) return;
    forget();
    updateUser(made.data);
    onDone?.();
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => void submit(event)}
      sx={{ display: "grid", gap: 2 }}
      noValidate
    >
      <Typography>{t(joins ? "auth.name_why_joins" : "auth.name_why")}</Typography>
      {problem && problem.errors.length === 0 && (
        <Alert severity="error">{problem.title || t("state.offline")}</Alert>
      )}
      <TextField
        label={t("auth.first_name")}
        value={firstName}
        onChange={(e) => change({ firstName: e.target.value })}
        error={!!of("firstName")}
        helperText={of("firstName")}
        autoComplete="given-name"
        autoFocus
      />
      <TextField
        label={t("auth.last_name")}
        value={lastName}
        onChange={(e) => change({ lastName: e.target.value })}
        error={!!of("lastName")}
        helperText={of("lastName")}
        autoComplete="family-name"
      />
      <Button type="submit" variant="contained" size="large" loading={saved.isLoading}>
        {t("act.continue")}
      </Button>
    </Box>
  );
}
