import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { useNamed } from "../parts/names";
import type { Difference } from "./flatten";

/** What was and what shall be, side by side. */
export function Diff({ differences }: { differences: Difference[] }) {
  const { t } = useLanguage();
  const named = useNamed();
  if (differences.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        {t("setting.no_change")}
      </Typography>
    );
  }
  const label = (path: string) => {
    const parts = path.split(".");
    const rule = parts[1] === "matrix" ? `${named(`rule.${parts[2]}`)} · ` : "";
    return rule + named(`setfield.${parts.at(-1)}`);
  };
  return (
    <Box component="ul" aria-label={t("setting.diff")} sx={{ m: 0, mt: 0.5, ps: 2.5 }}>
      {differences.map(({ path, before, after }) => (
        <li key={path}>
          {label(path)}:{" "}
          <del>
            <Ltr>{before || "–"}</Ltr>
          </del>{" "}
          <Box component="ins" sx={{ fontWeight: 700, textDecoration: "none" }}>
            <Ltr>{after || "–"}</Ltr>
          </Box>
        </li>
      ))}
    </Box>
  );
}
