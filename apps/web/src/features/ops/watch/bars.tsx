import { styled } from "@mui/material/styles";

const List = styled("ol")(({ theme }) => ({
  listStyle: "none",
  margin: "16px 0 0",
  padding: 0,
  display: "flex",
  alignItems: "flex-end",
  gap: 6,
  overflowX: "auto",
  "& li": {
    flex: "1 0 34px",
    display: "grid",
    gap: 6,
    justifyItems: "center",
    fontSize: "0.75rem",
    color: theme.vars?.palette.text.secondary,
    textAlign: "center",
  },
  "& .bar": {
    width: "100%",
    maxWidth: 40,
    height: 160,
    display: "flex",
    flexDirection: "column",
    justifyContent: "flex-end",
    borderRadius: 8,
    backgroundColor: theme.vars?.palette.background.default,
    overflow: "hidden",
  },
  "& .whole": {
    backgroundColor: theme.vars?.palette.secondary.light,
    display: "flex",
    flexDirection: "column",
    justifyContent: "flex-end",
  },
  "& .part": { backgroundColor: theme.vars?.palette.primary.main },
}));

export interface Bar {
  id: string;
  name: string;
  whole: number;
  part: number;
  /** The same in words, for screen readers and for who points at it. */
  text: string;
}

/** Bars side by side in reading order; of each a part is dark. */
export function Bars({ label, bars }: { label: string; bars: Bar[] }) {
  const most = Math.max(1, ...bars.map((bar) => bar.whole));
  return (
    <List aria-label={label}>
      {bars.map(({ id, name, whole, part, text }) => (
        <li key={id} title={text}>
          <span className="bar" role="img" aria-label={`${name}: ${text}`}>
            <span className="whole" style={{ height: `${(whole / most) * 100}%` }}>
              <span
                className="part"
                style={{ height: `${whole ? (Math.min(part, whole) / whole) * 100 : 0}%` }}
              />
            </span>
          </span>
          {name}
        </li>
      ))}
    </List>
  );
}
