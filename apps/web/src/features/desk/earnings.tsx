import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Banknote } from "lucide-react";
import { Link } from "react-router";
import { deskApi, type EarningsOut } from "@/generated/desk";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { EARNINGS_ASKED, useEarnings } from "./known";
import { type Line, linesOfBalance, linesOfJob, linesOfWeek } from "./sums";

/** What was earned, what is owed and why: by week and by job. */
export function Earnings() {
  const { t } = useLanguage();
  const { known, error, refetch } = useEarnings();
  return (
    <Screen title={t("desk.earnings")}>
      {known ? <Sums data={known} /> : error ? <Failure error={error} onRetry={refetch} /> : <Loading />}
    </Screen>
  );
}

function Sums({ data }: { data: EarningsOut }) {
  const { t, format } = useLanguage();
  const list = useMore(deskApi.endpoints.getMyEarnings, EARNINGS_ASKED, data, (one) => one.bookingId);
  const { balance } = data;
  const owes = balance.owed.amount > 0;
  return (
    <>
      <Card sx={{ bgcolor: owes ? "soft.amber" : "soft.brand" }}>
        <Typography>{t(owes ? "earn.owed" : "earn.payable")}</Typography>
        <Typography sx={{ fontSize: "2.2rem", fontWeight: 800, lineHeight: 1.4 }}>
          {format.money(owes ? balance.owed : balance.payable)}
        </Typography>
        {/* A debt that stands in the way is said below, once. */}
        {balance.debt === "clear" && (
          <Typography color="text.secondary">{format.pick(balance.text)}</Typography>
        )}
        <Sum lines={linesOfBalance(balance)} />
      </Card>
      <Button component={Link} to="/work/earnings/statement" variant="outlined" size="large">
        {t("statement.open")}
      </Button>
      {balance.debt !== "clear" && (
        <Alert severity={balance.debt === "hard" ? "error" : "warning"}>{format.pick(balance.text)}</Alert>
      )}
      {data.weeks.map((week) => (
        <Card key={week.startsOn}>
          <Box sx={{ display: "flex", justifyContent: "space-between", gap: 2, flexWrap: "wrap" }}>
            <Typography variant="h3" component="h2">
              {t("earn.week", { day: format.dayShort(`${week.startsOn}T10:00:00Z`) })}
            </Typography>
            <Typography color="text.secondary">{t("earn.jobs", { count: week.jobs })}</Typography>
          </Box>
          <Sum lines={linesOfWeek(week)} />
        </Card>
      ))}
      {list.items.length === 0 && <Message icon={Banknote} title={t("earn.none")} />}
      {list.items.length > 0 && (
        <Typography variant="h3" component="h2" color="text.secondary">
          {t("earn.each")}
        </Typography>
      )}
      {list.items.map((job) => (
        <Card key={job.bookingId}>
          <Typography variant="h3">{format.pick(job.serviceName)}</Typography>
          <Typography variant="body2" color="text.secondary">
            <Ltr>{job.bookingNumber}</Ltr> · {format.dayShort(job.settledAt)} · {t(`pay.${job.method}`)}
          </Typography>
          <Sum lines={linesOfJob(job)} />
        </Card>
      ))}
      <More list={list} />
    </>
  );
}

/** An addition, line by line; what it comes to is strong. */
function Sum({ lines }: { lines: Line[] }) {
  const { t, format } = useLanguage();
  if (lines.length === 0) return null;
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        mt: 1,
        display: "grid",
        gridTemplateColumns: "1fr auto",
        columnGap: 2,
        rowGap: 0.5,
        "& dd": { m: 0, textAlign: "end" },
      }}
    >
      {lines.map(({ name, money, strong }) => (
        <Box
          key={name}
          sx={{
            display: "contents",
            "& > *": { fontWeight: strong ? 750 : 400, color: strong ? "text.primary" : "text.secondary" },
          }}
        >
          <dt>{t(name)}</dt>
          <dd>{format.money(money)}</dd>
        </Box>
      ))}
    </Box>
  );
}
