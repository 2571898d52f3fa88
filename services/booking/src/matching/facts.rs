//! What a round is decided from: a booking, the rows of its candidates and live positions, in
//! dispatch's words. Distances only, no positions.

use crate::commands::time::{hour_of, region};
use crate::domain::Booking;
use crate::store::candidates::Row;
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
    }
}

/// A provider of the trade as a candidate for a booking, as of `now`.
#[must_use]
pub fn candidate(booking: &Booking, row: &Row, live: &Live, now: Instant) -> Candidate {
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
        free: row.free,
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
        first_call: booking.wishes.provider == Some(row.provider),
        rating_milli,
        rating_margin_milli,
        offers_30d: row.offers_30d.0,
        accepted_30d: row.offers_30d.1,
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
