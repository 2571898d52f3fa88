import Box from "@mui/material/Box";
import Checkbox from "@mui/material/Checkbox";
import { styled } from "@mui/material/styles";
import type { ProposalLineOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Photo } from "@/shared/talk/attachment";

const Lines = styled("ul")(({ theme }) => ({
  listStyle: "none",
  margin: "12px 0 0",
  padding: 0,
  display: "grid",
  gap: 4,
  "& li": { display: "flex", alignItems: "center", gap: 12, minHeight: 48 },
  "& label, & .line": { flex: 1, minWidth: 0, display: "flex", alignItems: "center", gap: 4 },
  "& label": { cursor: "pointer", marginInlineStart: -11 },
  "& .name": { flex: 1, minWidth: 0, fontWeight: 600 },
  "& .price": { fontWeight: 650, whiteSpace: "nowrap" },
  "& [data-off]": { textDecoration: "line-through", color: theme.vars?.palette.text.secondary },
}));

interface Props {
  bookingId: string;
  lines: ProposalLineOut[];
  /** The lines that are not wanted, by their place. */
  without: number[];
  onChange: (without: number[]) => void;
}

/** What is proposed, line by line, with the picture of each part; where there are several, each with its tick. */
export function ProposalLines({ bookingId, lines, without, onChange }: Props) {
  const { t, format } = useLanguage();
  return (
    <Lines>
      {lines.map((line, n) => {
        const { name, amount, quantity, kind, photoId } = line;
        const off = without.includes(n);
        const words = (
          <>
            <span className="name" data-off={off || undefined}>
              <bdi>{name}</bdi>
              {kind === "parts" && ` (${t("offer.part")})`}
              {quantity > 1 && ` × ${format.number(quantity)}`}
            </span>
            <span className="price" data-off={off || undefined}>
              {format.money(amount)}
            </span>
          </>
        );
        return (
          <li key={n}>
            {lines.length > 1 ? (
              <label>
                <Checkbox
                  checked={!off}
                  onChange={() =>
                    onChange(off ? without.filter((one) => one !== n) : [...without, n].sort((a, b) => a - b))
                  }
                />
                {words}
              </label>
            ) : (
              <div className="line">{words}</div>
            )}
            {photoId && (
              <Box sx={{ flex: "none" }}>
                <Photo
                  url={`/api/v1/bookings/${bookingId}/photos/${photoId}`}
                  label={t("offer.photo", { name })}
                  size={64}
                />
              </Box>
            )}
          </li>
        );
      })}
    </Lines>
  );
}
