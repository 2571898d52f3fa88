import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Drawer from "@mui/material/Drawer";
import { styled } from "@mui/material/styles";
import { Menu } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { NavLink, useLocation } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import type { PlaceGroup } from "../places";

const List = styled("div")(({ theme }) => ({
  display: "grid",
  alignContent: "start",
  gap: 2,
  padding: 12,
  width: 216,
  "& h2": {
    margin: "10px 14px 2px",
    fontSize: "0.8rem",
    fontWeight: 700,
    color: theme.vars?.palette.text.secondary,
  },
  "& h2:first-of-type": { marginBlockStart: 0 },
  "& a": {
    display: "flex",
    alignItems: "center",
    gap: 10,
    minHeight: 40,
    paddingInline: 14,
    borderRadius: 12,
    fontWeight: 650,
    color: theme.vars?.palette.text.primary,
    textDecoration: "none",
  },
  "& svg": { flex: "none" },
  "& a:hover": { backgroundColor: theme.vars?.palette.background.default },
  "& a[aria-current=page]": {
    backgroundColor: theme.vars?.palette.soft.brand,
    color: theme.vars?.palette.primary.main,
  },
  "& a:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: -3 },
}));

/** The places of the desk: beside the page on desks, behind a button on tablets. */
export function Side({ groups }: { groups: PlaceGroup[] }) {
  const { t } = useLanguage();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (pathname) setOpen(false);
  }, [pathname]);
  const now = groups
    .flatMap(({ places }) => places)
    .find(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <>
      <Box
        component="nav"
        aria-label={t("nav.main")}
        sx={{
          display: { xs: "none", lg: "block" },
          bgcolor: "background.paper",
          borderInlineEnd: 1,
          borderColor: "line",
        }}
      >
        <Box sx={{ position: "sticky", top: 56, maxHeight: "calc(100dvh - 56px)", overflowY: "auto" }}>
          <Places groups={groups} />
        </Box>
      </Box>
      <Box sx={{ display: { xs: "block", lg: "none" }, px: 2, pt: 1.5 }}>
        <Button
          variant="outlined"
          size="small"
          startIcon={<Menu size={20} aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          {now ? t(now.label) : t("nav.main")}
        </Button>
      </Box>
      <Drawer anchor="left" open={open} onClose={() => setOpen(false)}>
        <nav aria-label={t("nav.main")}>
          <Places groups={groups} />
        </nav>
      </Drawer>
    </>
  );
}

function Places({ groups }: { groups: PlaceGroup[] }) {
  const { t } = useLanguage();
  const { pathname } = useLocation();
  const list = useRef<HTMLDivElement>(null);
  // There are more places than fit: the one where somebody is stays in sight.
  useEffect(() => {
    if (pathname) list.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
  }, [pathname]);
  return (
    <List ref={list}>
      {groups.map((group) => (
        <Box key={group.label} sx={{ display: "contents" }}>
          <h2>{t(group.label)}</h2>
          {group.places.map(({ to, label, icon: Icon }) => (
            <NavLink key={to} to={to}>
              <Icon size={19} aria-hidden />
              {t(label)}
            </NavLink>
          ))}
        </Box>
      ))}
    </List>
  );
}
