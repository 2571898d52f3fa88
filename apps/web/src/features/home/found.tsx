import { SearchX } from "lucide-react";
import { useListServicesQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Rows, ServiceRow } from "./service-row";

/** What the server found; it forgives spelling. */
export function Found({ query }: { query: string }) {
  const { t } = useLanguage();
  const { data, error, isLoading, refetch } = useListServicesQuery({ q: query, limit: 20 });
  if (isLoading) return <Loading rows={4} height={72} />;
  if (!data) return <Failure error={error} onRetry={refetch} />;
  if (data.items.length === 0)
    return <Message icon={SearchX} title={t("home.nothing", { query })} text={t("home.nothing_text")} />;
  return (
    <section aria-label={t("home.results")}>
      <Rows>
        {data.items.map((service) => (
          <ServiceRow key={service.id} service={service} />
        ))}
      </Rows>
    </section>
  );
}
