import type { LucideIcon } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";

interface Props<T> {
  /** Of the item, or `new`. */
  id: string;
  item?: T;
  error?: unknown;
  /** Whether it is known what is stored. */
  done: boolean;
  reload: () => unknown;
  title: (item: T) => string;
  /** The title while there is none yet. */
  fresh: string;
  back: string;
  /** For an item that is not there any more. */
  icon: LucideIcon;
  /** The editor, begun anew for each item. */
  children: (item: T | undefined) => ReactNode;
}

/** The screen of one item, or of a new one: loading, failed, gone, or its editor. */
export function ItemScreen<T>({
  id,
  item,
  error,
  done,
  reload,
  title,
  fresh,
  back,
  icon,
  children,
}: Props<T>) {
  const { t } = useLanguage();
  return (
    <Screen title={item ? title(item) : fresh} back={back} wide>
      {!done ? (
        <Loading rows={4} />
      ) : error ? (
        <Failure error={error} onRetry={() => void reload()} />
      ) : item || id === "new" ? (
        <Fragment key={id}>{children(item)}</Fragment>
      ) : (
        <Message icon={icon} title={t("form.gone")} />
      )}
    </Screen>
  );
}
