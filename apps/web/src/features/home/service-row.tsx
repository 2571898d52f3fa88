import { styled } from "@mui/material/styles";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import type { ServiceOut } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { Directional } from "@/shared/ui/directional";
import { CategoryIcon } from "./category-icon";

export const Rows = styled("ul")(({ theme }) => ({
  listStyle: "none",
  margin: 0,
  padding: 0,
  backgroundColor: theme.vars?.palette.background.paper,
  border: `1px solid ${theme.vars?.palette.line}`,
  borderRadius: 18,
  overflow: "hidden",
  "& li + li": { borderBlockStart: `1px solid ${theme.vars?.palette.line}` },
}));

const Row = styled(Link)(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 14,
  minHeight: 72,
  padding: "10px 14px",
  textDecoration: "none",
  color: theme.vars?.palette.text.primary,
  "&:hover": { backgroundColor: theme.vars?.palette.soft.brand },
  "&:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: -3,
    borderRadius: 18,
  },
  "& .text": { flex: 1, minWidth: 0 },
  "& .name": { display: "block", fontWeight: 700 },
  "& .more": { color: theme.vars?.palette.text.secondary, fontSize: "0.9rem" },
  "& .price": {
    textAlign: "end",
    whiteSpace: "nowrap",
    fontWeight: 750,
    color: theme.vars?.palette.primary.main,
  },
  "& .unit": {
    display: "block",
    fontWeight: 500,
    fontSize: "0.8rem",
    color: theme.vars?.palette.text.secondary,
  },
}));

/** One thing that can be ordered: its name, how long it takes, what it costs. */
export function ServiceRow({ service }: { service: ServiceOut }) {
  const { t, format } = useLanguage();
  const inspection = service.pricing === "inspection_first";
  return (
    <li>
      <Row to={`/s/${service.id}`}>
        <CategoryIcon code={service.code} size={46} />
        <span className="text">
          <span className="name">{format.pick(service.name)}</span>
          <span className="more">{format.minutes(service.estimatedDuration)}</span>
        </span>
        <span className="price">
          {format.money(service.basePrice)}
          <span className="unit">{inspection ? t("service.inspection") : unit(service)}</span>
        </span>
        <Directional>
          <ChevronRight size={20} aria-hidden />
        </Directional>
      </Row>
    </li>
  );

  function unit({ priceUnit, unit: name }: ServiceOut) {
    if (priceUnit === "hourly") return t("service.per_hour");
    if (priceUnit === "per_item") return t("service.per", { unit: format.pick(name) });
    return t("service.fixed");
  }
}
