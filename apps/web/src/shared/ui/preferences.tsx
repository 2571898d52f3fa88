import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useColorScheme } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { LogOut } from "lucide-react";
import { useNavigate } from "react-router";
import { logOut } from "@/shared/api/session";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "./surface";

/** Language, digits, light or dark, and the way out. */
export function Preferences() {
  const { t, preferences, choose } = useLanguage();
  const { mode, setMode } = useColorScheme();
  const navigate = useNavigate();
  const leave = async () => {
    await logOut();
    navigate("/");
  };
  return (
    <>
      <Card sx={{ display: "grid", gap: 2 }}>
        <Pick
          title={t("prefs.language")}
          options={[
            { label: "العربية", on: preferences.lang === "ar", pick: () => void choose({ lang: "ar" }) },
            { label: "English", on: preferences.lang === "en", pick: () => void choose({ lang: "en" }) },
          ]}
        />
        {preferences.lang === "ar" && (
          <Pick
            title={t("prefs.digits")}
            options={[
              {
                label: "1 2 3",
                on: preferences.digits === "latn",
                pick: () => void choose({ digits: "latn" }),
              },
              {
                label: "١ ٢ ٣",
                on: preferences.digits === "arab",
                pick: () => void choose({ digits: "arab" }),
              },
            ]}
          />
        )}
        <Pick
          title={t("prefs.look")}
          options={[
            { label: t("prefs.system"), on: mode === "system", pick: () => setMode("system") },
            { label: t("prefs.light"), on: mode === "light", pick: () => setMode("light") },
            { label: t("prefs.dark"), on: mode === "dark", pick: () => setMode("dark") },
          ]}
        />
      </Card>
      <Button
        variant="outlined"
        color="error"
        size="large"
        startIcon={<LogOut aria-hidden />}
        onClick={() => void leave()}
      >
        {t("act.log_out")}
      </Button>
    </>
  );
}

function Pick({
  title,
  options,
}: {
  title: string;
  options: { label: string; on: boolean; pick: () => void }[];
}) {
  return (
    <Box role="group" aria-label={title}>
      <Typography sx={{ fontWeight: 650, mb: 0.75 }}>{title}</Typography>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {options.map(({ label, on, pick }) => (
          <Button
            key={label}
            variant={on ? "contained" : "outlined"}
            aria-pressed={on}
            onClick={pick}
            sx={{ flex: 1 }}
          >
            {label}
          </Button>
        ))}
      </Box>
    </Box>
  );
}
