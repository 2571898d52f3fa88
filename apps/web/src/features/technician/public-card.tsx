import Avatar from "@mui/material/Avatar";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { BadgeCheck, FileCheck2, MessageSquareOff, Star } from "lucide-react";
import { Link, useParams } from "react-router";
import { type ProviderCardOut, useGetProviderQuery } from "@/generated/guest";
import { useListProviderRatingsQuery, visitApi } from "@/generated/visit";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

/** A technician as everybody may see them: what we checked, what others say. */
export default function PublicCard() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const card = useGetProviderQuery({ id });
  return (
    <Screen title={t("tech.page")} back="/">
      {card.data ? (
        <Person card={card.data} />
      ) : card.error ? (
        <Failure error={card.error} onRetry={card.refetch} />
      ) : (
        <Loading rows={2} height={150} />
      )}
      <Reviews id={id} />
    </Screen>
  );
}

function Person({ card }: { card: ProviderCardOut }) {
  const { t, format } = useLanguage();
  const { badges, rating } = card;
  return (
    <Card sx={{ display: "grid", gap: 2 }}>
      <Box sx={{ display: "flex", gap: 2, alignItems: "center" }}>
        <Avatar
          src={card.hasPhoto ? `/api/v1/providers/${card.id}/photo` : undefined}
          alt=""
          sx={{ width: 88, height: 88, bgcolor: "soft.brand", color: "primary.main", fontSize: "2rem" }}
        >
          {Array.from(card.displayName)[0]}
        </Avatar>
        <Box>
          <Typography variant="h2">
            <bdi>{card.displayName}</bdi>
          </Typography>
          <Typography sx={{ display: "flex", alignItems: "center", gap: 0.5, flexWrap: "wrap" }}>
            {rating ? (
              <>
                <Star size={18} fill="#e0912f" stroke="none" aria-hidden />
                <strong>{format.stars(rating.meanMilli)}</strong>
                <span>({t("tech.ratings", { count: rating.count })})</span>
              </>
            ) : (
              t("tech.new")
            )}
          </Typography>
          <Typography variant="body2" color="text.secondary">
            {t("tech.jobs", { count: card.jobsCompleted })} ·{" "}
            {t("tech.since", { day: format.date(card.memberSince) })}
          </Typography>
        </Box>
      </Box>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {badges.identity && <Chip icon={<BadgeCheck size={18} aria-hidden />} label={t("tech.identity")} />}
        {badges.backgroundCheck && (
          <Chip icon={<FileCheck2 size={18} aria-hidden />} label={t("tech.record")} />
        )}
        {badges.certified && <Chip label={t("tech.certified")} />}
      </Box>
      {card.bio && <Typography dir="auto">{card.bio}</Typography>}
      {card.services.length > 0 && (
        <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }} role="group" aria-label={t("tech.does")}>
          {card.services.map((service) => (
            <Chip
              key={service.serviceId}
              component={Link}
              to={`/s/${service.serviceId}?with=${card.id}`}
              clickable
              variant="outlined"
              label={format.pick(service.name)}
            />
          ))}
        </Box>
      )}
    </Card>
  );
}

function Reviews({ id }: { id: string }) {
  const { t, format } = useLanguage();
  const asked = { id, limit: 20 };
  const { data, error, refetch } = useListProviderRatingsQuery(asked);
  const list = useMore(visitApi.endpoints.listProviderRatings, asked, data, (one) => one.id);
  if (!data) return error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={2} />;
  return (
    <Box component="section" aria-label={t("tech.reviews")} sx={{ display: "grid", gap: 1.5 }}>
      <Typography variant="h3" component="h2" color="text.secondary">
        {t("tech.reviews")}
      </Typography>
      {list.items.length === 0 && <Message icon={MessageSquareOff} title={t("tech.no_reviews")} />}
      {list.items.map((one) => (
        <Card key={one.id}>
          <Box sx={{ display: "flex", alignItems: "center", gap: 0.75 }}>
            <Star size={17} fill="#e0912f" stroke="none" aria-hidden />
            <strong>{format.stars(one.starsCenti * 10)}</strong>
            <Typography variant="body2" color="text.secondary">
              {format.date(one.revealedAt)}
            </Typography>
          </Box>
          {one.comment && <Typography dir="auto">{one.comment}</Typography>}
          {one.reply && (
            <Typography
              dir="auto"
              color="text.secondary"
              sx={{ mt: 1, borderInlineStart: 3, borderColor: "line", paddingInlineStart: 1.5 }}
            >
              {t("tech.reply")}: {one.reply}
            </Typography>
          )}
        </Card>
      ))}
      <More list={list} />
    </Box>
  );
}
