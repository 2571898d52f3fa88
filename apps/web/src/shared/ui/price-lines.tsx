import { styled } from "@mui/material/styles";
import type { Localized, Money } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";

const Lines = styled("dl")(({ theme }) => ({
  margin: "12px 0",
  display: "grid",
  gap: 10,
  "& > div": { display: "grid", gridTemplateColumns: "1fr auto", columnGap: 16 },
  "& dt": { fontWeight: 600 },
  "& dd": { margin: 0, fontWeight: 650, whiteSpace: "nowrap" },
  "& dd.why": {
    gridColumn: "1 / -1",
    fontWeight: 400,
    whiteSpace: "normal",
    fontSize: "0.87rem",
    color: theme.vars?.palette.text.secondary,
  },
  "& .total": {
    borderBlockStart: `2px solid ${theme.vars?.palette.line}`,
    paddingBlockStart: 10,
    fontSize: "1.15rem",
  },
  "& .total dt, & .total dd": { fontWeight: 800 },
  "& .total dd": { color: theme.vars?.palette.primary.main },
}));

export interface Line {
  name: Localized | string;
  amount: Money;
  quantity?: number;
  explanation?: Localized;
}

/**
 * What lines leave to the total that the server reckoned, where that is less than a pound: cash is
 * rounded down to whole pounds.
 */
function roundingOf(amounts: Money[], total: Money): Money | undefined {
  const rest = amounts.reduce((left, one) => left - one.amount, total.amount);
  return rest !== 0 && Math.abs(rest) < 100 ? { ...total, amount: rest } : undefined;
}

interface Props {
  lines: Line[];
  /** What counts towards the total and stands elsewhere already. */
  above?: Money[];
  total: Money;
  totalLabel?: string;
}

/** A price, line by line, each with its reason; what is rounded is a line, so that they come to the total. */
export function PriceLines({ lines: named, above = [], total, totalLabel }: Props) {
  const { t, format } = useLanguage();
  const rounding = roundingOf([...above, ...named.map((one) => one.amount)], total);
  const lines = rounding ? [...named, { name: t("price.rounding"), amount: rounding } as Line] : named;
  return (
    <Lines>
      {lines.map(({ name, amount, quantity = 1, explanation }, index) => (
        <div key={index}>
          <dt>
            {typeof name === "string" ? <bdi>{name}</bdi> : format.pick(name)}
            {quantity > 1 && ` × ${format.number(quantity)}`}
          </dt>
          <dd>{format.money(amount)}</dd>
          {explanation && <dd className="why">{format.pick(explanation)}</dd>}
        </div>
      ))}
      <div className="total">
        <dt>{totalLabel ?? t("price.total")}</dt>
        <dd>{format.money(total)}</dd>
      </div>
    </Lines>
  );
}
