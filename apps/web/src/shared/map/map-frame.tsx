import Box from "@mui/material/Box";
import type { SxProps, Theme } from "@mui/material/styles";
import type { ReactNode } from "react";

interface Props {
  /** What the map is named to those who can't see it. */
  label: string;
  sx: SxProps<Theme>;
  children: ReactNode;
  "data-testid"?: string;
}

/** What a map stands in. Always left to right: the world is. */
export function MapFrame({ label, sx, children, ...rest }: Props) {
  return (
    <Box
      {...rest}
      dir="ltr"
      role="region"
      aria-label={label}
      sx={[
        {
          position: "relative",
          borderRadius: "18px",
          overflow: "hidden",
          border: 1,
          borderColor: "line",
          bgcolor: "soft.info",
          // The map's own grey on grey cannot be read in the dark.
          "& .maplibregl-ctrl.maplibregl-ctrl-attrib": {
            bgcolor: "background.paper",
            color: "text.secondary",
            "& a": { color: "inherit" },
          },
        },
        ...(Array.isArray(sx) ? sx : [sx]),
      ]}
    >
      {children}
    </Box>
  );
}
