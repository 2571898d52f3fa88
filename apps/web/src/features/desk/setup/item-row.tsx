import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import {
  BadgeCheck,
  CalendarClock,
  Camera,
  ChevronRight,
  FileCheck2,
  IdCard,
  type LucideIcon,
  MapPinned,
  ReceiptText,
  UserRound,
  Wrench,
} from "lucide-react";
import { Link } from "react-router";
import type { ChecklistItemOut, DocumentKind } from "@/generated/desk";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { Directional } from "@/shared/ui/directional";
import { daysUntil, type Mood, moodOf, placeOf } from "./paper";

const PICTURES: Record<DocumentKind, LucideIcon> = {
  national_id: IdCard,
  selfie: Camera,
  criminal_record: FileCheck2,
  skill_certificate: BadgeCheck,
  tax_card: ReceiptText,
  profile_photo: UserRound,
};

const TONES: Record<Mood, { ground: string; ink: string }> = {
  todo: { ground: "background.default", ink: "text.secondary" },
  waiting: { ground: "soft.info", ink: "info.main" },
  rejected: { ground: "soft.danger", ink: "error.main" },
  expired: { ground: "soft.danger", ink: "error.main" },
  expiring: { ground: "soft.amber", ink: "warning.main" },
  good: { ground: "soft.brand", ink: "primary.main" },
};

const Row = styled(Link)(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "48px minmax(0, 1fr) auto",
  alignItems: "center",
  gap: 14,
  minHeight: 72,
  padding: 12,
  borderRadius: 18,
  border: `1px solid ${theme.vars?.palette.line}`,
  backgroundColor: theme.vars?.palette.background.paper,
  color: "inherit",
  textDecoration: "none",
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

/** Where a line stands, in words and colours. */
export function useStateOf(item: ChecklistItemOut) {
  const { t } = useLanguage();
  const today = cairoDay(new Date(clock()));
  const mood = moodOf(item, today);
  const text =
    mood === "expiring" && item.expiresOn
      ? t("paper.expires_in", { count: Math.max(0, daysUntil(item.expiresOn, today)) })
      : mood === "todo" && !item.required
        ? t("paper.optional")
        : t(mood === "expiring" ? "paper.good" : `paper.${mood}`);
  return { mood, text, tone: TONES[mood] };
}

/** One line of the list: a picture, a name, where it stands and what a reviewer wrote. */
export function ItemRow({ item }: { item: ChecklistItemOut }) {
  const { format } = useLanguage();
  const { mood, text: state, tone } = useStateOf(item);
  const Picture = pictureOf(item);
  return (
    <li>
      <Row to={placeOf(item)}>
        <Box
          sx={{
            width: 48,
            height: 48,
            borderRadius: "15px",
            display: "grid",
            placeItems: "center",
            bgcolor: tone.ground,
            color: tone.ink,
          }}
        >
          <Picture size={25} strokeWidth={1.8} aria-hidden />
        </Box>
        <span>
          <Box component="span" sx={{ display: "block", fontWeight: 700 }}>
            {format.pick(item.name)}
          </Box>
          <Box
            component="span"
            sx={{ display: "block", color: tone.ink, fontWeight: 650, fontSize: "0.9rem" }}
          >
            {state}
          </Box>
          {item.note && (mood === "rejected" || mood === "expired") && (
            <Box component="span" dir="auto" sx={{ display: "block", fontSize: "0.9rem" }}>
              {item.note}
            </Box>
          )}
        </span>
        <Directional>
          <ChevronRight size={22} aria-hidden />
        </Directional>
      </Row>
    </li>
  );
}

function pictureOf({ step, kind }: ChecklistItemOut): LucideIcon {
  if (step === "document" && kind) return PICTURES[kind];
  if (step === "areas") return MapPinned;
  return step === "hours" ? CalendarClock : Wrench;
}
