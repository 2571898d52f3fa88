import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { ticks } from "./series";

export interface Series {
  name: string;
  colour: string;
  values: number[];
}

const [WIDTH, HEIGHT, AXIS, BELOW, ABOVE] = [640, 240, 62, 26, 10];

/** Bars by day in reading order: in Arabic time runs to the left. The same stands behind it as a table. */
export function Chart({
  title,
  days,
  series,
  show,
}: {
  title: string;
  /** Names of the days, in order of time. */
  days: string[];
  series: Series[];
  show: (value: number) => string;
}) {
  const { t, format } = useLanguage();
  const rtl = format.lang === "ar";
  const steps = ticks(Math.max(0, ...series.flatMap(({ values }) => values)));
  const top = steps.at(-1) ?? 1;
  const [inner, tall] = [WIDTH - AXIS, HEIGHT - BELOW - ABOVE];
  const slot = inner / Math.max(1, days.length);
  const bar = Math.max(1, Math.min(18, (slot * 0.8) / series.length));
  // From the side where reading begins.
  const x = (from: number, width = 0) => (rtl ? WIDTH - AXIS - from - width : AXIS + from);
  const y = (value: number) => ABOVE + tall * (1 - value / top);
  const every = Math.ceil(days.length / 8);
  return (
    <Card component="section" aria-label={title}>
      <Box sx={{ display: "flex", gap: 2, flexWrap: "wrap", alignItems: "baseline" }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {series.map(({ name, colour }) => (
          <Box key={name} component="span" sx={{ display: "inline-flex", gap: 0.75, alignItems: "center" }}>
            <Box component="span" sx={{ width: 12, height: 12, borderRadius: "4px", bgcolor: colour }} />
            {name}
          </Box>
        ))}
      </Box>
      <Box
        component="svg"
        role="img"
        aria-label={title}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        sx={{ width: "100%", height: "auto", mt: 1, "& text": { fill: "currentColor", fontSize: 11 } }}
      >
        {steps.map((step) => (
          <g key={step}>
            <line
              x1={x(0)}
              x2={x(inner)}
              y1={y(step)}
              y2={y(step)}
              stroke="currentColor"
              strokeOpacity={step === 0 ? 0.5 : 0.14}
            />
            <text
              x={rtl ? WIDTH - AXIS + 8 : AXIS - 8}
              y={y(step) + 4}
              textAnchor={rtl ? "start" : "end"}
              direction="ltr"
            >
              {show(step)}
            </text>
          </g>
        ))}
        {days.map((day, n) => (
          <g key={day}>
            {series.map(({ name, colour, values }, k) => {
              const value = values[n] ?? 0;
              const from = n * slot + (slot - bar * series.length) / 2 + k * bar;
              return (
                <rect
                  key={name}
                  x={x(from, bar)}
                  y={y(value)}
                  width={bar * 0.9}
                  height={Math.max(0, y(0) - y(value))}
                  rx={Math.min(3, bar / 3)}
                  fill={fills[colour] ?? colour}
                >
                  <title>{`${day} · ${name}: ${show(value)}`}</title>
                </rect>
              );
            })}
            {n % every === 0 && (
              <text x={x(n * slot + slot / 2)} y={HEIGHT - 8} textAnchor="middle">
                {day}
              </text>
            )}
          </g>
        ))}
      </Box>
      <Box component="details" sx={{ mt: 1 }}>
        <Box component="summary" sx={{ cursor: "pointer", minHeight: 32 }}>
          {t("kpi.as_table")}
        </Box>
        <TableContainer tabIndex={0} sx={{ maxHeight: 320 }}>
          <Table size="small" aria-label={title}>
            <TableHead>
              <TableRow>
                <TableCell>{t("board.date")}</TableCell>
                {series.map(({ name }) => (
                  <TableCell key={name} align="right">
                    {name}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {days.map((day, n) => (
                <TableRow key={day}>
                  <TableCell>{day}</TableCell>
                  {series.map(({ name, values }) => (
                    <TableCell key={name} align="right">
                      {show(values[n] ?? 0)}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      </Box>
    </Card>
  );
}

/** The theme's colours where SVG wants them by value. */
const fills: Record<string, string> = {
  "primary.main": "var(--mui-palette-primary-main)",
  "secondary.light": "var(--mui-palette-secondary-light)",
  "error.main": "var(--mui-palette-error-main)",
  "info.main": "var(--mui-palette-info-main)",
};
