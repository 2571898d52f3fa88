import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type BookingStoryOut, type Settlement, useListLedgerEntriesQuery } from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { Entries } from "../money/entry-card";
import { Facts } from "../parts/facts";
import { useNamed } from "../parts/names";
import { may } from "../places";

/** What it costs, who gets what of it, and the entries that moved it. */
export default function StoryMoney({
  story: { booking, estimates, changeOrders },
}: {
  story: BookingStoryOut;
}) {
  const { t } = useLanguage();
  const named = useNamed();
  const role = useUser()?.role;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      <Card>
        <Typography variant="h2">{t("story.price")}</Typography>
        <PriceLines lines={booking.price.lines} total={booking.price.total} />
        <Typography variant="body2" color="text.secondary">
          {t(`pay.${booking.paymentMethod}`)} · {named(`paystate.${booking.paymentStatus}`)}
        </Typography>
      </Card>
      {booking.price.settlement && <Shares settlement={booking.price.settlement} />}
      {estimates.length + changeOrders.length > 0 && (
        <Card>
          <Typography variant="h2">{t("story.proposals")}</Typography>
          {estimates.map((one) => (
            <PriceLines
              key={one.id}
              lines={one.lines}
              total={one.total}
              totalLabel={named(`propstate.${one.state}`)}
            />
          ))}
          {changeOrders.map((one) => (
            <PriceLines
              key={one.id}
              lines={one.lines}
              total={one.amount}
              totalLabel={named(`propstate.${one.state}`)}
            />
          ))}
        </Card>
      )}
      {may(role, "figures") && <Moved bookingId={booking.id} />}
    </Box>
  );
}

function Shares({ settlement }: { settlement: Settlement }) {
  const { t, format } = useLanguage();
  return (
    <Card>
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("story.shares")}
      </Typography>
      <Facts
        facts={[
          [t("share.total"), format.money(settlement.total)],
          [
            t("share.promotion"),
            settlement.promotion.amount ? format.money(settlement.promotion) : undefined,
          ],
          [t("share.earnings"), format.money(settlement.earnings)],
          [t("share.parts"), settlement.parts.amount ? format.money(settlement.parts) : undefined],
          [t("share.commission"), format.money(settlement.commission)],
          [t("share.taxes"), format.money(settlement.taxes)],
          [t("share.rounding"), settlement.rounding.amount ? format.money(settlement.rounding) : undefined],
        ]}
      />
    </Card>
  );
}

function Moved({ bookingId }: { bookingId: string }) {
  const { t } = useLanguage();
  const { currentData, error, refetch } = useListLedgerEntriesQuery(
    { bookingId, limit: 100 },
    { refetchOnMountOrArgChange: true },
  );
  if (!currentData) return error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={2} />;
  return (
    <Card component="section" aria-label={t("story.entries")}>
      <Typography variant="h2">{t("story.entries")}</Typography>
      {currentData.items.length === 0 && (
        <Typography color="text.secondary">{t("story.no_entries")}</Typography>
      )}
      <Entries entries={currentData.items} refresh={() => void refetch()} />
    </Card>
  );
}
