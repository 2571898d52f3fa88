import Skeleton from "@mui/material/Skeleton";
import { styled } from "@mui/material/styles";
import { Link } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";

/** An eight-pointed star of the old woodwork, as a quiet pattern. */
const STARS =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='72' height='72' viewBox='0 0 72 72' fill='none' stroke='%23fff' stroke-opacity='.085' stroke-width='1.500'%3E%3Cpath d='M22 22h28v28H22z'/%3E%3Cpath d='m36 16.200 19.800 19.800L36 55.800 16.200 36z'/%3E%3Cpath d='M36 0v16.200M36 55.800V72M0 36h16.200M55.800 36H72'/%3E%3C/svg%3E";

const CROSS =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23000' stroke-width='2' stroke-linecap='round'%3E%3Cpath d='m6 6 12 12M18 6 6 18'/%3E%3C/svg%3E";

export const Hero = styled("div")(({ theme }) => ({
  backgroundColor: "var(--brand)",
  backgroundImage: `url("${STARS}")`,
  color: "#fff",
  padding: "12px 16px 28px",
  borderEndStartRadius: 28,
  borderEndEndRadius: 28,
  "& > *": { maxWidth: "44rem", marginInline: "auto" },
  "& h1": { fontSize: "1.65rem", fontWeight: 800, lineHeight: 1.4, margin: "4px auto 2px", outline: "none" },
  "& p": { margin: "0 auto 16px", opacity: 0.9, fontSize: "1.02rem" },
  [theme.breakpoints.up("md")]: {
    padding: "36px 24px 44px",
    textAlign: "center",
    "& h1": { fontSize: "2.4rem" },
  },
}));

export const SearchBox = styled("form")(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 10,
  minHeight: 56,
  paddingInline: 16,
  borderRadius: 18,
  backgroundColor: theme.vars?.palette.background.paper,
  color: theme.vars?.palette.text.secondary,
  "& input": {
    flex: 1,
    minWidth: 0,
    font: "inherit",
    fontSize: "1.05rem",
    border: 0,
    outline: 0,
    background: "none",
    color: theme.vars?.palette.text.primary,
  },
  // The browser's own cross is blue.
  "& input::-webkit-search-cancel-button": {
    appearance: "none",
    width: 24,
    height: 24,
    cursor: "pointer",
    backgroundColor: theme.vars?.palette.text.secondary,
    maskImage: `url("${CROSS}")`,
  },
  "& input::placeholder": { color: theme.vars?.palette.text.secondary, opacity: 1 },
  "&:focus-within": { boxShadow: "0 0 0 3px #e0912f" },
}));

export const Tiles = styled("ul")(({ theme }) => ({
  listStyle: "none",
  margin: 0,
  padding: 0,
  display: "grid",
  gap: 12,
  // Three, unless text is so large that a name would not fit.
  gridTemplateColumns: "repeat(auto-fill, minmax(max(4.75rem, (100% - 25px) / 3), 1fr))",
  [theme.breakpoints.up("sm")]: {
    gridTemplateColumns: "repeat(auto-fill, minmax(max(4.75rem, (100% - 37px) / 4), 1fr))",
  },
  [theme.breakpoints.up("md")]: {
    gridTemplateColumns: "repeat(auto-fill, minmax(max(4.75rem, (100% - 65px) / 5), 1fr))",
    gap: 16,
  },
}));

export const Tile = styled(Link)(({ theme }) => ({
  height: "100%",
  boxSizing: "border-box",
  overflowWrap: "anywhere",
  display: "grid",
  justifyItems: "center",
  alignContent: "start",
  gap: 8,
  // Narrow sides: the longest word of a name is as wide as a tile of a small phone.
  padding: "14px 2px 12px",
  textAlign: "center",
  fontWeight: 650,
  fontSize: "0.92rem",
  lineHeight: 1.4,
  textDecoration: "none",
  color: theme.vars?.palette.text.primary,
  backgroundColor: theme.vars?.palette.background.paper,
  border: `1px solid ${theme.vars?.palette.line}`,
  borderRadius: 18,
  transition: "border-color 120ms",
  "&:hover": { borderColor: theme.vars?.palette.primary.main },
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

/** So many tiles fill the first screen of every phone: what stands below does not move when they are there. */
const COMING = 18;

/** The tiles before they are known. */
export function ComingTiles() {
  const { t } = useLanguage();
  return (
    <div role="status" aria-label={t("state.loading")}>
      <Tiles aria-hidden>
        {Array.from({ length: COMING }, (_, i) => (
          <li key={i}>
            <Skeleton variant="rounded" sx={{ height: 106, borderRadius: "18px" }} />
          </li>
        ))}
      </Tiles>
    </div>
  );
}
