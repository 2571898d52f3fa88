import Box from "@mui/material/Box";
import type { ReactNode } from "react";

/** Names and what they are; what is not known is left out. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "minmax(8rem, auto) minmax(0, 1fr)" },
        columnGap: 2,
        rowGap: 0.75,
        "& dt": { color: "text.secondary", fontSize: "0.9rem" },
        "& dd": { m: 0, fontWeight: 600, overflowWrap: "anywhere" },
      }}
    >
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== "")
        .map(([name, value]) => (
          <Box key={name} sx={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Box>
        ))}
    </Box>
  );
}
