import Box from "@mui/material/Box";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { Sheet } from "@/shared/ui/sheet";
import type { PlaceGroup } from "../places";

/** A `g` counts this long. */
const WAIT_MS = 1200;

/** Where keys are letters and no commands. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** The letter of a key wherever it stands: on an Arabic keyboard too. */
const letterOf = (event: Pick<KeyboardEvent, "code" | "key">): string =>
  /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key.toLowerCase();

/** The keys that work everywhere on the desk. */
export function Shortcuts({ groups }: { groups: PlaceGroup[] }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const goUntil = useRef(0);
  useEffect(() => {
    const places = groups.flatMap((group) => group.places);
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]")) return;
      if (event.key === "?" || event.key === "؟") {
        event.preventDefault();
        setHelp(true);
      } else if (event.key === "/") {
        const field = document.querySelector<HTMLElement>("main [role=search] :is(input, select)");
        if (!field) return;
        event.preventDefault();
        field.focus();
      } else if (letterOf(event) === "g") {
        goUntil.current = Date.now() + WAIT_MS;
      } else if (Date.now() < goUntil.current) {
        goUntil.current = 0;
        const place = places.find(({ letter }) => letter === letterOf(event));
        if (place) navigate(place.to);
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [groups, navigate]);
  if (!help) return null;
  const everywhere: [string[], string][] = [
    [["?"], t("keys.help")],
    [["/"], t("keys.search")],
    [["↑", "↓"], t("keys.rows")],
    [["Enter"], t("keys.open")],
    [["Esc"], t("keys.close")],
  ];
  return (
    <Sheet title={t("keys.title")} onClose={() => setHelp(false)}>
      <Box
        component="dl"
        sx={{ display: "grid", gridTemplateColumns: "auto 1fr", gap: 1, columnGap: 2, m: 0 }}
      >
        {everywhere.map(([keys, text]) => (
          <KeyLine key={text} keys={keys} text={text} />
        ))}
        {groups.flatMap(({ places }) =>
          places.map(({ to, letter, label }) => (
            <KeyLine key={to} keys={["g", letter]} text={t("keys.go", { place: t(label) })} />
          )),
        )}
      </Box>
    </Sheet>
  );
}

function KeyLine({ keys, text }: { keys: string[]; text: string }) {
  return (
    <>
      <Box component="dt" dir="ltr" sx={{ display: "flex", gap: 0.5 }}>
        {keys.map((key) => (
          <Box
            component="kbd"
            key={key}
            sx={{
              fontFamily: "inherit",
              fontWeight: 700,
              minWidth: 26,
              textAlign: "center",
              px: 0.75,
              border: 1,
              borderColor: "line",
              borderRadius: "8px",
              bgcolor: "background.default",
            }}
          >
            {key}
          </Box>
        ))}
      </Box>
      <Box component="dd" sx={{ m: 0 }}>
        {text}
      </Box>
    </>
  );
}
