import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { MapPinOff } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import {
  type AdminZoneOut,
  type LatLng,
  useCreateZoneMutation,
  useListAdminZonesQuery,
  useUpdateZoneMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { useKept } from "@/shared/lib/use-kept";
import { useDistricts } from "@/shared/map/use-districts";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Complaint, EditForm } from "../form/edit-form";
import { History } from "../form/history";
import { type FieldGroup, read, type Values, write } from "../form/spec";
import { hoursOf, type Week, weekOf } from "./hours";
import { areaOf, crossesItself, holds, type Ring, ringsOf, squareKm } from "./shape";
import { Surge } from "./surge";
import { WeekEditor } from "./week-editor";

const ZoneMap = lazy(() => import("./zone-map"));

const EVERY_DAY = Array.from({ length: 7 }, (_, weekday) => ({
  weekday,
  start_minute: 9 * 60,
  end_minute: 21 * 60,
}));

/** One zone: its boundary on the map, its prices and hours. */
export default function Zone() {
  const { t, format } = useLanguage();
  const { id = "new" } = useParams();
  const { data, error, refetch } = useListAdminZonesQuery(undefined, { refetchOnMountOrArgChange: true });
  const zone = data?.items.find((one) => one.id === id);
  return (
    <Screen title={zone ? format.pick(zone.name) : t("zone.new")} back="/ops/zones" wide>
      {!data ? (
        error ? (
          <Failure error={error} onRetry={refetch} />
        ) : (
          <Loading rows={4} />
        )
      ) : zone || id === "new" ? (
        <Editor key={id} zone={zone} all={data.items} reload={() => refetch()} />
      ) : (
        <Message icon={MapPinOff} title={t("form.gone")} />
      )}
    </Screen>
  );
}

/** What is edited on the map and in the week. */
interface Drawn {
  rings: Ring[];
  hub: LatLng | undefined;
  week: Week;
}

const drawnOf = (zone: AdminZoneOut | undefined): Drawn => ({
  rings: zone ? ringsOf(zone.area) : [[]],
  hub: zone?.hub,
  week: weekOf(zone?.openingHours ?? EVERY_DAY),
});

const valuesOf = (zone: AdminZoneOut | undefined): Values => ({
  "name.ar": zone?.name.ar ?? "",
  "name.en": zone?.name.en ?? "",
  code: zone?.code ?? "",
  governorate: zone?.governorate ?? "EG-C",
  freeDistanceM: write.whole(zone?.freeDistanceM ?? 5000),
  travelFeePerKm: write.money(zone?.travelFeePerKm ?? { amount: 500 }),
  surgeMinBp: write.percent(zone?.surgeMinBp ?? 10_000),
  surgeMaxBp: write.percent(zone?.surgeMaxBp ?? 20_000),
  isActive: write.flag(zone?.isActive ?? true),
});

function Editor({
  zone,
  all,
  reload,
}: {
  zone: AdminZoneOut | undefined;
  all: AdminZoneOut[];
  reload: () => Promise<unknown>;
}) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreateZoneMutation();
  const [update] = useUpdateZoneMutation();
  const [own, change, forget] = useKept<Partial<Drawn>>(`zone.${zone?.id ?? "new"}`, {});
  const [begun] = useState(own);
  const [active, setActive] = useState(0);
  const { rings, hub, week } = { ...useMemo(() => drawnOf(zone), [zone]), ...own };
  const places = useDistricts();
  const stored = useMemo(() => valuesOf(zone), [zone]);
  const others = useMemo(
    () => all.filter((one) => one.id !== zone?.id && one.isActive).flatMap((one) => ringsOf(one.area)),
    [all, zone],
  );
  const drawn = rings.filter((ring) => ring.length >= 3);
  const crossed = drawn.some(crossesItself);
  const hours = hoursOf(week);
  const hubAt = hub ?? centre(drawn[0]);
  const hubOutside = hubAt !== undefined && drawn.length > 0 && !drawn.some((ring) => holds(ring, hubAt));
  const ready = drawn.length > 0 && !crossed && !hubOutside && hours !== undefined;
  const setRings = (next: Ring[]) => change({ rings: next });
  const groups: FieldGroup[] = [
    {
      title: t("zone.what"),
      fields: [
        { kind: "text", name: "name.ar", label: t("form.name_ar"), required: true, longest: 100 },
        { kind: "text", name: "name.en", label: t("form.name_en"), required: true, longest: 100 },
        {
          kind: "text",
          name: "code",
          label: t("zone.code"),
          required: true,
          ltr: true,
          hint: t("form.code_hint"),
        },
        {
          kind: "choice",
          name: "governorate",
          label: t("zone.governorate"),
          required: true,
          options: Object.entries(places?.governorates ?? {}).map(([code, name]) => [
            code,
            format.pick(name),
          ]),
        },
        {
          kind: "whole",
          name: "freeDistanceM",
          label: t("zone.free"),
          required: true,
          least: 0,
          unit: t("form.metres"),
        },
        { kind: "money", name: "travelFeePerKm", label: t("zone.fee"), required: true },
        { kind: "percent", name: "surgeMinBp", label: t("zone.surge_min"), required: true },
        { kind: "percent", name: "surgeMaxBp", label: t("zone.surge_max"), required: true },
        { kind: "flag", name: "isActive", label: t("zone.served") },
      ],
    },
  ];
  const save = async (values: Values) => {
    if (!ready || !hubAt || !hours)
      throw { status: 422, code: "incomplete", title: t("zone.incomplete"), errors: [] };
    const zoneIn = {
      name: read.words(values, "name"),
      code: read.must(values.code),
      governorate: read.must(values.governorate),
      freeDistanceM: read.whole(values.freeDistanceM) ?? 0,
      travelFeePerKm: read.mustMoney(values.travelFeePerKm),
      surgeMinBp: read.percent(values.surgeMinBp) ?? 10_000,
      surgeMaxBp: read.percent(values.surgeMaxBp) ?? 10_000,
      isActive: read.flag(values.isActive),
      area: areaOf(rings),
      hub: hubAt,
      openingHours: hours,
      version: zone?.version,
    };
    if (zone) await update({ id: zone.id, zoneIn }).unwrap();
    else await create({ zoneIn }).unwrap();
    forget();
  };
  return (
    <>
      <EditForm
        groups={groups}
        stored={stored}
        others={["area", "hub", "openingHours"]}
        dirty={Object.keys(own).length > 0}
        besides={[
          ...(own.rings || own.hub ? [t("zone.boundary")] : []),
          ...(own.week ? [t("zone.hours")] : []),
        ]}
        discard={() => {
          forget();
          setActive(0);
        }}
        again={Object.keys(begun).length > 0}
        save={save}
        reload={reload}
        onSaved={() => navigate("/ops/zones")}
      >
        {(wrong) => (
          <>
            <Card component="section" aria-label={t("zone.boundary")}>
              <Typography variant="h2">{t("zone.boundary")}</Typography>
              <Typography variant="body2" color="text.secondary" sx={{ mb: 1 }}>
                {t("zone.help")}
              </Typography>
              <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", mb: 1, alignItems: "center" }}>
                {rings.map((_, n) => (
                  <Button
                    key={n}
                    size="small"
                    variant={n === active ? "contained" : "outlined"}
                    aria-pressed={n === active}
                    onClick={() => setActive(n)}
                  >
                    {t("zone.part", { number: n + 1 })}
                  </Button>
                ))}
                <Button
                  size="small"
                  onClick={() => {
                    setRings([...rings, []]);
                    setActive(rings.length);
                  }}
                >
                  {t("zone.add_part")}
                </Button>
                {(rings[active]?.length ?? 0) > 0 && (
                  <Button
                    size="small"
                    color="error"
                    onClick={() => setRings(rings.map((ring, n) => (n === active ? [] : ring)))}
                  >
                    {t("zone.clear_part")}
                  </Button>
                )}
                <Typography variant="body2" data-testid="zone-corners">
                  {t("zone.corners", { count: rings[active]?.length ?? 0 })} ·{" "}
                  {t("zone.km2", { size: Math.round(squareKm(drawn) * 10) / 10 })}
                </Typography>
              </Box>
              {crossed && <Alert severity="error">{t("zone.crossed")}</Alert>}
              {hubOutside && <Alert severity="error">{t("zone.hub_outside")}</Alert>}
              <Complaint>{wrong.area ?? wrong.hub}</Complaint>
              <Suspense fallback={<Skeleton variant="rounded" height={560} />}>
                <ZoneMap
                  label={t("zone.boundary")}
                  rings={rings}
                  active={active}
                  hub={hubAt}
                  others={others}
                  onRing={(ring) => setRings(rings.map((one, n) => (n === active ? ring : one)))}
                  onHub={(to) => change({ hub: to })}
                />
              </Suspense>
            </Card>
            <Card component="section" aria-label={t("zone.hours")}>
              <Typography variant="h2" sx={{ mb: 1.5 }}>
                {t("zone.hours")}
              </Typography>
              {!hours && (
                <Alert severity="error" sx={{ mb: 1 }}>
                  {t("zone.bad_hours")}
                </Alert>
              )}
              <Complaint>{wrong.openingHours}</Complaint>
              <WeekEditor week={week} set={(next) => change({ week: next })} />
            </Card>
          </>
        )}
      </EditForm>
      {zone && <Surge zone={zone} refresh={() => void reload()} />}
      {zone && <History subject="zone" id={zone.id} />}
    </>
  );
}

/** The middle of a ring's corners: where a new zone's hub begins. */
function centre(ring: Ring | undefined) {
  if (!ring || ring.length === 0) return undefined;
  const sum = ring.reduce(([x, y], [lng, lat]) => [x + lng, y + lat], [0, 0]);
  return {
    lng: Math.round((sum[0] / ring.length) * 1e6) / 1e6,
    lat: Math.round((sum[1] / ring.length) * 1e6) / 1e6,
  };
}
