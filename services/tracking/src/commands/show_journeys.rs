//! Open screens see journeys move: the newest picture of each that changed goes to realtime, past
//! the database.

use crate::app::App;
use crate::domain::eta;
use crate::domain::freshness::Freshness;
use crate::live::Picture;
use chrono::TimeDelta;
use contracts::realtime::{ArrivalInterval, JourneyMoved, JourneySight, JourneySink};
use kernel::Instant;
use std::time::Duration;

/// How many journeys go in one call.
const AT_ONCE: usize = 500;
/// How long a call may take. What it carried is old by then.
const PATIENCE: Duration = Duration::from_secs(2);
/// Kilometres an hour in a metre a second.
const KMH_PER_MPS: f64 = 3.6;

/// Sends what changed; returns how many journeys. A failure loses pictures, never a fact.
pub async fn run(app: &App, sink: &dyn JourneySink) -> usize {
    let now = app.chassis.world.now();
    let pictures = app.watches.pictures(now);
    let moved: Vec<JourneyMoved> =
        pictures.into_iter().map(|picture| moved(app, picture, now)).collect();
    for some in moved.chunks(AT_ONCE) {
        let sent = tokio::time::timeout(PATIENCE, sink.moved(some.to_vec())).await;
        let outcome = match sent {
            Ok(Ok(())) => "sent",
            Ok(Err(error)) => {
                tracing::debug!(%error, "open screens missed a picture");
                "failed"
            }
            Err(_) => "slow",
        };
        metrics::counter!("osta_tracking_pictures_total", "outcome" => outcome)
            .increment(some.len() as u64);
    }
    moved.len()
}

fn moved(app: &App, picture: Picture, now: Instant) -> JourneyMoved {
    let young = picture.last.filter(|_| picture.freshness != Freshness::Dark);
    let arrival = young.filter(|_| picture.on_the_way).map(|fix| {
        let time =
            app.pace(|pace| eta::estimate(fix.place, picture.pin, &picture.governorate, now, pace));
        ArrivalInterval {
            earliest: now + TimeDelta::seconds(time.low_s.into()),
            latest: now + TimeDelta::seconds(time.high_s.into()),
        }
    });
    JourneyMoved {
        booking_id: picture.booking_id,
        provider_id: picture.provider_id,
        place: young.map(|fix| fix.place),
        accuracy_m: young.map(|fix| fix.accuracy_m.into()),
        heading_deg: young.and_then(|fix| fix.heading_deg).map(Into::into),
        speed_mps: young.and_then(|fix| fix.speed_kmh).map(|kmh| f64::from(kmh) / KMH_PER_MPS),
        at: picture.last.map(|fix| fix.at),
        sight: match picture.freshness {
            Freshness::Live => JourneySight::Live,
            Freshness::Stale => JourneySight::Stale,
            Freshness::Dark => JourneySight::Dark,
        },
        arrival,
    }
}
