import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { SearchX } from "lucide-react";
import type { BookingMatchingOut, OfferTraceOut, SearchOutcomeOut, SearchRoundOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Message } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { useNamed } from "../parts/names";
import { type Column, Rows } from "../parts/table";
import { Way } from "../parts/way";
import { TechnicianName } from "../parts/who";
import { signedMinutes } from "./terms";

const TONES: Record<string, "success" | "info" | "default" | "warning"> = {
  offered: "success",
  scored: "info",
  gated: "default",
  out_of_radius: "warning",
};

/** Every search with every technician's outcome and why. */
export function Matching({ matching }: { matching: BookingMatchingOut }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  if (matching.searches.length === 0 && matching.offers.length === 0)
    return <Message icon={SearchX} title={t("story.no_search")} />;
  const names = new Map(
    matching.searches.flatMap(({ rounds }) =>
      rounds.flatMap(({ outcomes }) => outcomes.map((one) => [one.providerId, one.displayName] as const)),
    ),
  );
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      {matching.offers.length > 0 && <Offers offers={matching.offers} names={names} />}
      {matching.searches.toReversed().map((search, index) => (
        <Card
          key={search.id}
          component="section"
          aria-label={t("story.search_no", { number: search.searchNo })}
        >
          <Box sx={{ display: "flex", gap: 1, alignItems: "center", flexWrap: "wrap" }}>
            <Typography variant="h2">{t("story.search_no", { number: search.searchNo })}</Typography>
            <Chip size="small" label={named(`searchmode.${search.mode}`)} />
            <Chip size="small" label={named(`searchstate.${search.state}`)} />
          </Box>
          <Typography variant="body2" color="text.secondary">
            {format.dateTime(search.createdAt)}
          </Typography>
          {search.rounds.toReversed().map((round, place) => (
            <Round key={round.round} round={round} open={index === 0 && place === 0} />
          ))}
        </Card>
      ))}
    </Box>
  );
}

function Round({ round, open }: { round: SearchRoundOut; open: boolean }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const columns: Column<SearchOutcomeOut>[] = [
    { title: t("story.rank"), cell: (one) => (one.rank ? format.number(one.rank) : "") },
    {
      title: t("board.technician"),
      cell: (one) => (
        <Way to={`/ops/technicians/${one.providerId}`}>
          <bdi>{one.displayName}</bdi>
        </Way>
      ),
    },
    {
      title: t("story.fate"),
      cell: (one) => (
        <Chip size="small" color={TONES[one.fate] ?? "default"} label={named(`fate.${one.fate}`)} />
      ),
    },
    {
      title: t("story.distance"),
      end: true,
      cell: (one) => (one.distanceM != null ? format.distance(one.distanceM) : ""),
    },
    {
      title: t("story.cost"),
      end: true,
      cell: (one) => one.costMs != null && <Ltr>{signedMinutes(one.costMs, format)}</Ltr>,
    },
    { title: t("story.why"), cell: (one) => <Reasons outcome={one} /> },
  ];
  return (
    <Box component="details" open={open} sx={{ mt: 1.5, borderTop: 1, borderColor: "line", pt: 1 }}>
      <Box component="summary" sx={{ cursor: "pointer", minHeight: 36, fontWeight: 650 }}>
        {t("story.round", { round: round.round, radius: format.distance(round.radiusM) })} ·{" "}
        {format.time(round.decidedAt)} · {t("story.considered", { count: round.outcomes.length })}
      </Box>
      {round.waits && (
        <Alert severity="info" sx={{ mb: 1 }}>
          {t("story.waits")}
        </Alert>
      )}
      {!round.replays && (
        <Alert severity="warning" sx={{ mb: 1 }}>
          {t("story.no_replay")}
        </Alert>
      )}
      <Box sx={{ display: "flex", gap: 0.75, flexWrap: "wrap", mb: 1 }}>
        {round.gates
          .filter(({ count }) => count > 0)
          .map(({ gate, note, count }) => (
            <Chip
              key={gate}
              size="small"
              variant="outlined"
              label={`${format.pick(note)} ${format.number(count)}`}
              sx={{ height: "auto", "& .MuiChip-label": { whiteSpace: "normal" } }}
            />
          ))}
      </Box>
      <Rows
        label={t("story.matching")}
        columns={columns}
        items={round.outcomes}
        keyOf={(one) => one.providerId}
        nothing={t("story.nobody")}
      />
      {round.batch && (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
          {format.pick(round.batch.note)}
        </Typography>
      )}
    </Box>
  );
}

/** The gate that kept somebody out, or what the cost is made of: what speaks against first. */
function Reasons({ outcome }: { outcome: SearchOutcomeOut }) {
  const { format } = useLanguage();
  if (outcome.reasons.length === 0)
    return <Box sx={{ whiteSpace: "normal", minWidth: "12rem" }}>{format.pick(outcome.note)}</Box>;
  return (
    <Box sx={{ display: "flex", gap: 0.5, flexWrap: "wrap", minWidth: "16rem", whiteSpace: "normal" }}>
      {outcome.reasons.map(({ term, note, ms }) => (
        <Box
          key={term}
          component="span"
          sx={{
            px: 0.75,
            borderRadius: "8px",
            fontSize: "0.8rem",
            bgcolor: ms < 0 ? "soft.brand" : "background.default",
          }}
        >
          {format.pick(note)} <bdi dir="ltr">{signedMinutes(ms, format)}</bdi>
        </Box>
      ))}
    </Box>
  );
}

function Offers({ offers, names }: { offers: OfferTraceOut[]; names: Map<string, string> }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const columns: Column<OfferTraceOut>[] = [
    { title: t("audit.when"), cell: (one) => format.time(one.createdAt) },
    {
      title: t("board.technician"),
      cell: (one) => (
        <Way to={`/ops/technicians/${one.providerId}`}>
          {/* Whom staff sent was in no round. */}
          {names.has(one.providerId) ? (
            <bdi>{names.get(one.providerId)}</bdi>
          ) : (
            <TechnicianName id={one.providerId} />
          )}
        </Way>
      ),
    },
    {
      title: t("story.answer"),
      cell: (one) => (
        <>
          <Chip
            size="small"
            color={one.status === "accepted" ? "success" : "default"}
            label={named(`offerstate.${one.status}`)}
          />{" "}
          {one.declineReason && <bdi>{one.declineReason}</bdi>}
        </>
      ),
    },
    {
      title: t("story.took"),
      end: true,
      cell: (one) =>
        one.decidedAt ? format.clock((Date.parse(one.decidedAt) - Date.parse(one.createdAt)) / 1000) : "",
    },
    { title: t("story.distance"), end: true, cell: (one) => format.distance(one.distanceM) },
    { title: t("story.travel"), end: true, cell: (one) => format.minutes(Math.ceil(one.travelS / 60)) },
    { title: t("story.earns"), end: true, cell: (one) => format.money(one.earnings) },
  ];
  return (
    <Card component="section" aria-label={t("story.offers")}>
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("story.offers")}
      </Typography>
      <Rows label={t("story.offers")} columns={columns} items={offers} keyOf={(one) => one.id} />
    </Card>
  );
}
