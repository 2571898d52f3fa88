import Box from "@mui/material/Box";
import Tab from "@mui/material/Tab";
import Tabs from "@mui/material/Tabs";
import Typography from "@mui/material/Typography";
import { lazy, Suspense } from "react";
import { useParams } from "react-router";
import { useGetBookingMatchingQuery, useGetBookingStoryQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";

import { oneOf, useFilters } from "../parts/filters";
import { StageTag } from "../parts/stage";
import { Matching } from "./matching";
import { People } from "./people";
import { StoryActions } from "./story-actions";
import { Timeline } from "./timeline";

const StoryMoney = lazy(() => import("./money"));
const StoryTalk = lazy(() => import("./talk"));
const StoryEvidence = lazy(() => import("./evidence"));

const VIEWS = ["timeline", "matching", "money", "talk", "evidence"] as const;

/** One booking's whole story, and what may be done with it. */
export default function Story() {
  const { t, format } = useLanguage();
  const { id = "" } = useParams();
  const { get, set } = useFilters();
  const view = oneOf(VIEWS, get("view")) ?? "timeline";
  const {
    currentData: story,
    error,
    refetch,
  } = useGetBookingStoryQuery({ id }, { pollingInterval: 8000, refetchOnMountOrArgChange: true });
  const matching = useGetBookingMatchingQuery(
    { id },
    { refetchOnMountOrArgChange: true, pollingInterval: 15_000 },
  );
  if (!story) {
    return (
      <Screen title={t("ops.bookings")} back="/ops/bookings" wide="list">
        {error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={5} />}
      </Screen>
    );
  }
  const { booking } = story;
  return (
    <Screen
      title={format.pick(booking.service.name)}
      back="/ops/bookings"
      wide="list"
      aside={<StageTag stage={booking.stage} />}
    >
      <Typography color="text.secondary" sx={{ mt: -1.5 }}>
        <Ltr>{booking.number}</Ltr> · {format.dateTime(booking.startsAt)} ·{" "}
        {format.pick(booking.place.district)}
        {booking.instant && ` · ${t("searchmode.instant")}`}
        {booking.visit > 1 && ` · ${t("story.visit_no", { number: booking.visit })}`}
      </Typography>
      <StoryActions booking={booking} matching={matching.data} refresh={() => void refetch()} />
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: {
            xs: "minmax(0, 1fr)",
            md: view === "matching" ? "minmax(0, 1fr)" : "minmax(0, 3fr) minmax(0, 1.4fr)",
          },
          alignItems: "start",
        }}
      >
        <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
          <Tabs
            value={view}
            onChange={(_, next: string) => set({ view: next === "timeline" ? undefined : next })}
            variant="scrollable"
            allowScrollButtonsMobile
            aria-label={t("story.views")}
            sx={{ minHeight: 44, borderBottom: 1, borderColor: "line" }}
          >
            {VIEWS.map((one) => (
              <Tab
                key={one}
                value={one}
                id={`view-${one}`}
                aria-controls="story-view"
                label={t(`storyview.${one}`)}
                sx={{ minHeight: 44, fontWeight: 650 }}
              />
            ))}
          </Tabs>
          <Box role="tabpanel" id="story-view" aria-labelledby={`view-${view}`} sx={{ minWidth: 0 }}>
            <Suspense fallback={<Loading rows={3} />}>
              {view === "timeline" && <Timeline story={story} />}
              {view === "matching" &&
                (matching.data ? (
                  <Matching matching={matching.data} />
                ) : matching.error ? (
                  <Failure error={matching.error} onRetry={matching.refetch} />
                ) : (
                  <Loading rows={3} />
                ))}
              {view === "money" && <StoryMoney story={story} />}
              {view === "talk" && <StoryTalk bookingId={id} />}
              {view === "evidence" && <StoryEvidence booking={booking} />}
            </Suspense>
          </Box>
        </Box>
        <People booking={booking} />
      </Box>
    </Screen>
  );
}
