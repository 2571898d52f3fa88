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

/** A price, line by line, each with its reason. */
export function PriceLines({
  lines,
  total,
  totalLabel,
}: {
  lines: Line[];
  total: Money;
  totalLabel?: string;
}) {
  const { t, format } = useLanguage();
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
