import Avatar from "@mui/material/Avatar";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { BadgeCheck, FileCheck2, Phone, Star } from "lucide-react";
import { Link } from "react-router";
import { useGetProviderQuery } from "@/generated/guest";
import type { BookingProviderOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { Keep } from "./keep";
import { MessageButton } from "./message-button";

/** Who comes: the face, what others say, what we checked. */
export function Technician({
  provider,
  bookingId,
  over,
}: {
  provider: BookingProviderOut;
  bookingId: string;
  over: boolean;
}) {
  const { t, format } = useLanguage();
  const { data: card } = useGetProviderQuery({ id: provider.id });
  return (
    <Card sx={{ display: "grid", gap: 1.5 }} component="section" aria-label={t("tech.title")}>
      <Box sx={{ display: "flex", gap: 2, alignItems: "center" }}>
        <Avatar
          src={provider.photoUrl ?? undefined}
          alt=""
          sx={{ width: 64, height: 64, bgcolor: "soft.brand", color: "primary.main", fontWeight: 800 }}
        >
          {Array.from(provider.displayName)[0]}
        </Avatar>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="h3" component={Link} to={`/p/${provider.id}`} sx={{ color: "inherit" }}>
            <bdi>{provider.displayName}</bdi>
          </Typography>
          <Typography
            color="text.secondary"
            sx={{ display: "flex", alignItems: "center", gap: 0.5, flexWrap: "wrap" }}
          >
            {provider.ratingMilli ? (
              <>
                <Star size={17} fill="#e0912f" stroke="none" aria-hidden />
                <strong>{format.stars(provider.ratingMilli)}</strong>
                <span>({t("tech.ratings", { count: provider.ratings })})</span>
              </>
            ) : (
              t("tech.new")
            )}
          </Typography>
          {card && card.jobsCompleted > 0 && (
            <Typography color="text.secondary">{t("tech.jobs", { count: card.jobsCompleted })}</Typography>
          )}
        </Box>
      </Box>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {card?.badges.identity && (
          <Chip
            icon={<BadgeCheck size={18} aria-hidden />}
            label={t("tech.identity")}
            sx={{ bgcolor: "soft.brand" }}
          />
        )}
        {card?.badges.backgroundCheck && (
          <Chip
            icon={<FileCheck2 size={18} aria-hidden />}
            label={t("tech.record")}
            sx={{ bgcolor: "soft.brand" }}
          />
        )}
        {card?.badges.certified && <Chip label={t("tech.certified")} sx={{ bgcolor: "soft.brand" }} />}
      </Box>
      {over && <Keep providerId={provider.id} name={provider.displayName} />}
      <MessageButton bookingId={bookingId} />
      {provider.phone && (
        <Button
          variant="outlined"
          size="large"
          href={`tel:${provider.phone}`}
          startIcon={<Phone aria-hidden />}
        >
          {t("tech.call")}
        </Button>
      )}
    </Card>
  );
}
