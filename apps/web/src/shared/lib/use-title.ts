import { useEffect } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { catchFocus } from "./lost-focus";

/** Names the page; screen readers hear it when the page changes. */
export function useTitle(title: string) {
  const { t } = useLanguage();
  useEffect(() => {
    document.title = title ? `${title} · ${t("brand.name")}` : t("brand.name");
  }, [title, t]);
  // A page that came later than its address: what was pressed has gone, and the focus with it.
  useEffect(catchFocus, []);
}
