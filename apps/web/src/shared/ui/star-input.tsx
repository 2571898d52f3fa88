import { styled } from "@mui/material/styles";
import { Star } from "lucide-react";
import { useLanguage } from "@/shared/i18n/provider";

const Row = styled("fieldset")(({ theme }) => ({
  border: 0,
  margin: 0,
  padding: 0,
  "& legend": { padding: 0, fontWeight: 650 },
  "& .stars": { display: "flex", marginInlineStart: -8 },
  "& label": {
    width: 46,
    height: 46,
    display: "grid",
    placeItems: "center",
    cursor: "pointer",
    borderRadius: 12,
  },
  "& label:focus-within": { outline: `3px solid ${theme.vars?.palette.secondary.light}` },
  "& input": { position: "absolute", opacity: 0, width: 1, height: 1 },
}));

/** One to five stars; the keyboard's arrows work. */
export function StarInput({
  label,
  name,
  value,
  onChange,
}: {
  label: string;
  name: string;
  value: number;
  onChange: (stars: number) => void;
}) {
  const { t } = useLanguage();
  return (
    <Row>
      <legend>{label}</legend>
      <div className="stars">
        {[1, 2, 3, 4, 5].map((stars) => (
          <label key={stars}>
            <input
              type="radio"
              name={name}
              checked={value === stars}
              onChange={() => onChange(stars)}
              aria-label={t("rate.stars", { count: stars })}
            />
            <Star
              size={30}
              aria-hidden
              fill={stars <= value ? "#e0912f" : "none"}
              stroke={stars <= value ? "#e0912f" : "#8a968f"}
              strokeWidth={1.6}
            />
          </label>
        ))}
      </div>
    </Row>
  );
}
