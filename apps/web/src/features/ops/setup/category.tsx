import { PackageX } from "lucide-react";
import { useMemo } from "react";
import { useNavigate, useParams } from "react-router";
import {
  type AdminCategoryOut,
  useCreateCategoryMutation,
  useListAdminCategoriesQuery,
  useUpdateCategoryMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { EditForm } from "../form/edit-form";
import { History } from "../form/history";
import { ItemScreen } from "../form/item-screen";
import { read, type Values, write } from "../form/spec";

const valuesOf = (one: AdminCategoryOut | undefined): Values => ({
  "name.ar": one?.name.ar ?? "",
  "name.en": one?.name.en ?? "",
  "description.ar": one?.description?.ar ?? "",
  "description.en": one?.description?.en ?? "",
  code: one?.code ?? "",
  commissionBp: write.percent(one?.commissionBp ?? 1500),
  keywords: one?.keywords ?? "",
  iconUrl: one?.iconUrl ?? "",
  sortOrder: write.whole(one?.sortOrder ?? 0),
  isActive: write.flag(one?.isActive ?? true),
});

/** One trade and the platform's share of it. */
export default function Category() {
  const { t, format } = useLanguage();
  const { id = "new" } = useParams();
  const { data, error, refetch } = useListAdminCategoriesQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  return (
    <ItemScreen
      id={id}
      item={data?.items.find((one) => one.id === id)}
      error={data ? undefined : error}
      done={data !== undefined || error !== undefined}
      reload={refetch}
      title={(one) => format.pick(one.name)}
      fresh={t("category.new")}
      back="/ops/categories"
      icon={PackageX}
    >
      {(one) => <Editor category={one} reload={() => refetch()} />}
    </ItemScreen>
  );
}

function Editor({
  category,
  reload,
}: {
  category: AdminCategoryOut | undefined;
  reload: () => Promise<unknown>;
}) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreateCategoryMutation();
  const [update] = useUpdateCategoryMutation();
  const stored = useMemo(() => valuesOf(category), [category]);
  const save = async (values: Values) => {
    const categoryIn = {
      name: read.words(values, "name"),
      description: read.maybeWords(values, "description"),
      code: read.must(values.code),
      commissionBp: read.percent(values.commissionBp),
      keywords: read.must(values.keywords),
      iconUrl: read.text(values.iconUrl),
      sortOrder: read.whole(values.sortOrder),
      isActive: read.flag(values.isActive),
      version: category?.version,
    };
    if (category) await update({ id: category.id, categoryIn }).unwrap();
    else await create({ categoryIn }).unwrap();
  };
  return (
    <>
      <EditForm
        groups={[
          {
            title: t("service.category"),
            fields: [
              { kind: "text", name: "name.ar", label: t("form.name_ar"), required: true, longest: 100 },
              { kind: "text", name: "name.en", label: t("form.name_en"), required: true, longest: 100 },
              { kind: "text", name: "description.ar", label: t("form.text_ar"), multiline: true },
              { kind: "text", name: "description.en", label: t("form.text_en"), multiline: true },
              {
                kind: "text",
                name: "code",
                label: t("service.code"),
                required: true,
                ltr: true,
                hint: t("form.code_hint"),
              },
              {
                kind: "percent",
                name: "commissionBp",
                label: t("category.commission"),
                required: true,
                hint: t("category.commission_hint"),
              },
              {
                kind: "text",
                name: "keywords",
                label: t("service.keywords"),
                hint: t("service.keywords_hint"),
              },
              { kind: "text", name: "iconUrl", label: t("category.icon"), ltr: true },
              { kind: "whole", name: "sortOrder", label: t("form.order") },
              { kind: "flag", name: "isActive", label: t("service.offered") },
            ],
          },
        ]}
        stored={stored}
        save={save}
        reload={reload}
        onSaved={() => navigate("/ops/categories")}
      />
      {category && <History subject="category" id={category.id} />}
    </>
  );
}
