import { useNavigate } from "react-router";
import { type Role, useCreateOperatorMutation } from "@/generated/ops";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { read, type Values } from "../form/spec";
import { oneOf } from "../parts/filters";

const STAFF: Role[] = ["support", "operations", "finance", "admin"];
const LANGS = ["ar", "en"] as const;
const BLANK: Values = { firstName: "", lastName: "", phone: "", role: "support", lang: "ar" };

/** An account for a colleague, who logs in with the phone. */
export default function NewStaff() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreateOperatorMutation();
  return (
    <Screen title={t("staff.new")} back="/ops/accounts" wide>
      <EditForm
        groups={[
          {
            title: t("staff.who"),
            fields: [
              { kind: "text", name: "firstName", label: t("staff.first_name"), required: true, longest: 50 },
              { kind: "text", name: "lastName", label: t("staff.last_name"), required: true, longest: 50 },
              {
                kind: "text",
                name: "phone",
                label: t("user.phone"),
                required: true,
                ltr: true,
                longest: 20,
                hint: t("staff.phone_hint"),
              },
              {
                kind: "choice",
                name: "role",
                label: t("user.role"),
                required: true,
                options: STAFF.map((one) => [one, t(`role.${one}`)]),
                hint: t("staff.role_hint"),
              },
              {
                kind: "choice",
                name: "lang",
                label: t("prefs.language"),
                required: true,
                options: LANGS.map((one) => [one, t(`lang.${one}`)]),
              },
            ],
          },
        ]}
        stored={BLANK}
        submit={t("staff.make")}
        save={(values) =>
          create({
            operatorIn: {
              firstName: read.must(values.firstName),
              lastName: read.must(values.lastName),
              phone: latinDigits(read.must(values.phone)),
              role: oneOf(STAFF, values.role) ?? "support",
              lang: oneOf(LANGS, values.lang) ?? "ar",
            },
          }).unwrap()
        }
        reload={async () => undefined}
        onSaved={() => navigate("/ops/accounts")}
      />
    </Screen>
  );
}
