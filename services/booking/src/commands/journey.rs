//! What is known of a provider's way, gathered before a transaction begins.

use super::BookingError;
use crate::domain::{Booking, Journey, State, Trouble, TroubleKind, Way};
use crate::store::{bookings, journeys};
use crate::{App, InForce};
use chrono::TimeDelta;
use kernel::LatLng;
use kernel::ids::{BookingId, ProviderId};

/// The way of the provider of a booking, for a preview and for the cancellation alike. Without
/// tracking little is known, and then the state of the booking decides.
///
/// # Errors
/// When the database is away.
pub async fn of(app: &App, id: BookingId) -> Result<Journey, BookingError> {
    let (booking, kept, oldest) = {
        let mut db = app.chassis.db.pool().acquire().await?;
        let Some(booking) = bookings::find(&mut db, id).await? else {
            return Ok(Journey::default());
        };
        let kept = journeys::find(&mut db, id, booking.drop_outs).await?;
        (booking, kept, oldest(&app.in_force_in_tx(&mut db).await?))
    };
    let State::Confirmed(bound, Way::EnRoute { .. }) = &booking.state else {
        return Ok(Journey::default());
    };
    let mut journey = Journey {
        trouble: kept.and_then(|way| way.trouble),
        from_m: kept.and_then(|way| way.from_m),
        now_m: None,
    };
    if let Ok(Some(fix)) = app.tracking.last_fix(bound.provider).await {
        if app.now() - fix.at <= oldest {
            journey.now_m = Some(distance_m(&booking, fix.place));
        } else if journey.trouble.is_none() {
            journey.trouble = Some(Trouble { kind: TroubleKind::Dark, since: fix.at });
        }
    }
    Ok(journey)
}

/// How far a provider is from the address now, in metres; `None` when nobody knows.
pub async fn distance_now(app: &InForce, booking: &Booking, provider: ProviderId) -> Option<u32> {
    let fix = app.tracking.last_fix(provider).await.ok().flatten()?;
    (app.now() - fix.at <= oldest(app)).then(|| distance_m(booking, fix.place))
}

fn oldest(app: &InForce) -> TimeDelta {
    TimeDelta::seconds(app.rules().arrival_fix_age_s.into())
}

fn distance_m(booking: &Booking, place: LatLng) -> u32 {
    place.distance_m(booking.place.pin).ceil() as u32
}
