import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { type Lang, useApplyAsProviderMutation } from "@/generated/desk";
import type { LatLng } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { useUser } from "@/shared/api/use-session";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { today } from "@/shared/lib/clock";
import { readStored, writeStored } from "@/shared/lib/stored";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { big } from "../big";
import { useShift } from "../shift";
import { HomePin } from "./home-pin";
import { IdField } from "./id-field";
import { readId } from "./national-id";
import { StepDots } from "./step-dots";

interface Draft {
  step: number;
  firstName: string;
  lastName: string;
  languages: Lang[];
  home?: LatLng;
}

const KEY = "osta.apply";
const LAST = 2;
/** Which step a wrong field of the server belongs to. */
const STEP_OF: Record<string, number> = { firstName: 0, lastName: 0, languages: 0, nationalId: 1, home: 2 };

/** The first part of joining: a name, the national ID, a home. One question a screen. */
export function Apply() {
  const { t, preferences } = useLanguage();
  const user = useUser();
  const { refetch } = useShift();
  const [draft, setDraft] = useState<Draft>(() =>
    readStored<Draft>("session", KEY, {
      step: 0,
      firstName: user?.firstName ?? "",
      lastName: user?.lastName ?? "",
      languages: ["ar"],
    }),
  );
  // Never kept on the phone: after a reload the number is asked for again.
  const [nationalId, setId] = useState("");
  const [apply, { isLoading, error }] = useApplyAsProviderMutation();
  const problem = asProblem(error);
  const of = (field: string) => problem?.errors.find((one) => one.field === field)?.message;
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    writeStored("session", KEY, next);
  };
  const ready = [
    draft.firstName.trim() !== "" && draft.lastName.trim() !== "" && draft.languages.length > 0,
    readId(nationalId, cairoDay(today())).state === "fine",
    draft.home !== undefined,
  ];
  const step = draft.step > 1 && !ready[1] && !of("nationalId") ? 1 : draft.step;
  const forward = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready[step] || !draft.home || step < LAST) return ready[step] && set({ step: step + 1 });
    const { firstName, lastName, languages, home } = draft;
    const body = { firstName, lastName, languages, home, nationalId, preferredLanguage: preferences.lang };
    const made = await apply({ providerApplicationIn: body });
    if (made.data) {
      writeStored("session", KEY, null);
      refetch();
      return;
    }
    const wrong = asProblem(made.error)?.errors[0]?.field;
    const found = wrong ? STEP_OF[wrong] : undefined;
    set({ step: found ?? (asProblem(made.error)?.code.includes("national_id") ? 1 : step) });
  };
  const text = (field: "firstName" | "lastName") => (
    <TextField
      label={t(field === "firstName" ? "join.first" : "join.last")}
      value={draft[field]}
      onChange={(event) => set({ [field]: event.target.value })}
      error={of(field) !== undefined}
      helperText={of(field)}
      autoComplete={field === "firstName" ? "given-name" : "family-name"}
      slotProps={{ htmlInput: { maxLength: 60, dir: "auto" } }}
    />
  );
  const speak = (lang: Lang) => (
    <FormControlLabel
      control={
        <Checkbox
          checked={draft.languages.includes(lang)}
          onChange={(_, on) =>
            set({
              languages: on ? [...draft.languages, lang] : draft.languages.filter((one) => one !== lang),
            })
          }
        />
      }
      label={t(lang === "ar" ? "join.arabic" : "join.english")}
    />
  );
  return (
    <Screen title={t("join.title")}>
      <StepDots at={step} all={LAST + 1} />
      <Box component="form" noValidate onSubmit={(event) => void forward(event)} sx={{ display: "contents" }}>
        {problem && problem.errors.length === 0 && (
          <Alert severity="error">{problem.title || t("state.offline")}</Alert>
        )}
        <Card sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
          {step === 0 && (
            <>
              <Typography variant="h2">{t("join.name")}</Typography>
              {text("firstName")}
              {text("lastName")}
              <Box role="group" aria-label={t("join.languages")}>
                <Typography sx={{ fontWeight: 650 }}>{t("join.languages")}</Typography>
                {speak("ar")}
                {speak("en")}
              </Box>
            </>
          )}
          {step === 1 && (
            <>
              <Typography variant="h2">{t("join.id")}</Typography>
              <IdField value={nationalId} onChange={setId} problem={of("nationalId")} />
            </>
          )}
          {step === 2 && (
            <>
              <Typography variant="h2">{t("join.home")}</Typography>
              <Typography color="text.secondary">{t("join.home_why")}</Typography>
              {of("home") && <Alert severity="error">{of("home")}</Alert>}
              <HomePin value={draft.home} onChange={(home) => set({ home })} />
            </>
          )}
        </Card>
        <ActionBar>
          <Button
            type="submit"
            variant="contained"
            size="large"
            loading={isLoading}
            disabled={!ready[step]}
            sx={big}
          >
            {t("act.next")}
          </Button>
          {step > 0 && (
            <Button variant="text" onClick={() => set({ step: step - 1 })}>
              {t("act.back")}
            </Button>
          )}
        </ActionBar>
      </Box>
    </Screen>
  );
}
