import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { BookingMatchingOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Card } from "@/shared/ui/surface";

/** Every search with every technician's outcome and why. */
export function Matching({ matching }: { matching: BookingMatchingOut }) {
  const { t, format } = useLanguage();
  if (matching.searches.length === 0) return null;
  return (
    <Card component="section" aria-label={t("story.matching")}>
      <Typography variant="h2">{t("story.matching")}</Typography>
      {matching.searches.map((search) =>
        search.rounds.map((round) => (
          <Box component="details" key={`${search.id}-${round.round}`} sx={{ mt: 1 }}>
            <Box component="summary" sx={{ cursor: "pointer", minHeight: 36, fontWeight: 650 }}>
              {t("story.round", { round: round.round, radius: format.distance(round.radiusM) })} ·{" "}
              {format.time(round.decidedAt)}
            </Box>
            <TableContainer tabIndex={0}>
              <Table size="small" aria-label={t("story.matching")}>
                <TableBody>
                  {round.outcomes.map((one) => (
                    <TableRow key={one.providerId}>
                      <TableCell>{one.rank ? format.number(one.rank) : ""}</TableCell>
                      <TableCell>
                        <bdi>{one.displayName}</bdi>
                      </TableCell>
                      <TableCell>{one.distanceM != null ? format.distance(one.distanceM) : ""}</TableCell>
                      <TableCell>{format.pick(one.note)}</TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </TableContainer>
          </Box>
        )),
      )}
      {matching.offers.length > 0 && (
        <>
          <Typography variant="h3" sx={{ mt: 2 }}>
            {t("story.offers")}
          </Typography>
          {matching.offers.map((offer) => (
            <Typography key={offer.id} variant="body2">
              {format.time(offer.createdAt)} · <Ltr>{offer.status}</Ltr> · {format.distance(offer.distanceM)}{" "}
              · {format.money(offer.earnings)}
            </Typography>
          ))}
        </>
      )}
    </Card>
  );
}
