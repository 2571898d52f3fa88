import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Building2 } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink, useNavigate, useParams } from "react-router";
import {
  type PartnerIn,
  type PartnerKind,
  type PartnerOut,
  useChangePartnerMutation,
  useGetPartnerQuery,
  useOpenPartnerMutation,
} from "@/generated/ops";
import { asProblem } from "@/shared/api/problem";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { EditForm } from "../form/edit-form";
import { ItemScreen } from "../form/item-screen";
import { read, type Values } from "../form/spec";
import { oneOf } from "../parts/filters";
import { Endpoints } from "./endpoints";
import { Keys } from "./keys";

const KINDS: PartnerKind[] = ["compound", "insurer", "marketplace", "other"];
const LANGS = ["ar", "en"] as const;

const valuesOf = (one: PartnerOut | undefined): Values => ({
  nameAr: one?.name.ar ?? "",
  nameEn: one?.name.en ?? "",
  kind: one?.kind ?? "compound",
  lang: one?.lang ?? "ar",
  contactPhone: one?.contactPhone ?? "",
  contactEmail: one?.contactEmail ?? "",
  note: one?.note ?? "",
});

/** One partner: who it is, what its programs may do, and where it wants to be told what happens. */
export default function Partner() {
  const { t, format } = useLanguage();
  const { id = "new" } = useParams();
  const { currentData, error, isFetching, refetch } = useGetPartnerQuery(
    { id },
    { skip: id === "new", refetchOnMountOrArgChange: true },
  );
  const gone = asProblem(error)?.status === 404;
  return (
    <ItemScreen
      id={id}
      item={currentData}
      error={currentData || gone ? undefined : error}
      done={id === "new" || currentData !== undefined || (error !== undefined && !isFetching)}
      reload={refetch}
      title={(one) => format.pick(one.name)}
      fresh={t("partner.new")}
      back="/ops/partners"
      icon={Building2}
    >
      {(one) => (
        <>
          {one && <Keys partnerId={one.id} />}
          {one && <Endpoints partnerId={one.id} />}
          <Editor partner={one} reload={() => refetch()} />
          {one && (
            <Typography>
              <Link component={RouterLink} to={`/ops/accounts/${one.id}`}>
                {t("partner.account")}
              </Link>
            </Typography>
          )}
        </>
      )}
    </ItemScreen>
  );
}

function Editor({ partner, reload }: { partner: PartnerOut | undefined; reload: () => Promise<unknown> }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [open] = useOpenPartnerMutation();
  const [change] = useChangePartnerMutation();
  const stored = useMemo(() => valuesOf(partner), [partner]);
  const save = async (values: Values) => {
    const partnerIn: PartnerIn = {
      nameAr: read.must(values.nameAr),
      nameEn: read.must(values.nameEn),
      kind: oneOf(KINDS, values.kind) ?? "other",
      lang: oneOf(LANGS, values.lang) ?? "ar",
      contactPhone: latinDigits(read.must(values.contactPhone)),
      contactEmail: read.text(values.contactEmail),
      note: read.text(values.note),
    };
    if (!partner) {
      const made = await open({ partnerIn }).unwrap();
      navigate(`/ops/partners/${made.id}`, { replace: true });
      return;
    }
    const partnerChangeIn = { partner: partnerIn, version: partner.version };
    await change({ id: partner.id, partnerChangeIn }).unwrap();
    await reload();
  };
  return (
    <EditForm
      groups={[
        {
          title: t("partner.who"),
          fields: [
            { kind: "text", name: "nameAr", label: t("form.name_ar"), required: true, longest: 100 },
            { kind: "text", name: "nameEn", label: t("form.name_en"), required: true, longest: 100 },
            {
              kind: "choice",
              name: "kind",
              label: t("partner.kind"),
              required: true,
              options: KINDS.map((one) => [one, t(`partner_kind.${one}`)]),
            },
            {
              kind: "choice",
              name: "lang",
              label: t("prefs.language"),
              required: true,
              options: LANGS.map((one) => [one, t(`lang.${one}`)]),
            },
            {
              kind: "text",
              name: "contactPhone",
              label: t("partner.phone"),
              required: true,
              ltr: true,
              longest: 20,
              hint: t("partner.phone_hint"),
            },
            { kind: "text", name: "contactEmail", label: t("partner.email"), ltr: true, longest: 200 },
            { kind: "text", name: "note", label: t("partner.note"), multiline: true, longest: 500 },
          ],
        },
      ]}
      stored={stored}
      submit={partner ? undefined : t("partner.open")}
      save={save}
      reload={reload}
      onSaved={() => undefined}
    />
  );
}
