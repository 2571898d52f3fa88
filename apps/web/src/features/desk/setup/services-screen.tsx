import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import { styled } from "@mui/material/styles";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import {
  type ProviderServiceOut,
  useGetMyServicesQuery,
  useListMyDocumentsQuery,
  useSetMyServicesMutation,
} from "@/generated/desk";
import {
  type ListCategoriesApiResponse,
  type ListServicesApiResponse,
  useListCategoriesQuery,
  useListServicesQuery,
} from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useNotices } from "@/shared/ui/notices";
import { Failure, Loading } from "@/shared/ui/states";
import { ActionBar, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { big } from "../big";
import {
  boundsOf,
  type Offering,
  type Offerings,
  offeringsOf,
  priceFits,
  wantedOf,
  wrongOf,
} from "./offering";

type Service = ListServicesApiResponse["items"][number];

/** What one offers, trade by trade, each at the platform's price or one's own. */
export default function ServicesScreen() {
  const { t } = useLanguage();
  const mine = useGetMyServicesQuery(undefined, { refetchOnMountOrArgChange: true });
  const trades = useListCategoriesQuery();
  const error = mine.error ?? trades.error;
  const again = () => {
    void mine.refetch();
    void trades.refetch();
  };
  return (
    <Screen title={t("services.title")} back="/work/setup">
      {mine.data && trades.data ? (
        <Form mine={mine.data.items} trades={trades.data.items} />
      ) : error ? (
        <Failure error={error} onRetry={again} />
      ) : (
        <Loading rows={5} />
      )}
    </Screen>
  );
}

const Trade = styled("details")(({ theme }) => ({
  border: `1px solid ${theme.vars?.palette.line}`,
  borderRadius: 18,
  backgroundColor: theme.vars?.palette.background.paper,
  "& summary": {
    display: "flex",
    alignItems: "center",
    gap: 12,
    minHeight: 60,
    paddingInline: 16,
    cursor: "pointer",
    fontWeight: 750,
    fontSize: "1.08rem",
    listStyle: "none",
    borderRadius: 18,
  },
  "& summary::-webkit-details-marker": { display: "none" },
  "& summary:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}` },
  "& summary svg": { marginInlineStart: "auto", flex: "none" },
  "&[open] summary svg": { transform: "rotate(180deg)" },
  "& .count": {
    fontSize: "0.85rem",
    paddingInline: 10,
    borderRadius: 10,
    backgroundColor: theme.vars?.palette.soft.brand,
    color: theme.vars?.palette.primary.main,
  },
}));

type Category = ListCategoriesApiResponse["items"][number];

function Form({ mine, trades }: { mine: ProviderServiceOut[]; trades: Category[] }) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Offerings>(() => offeringsOf(mine));
  const [save, { isLoading, error }] = useSetMyServicesMutation();
  const problem = asProblem(error);
  const count = Object.keys(chosen).length;
  const fits = Object.values(chosen).every((one) => priceFits(one.price, undefined));
  const set = (id: string, next: Offering | null) => {
    const rest = Object.fromEntries(Object.entries(chosen).filter(([key]) => key !== id));
    setChosen(next ? { ...rest, [id]: next } : rest);
  };
  const send = async () => {
    const made = await save({ providerServicesIn: { services: wantedOf(chosen) } });
    if (made.error) return;
    say(t("act.saved"));
    navigate("/work/setup");
  };
  return (
    <>
      {trades.map((trade) => (
        <TradeBlock
          key={trade.id}
          trade={trade}
          mine={mine}
          chosen={chosen}
          wrong={(id) => wrongOf(chosen, id, problem?.errors ?? [])}
          onChange={set}
        />
      ))}
      {problem && <Alert severity="error">{problem.title || t("state.offline")}</Alert>}
      <ActionBar>
        <Button
          variant="contained"
          size="large"
          sx={big}
          loading={isLoading}
          disabled={count === 0 || !fits}
          onClick={() => void send()}
        >
          {t("services.save", { count })}
        </Button>
      </ActionBar>
    </>
  );
}

interface BlockProps {
  trade: Category;
  mine: ProviderServiceOut[];
  chosen: Offerings;
  wrong: (id: string) => string | undefined;
  onChange: (id: string, next: Offering | null) => void;
}

/** A trade's services come when it is opened. */
function TradeBlock({ trade, mine, chosen, wrong, onChange }: BlockProps) {
  const { format } = useLanguage();
  const picked = Object.values(chosen).filter((one) => one.trade === trade.id).length;
  const [open, setOpen] = useState(picked > 0);
  const list = useListServicesQuery({ categoryId: trade.id, limit: 100 }, { skip: !open });
  return (
    <Trade open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {format.pick(trade.name)}
        {picked > 0 && <span className="count">{format.number(picked)}</span>}
        <ChevronDown size={22} aria-hidden />
      </summary>
      <Box sx={{ px: 2, pb: 1 }}>
        {list.data
          ? list.data.items.map((service) => (
              <ServiceLine
                key={service.id}
                service={service}
                offering={chosen[service.id]}
                bounds={boundsOf(
                  service.basePrice,
                  mine.find((one) => one.serviceId === service.id),
                  mine[0],
                )}
                wrong={wrong(service.id)}
                onChange={(next) => onChange(service.id, next)}
              />
            ))
          : open &&
            (list.error ? <Failure error={list.error} onRetry={list.refetch} /> : <Loading height={48} />)}
      </Box>
    </Trade>
  );
}

interface LineProps {
  service: Service;
  offering: Offering | undefined;
  bounds: ReturnType<typeof boundsOf>;
  wrong: string | undefined;
  onChange: (next: Offering | null) => void;
}

function ServiceLine({ service, offering, bounds, wrong, onChange }: LineProps) {
  const { t, format } = useLanguage();
  const papers = useListMyDocumentsQuery(undefined, { skip: !offering || !service.needsCertificate });
  const certificate = papers.data?.items.find((one) => one.kind === "skill_certificate" && !one.replaced);
  const fits = !offering || priceFits(offering.price, bounds);
  const range =
    bounds && t("services.bounds", { low: format.money(bounds.low), high: format.money(bounds.high) });
  return (
    <Box sx={{ borderBlockStart: 1, borderColor: "line", py: 1 }}>
      <Box
        component="label"
        sx={{ display: "flex", alignItems: "center", gap: 1, minHeight: 48, cursor: "pointer" }}
      >
        <Checkbox
          checked={offering !== undefined}
          onChange={(_, on) =>
            onChange(
              on ? { trade: service.categoryId, price: "", years: "", certificate: certificate?.id } : null,
            )
          }
          sx={{ marginInlineStart: -1 }}
        />
        <Box component="span" sx={{ flex: 1, fontWeight: 650 }}>
          {format.pick(service.name)}
        </Box>
        <Box component="span" sx={{ color: "text.secondary", whiteSpace: "nowrap" }}>
          {format.money(service.basePrice)}
        </Box>
      </Box>
      {offering && (
        <Box sx={{ display: "grid", gridTemplateColumns: "3fr 2fr", gap: 1.25, pb: 1, pt: 0.5 }}>
          <TextField
            label={t("services.price")}
            placeholder={format.number(service.basePrice.amount / 100)}
            value={offering.price}
            onChange={(event) => onChange({ ...offering, price: event.target.value })}
            error={!fits || wrong !== undefined}
            helperText={wrong ?? range}
            slotProps={{
              htmlInput: { inputMode: "decimal", dir: "ltr", maxLength: 9 },
              inputLabel: { shrink: true },
            }}
          />
          <TextField
            label={t("services.years")}
            value={offering.years}
            onChange={(event) => onChange({ ...offering, years: latin(event.target.value) })}
            slotProps={{ htmlInput: { inputMode: "numeric", dir: "ltr" }, inputLabel: { shrink: true } }}
          />
          {service.needsCertificate && !offering.certificate && (
            <Alert severity="info" sx={{ gridColumn: "1 / -1" }}>
              {t("services.certificate")}
            </Alert>
          )}
        </Box>
      )}
    </Box>
  );
}

const latin = (typed: string) => latinDigits(typed).replace(/\D/g, "").slice(0, 2);
