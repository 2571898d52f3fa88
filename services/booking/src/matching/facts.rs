//! What a round is decided from: a booking, the rows of its candidates and live positions, in
//! dispatch's words. Distances only, no positions.

use crate::commands::time::{hour_of, region};
use crate::domain::Booking;
use crate::store::candidates::Row;
use chrono::TimeDelta;
use contracts::tracking::LivePosition;
use dispatch::bayes::{Prior, Tally};
use dispatch::{Candidate, Languages, Mode, Offering, Reach, Search};
use kernel::ids::{ProviderId, SearchId};
use kernel::national_id::Gender;
use kernel::{Instant, LatLng, Money, cairo};
use std::collections::HashMap;

/// Where providers are right now.
#[derive(Clone, Debug)]
pub enum Live {
    /// As tracking says.
    Known(HashMap<ProviderId, (LatLng, Instant)>),
    /// Tracking is away.
    Away,
}

impl Live {
    /// What tracking says.
    #[must_use]
    pub fn known(positions: Vec<LivePosition>) -> Self {
        Self::Known(positions.into_iter().map(|p| (p.provider_id, (p.place, p.at))).collect())
    }

    /// Whose position is known.
    #[must_use]
    pub fn providers(&self) -> Vec<ProviderId> {
        match self {
            Self::Known(positions) => positions.keys().copied().collect(),
            Self::Away => Vec::new(),
        }
    }
}

/// A search of a booking, as of `now`.
#[must_use]
pub fn search(booking: &Booking, id: SearchId, offering: Offering, now: Instant) -> Search {
    Search {
        id,
        booking: booking.id,
        customer: booking.customer_id,
        service: booking.service.id,
        needs_certificate: booking.service.needs_certificate,
        mode: if booking.window.instant { Mode::Instant } else { Mode::Scheduled },
        offering,
        now,
        starts_at: booking.window.starts_at,
        reference_price: booking.price.settlement.work,
        wants_language: booking.wishes.language,
        wants_gender: booking.wishes.gender,
        may_wait_until: None,
    }
}

/// A provider of the trade as a candidate for a booking, as of `now`. `buffer` is kept free after
/// each visit.
#[must_use]
pub fn candidate(
    booking: &Booking,
    row: &Row,
    live: &Live,
    now: Instant,
    buffer: TimeDelta,
) -> Candidate {
    let window = &booking.window;
    let (reach, last_fix_at) = whereabouts(booking, row, live, now);
    let (rating_milli, rating_margin_milli) = rating(row);
    let visit_ends_on = cairo::local_date(window.ends_at);
    let quantity = i64::from(booking.service.quantity);
    Candidate {
        provider: row.provider,
        verified: row.verified,
        active: row.active,
        documents_valid: row.documents_valid
            && row.documents_until.is_none_or(|last_day| last_day >= visit_ends_on),
        offers_service: row.offers_service,
        certified: row.certified,
        within_hours: row.hours.cover(window.starts_at, window.ends_at),
        notice_min: row.hours.notice_minutes,
        jobs_that_day: row.jobs_that_day,
        daily_limit: (row.daily_limit > 0).then_some(row.daily_limit),
        free: row.free && fits(booking, row, reach, buffer),
        serves_address: row.serves_address,
        blocked_by_customer: row.blocked_by_customer,
        blocks_customer: row.blocks_customer,
        debt: row.debt,
        debt_limit: debt_limit(row),
        online: row.online,
        last_fix_at,
        reach,
        already_asked: row.already_asked,
        has_open_instant_offer: row.open_instant_offer,
        first_call: row.holds_slot
            || booking.wishes.provider == Some(row.provider)
            || booking.drop_outs > 0 && row.is_backup,
        rating_milli,
        rating_margin_milli,
        offers_30d: row.offers_30d.0,
        accepted_30d: row.offers_30d.1,
        offers_then_90d: row.offers_then_90d.0,
        accepted_then_90d: row.offers_then_90d.1,
        bookings_90d: row.bookings_90d.0,
        kept_90d: row.bookings_90d.1,
        dropped_30d: row.dropped_30d,
        last_offer_at: row.last_offer_at,
        offers_24h: row.offers_24h,
        income_today: row.income_today,
        price: row
            .custom_price
            .map_or(booking.price.settlement.work, |price| price.times(quantity)),
        favourite: row.favourite,
        languages: Languages { ar: row.ar, en: row.en },
        gender: row.gender.as_deref().and_then(gender),
        jobs_of_service: row.jobs_of_service,
    }
}

/// Whether there is time for the way from the visit before, and to the one after: what accepting
/// will ask again, so that nobody is offered what it could not accept.
fn fits(booking: &Booking, row: &Row, reach: Option<Reach>, buffer: TimeDelta) -> bool {
    let way = |distance_m, at| {
        let region = region(&booking.place.governorate);
        let reach = Reach::estimate(distance_m, region, false, hour_of(at));
        TimeDelta::seconds(reach.travel_s.into())
    };
    let window = &booking.window;
    // Work now begins when the provider is there; the visit before is over then, or overlaps.
    let travel_s = reach.filter(|_| window.instant).map_or(0, |reach| reach.travel_s);
    let ends_at = window.ends_at + TimeDelta::seconds(travel_s.into());
    let after_one = window.instant
        || row.before.is_none_or(|(until, distance_m)| {
            let free_from = until - buffer;
            free_from + way(distance_m, free_from) <= window.starts_at
        });
    let before_one = row
        .after
        .is_none_or(|(next, distance_m)| ends_at + buffer.max(way(distance_m, ends_at)) <= next);
    after_one && before_one
}

/// Payments decides what debt is too much; dispatch compares two amounts.
fn debt_limit(row: &Row) -> Money {
    let piastre = Money::piastres(1);
    if row.debt_is_hard { row.debt.max(piastre) } else { row.debt + piastre }
}

/// How far it is, and when that was known: for work now from the live position, for planned work
/// from home.
///
/// While tracking is away, work now goes by home too, and who is online counts as seen right now:
/// a booking must come about without tracking.
fn whereabouts(
    booking: &Booking,
    row: &Row,
    live: &Live,
    now: Instant,
) -> (Option<Reach>, Option<Instant>) {
    let window = &booking.window;
    let departure = hour_of(if window.instant { now } else { window.starts_at });
    let estimate = |distance_m| {
        Reach::estimate(distance_m, region(&booking.place.governorate), false, departure)
    };
    let from_home = row.home_m.map(estimate);
    match live {
        _ if !window.instant => (from_home, None),
        Live::Away => (from_home, row.online.then_some(now)),
        Live::Known(positions) => match positions.get(&row.provider) {
            Some((place, at)) => (Some(estimate(place.distance_m(booking.place.pin))), Some(*at)),
            None => (None, None),
        },
    }
}

/// Mean and half the interval in thousandths of a star; what is usual while nobody has rated.
fn rating(row: &Row) -> (u32, u32) {
    match row.rating {
        Some((mean, low, high)) => (mean, high.saturating_sub(low) / 2),
        None => {
            let unrated = Tally::default().estimate(Prior::STARS, 1.0, 5.0);
            (unrated.mean_milli(), unrated.margin_milli())
        }
    }
}

fn gender(stored: &str) -> Option<Gender> {
    match stored {
        "male" => Some(Gender::Male),
        "female" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Live, candidate};
    use crate::domain::tests::samples::{noon, searching};
    use crate::domain::{Booking, Hours};
    use crate::store::candidates::Row;
    use chrono::TimeDelta;
    use contracts::catalog::Pricing;
    use contracts::providers::WeeklyInterval;
    use contracts::tracking::LivePosition;
    use kernel::Money;
    use kernel::national_id::Gender;
    use uuid::Uuid;

    fn row() -> Row {
        let always = |weekday| WeeklyInterval { weekday, from_minute: 0, to_minute: 1440 };
        let weekly = (0..7).map(always).collect();
        Row {
            provider: Uuid::from_u128(9).into(),
            verified: true,
            active: true,
            documents_valid: true,
            documents_until: None,
            online: true,
            ar: true,
            en: false,
            gender: Some("female".into()),
            home_m: Some(2_000.0),
            hours: Hours { weekly, ..Hours::default() },
            daily_limit: 0,
            offers_service: true,
            certified: false,
            custom_price: None,
            serves_address: true,
            free: true,
            before: None,
            after: None,
            jobs_that_day: 0,
            blocked_by_customer: false,
            blocks_customer: false,
            debt: Money::ZERO,
            debt_is_hard: false,
            already_asked: false,
            open_instant_offer: false,
            holds_slot: false,
            favourite: false,
            is_backup: false,
            rating: None,
            offers_30d: (0, 0),
            offers_then_90d: (0, 0),
            bookings_90d: (0, 0),
            dropped_30d: 0,
            last_offer_at: None,
            offers_24h: 0,
            income_today: Money::ZERO,
            jobs_of_service: 0,
        }
    }

    fn of(booking: &Booking, row: &Row, live: &Live) -> dispatch::Candidate {
        candidate(booking, row, live, noon(), TimeDelta::minutes(15))
    }

    fn nobody_near() -> Live {
        Live::known(vec![])
    }

    /// Wanted now, or tomorrow noon.
    fn booking(instant: bool) -> Booking {
        let mut booking = searching(Pricing::FixedScope);
        if instant {
            booking.window = booking.window.moved_to(noon());
            booking.window.instant = true;
        }
        booking
    }

    #[test]
    fn planned_work_goes_by_home_and_work_now_by_the_live_position() {
        let planned = of(&booking(false), &row(), &nobody_near());
        assert_eq!(planned.reach.unwrap().distance_m, 2_000);
        assert_eq!((planned.gender, planned.daily_limit), (Some(Gender::Female), None));
        let lost = of(&booking(true), &row(), &nobody_near());
        assert_eq!((lost.reach, lost.last_fix_at), (None, None));
        let place = booking(true).place.pin;
        let (provider_id, at) = (row().provider, noon() - TimeDelta::seconds(40));
        let near = Live::known(vec![LivePosition { provider_id, place, accuracy_m: 9.0, at }]);
        assert_eq!(near.providers(), [provider_id]);
        let seen = of(&booking(true), &row(), &near);
        assert_eq!((seen.reach.unwrap().distance_m, seen.last_fix_at), (0, Some(at)));
    }

    #[test]
    fn without_tracking_who_is_online_counts_as_seen_at_home() {
        let seen = of(&booking(true), &row(), &Live::Away);
        assert_eq!((seen.reach.unwrap().distance_m, seen.last_fix_at), (2_000, Some(noon())));
        let offline = Row { online: false, ..row() };
        assert_eq!(of(&booking(true), &offline, &Live::Away).last_fix_at, None);
        assert!(Live::Away.providers().is_empty());
    }

    #[test]
    fn payments_decides_which_debt_is_too_much() {
        for (debt, hard, kept_out) in
            [(0, false, false), (900, false, false), (900, true, true), (1, true, true)]
        {
            let owing = Row { debt: Money::egp(debt), debt_is_hard: hard, ..row() };
            let candidate = of(&booking(false), &owing, &nobody_near());
            assert_eq!(candidate.debt >= candidate.debt_limit, kept_out, "{debt} {hard}");
        }
    }

    #[test]
    fn documents_must_be_good_until_after_the_visit() {
        let valid = |day: &str| {
            let row = Row { documents_until: Some(day.parse().unwrap()), ..row() };
            of(&booking(false), &row, &nobody_near()).documents_valid
        };
        assert!(!valid("2026-11-22"));
        assert!(valid("2026-11-23"));
    }

    #[test]
    fn a_price_of_ones_own_is_for_each_and_the_unrated_are_taken_for_usual() {
        let mut three = booking(false);
        three.service.quantity = 3;
        let own = Row { custom_price: Some(Money::egp(90)), ..row() };
        assert_eq!(of(&three, &own, &nobody_near()).price, Money::egp(270));
        assert_eq!(of(&three, &row(), &nobody_near()).price, three.price.settlement.work);
        let unrated = of(&three, &row(), &nobody_near());
        assert_eq!(unrated.rating_milli, 4_300);
        assert!(unrated.rating_margin_milli > 0);
        let rated = Row { rating: Some((4_700, 4_600, 4_900)), ..row() };
        let rated = of(&three, &rated, &nobody_near());
        assert_eq!((rated.rating_milli, rated.rating_margin_milli), (4_700, 150));
    }

    #[test]
    fn the_ways_before_and_after_must_fit_too() {
        let planned = booking(false);
        let (start, end) = (planned.window.starts_at, planned.window.ends_at);
        let minutes = TimeDelta::minutes;
        // 10 km take 27 minutes off-peak at this hour; the buffer of 15 counts as travel.
        let free =
            |before, after| of(&planned, &Row { before, after, ..row() }, &nobody_near()).free;
        assert!(free(None, None));
        assert!(free(Some((start - minutes(12), 10_000.0)), None));
        assert!(!free(Some((start - minutes(11), 10_000.0)), None));
        assert!(free(None, Some((end + minutes(27), 10_000.0))));
        assert!(!free(None, Some((end + minutes(26), 10_000.0))));
        assert!(free(None, Some((end + minutes(15), 0.0))));
        // Work now begins after the way: 2 km from home at off-peak take 5:24.
        let now = booking(true);
        let after = |next| Row { after: Some((next, 0.0)), ..row() };
        let next = now.window.ends_at + minutes(20);
        assert!(!of(&now, &after(next), &Live::Away).free);
        assert!(of(&now, &after(next + minutes(1)), &Live::Away).free);
    }
}
