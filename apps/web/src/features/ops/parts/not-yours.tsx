import { LockKeyhole } from "lucide-react";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { placeOf, type Right, rolesWith } from "../places";

/** An address that a colleague sent, for another role: whom it opens for, and whom to ask. */
export function NotYours({ path, right }: { path: string; right: Right }) {
  const { t, format } = useLanguage();
  const role = useUser()?.role;
  const place = placeOf(path);
  const roles = rolesWith(right).map((one) => t(`role.${one}`));
  return (
    <Screen title={place ? t(place.label) : t("nav.main")} back="/ops" wide>
      <Message
        icon={LockKeyhole}
        title={t("ops.not_yours")}
        text={t("ops.not_yours_text", {
          role: role ? t(`role.${role}`) : "",
          roles: roles.join(format.comma),
        })}
      />
    </Screen>
  );
}
