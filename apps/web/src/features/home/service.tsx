import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { Clock, Minus, Plus, ReceiptText, ShieldCheck, Siren, UserRoundCheck } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { type ServiceOut, useGetServiceQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { beginOrder } from "@/shared/order/draft";
import { Failure, Loading } from "@/shared/ui/states";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { CategoryIcon } from "./category-icon";

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
          </Box>
        </Box>
        {service.description && <Typography>{format.pick(service.description)}</Typography>}
        {inspection && <Typography>{t("service.inspection_text")}</Typography>}
        {service.typicalPrice && (
          <Typography color="text.secondary">
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
            <Fact icon={<ShieldCheck size={21} aria-hidden />}>
              {t("service.warranty", { count: service.warrantyDays })}
            </Fact>
          )}
          <Fact icon={<ReceiptText size={21} aria-hidden />}>
            {t("service.parts", { cap: format.money(service.partsCap) })}
          </Fact>
          {service.isEmergencyService && (
            <Fact icon={<Siren size={21} aria-hidden />}>{t("service.emergency")}</Fact>
          )}
        </Box>
      </Card>
      {service.maxQuantity > 1 && service.priceUnit !== "fixed" && (
        <Card sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          <Typography variant="h3" component="span" sx={{ flex: 1 }}>
            {t(service.priceUnit === "hourly" ? "service.hours" : "service.how_many", {
              unit: format.pick(service.unit),
            })}
          </Typography>
          <IconButton
            onClick={() => setQuantity(quantity - 1)}
            disabled={quantity <= 1}
            aria-label={t("act.less")}
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
            aria-label={t("act.more")}
          >
            <Plus aria-hidden />
          </IconButton>
        </Card>
      )}
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

function Fact({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <Box
      component="li"
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
