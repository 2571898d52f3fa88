import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import {
  Check,
  Clock,
  Minus,
  Plus,
  ReceiptText,
  ShieldCheck,
  Siren,
  Star,
  UserRoundCheck,
  X,
} from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { guestApi, type Localized, type ServiceOut, useGetServiceQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { beginOrder } from "@/shared/order/draft";
import { Failure, Loading } from "@/shared/ui/states";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { CategoryIcon } from "./category-icon";

/** Takes the answer of before the screen was there. */
export const keep = (value: ServiceOut, { id = "" }: { id?: string }) =>
  guestApi.util.upsertQueryEntries([{ endpointName: "getService", arg: { id }, value }]);

/**
 * One service: what it costs, how long it takes, what the price covers.
 *
 * The gateway sends this screen with its values in it (`app/first-service.tsx`): `data-if` is on what
 * is only there where the service has that, `data-each` on what is there once for each.
 */
export default function Service() {
  const { format } = useLanguage();
  const { id = "" } = useParams();
  const { data, error, refetch } = useGetServiceQuery({ id });
  return (
    <Screen title={format.pick(data?.name)} back="/">
      {data ? (
        <Detail service={data} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} />
      )}
    </Screen>
  );
}

function Detail({ service }: { service: ServiceOut }) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const providerId = useSearchParams()[0].get("with") ?? undefined;
  const [quantity, setQuantity] = useState(1);
  const inspection = service.pricing === "inspection_first";
  const order = () => {
    beginOrder(service.id, quantity, providerId);
    navigate("/order/place");
  };
  return (
    <>
      <Card sx={{ display: "grid", gap: 2 }}>
        <Box sx={{ display: "flex", gap: 2, alignItems: "center" }}>
          <CategoryIcon code={service.code} size={64} />
          <Box>
            <Typography color="text.secondary">
              {t(inspection ? "service.inspection_fee" : "service.price")}
            </Typography>
            <Typography sx={{ fontSize: "1.7rem", fontWeight: 800, color: "primary.main", lineHeight: 1.3 }}>
              {format.money(service.basePrice)}
              <Typography component="span" color="text.secondary" sx={{ marginInlineStart: 1 }}>
                {unit()}
              </Typography>
            </Typography>
            {service.rating && <Rating {...service.rating} />}
          </Box>
        </Box>
        {service.description && (
          <Typography data-if="description">{format.pick(service.description)}</Typography>
        )}
        {inspection && <Typography>{t("service.inspection_text")}</Typography>}
        {service.typicalPrice && (
          <Typography color="text.secondary" data-if="typicalPrice">
            {t("service.typical", {
              min: format.money(service.typicalPrice.min),
              max: format.money(service.typicalPrice.max),
            })}
          </Typography>
        )}
        <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1.25 }}>
          {providerId && <Fact icon={<UserRoundCheck size={21} aria-hidden />}>{t("service.with")}</Fact>}
          <Fact icon={<Clock size={21} aria-hidden />}>
            {t("service.takes", { time: format.minutes(service.estimatedDuration * quantity) })}
          </Fact>
          {service.warrantyDays > 0 && (
            <Fact icon={<ShieldCheck size={21} aria-hidden />} only="warrantyDays">
              {t("service.warranty", { count: service.warrantyDays })}
            </Fact>
          )}
          <Fact icon={<ReceiptText size={21} aria-hidden />}>
            {t("service.parts", { cap: format.money(service.partsCap) })}
          </Fact>
          {service.isEmergencyService && (
            <Fact icon={<Siren size={21} aria-hidden />} only="isEmergencyService">
              {t("service.emergency")}
            </Fact>
          )}
        </Box>
      </Card>
      {service.maxQuantity > 1 && service.priceUnit !== "fixed" && (
        <Card data-if="maxQuantity>1" sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          <Typography variant="h3" component="span" sx={{ flex: 1 }}>
            {t(service.priceUnit === "hourly" ? "service.hours" : "service.how_many", {
              unit: format.pick(service.unit),
            })}
          </Typography>
          <IconButton
            onClick={() => setQuantity(quantity - 1)}
            disabled={quantity <= 1}
            aria-label={t("service.one_less")}
          >
            <Minus aria-hidden />
          </IconButton>
          <Typography
            aria-live="polite"
            sx={{ minWidth: 32, textAlign: "center", fontSize: "1.3rem", fontWeight: 800 }}
          >
            {format.number(quantity)}
          </Typography>
          <IconButton
            onClick={() => setQuantity(quantity + 1)}
            disabled={quantity >= service.maxQuantity}
            aria-label={t("service.one_more")}
          >
            <Plus aria-hidden />
          </IconButton>
        </Card>
      )}
      <Scope included={service.included} notIncluded={service.notIncluded} />
      <ActionBar>
        <Button variant="contained" size="large" onClick={order}>
          {t("service.order")}
        </Button>
      </ActionBar>
    </>
  );

  function unit() {
    if (inspection) return "";
    if (service.priceUnit === "hourly") return t("service.per_hour");
    return service.priceUnit === "per_item" ? t("service.per", { unit: format.pick(service.unit) }) : "";
  }
}

/** What people said of it who had it done. */
function Rating({ starsCenti, count }: { starsCenti: number; count: number }) {
  const { t, format } = useLanguage();
  return (
    <Box
      data-testid="service-rating"
      data-if="rating"
      sx={{ display: "flex", alignItems: "center", gap: 0.75, "& svg": { color: "secondary.light" } }}
    >
      <Star size={18} fill="currentColor" aria-hidden />
      <strong>{format.stars(starsCenti * 10)}</strong>
      <Typography component="span" variant="body2" color="text.secondary">
        {t("service.ratings", { count })}
      </Typography>
    </Box>
  );
}

/** What the price covers, and what it does not: nobody should be surprised at the door. */
function Scope({ included, notIncluded }: { included: Localized[]; notIncluded: Localized[] }) {
  const { t } = useLanguage();
  if (included.length === 0 && notIncluded.length === 0) return null;
  return (
    <Card
      data-if="included|notIncluded"
      sx={{ display: "grid", gap: 2, gridTemplateColumns: { sm: "1fr 1fr" } }}
    >
      <Lines
        name="included"
        title={t("service.included")}
        lines={included}
        icon={<Check size={20} aria-hidden />}
        colour="success.main"
      />
      <Lines
        name="notIncluded"
        title={t("service.not_included")}
        lines={notIncluded}
        icon={<X size={20} aria-hidden />}
        colour="text.secondary"
      />
    </Card>
  );
}

interface LinesProps {
  name: string;
  title: string;
  lines: Localized[];
  icon: React.ReactNode;
  colour: string;
}

function Lines({ name, title, lines, icon, colour }: LinesProps) {
  const { format } = useLanguage();
  if (lines.length === 0) return null;
  return (
    <Box component="section" aria-label={title} data-if={name}>
      <Typography variant="h3" component="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 0.75 }}>
        {lines.map((line) => (
          <Box
            component="li"
            key={line.ar}
            data-each={name}
            sx={{ display: "flex", gap: 1.25, "& svg": { flex: "none", color: colour, mt: "3px" } }}
          >
            {icon}
            <span>{format.pick(line)}</span>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

interface FactProps {
  icon: React.ReactNode;
  /** What the service must have for it. */
  only?: string;
  children: React.ReactNode;
}

function Fact({ icon, only, children }: FactProps) {
  return (
    <Box
      component="li"
      data-if={only}
      sx={{
        display: "flex",
        gap: 1.25,
        alignItems: "start",
        "& svg": { flex: "none", color: "secondary.main", mt: "3px" },
      }}
    >
      {icon}
      <span>{children}</span>
    </Box>
  );
}
