import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { CircleDot, MapPinned, Pencil, Spline, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { type ProviderAreaOut, useGetMyAreasQuery, useSetMyAreasMutation } from "@/generated/desk";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useNotices } from "@/shared/ui/notices";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { CAIRO } from "../setup/home-pin";
import { useShift } from "../shift";
import { AreaEditor } from "./area-editor";
import AreaMap from "./area-map";
import { type Drawn, drawnOf, wantedOf } from "./shape";

/** Where one works, on the map. */
export default function AreasScreen() {
  const { t } = useLanguage();
  const areas = useGetMyAreasQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <Screen title={t("areas.title")} back="/work/setup">
      {areas.data ? (
        <Areas items={areas.data.items} refetch={() => void areas.refetch()} />
      ) : areas.error ? (
        <Failure error={areas.error} onRetry={areas.refetch} />
      ) : (
        <Loading rows={2} height={160} />
      )}
    </Screen>
  );
}

function Areas({ items, refetch }: { items: ProviderAreaOut[]; refetch: () => void }) {
  const { t, format } = useLanguage();
  const { say } = useNotices();
  const { provider } = useShift();
  const [editing, setEditing] = useState<{ at: number; draft: Drawn }>();
  const [save, { isLoading, error, reset }] = useSetMyAreasMutation();
  const problem = asProblem(error);
  const drawn = useMemo(() => items.map(drawnOf), [items]);
  const shapes = useMemo(() => drawn.map((one) => one.shape), [drawn]);
  const home = provider?.home ?? CAIRO;
  const put = async (next: Drawn[]) => {
    const made = await save({ providerAreasIn: { areas: next.map(wantedOf) } });
    if (made.error) return;
    say(t("act.saved"));
    setEditing(undefined);
    refetch();
  };
  const begin = (shape: Drawn["shape"]) => {
    reset();
    const name = t(shape.kind === "radius" ? "areas.near_home" : "areas.drawn");
    setEditing({
      at: drawn.length,
      draft: { name, isPrimary: drawn.length === 0, travelMinutes: 30, shape },
    });
  };
  if (editing)
    return (
      <AreaEditor
        draft={editing.draft}
        home={home}
        problem={problem}
        busy={isLoading}
        onChange={(draft) => setEditing({ ...editing, draft })}
        onSave={() =>
          void put([...drawn.slice(0, editing.at), editing.draft, ...drawn.slice(editing.at + 1)])
        }
        onClose={() => setEditing(undefined)}
      />
    );
  return (
    <>
      {drawn.length > 0 ? (
        <AreaMap label={t("areas.map")} shapes={shapes} center={home} height={260} />
      ) : (
        <Message icon={MapPinned} title={t("areas.none")} text={t("areas.none_text")} />
      )}
      {problem && <Alert severity="error">{problem.title || t("state.offline")}</Alert>}
      {drawn.map((area, index) => (
        <Card
          key={index}
          sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr) auto auto", alignItems: "center" }}
        >
          <Box>
            <Typography sx={{ fontWeight: 700, overflowWrap: "anywhere" }}>
              <bdi>{area.name}</bdi>
            </Typography>
            <Box sx={{ display: "flex", gap: 1, alignItems: "center", color: "text.secondary" }}>
              {area.shape.kind === "radius"
                ? t("areas.within", { distance: format.distance(area.shape.radiusM) })
                : t("areas.drawn")}
              {area.isPrimary && <Chip size="small" label={t("areas.main")} />}
            </Box>
          </Box>
          <IconButton
            aria-label={t("areas.edit", { name: area.name })}
            onClick={() => {
              reset();
              setEditing({ at: index, draft: area });
            }}
          >
            <Pencil size={20} aria-hidden />
          </IconButton>
          <IconButton
            aria-label={t("areas.remove", { name: area.name })}
            disabled={isLoading}
            onClick={() => void put(drawn.filter((_, i) => i !== index))}
          >
            <Trash2 size={20} aria-hidden />
          </IconButton>
        </Card>
      ))}
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        <Button
          variant="outlined"
          size="large"
          startIcon={<CircleDot aria-hidden />}
          onClick={() => begin({ kind: "radius", center: home, radiusM: 5000 })}
        >
          {t("areas.circle")}
        </Button>
        <Button
          variant="outlined"
          size="large"
          startIcon={<Spline aria-hidden />}
          onClick={() => begin({ kind: "polygon", points: [] })}
        >
          {t("areas.draw")}
        </Button>
      </Box>
    </>
  );
}
