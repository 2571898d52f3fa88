//! A provider's time: reserving it, with travel to the visits before and after.

use super::{BookingError, SlotError};
use crate::App;
use crate::domain::{Booking, Place};
use crate::store::calendar::{self, Neighbour, Slot};
use crate::store::people;
use chrono::{Datelike, TimeDelta, Timelike};
use dispatch::Reach;
use dispatch::travel::{LocalTime, Region};
use kernel::ids::ProviderId;
use kernel::{Instant, LatLng, cairo};
use sqlx::PgConnection;

/// Reserves a provider's time for the present visit of a booking from `starts_at` on: locks its
/// calendar, checks the way from the visit before and to the one after, and reserves the visit with
/// the minimum buffer. An earlier reservation of the same visit is replaced.
///
/// # Errors
/// [`SlotError::Taken`] or [`SlotError::NoTimeToTravel`].
pub async fn reserve_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Result<(), BookingError> {
    calendar::lock_in_tx(tx, provider, app.now()).await?;
    let buffer = TimeDelta::seconds(app.rules().buffer_s.into());
    let ends_at = booking.window.moved_to(starts_at).ends_at;
    let (before, after) = calendar::neighbours(tx, provider, starts_at, Some(booking.id)).await?;
    if let Some(before) = before {
        let free_from = before.until - buffer;
        let way = travel(before.pin, &booking.place, free_from);
        // Who stands behind the start overlaps, which the constraint says better.
        if before.until <= starts_at && free_from + way > starts_at {
            return Err(SlotError::NoTimeToTravel.into());
        }
    }
    if let Some(Neighbour { pin, starts_at: next, .. }) = after
        && ends_at + buffer <= next
        && ends_at + travel(pin, &booking.place, ends_at) > next
    {
        return Err(SlotError::NoTimeToTravel.into());
    }
    let slot = Slot {
        provider,
        booking: booking.id,
        visit: booking.visit_no,
        starts_at,
        until: ends_at + buffer,
    };
    calendar::reserve_in_tx(tx, &app.chassis.world, slot)
        .await
        .map_err(BookingError::of_reservation)
}

/// That the provider works then, and is told early enough.
///
/// # Errors
/// [`SlotError::OutsideHours`].
pub async fn check_hours(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    provider: ProviderId,
    starts_at: Instant,
) -> Result<(), BookingError> {
    let window = booking.window.moved_to(starts_at);
    let hours = people::hours(tx, provider).await?.unwrap_or_default();
    let notice = TimeDelta::minutes(hours.notice_minutes.into());
    if starts_at >= app.now() + notice && hours.cover(starts_at, window.ends_at) {
        return Ok(());
    }
    Err(SlotError::OutsideHours.into())
}

/// The likely travel time between an address and a place at an hour.
fn travel(from: LatLng, to: &Place, at: Instant) -> TimeDelta {
    let reach =
        Reach::estimate(from.distance_m(to.pin), region(&to.governorate), false, hour_of(at));
    TimeDelta::seconds(reach.travel_s.into())
}

/// Which speeds hold in a governorate (ISO 3166-2).
#[must_use]
pub fn region(governorate: &str) -> Region {
    match governorate {
        "EG-C" | "EG-GZ" | "EG-KB" => Region::GreaterCairo,
        "EG-ALX" => Region::Alexandria,
        _ => Region::OtherCity,
    }
}

/// The weekday and minute on the wall in Cairo.
#[must_use]
pub fn hour_of(at: Instant) -> LocalTime {
    let local = cairo::to_local(at);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
    LocalTime { weekday: local.weekday(), minute }
}

#[cfg(test)]
mod tests {
    use super::{hour_of, region};
    use dispatch::travel::Region;

    #[test]
    fn hours_are_those_on_the_wall_and_regions_go_by_governorate() {
        let hour = hour_of("2026-11-22T22:30:00Z".parse().unwrap());
        assert_eq!((hour.weekday, hour.minute), (chrono::Weekday::Mon, 30));
        assert_eq!(region("EG-GZ"), Region::GreaterCairo);
        assert_eq!(region("EG-ALX"), Region::Alexandria);
        assert_eq!(region("EG-ASN"), Region::OtherCity);
    }
}
