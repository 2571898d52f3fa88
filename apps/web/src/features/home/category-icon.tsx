import { styled } from "@mui/material/styles";
import {
  Armchair,
  BrushCleaning,
  Bug,
  CloudRain,
  DoorOpen,
  Droplet,
  Fence,
  Grid3x3,
  Hammer,
  Heater,
  KeyRound,
  Layers2,
  type LucideIcon,
  PaintRoller,
  Refrigerator,
  SatelliteDish,
  ShowerHead,
  Snowflake,
  Truck,
  Wrench,
  Zap,
} from "lucide-react";

/** Each trade has a picture and one of five quiet hues. */
const ICONS: Record<string, [LucideIcon, Hue]> = {
  plumbing: [ShowerHead, "blue"],
  electrical: [Zap, "amber"],
  ac: [Snowflake, "blue"],
  carpentry: [Hammer, "clay"],
  painting: [PaintRoller, "green"],
  appliances: [Refrigerator, "slate"],
  satellite: [SatelliteDish, "slate"],
  cleaning: [BrushCleaning, "green"],
  gas_heater: [Heater, "clay"],
  aluminium: [DoorOpen, "slate"],
  tiling: [Grid3x3, "amber"],
  pest: [Bug, "clay"],
  locksmith: [KeyRound, "amber"],
  metalwork: [Fence, "slate"],
  upholstery: [Armchair, "clay"],
  moving: [Truck, "green"],
  filters: [Droplet, "blue"],
  waterproofing: [CloudRain, "blue"],
  gypsum: [Layers2, "slate"],
};

/** The trades that have a picture of their own. */
export const TRADES = Object.keys(ICONS);

type Hue = "blue" | "amber" | "clay" | "green" | "slate";
const HUES: Record<Hue, { light: [string, string]; dark: [string, string] }> = {
  blue: { light: ["#e2eff7", "#1d5f8a"], dark: ["#18303f", "#8cc7ee"] },
  amber: { light: ["#fbeed6", "#945708"], dark: ["#3a2c13", "#f2bd6c"] },
  clay: { light: ["#f9e5dc", "#97401c"], dark: ["#3d241a", "#f0a585"] },
  green: { light: ["#e0f0e8", "#0f5c4d"], dark: ["#18362f", "#6cceb7"] },
  slate: { light: ["#e9ebf0", "#434f66"], dark: ["#282e3a", "#b3bfd6"] },
};

const Disc = styled("span", { shouldForwardProp: (name) => name !== "hue" && name !== "size" })<{
  hue: Hue;
  size: number;
}>(({ theme, hue, size }) => ({
  width: size,
  height: size,
  flex: "none",
  borderRadius: size * 0.34,
  display: "grid",
  placeItems: "center",
  backgroundColor: HUES[hue].light[0],
  color: HUES[hue].light[1],
  ...theme.applyStyles("dark", { backgroundColor: HUES[hue].dark[0], color: HUES[hue].dark[1] }),
}));

export function CategoryIcon({ code, size = 52 }: { code: string; size?: number }) {
  const [Icon, hue] = ICONS[code.split(".")[0] ?? ""] ?? [Wrench, "green"];
  return (
    <Disc hue={hue} size={size}>
      <Icon size={size * 0.52} strokeWidth={1.9} aria-hidden />
    </Disc>
  );
}
