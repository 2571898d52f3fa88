import { styled } from "@mui/material/styles";
import { Link } from "react-router";

/** A visit in a list, and the way to it. */
export const VisitLink = styled(Link)(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "minmax(0, 1fr)",
  gap: 4,
  padding: 16,
  borderRadius: 18,
  border: `1px solid ${theme.vars?.palette.line}`,
  backgroundColor: theme.vars?.palette.background.paper,
  color: "inherit",
  textDecoration: "none",
  "&:hover": { borderColor: theme.vars?.palette.primary.main },
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
  // Large text takes a line of its own.
  "& .row": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    columnGap: 12,
    minWidth: 0,
  },
  "& .row > *": { minWidth: 0, overflowWrap: "anywhere" },
  "& .MuiChip-root": { height: "auto", minHeight: 24 },
  "& .MuiChip-label": { whiteSpace: "normal" },
}));
