import { styled } from "@mui/material/styles";
import { Check, CheckCheck, Clock3, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import type { Tick } from "./messages";

const Row = styled("li")(({ theme }) => ({
  display: "grid",
  justifyItems: "start",
  gap: 2,
  "&[data-mine=true]": { justifyItems: "end" },
  "& .bubble": {
    maxWidth: "min(84%, 30rem)",
    padding: "8px 14px",
    borderRadius: 18,
    border: `1px solid ${theme.vars?.palette.line}`,
    backgroundColor: theme.vars?.palette.background.paper,
    borderEndStartRadius: 6,
    overflowWrap: "anywhere",
    whiteSpace: "pre-wrap",
    lineHeight: 1.6,
  },
  "&[data-mine=true] .bubble": {
    backgroundColor: theme.vars?.palette.soft.brand,
    borderColor: theme.vars?.palette.soft.brand,
    borderEndStartRadius: 18,
    borderEndEndRadius: 6,
  },
  "& .bubble.bare": { padding: 4 },
  "& .below": {
    display: "flex",
    alignItems: "center",
    gap: 4,
    fontSize: "0.8rem",
    color: theme.vars?.palette.text.secondary,
    paddingInline: 6,
  },
  "& .below svg[data-tick=read]": { color: theme.vars?.palette.primary.main },
  "& .hint": {
    maxWidth: "min(84%, 30rem)",
    display: "flex",
    gap: 8,
    alignItems: "start",
    padding: "8px 12px",
    borderRadius: 12,
    fontSize: "0.87rem",
    lineHeight: 1.5,
    backgroundColor: theme.vars?.palette.soft.amber,
    "& svg": { flex: "none", marginBlockStart: 2 },
  },
}));

type Fate = Tick | "waiting" | "refused";
const ICONS = {
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  waiting: Clock3,
  refused: TriangleAlert,
};

interface Props {
  mine: boolean;
  bare?: boolean;
  time: string;
  fate?: Fate;
  /** What the server says to its writer. */
  hint?: string;
  children: ReactNode;
  actions?: ReactNode;
}

/** One thing that was said: its words, when, and how far it came. */
export function Bubble({ mine, bare, time, fate, hint, children, actions }: Props) {
  const { t } = useLanguage();
  const Icon = fate && ICONS[fate];
  return (
    <Row data-mine={mine} data-fate={fate}>
      <div className={bare ? "bubble bare" : "bubble"} dir="auto">
        {children}
      </div>
      {hint && (
        <div className="hint">
          <TriangleAlert size={17} aria-hidden />
          <span>{hint}</span>
        </div>
      )}
      <div className="below">
        {actions}
        <span>{time}</span>
        {Icon && <Icon size={16} data-tick={fate} role="img" aria-label={t(`fate.${fate}`)} />}
      </div>
    </Row>
  );
}
