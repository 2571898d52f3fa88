import { styled } from "@mui/material/styles";
import { BadgeCheck, HandCoins, ShieldCheck } from "lucide-react";
import { useLanguage } from "@/shared/i18n/provider";

const List = styled("ul")(({ theme }) => ({
  listStyle: "none",
  margin: "28px 0 8px",
  padding: 0,
  display: "grid",
  gap: 14,
  [theme.breakpoints.up("md")]: { gridTemplateColumns: "repeat(3, 1fr)" },
  "& li": { display: "flex", gap: 12, alignItems: "start" },
  "& svg": { flex: "none", color: theme.vars?.palette.secondary.main, marginBlockStart: 4 },
  "& strong": { display: "block", fontWeight: 700 },
  "& span": { color: theme.vars?.palette.text.secondary, fontSize: "0.93rem" },
}));

/** Why somebody lets us into a home. */
export function Promises() {
  const { t } = useLanguage();
  const promises = [
    { icon: HandCoins, title: t("promise.price"), text: t("promise.price_text") },
    { icon: BadgeCheck, title: t("promise.people"), text: t("promise.people_text") },
    { icon: ShieldCheck, title: t("promise.warranty"), text: t("promise.warranty_text") },
  ];
  return (
    <List>
      {promises.map(({ icon: Icon, title, text }) => (
        <li key={title}>
          <Icon size={26} aria-hidden />
          <div>
            <strong>{title}</strong>
            <span>{text}</span>
          </div>
        </li>
      ))}
    </List>
  );
}
