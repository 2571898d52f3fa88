import { TicketX } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useNavigate, useParams } from "react-router";
import {
  type AdminPromotionOut,
  opsApi,
  useCreatePromotionMutation,
  useListAdminCategoriesQuery,
  useUpdatePromotionMutation,
} from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { EditForm } from "../form/edit-form";
import { History } from "../form/history";
import { ItemScreen } from "../form/item-screen";
import { read, type Values, write } from "../form/spec";
import { useItem } from "../form/use-item";

const MONTH_MS = 30 * 86_400_000;

const valuesOf = (one: AdminPromotionOut | undefined): Values => ({
  "name.ar": one?.name.ar ?? "",
  "name.en": one?.name.en ?? "",
  code: one?.code ?? "",
  percentBp: write.percent(one?.percentBp),
  amount: write.money(one?.amount),
  maxDiscount: write.money(one?.maxDiscount),
  minTotal: write.money(one?.minTotal),
  budget: write.money(one?.budget),
  maxUses: write.whole(one?.maxUses),
  maxUsesPerCustomer: write.whole(one ? one.maxUsesPerCustomer : 1),
  categoryId: one?.categoryId ?? "",
  validFrom: write.moment(one?.validFrom ?? new Date().toISOString()),
  validUntil: write.moment(one?.validUntil ?? new Date(Date.now() + MONTH_MS).toISOString()),
  isActive: write.flag(one?.isActive ?? true),
});

/** One promotion: what it takes off, for what, how often, and how much it may cost in all. */
export default function Promotion() {
  const { t, format } = useLanguage();
  const { id = "new" } = useParams();
  const dispatch = useApiDispatch();
  const load = useCallback(
    async (cursor: string | undefined) =>
      dispatch(
        opsApi.endpoints.listAdminPromotions.initiate(
          { cursor, limit: 100 },
          { subscribe: false, forceRefetch: true },
        ),
      ).unwrap(),
    [dispatch],
  );
  const is = useCallback((one: AdminPromotionOut) => one.id === id, [id]);
  const state = useItem(load, is);
  return (
    <ItemScreen
      id={id}
      {...state}
      title={(one) => format.pick(one.name)}
      fresh={t("promo.new")}
      back="/ops/promotions"
      icon={TicketX}
    >
      {(one) => <Editor promotion={one} reload={state.reload} />}
    </ItemScreen>
  );
}

function Editor({
  promotion,
  reload,
}: {
  promotion: AdminPromotionOut | undefined;
  reload: () => Promise<void>;
}) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreatePromotionMutation();
  const [update] = useUpdatePromotionMutation();
  const categories = useListAdminCategoriesQuery();
  const stored = useMemo(() => valuesOf(promotion), [promotion]);
  const save = async (values: Values) => {
    const promotionIn = {
      name: read.words(values, "name"),
      code: read.must(values.code),
      percentBp: read.percent(values.percentBp),
      amount: read.money(values.amount),
      maxDiscount: read.money(values.maxDiscount),
      minTotal: read.money(values.minTotal),
      budget: read.money(values.budget),
      maxUses: read.whole(values.maxUses),
      maxUsesPerCustomer: read.whole(values.maxUsesPerCustomer),
      categoryId: read.text(values.categoryId),
      validFrom: read.moment(values.validFrom) ?? "",
      validUntil: read.moment(values.validUntil) ?? "",
      isActive: read.flag(values.isActive),
      version: promotion?.version,
    };
    if (promotion) await update({ id: promotion.id, promotionIn }).unwrap();
    else await create({ promotionIn }).unwrap();
  };
  return (
    <>
      <EditForm
        groups={[
          {
            title: t("promo.what"),
            fields: [
              { kind: "text", name: "code", label: t("promo.code"), required: true, ltr: true, longest: 20 },
              {
                kind: "choice",
                name: "categoryId",
                label: t("promo.category"),
                options: (categories.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
              },
              { kind: "text", name: "name.ar", label: t("form.name_ar"), required: true, longest: 100 },
              { kind: "text", name: "name.en", label: t("form.name_en"), required: true, longest: 100 },
              { kind: "percent", name: "percentBp", label: t("promo.percent"), hint: t("promo.one_of") },
              { kind: "money", name: "amount", label: t("promo.amount"), hint: t("promo.one_of") },
              { kind: "money", name: "maxDiscount", label: t("promo.max_discount") },
              { kind: "money", name: "minTotal", label: t("promo.min_total") },
            ],
          },
          {
            title: t("promo.limits"),
            fields: [
              { kind: "moment", name: "validFrom", label: t("promo.from"), required: true },
              { kind: "moment", name: "validUntil", label: t("promo.until"), required: true },
              { kind: "whole", name: "maxUses", label: t("promo.max_uses"), least: 1 },
              { kind: "whole", name: "maxUsesPerCustomer", label: t("promo.per_customer"), least: 1 },
              { kind: "money", name: "budget", label: t("promo.budget") },
              { kind: "flag", name: "isActive", label: t("promo.counts") },
            ],
          },
        ]}
        stored={stored}
        save={save}
        reload={reload}
        onSaved={() => navigate("/ops/promotions")}
      />
      {promotion && <History subject="promotion" id={promotion.id} />}
    </>
  );
}
