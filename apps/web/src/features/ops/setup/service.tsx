import { PackageX } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useNavigate, useParams } from "react-router";
import {
  opsApi,
  type PageAdminServiceOut,
  type PriceUnit,
  type Pricing,
  useCreateServiceMutation,
  useListAdminCategoriesQuery,
  useUpdateServiceMutation,
} from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { EditForm } from "../form/edit-form";
import { History } from "../form/history";
import { ItemScreen } from "../form/item-screen";
import { type FieldGroup, type FieldSpec, read, sameLines, type Values, write } from "../form/spec";
import { useItem } from "../form/use-item";
import { oneOf } from "../parts/filters";

type Item = PageAdminServiceOut["items"][number];

const PRICINGS: Pricing[] = ["fixed_scope", "inspection_first"];
const UNITS: PriceUnit[] = ["fixed", "hourly", "per_item"];

/** What is ticked off before the work may end, a line an item. */
const CHECKS = "completionChecklist";
/** What the price covers and what it does not, a line an item. */
const WITH = "included";
const WITHOUT = "notIncluded";
/** So many pictures may be asked for. */
const MOST_PHOTOS = 10;

const valuesOf = (item: Item | undefined): Values => {
  const service = item?.service;
  return {
    "name.ar": service?.name.ar ?? "",
    "name.en": service?.name.en ?? "",
    "description.ar": service?.description?.ar ?? "",
    "description.en": service?.description?.en ?? "",
    code: service?.code ?? "",
    categoryId: service?.categoryId ?? "",
    keywords: item?.keywords ?? "",
    sortOrder: write.whole(item?.sortOrder ?? 0),
    pricing: service?.pricing ?? "fixed_scope",
    basePrice: write.money(service?.basePrice),
    priceUnit: service?.priceUnit ?? "fixed",
    "unit.ar": service?.unit.ar ?? "",
    "unit.en": service?.unit.en ?? "",
    maxQuantity: write.whole(service?.maxQuantity ?? 20),
    "typicalPrice.min": write.money(service?.typicalPrice?.min),
    "typicalPrice.max": write.money(service?.typicalPrice?.max),
    partsCap: write.money(service?.partsCap),
    estimatedDuration: write.whole(service?.estimatedDuration ?? 60),
    warrantyDays: write.whole(service?.warrantyDays ?? 30),
    isEmergencyService: write.flag(service?.isEmergencyService ?? false),
    emergencySurchargeBp: write.percent(service?.emergencySurchargeBp),
    needsCertificate: write.flag(service?.needsCertificate ?? false),
    soldByPlatform: write.flag(item?.soldByPlatform ?? false),
    isActive: write.flag(item?.isActive ?? true),
    ...write.list(service?.completionChecklist, CHECKS),
    ...write.list(service?.included, WITH),
    ...write.list(service?.notIncluded, WITHOUT),
    minPhotosBefore: write.whole(service?.minPhotosBefore ?? 0),
    minPhotosAfter: write.whole(service?.minPhotosAfter ?? 0),
  };
};

/** A usual price goes from one amount to another: neither stands alone. */
const beside = (own: string, other: string) => (values: Values) =>
  values[other]?.trim() && !values[own]?.trim() ? "form.required" : undefined;

/** One service: what it is, what it costs, how it may be ordered. */
export default function Service() {
  const { t, format } = useLanguage();
  const { id = "new" } = useParams();
  const dispatch = useApiDispatch();
  const load = useCallback(
    async (cursor: string | undefined) =>
      dispatch(
        opsApi.endpoints.listAdminServices.initiate(
          { cursor, limit: 100 },
          { subscribe: false, forceRefetch: true },
        ),
      ).unwrap(),
    [dispatch],
  );
  const is = useCallback((item: Item) => item.service.id === id, [id]);
  const state = useItem(load, is);
  return (
    <ItemScreen
      id={id}
      {...state}
      title={({ service }) => format.pick(service.name)}
      fresh={t("service.new")}
      back="/ops/services"
      icon={PackageX}
    >
      {(item) => <Editor item={item} reload={state.reload} />}
    </ItemScreen>
  );
}

function Editor({ item, reload }: { item: Item | undefined; reload: () => Promise<void> }) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreateServiceMutation();
  const [update] = useUpdateServiceMutation();
  const categories = useListAdminCategoriesQuery();
  const stored = useMemo(() => valuesOf(item), [item]);
  const lines = (name: string, arabic: string, english: string): FieldSpec[] => {
    const both = { kind: "text", multiline: true, hint: t("service.checks_hint") } as const;
    return [
      { ...both, name, label: arabic, check: sameLines(name) },
      { ...both, name: `${name}.en`, label: english },
    ];
  };
  const groups: FieldGroup[] = [
    {
      title: t("service.what"),
      fields: [
        { kind: "text", name: "name.ar", label: t("form.name_ar"), required: true, longest: 100 },
        { kind: "text", name: "name.en", label: t("form.name_en"), required: true, longest: 100 },
        { kind: "text", name: "description.ar", label: t("form.text_ar"), multiline: true },
        { kind: "text", name: "description.en", label: t("form.text_en"), multiline: true },
        {
          kind: "choice",
          name: "categoryId",
          label: t("service.category"),
          required: true,
          options: (categories.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
        },
        {
          kind: "text",
          name: "code",
          label: t("service.code"),
          required: true,
          ltr: true,
          hint: t("service.code_hint"),
        },
        { kind: "text", name: "keywords", label: t("service.keywords"), hint: t("service.keywords_hint") },
        { kind: "whole", name: "sortOrder", label: t("form.order") },
      ],
    },
    {
      title: t("service.price_group"),
      fields: [
        {
          kind: "choice",
          name: "pricing",
          label: t("service.pricing"),
          required: true,
          options: PRICINGS.map((one) => [one, t(`pricing.${one}`)]),
        },
        {
          kind: "money",
          name: "basePrice",
          label: t("offer_service.price"),
          required: true,
          hint: t("service.price_hint"),
        },
        {
          kind: "choice",
          name: "priceUnit",
          label: t("service.unit_kind"),
          required: true,
          options: UNITS.map((one) => [one, t(`unit.${one}`)]),
        },
        { kind: "whole", name: "maxQuantity", label: t("service.most"), least: 1 },
        { kind: "text", name: "unit.ar", label: t("service.unit_ar"), required: true, longest: 50 },
        { kind: "text", name: "unit.en", label: t("service.unit_en"), required: true, longest: 50 },
        {
          kind: "money",
          name: "typicalPrice.min",
          label: t("service.typical_min"),
          check: beside("typicalPrice.min", "typicalPrice.max"),
        },
        {
          kind: "money",
          name: "typicalPrice.max",
          label: t("service.typical_max"),
          check: beside("typicalPrice.max", "typicalPrice.min"),
        },
        { kind: "money", name: "partsCap", label: t("service.parts_cap"), required: true },
      ],
    },
    {
      title: t("service.how"),
      fields: [
        {
          kind: "whole",
          name: "estimatedDuration",
          label: t("service.duration"),
          required: true,
          least: 1,
          unit: t("form.minutes"),
        },
        { kind: "whole", name: "warrantyDays", label: t("service.warranty_days"), least: 0 },
        { kind: "flag", name: "isEmergencyService", label: t("service.is_emergency") },
        { kind: "percent", name: "emergencySurchargeBp", label: t("service.surcharge") },
        { kind: "flag", name: "needsCertificate", label: t("service.certificate") },
        { kind: "flag", name: "soldByPlatform", label: t("service.sold_by_us") },
        { kind: "flag", name: "isActive", label: t("service.offered") },
      ],
    },
    {
      title: t("service.scope"),
      fields: [
        ...lines(WITH, t("service.with_ar"), t("service.with_en")),
        ...lines(WITHOUT, t("service.without_ar"), t("service.without_en")),
      ],
    },
    {
      title: t("service.done_group"),
      fields: [
        ...lines(CHECKS, t("service.checks_ar"), t("service.checks_en")),
        {
          kind: "whole",
          name: "minPhotosBefore",
          label: t("service.photos_before"),
          required: true,
          least: 0,
          most: MOST_PHOTOS,
        },
        {
          kind: "whole",
          name: "minPhotosAfter",
          label: t("service.photos_after"),
          required: true,
          least: 0,
          most: MOST_PHOTOS,
        },
      ],
    },
  ];
  const save = async (values: Values) => {
    const [min, max] = [read.money(values["typicalPrice.min"]), read.money(values["typicalPrice.max"])];
    const serviceIn = {
      name: read.words(values, "name"),
      description: read.maybeWords(values, "description"),
      code: read.must(values.code),
      categoryId: read.must(values.categoryId),
      keywords: read.must(values.keywords),
      sortOrder: read.whole(values.sortOrder),
      pricing: oneOf(PRICINGS, values.pricing) ?? "fixed_scope",
      basePrice: read.mustMoney(values.basePrice),
      priceUnit: oneOf(UNITS, values.priceUnit) ?? "fixed",
      unit: read.words(values, "unit"),
      maxQuantity: read.whole(values.maxQuantity),
      typicalPrice: min && max ? { min, max } : null,
      partsCap: read.mustMoney(values.partsCap),
      estimatedDuration: read.whole(values.estimatedDuration) ?? 0,
      warrantyDays: read.whole(values.warrantyDays),
      isEmergencyService: read.flag(values.isEmergencyService),
      emergencySurchargeBp: read.percent(values.emergencySurchargeBp),
      needsCertificate: read.flag(values.needsCertificate),
      soldByPlatform: read.flag(values.soldByPlatform),
      isActive: read.flag(values.isActive),
      completionChecklist: read.list(values, CHECKS),
      included: read.list(values, WITH),
      notIncluded: read.list(values, WITHOUT),
      minPhotosBefore: read.whole(values.minPhotosBefore),
      minPhotosAfter: read.whole(values.minPhotosAfter),
      version: item?.version,
    };
    if (item) await update({ id: item.service.id, serviceIn }).unwrap();
    else await create({ serviceIn }).unwrap();
  };
  return (
    <>
      <EditForm
        groups={groups}
        stored={stored}
        save={save}
        reload={reload}
        onSaved={() => navigate("/ops/services")}
      />
      {item && <History subject="service" id={item.service.id} />}
    </>
  );
}
