import { useEffect } from "react";
import { useLanguage } from "@/shared/i18n/provider";

/** Names the page; screen readers hear it when the page changes. */
export function useTitle(title: string) {
  const { t } = useLanguage();
  useEffect(() => {
    document.title = title ? `${title} · ${t("brand.name")}` : t("brand.name");
  }, [title, t]);
}
