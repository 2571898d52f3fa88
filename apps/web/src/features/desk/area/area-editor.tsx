import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Undo2 } from "lucide-react";
import { useMemo } from "react";
import type { LatLng } from "@/generated/desk";
import type { Problem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { ActionBar } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { big } from "../big";
import { FindPlace } from "../setup/home-pin";
import AreaMap from "./area-map";
import { crosses, type Drawn, FEWEST_POINTS, RADII_KM } from "./shape";

interface Props {
  draft: Drawn;
  home: LatLng;
  problem: Problem | undefined;
  busy: boolean;
  onChange: (draft: Drawn) => void;
  onSave: () => void;
  onClose: () => void;
}

/** One area: a circle that is moved by tapping, or corners that are tapped one after the other. */
export function AreaEditor({ draft, home, problem, busy, onChange, onSave, onClose }: Props) {
  const { t, format } = useLanguage();
  const { shape } = draft;
  const shapes = useMemo(() => [shape], [shape]);
  const wrong = problem && (problem.errors[0]?.message ?? (problem.title || t("state.offline")));
  const tangled = shape.kind === "polygon" && crosses(shape.points);
  const ready =
    draft.name.trim() !== "" &&
    (shape.kind === "radius" || (shape.points.length >= FEWEST_POINTS && !tangled));
  const tap = (at: LatLng) => {
    if (shape.kind === "radius") onChange({ ...draft, shape: { ...shape, center: at } });
    else onChange({ ...draft, shape: { kind: "polygon", points: [...shape.points, at] } });
  };
  return (
    <>
      <Typography>{t(shape.kind === "radius" ? "areas.how_circle" : "areas.how_draw")}</Typography>
      <AreaMap
        label={t("areas.map")}
        shapes={shapes}
        center={shape.kind === "polygon" ? (shape.points[0] ?? home) : shape.center}
        height={340}
        onTap={tap}
        middle={shape.kind === "polygon" ? t("areas.corner_here") : undefined}
      />
      {shape.kind === "radius" ? (
        <>
          <Box
            role="group"
            aria-label={t("areas.how_far")}
            sx={{ display: "grid", gridTemplateColumns: "repeat(3, 1fr)", gap: 1 }}
          >
            {RADII_KM.map((km) => (
              <Button
                key={km}
                variant={shape.radiusM === km * 1000 ? "contained" : "outlined"}
                aria-pressed={shape.radiusM === km * 1000}
                onClick={() => onChange({ ...draft, shape: { ...shape, radiusM: km * 1000 } })}
              >
                {format.distance(km * 1000)}
              </Button>
            ))}
          </Box>
          <FindPlace onFound={tap} />
        </>
      ) : (
        <Button
          variant="outlined"
          startIcon={<Undo2 aria-hidden />}
          disabled={shape.points.length === 0}
          onClick={() =>
            onChange({ ...draft, shape: { kind: "polygon", points: shape.points.slice(0, -1) } })
          }
        >
          {t("areas.undo", { count: shape.points.length })}
        </Button>
      )}
      {tangled && <Alert severity="warning">{t("areas.tangled")}</Alert>}
      <TextField
        label={t("areas.name")}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 100, dir: "auto" } }}
      />
      {wrong && <Alert severity="error">{wrong}</Alert>}
      <ActionBar>
        <Button variant="contained" size="large" sx={big} loading={busy} disabled={!ready} onClick={onSave}>
          {t("act.save")}
        </Button>
        <Button variant="text" onClick={onClose}>
          {t("act.back")}
        </Button>
      </ActionBar>
    </>
  );
}
