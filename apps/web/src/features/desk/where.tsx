import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { MessageCircle, Navigation2, Phone } from "lucide-react";
import { Link } from "react-router";
import { useListConversationsQuery } from "@/generated/talk";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Parts } from "@/shared/ui/directional";
import { Card } from "@/shared/ui/surface";
import { wayTo } from "./way-to";

/** Who and where: the way, the phone, the conversation. */
export function Where({ job }: { job: BookingOut }) {
  const { t } = useLanguage();
  const { address, customer } = job;
  const talks = useListConversationsQuery({ limit: 50 }, { pollingInterval: 30_000 });
  const talk = talks.data?.items.find((one) => one.bookingId === job.id);
  if (!address && !customer && !talk) return null;
  return (
    <Card sx={{ display: "grid", gap: 1.25 }} component="section" aria-label={t("job.customer")}>
      {customer && (
        <Typography variant="h3" component="h2">
          <bdi>
            {customer.firstName} {customer.lastName}
          </bdi>
        </Typography>
      )}
      {address && (
        <Typography>
          <Parts
            of={[
              address.street,
              address.building,
              address.floor && t("job.floor", { floor: address.floor }),
              address.apartment && t("job.flat", { flat: address.apartment }),
              address.district,
            ]}
          />
        </Typography>
      )}
      {address?.landmark && (
        <Typography color="text.secondary">
          <bdi>{address.landmark}</bdi>
        </Typography>
      )}
      {job.instructions && (
        <Typography color="text.secondary" dir="auto">
          {job.instructions}
        </Typography>
      )}
      <Box sx={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(90px, 1fr))", gap: 1 }}>
        {address && (
          <Button
            variant="outlined"
            size="large"
            href={wayTo(address.pin)}
            target="_blank"
            rel="noreferrer"
            aria-label={t("job.navigate")}
            startIcon={<Navigation2 size={20} aria-hidden />}
          >
            {t("job.way")}
          </Button>
        )}
        {customer?.phone && (
          <Button
            variant="outlined"
            size="large"
            href={`tel:${customer.phone}`}
            aria-label={t("job.call")}
            startIcon={<Phone size={20} aria-hidden />}
          >
            {t("job.call_short")}
          </Button>
        )}
        {talk && (
          <Button
            component={Link}
            to={`/work/talk/${talk.id}`}
            variant="outlined"
            size="large"
            startIcon={<MessageCircle size={20} aria-hidden />}
          >
            {t("job.write")}
          </Button>
        )}
      </Box>
    </Card>
  );
}
