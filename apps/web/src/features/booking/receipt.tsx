import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { type BookingOut, type ReceiptOut, useGetReceiptQuery } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { type Line, PriceLines } from "@/shared/ui/price-lines";
import { Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";

/** How soon a receipt that is not there yet is asked for again. */
const AGAIN_MS = 3000;
/** How much room a receipt takes, so that nothing moves once it is there: each line of it, and all else. */
const LINE_PX = 38;
const REST_PX = 206;

/**
 * Line by line as it was agreed, where that is what was paid; what came in between, such as a fee or
 * a promotion, is only in the receipt's own lines.
 */
function linesOf({ price }: BookingOut, receipt: ReceiptOut): Line[] {
  const shown = (lines: ReceiptOut["lines"]): Line[] =>
    lines.map(({ text, amount }) => ({ name: text, amount }));
  const agreed = [...price.lines, ...shown(receipt.lines.filter(({ kind }) => kind === "rounding"))];
  const sum = agreed.reduce((sum, one) => sum + one.amount.amount, 0);
  return sum === receipt.total.amount ? agreed : shown(receipt.lines);
}

/** What was paid, for what, and how long it is under warranty. */
export function Receipt({ booking }: { booking: BookingOut }) {
  const { t, format } = useLanguage();
  const [everyMs, setEveryMs] = useState(AGAIN_MS);
  const { currentData: data, error } = useGetReceiptQuery({ id: booking.id }, { pollingInterval: everyMs });
  if (data && everyMs > 0) setEveryMs(0);
  // A visit that ended without a payment has none.
  if (!data)
    return asProblem(error)?.status === 404 && booking.stage === "settled" ? null : (
      <Loading rows={1} height={REST_PX + LINE_PX * booking.price.lines.length} />
    );
  const paid = [
    { label: t("receipt.cash"), amount: data.paidInCash },
    { label: t("receipt.wallet"), amount: data.paidFromWallet },
    { label: t("receipt.owed"), amount: data.owed },
    { label: t("receipt.refunded"), amount: data.refunded },
  ];
  const tax = data.taxes.reduce((sum, one) => sum + one.amount.amount, 0);
  return (
    <Card component="section" aria-label={t("receipt.title")} data-testid="receipt">
      <Typography variant="h2">{t("receipt.title")}</Typography>
      <Typography color="text.secondary" variant="body2">
        {t("receipt.number")} <Ltr>{data.number}</Ltr> · {format.date(data.issuedAt)}
      </Typography>
      <PriceLines lines={linesOf(booking, data)} total={data.total} />
      <Box sx={{ display: "grid", gap: 0.5 }}>
        {tax > 0 && (
          <Typography variant="body2" color="text.secondary">
            {t("receipt.tax")} {format.money({ ...data.total, amount: tax })}
          </Typography>
        )}
        {paid
          .filter(({ amount }) => amount.amount !== 0)
          .map(({ label, amount }) => (
            <Typography key={label} variant="body2" color="text.secondary">
              {label}: {format.money(amount)}
            </Typography>
          ))}
        {booking.service.warrantyDays > 0 && (
          <Typography
            sx={{ display: "flex", gap: 1, alignItems: "center", color: "primary.main", fontWeight: 650 }}
          >
            <ShieldCheck size={20} aria-hidden />
            {t("receipt.warranty", { count: booking.service.warrantyDays })}
          </Typography>
        )}
      </Box>
    </Card>
  );
}
