import Typography from "@mui/material/Typography";
import { Ltr } from "@/shared/ui/directional";
import { Loading } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { Steps } from "@/shared/visit/steps";
import { Disc, Panel } from "./now-panel";
import { StartCode } from "./start-code";

/**
 * A booking before anything is known of it, for the page that the build draws. What has
 * `data-early` is written there as soon as the answer is, before the program (`app/early-booking.ts`);
 * it stands where `booking.tsx` will have it, so that nothing moves.
 */
export function EarlyBooking() {
  return (
    <Screen
      title=""
      back="/bookings"
      aside={
        <Typography color="text.secondary" variant="body2" data-early="number">
          <Ltr>{""}</Ltr>
        </Typography>
      }
    >
      <Panel data-early="panel">
        <div className="stage">
          <Disc />
          <Typography variant="h2" data-early="stage" />
        </div>
        <p className="text" data-early="text" />
        <Steps stage="searching" />
      </Panel>
      <div hidden data-early="code">
        <StartCode code="" />
      </div>
      <div data-early="coming">
        <Loading rows={2} height={180} />
      </div>
    </Screen>
  );
}
