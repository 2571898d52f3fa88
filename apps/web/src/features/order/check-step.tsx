import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Banknote, Building2, CalendarX, Clock, CreditCard, Wallet } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link } from "react-router";
import {
  type BookingIn,
  type PaymentMethod,
  type QuoteOut,
  useCreateBookingMutation,
  useCreateQuoteMutation,
  useGetQuoteQuery,
  useListPaymentMethodsQuery,
} from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";
import { useUser } from "@/shared/api/use-session";
import { OtpForm } from "@/shared/auth/otp-form";
import { currentLang } from "@/shared/i18n/lang";
import { useLanguage } from "@/shared/i18n/provider";
import { loadWords } from "@/shared/i18n/words";
import { useAction } from "@/shared/lib/use-action";
import { type Draft, endOrder, useDraft } from "@/shared/order/draft";
import { planOf } from "@/shared/order/plan";
import { usePin } from "@/shared/order/use-pin";
import { Choice, Choices } from "@/shared/ui/choice";
import { useNotices } from "@/shared/ui/notices";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { ActionBar, Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { useHeldTime } from "./use-held-time";

const Repeat = lazy(() =>
  Promise.all([import("./repeat"), loadWords(currentLang(), ["mine"])]).then(([part]) => part),
);

const ICONS: Record<PaymentMethod, typeof Wallet> = {
  cash: Banknote,
  wallet: Wallet,
  card: CreditCard,
  bank_transfer: Building2,
};

/** What it costs line by line, who orders, how it is paid; one tap orders. */
export function CheckStep() {
  const { t, format } = useLanguage();
  const user = useUser();
  const { refuse } = useNotices();
  const [draft, change] = useDraft();
  const { quote, error, renew } = useQuote();
  const { isTaken, left, holdId } = useHeldTime();
  const [book, booking] = useCreateBookingMutation();
  const planning = useAction();
  // A visit that begins now has no time to come again at.
  const startsAt = draft.start === "now" ? undefined : draft.start;
  const rhythm = startsAt && draft.rhythm;
  const methods = useListPaymentMethodsQuery({ amount: quote?.total.amount ?? 0 }, { skip: !quote });

  // What this installation cannot do at all is no choice.
  const offered = (methods.data?.items ?? []).filter((one) => one.code !== "payments.method_not_available");

  const isRounded = quote !== undefined && quote.total.amount % 100 !== 0;

  if (isTaken) return <Taken />;
  if (error)
    return (
      <>
        <Failure error={error} onRetry={renew} />
        <Button component={Link} to="/order/time" replace variant="text" size="large">
          {t("time.choose_other")}
        </Button>
      </>
    );
  if (!quote) return <Loading rows={3} height={110} />;

  const confirm = async () => {
    try {
      const made = await book({ bookingIn: { ...bookingOf(draft, quote), holdId } }).unwrap();
      endOrder(`/bookings/${made.id}`);
    } catch (problem) {
      refuse(problem);
      // A quote lives a quarter of an hour: the price is asked for again, the order stays.
      const code = asProblem(problem)?.code ?? "";
      if (code.includes("quote")) renew();
      // A hold that ran out is held anew, or turns out to be somebody else's.
      if (code.includes("hold")) change({ held: undefined });
      if (code.includes("slot") && draft.start) change({ taken: [...(draft.taken ?? []), draft.start] });
    }
  };
  const plan = () =>
    planning.act(async () => {
      if (!rhythm) return;
      const body = planOf(visitOf(draft, quote), rhythm, startsAt);
      // The same order in the same rhythm is one plan, however often it is sent.
      const key = `web-plan-${quote.id}-${rhythm}`;
      await ask({ url: "/api/v1/plans", method: "POST", body, key });
      endOrder("/account/plans");
    }, t("plan.made"));
  return (
    <>
      <Card>
        <Typography variant="h2">{format.pick(quote.service.name)}</Typography>
        <Typography color="text.secondary">
          {quote.startsAt ? format.dateTime(quote.startsAt) : t("time.now")} · {format.pick(quote.district)}
        </Typography>
        <PriceLines lines={quote.lines} total={quote.total} />
        {left !== undefined && (
          <Alert severity="warning" icon={<Clock aria-hidden />} sx={{ mb: 1 }}>
            {t("check.held", { time: format.clock(left) })}
          </Alert>
        )}
        {quote.service.pricing === "inspection_first" && (
          <Alert severity="info">{t("check.inspection")}</Alert>
        )}
        <Typography variant="caption" color="text.secondary">
          {t("check.promise")}
        </Typography>
      </Card>
      <TextField
        label={t("check.notes")}
        placeholder={t("check.notes_hint")}
        value={draft.notes}
        onChange={(event) => change({ notes: event.target.value })}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
      />
      {startsAt && (
        <Suspense fallback={<Loading rows={1} height={140} />}>
          <Repeat />
        </Suspense>
      )}
      <Box sx={{ display: "grid", gap: 1 }}>
        <Typography variant="h3" component="h2">
          {t("check.pay")}
        </Typography>
        <Choices label={t("check.pay")}>
          {offered.map(({ method, name, available, text }) => {
            const Icon = ICONS[method];
            return (
              <Choice
                key={method}
                icon={<Icon aria-hidden />}
                title={format.pick(name)}
                text={
                  available
                    ? isRounded && method === "cash" && t("check.cash_down")
                    : method === "wallet" && !user
                      ? t("check.wallet_later")
                      : format.pick(text)
                }
                disabled={!available}
                chosen={draft.paymentMethod === method}
                onChoose={() => change({ paymentMethod: method })}
              />
            );
          })}
        </Choices>
      </Box>
      {user?.firstName ? (
        <ActionBar>
          <Button
            variant="contained"
            size="large"
            loading={booking.isLoading || planning.busy}
            onClick={() => void (rhythm ? plan() : confirm())}
          >
            {t(rhythm ? "check.confirm_plan" : "check.confirm", { total: format.money(quote.total) })}
          </Button>
        </ActionBar>
      ) : (
        <Card>
          <Typography variant="h3" component="h2" sx={{ mb: 1 }}>
            {t("check.who")}
          </Typography>
          <OtpForm />
        </Card>
      )}
    </>
  );
}

/** Somebody else was faster: another time is one tap away, everything else stays. */
function Taken() {
  const { t } = useLanguage();
  const other = (
    <Button component={Link} to="/order/time" replace variant="contained" size="large">
      {t("time.choose_other")}
    </Button>
  );
  return <Message icon={CalendarX} title={t("time.taken")} text={t("time.taken_text")} action={other} />;
}

/** The quote of the draft, asked for again when the order changed or its time is over. */
function useQuote() {
  const [draft, change] = useDraft();
  const [ask, asked] = useCreateQuoteMutation();
  const kept = useGetQuoteQuery({ id: draft.quoteId ?? "" }, { skip: !draft.quoteId });
  const { pin, error: noPin, retry } = usePin();
  const asking = useRef(false);
  const expired = kept.data?.isExpired === true || asProblem(kept.error)?.status === 404;
  const needed =
    (!draft.quoteId || expired) && pin !== undefined && draft.serviceId !== undefined && !asked.error;
  const { serviceId, providerId, quantity, start } = draft;

  useEffect(() => {
    if (!needed || asking.current || !pin || !serviceId) return;
    asking.current = true;
    const startsAt = start === "now" ? undefined : start;
    void ask({ quoteIn: { serviceId, providerId, pin, quantity, startsAt } })
      .unwrap()
      .then(({ id }) => change({ quoteId: id }))
      .catch(() => undefined)
      .finally(() => {
        asking.current = false;
      });
  }, [needed, pin, serviceId, providerId, quantity, start, ask, change]);

  const renew = () => {
    asked.reset();
    if (noPin) retry();
    change({ quoteId: undefined });
  };
  const quote: QuoteOut | undefined = draft.quoteId && !expired ? (kept.data ?? asked.data) : undefined;
  return { quote, error: asked.error ?? (expired ? undefined : kept.error) ?? noPin, renew };
}

/** Where it is, how it is paid and what the technician should know. */
function detailsOf(draft: Draft, quote: QuoteOut) {
  const place = draft.place;
  const optional = (text: string) => text.trim() || undefined;
  return {
    paymentMethod: draft.paymentMethod,
    notes: optional(draft.notes),
    addressId: draft.addressId,
    address:
      draft.addressId || !place
        ? undefined
        : {
            pin: quote.pin,
            governorate: optional(place.governorate),
            district: optional(place.district),
            street: place.street.trim(),
            building: optional(place.building),
            floor: optional(place.floor),
            apartment: optional(place.apartment),
            landmark: optional(place.landmark),
          },
  };
}

const bookingOf = (draft: Draft, quote: QuoteOut): BookingIn => ({
  quoteId: quote.id,
  ...detailsOf(draft, quote),
});

const visitOf = (draft: Draft, quote: QuoteOut) => ({
  serviceId: quote.service.id,
  quantity: draft.quantity,
  providerId: draft.providerId,
  ...detailsOf(draft, quote),
});
