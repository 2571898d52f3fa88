//! A journey as one of those concerned sees it.

use crate::app::App;
use crate::domain::eta;
use crate::domain::fix::CLOCK_SKEW;
use crate::domain::freshness::{Freshness, age};
use crate::domain::journey::{Journey, Phase};
use crate::domain::sight::{Viewer, followed_by};
use crate::domain::watch::Notice;
use crate::error::FollowError;
use crate::live::Seen;
use crate::store::{journey_signals, journeys, last_positions};
use chrono::TimeDelta;
use dispatch::travel::TravelTime;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId};

/// What there is to see.
#[derive(Clone, Debug)]
pub struct JourneyView {
    /// The journey.
    pub journey: Journey,
    /// Who is followed.
    pub provider_id: ProviderId,
    /// The last known position and its age.
    pub position: Option<(Seen, TimeDelta)>,
    /// How fresh it is.
    pub freshness: Freshness,
    /// How long the rest of the way takes, while it is under way and its position is known.
    pub eta: Option<TravelTime>,
    /// The rest of the way as the crow flies, in metres.
    pub distance_m: Option<f64>,
    /// What holds about it, and since when; only operators are told.
    pub notices: Vec<(Notice, Instant)>,
}

/// The journey of a booking, for `viewer`.
///
/// # Errors
/// [`FollowError`].
pub async fn run(
    app: &App,
    viewer: Viewer,
    booking: BookingId,
) -> Result<JourneyView, FollowError> {
    let pool = app.chassis.db.pool();
    let journey = journeys::find(pool, booking).await?.ok_or(FollowError::NotFound)?;
    let provider_id = followed_by(viewer, &journey)?;
    app.ready().await?;
    let now = app.chassis.world.now();
    let last = match app.live.last(provider_id) {
        Some(seen) => Some(seen),
        None => last_positions::find(pool, provider_id).await?,
    };
    // A customer has no business with where the provider was before it set out.
    let shown = last.filter(|seen| match (viewer, journey.on_since) {
        (Viewer::Customer(_), Some(since)) => seen.fix.at >= since - CLOCK_SKEW,
        _ => true,
    });
    let position = shown.map(|seen| (seen, age(seen.fix.at, now)));
    let freshness = position.map_or(Freshness::Dark, |(_, age)| Freshness::of(age));
    let eta = position
        .filter(|_| journey.phase == Phase::EnRoute && freshness != Freshness::Dark)
        .map(|(seen, _)| {
            let (from, to, governorate) = (seen.fix.place, journey.pin, &journey.governorate);
            app.pace(|pace| eta::estimate(from, to, governorate, now, pace))
        });
    let distance_m = position.map(|(seen, _)| seen.fix.place.distance_m(journey.pin));
    let notices = match viewer {
        Viewer::Operator => journey_signals::of_booking(pool, booking).await?,
        Viewer::Customer(_) | Viewer::Provider(_) => vec![],
    };
    Ok(JourneyView { journey, provider_id, position, freshness, eta, distance_m, notices })
}
