import { Wrench } from "lucide-react";
import { useParams } from "react-router";
import { useListCategoriesQuery, useListServicesQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { Rows, ServiceRow } from "./service-row";

export default function Category() {
  const { t, format } = useLanguage();
  const { code } = useParams();
  const categories = useListCategoriesQuery();
  const category = categories.data?.items.find((one) => one.code === code);
  const services = useListServicesQuery({ categoryId: category?.id, limit: 50 }, { skip: !category });
  return (
    <Screen title={format.pick(category?.name)} back="/">
      {content()}
    </Screen>
  );

  function content() {
    if (categories.data && !category) return <Message icon={Wrench} title={t("missing.text")} />;
    const error = categories.error ?? services.error;
    if (error)
      return <Failure error={error} onRetry={categories.error ? categories.refetch : services.refetch} />;
    if (!services.data) return <Loading rows={5} height={72} />;
    if (services.data.items.length === 0) return <Message icon={Wrench} title={t("category.empty")} />;
    return (
      <Rows>
        {services.data.items.map((service) => (
          <ServiceRow key={service.id} service={service} />
        ))}
      </Rows>
    );
  }
}
