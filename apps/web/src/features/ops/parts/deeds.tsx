import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useState } from "react";
import { type Deed, ReasonSheet } from "./reason-sheet";

/** Buttons for what may be done; each asks for its reason first. */
export function Deeds({
  deeds,
  refresh,
  small = false,
}: {
  deeds: Deed[];
  refresh: () => void;
  small?: boolean;
}) {
  const [chosen, setChosen] = useState<Deed>();
  if (deeds.length === 0 && !chosen) return null;
  return (
    <Box sx={{ display: "flex", gap: 1, flexWrap: small ? "nowrap" : "wrap" }}>
      {deeds.map((deed) => (
        <Button
          key={deed.label}
          size={small ? "small" : "medium"}
          variant="outlined"
          color={deed.danger ? "error" : "primary"}
          onClick={() => setChosen(deed)}
        >
          {deed.label}
        </Button>
      ))}
      {chosen && (
        <ReasonSheet
          deed={chosen}
          gone={!deeds.some(({ label }) => label === chosen.label)}
          refresh={refresh}
          onClose={() => setChosen(undefined)}
        />
      )}
    </Box>
  );
}
