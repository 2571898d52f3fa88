import Button from "@mui/material/Button";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Link as RouterLink } from "react-router";
import { type PaymentMethod, useListPaymentMethodsQuery } from "@/generated/guest";
import { type BookingOut, usePayBookingMutation } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useNow } from "@/shared/lib/use-now";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";

/** The money that must be there before the search: again the same way, or another one. */
export function Pay({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const { total } = booking.price;
  const methods = useListPaymentMethodsQuery(
    { amount: total.amount },
    { refetchOnMountOrArgChange: true, refetchOnFocus: true },
  );
  const [pay] = usePayBookingMutation();
  const { act, busy } = useAction(() => {
    refresh();
    void methods.refetch();
  });
  const now = useNow();
  const left = booking.paymentDueAt ? (Date.parse(booking.paymentDueAt) - now) / 1000 : 0;
  const by = (paymentMethod: PaymentMethod) =>
    act(() => pay({ id: booking.id, bookingPayIn: { paymentMethod } }).unwrap());
  // What this installation cannot do at all is no way; first the one that was chosen.
  const offered = (methods.data?.items ?? [])
    .filter(({ code }) => code !== "payments.method_not_available")
    .sort((a, b) => Number(b.method === booking.paymentMethod) - Number(a.method === booking.paymentMethod));
  return (
    <Card sx={{ display: "grid", gap: 1.25 }} component="section" aria-label={t("pay.title")}>
      <Typography variant="h3" component="h2">
        {t("pay.title")}
      </Typography>
      {left > 0 && (
        <Typography color="text.secondary">
          {t("pay.until", { time: format.clock(Math.ceil(left)) })}
        </Typography>
      )}
      {methods.data ? (
        offered.map(({ method, available, text }) => (
          <div key={method}>
            <Button
              variant={method === booking.paymentMethod ? "contained" : "outlined"}
              size="large"
              fullWidth
              loading={busy}
              disabled={!available}
              onClick={() => void by(method)}
            >
              {method === "cash"
                ? t("pay.by_cash", { total: format.money(total) })
                : t("pay.by", { total: format.money(total), method: t(`pay.${method}`) })}
            </Button>
            {!available && text && (
              <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
                {format.pick(text)}{" "}
                {method === "wallet" && (
                  <Link component={RouterLink} to="/account/wallet">
                    {t("pay.see_wallet")}
                  </Link>
                )}
              </Typography>
            )}
          </div>
        ))
      ) : methods.error ? (
        <Failure error={methods.error} onRetry={() => void methods.refetch()} />
      ) : (
        <Loading rows={2} height={54} />
      )}
    </Card>
  );
}
