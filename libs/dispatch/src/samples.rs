//! Searches and candidates for the tests.

use crate::facts::{Candidate, Languages, Mode, Offering, Reach, Search};
use crate::weights::Weights;
use chrono::{DateTime, TimeDelta};
use kernel::ids::{BookingId, ProviderId, SearchId, ServiceId, UserId};
use kernel::national_id::Gender;
use kernel::{Instant, Lang, Money};
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

fn now() -> Instant {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A plain instant search.
pub fn search() -> Search {
    Search {
        id: SearchId::from(Uuid::from_u128(1)),
        booking: BookingId::from(Uuid::from_u128(2)),
        customer: UserId::from(Uuid::from_u128(0xC0)),
        service: ServiceId::from(Uuid::from_u128(3)),
        needs_certificate: false,
        mode: Mode::Instant,
        offering: Offering::InTurn,
        now: now(),
        starts_at: now() + TimeDelta::days(1),
        reference_price: Money::egp(300),
        wants_language: None,
        wants_gender: None,
        may_wait_until: None,
    }
}

/// A candidate that passes every gate, one kilometre away.
pub fn candidate(id: u128) -> Candidate {
    Candidate {
        provider: ProviderId::from(Uuid::from_u128(id)),
        verified: true,
        active: true,
        documents_valid: true,
        offers_service: true,
        certified: true,
        within_hours: true,
        notice_min: 120,
        jobs_that_day: 1,
        daily_limit: Some(5),
        free: true,
        serves_address: true,
        blocked_by_customer: false,
        blocks_customer: false,
        debt: Money::ZERO,
        debt_limit: Money::egp(500),
        online: true,
        last_fix_at: Some(now() - TimeDelta::seconds(20)),
        reach: Some(Reach { distance_m: 1_000, travel_s: 270 }),
        already_asked: false,
        has_open_instant_offer: false,
        first_call: false,
        rating_milli: 4_500,
        rating_margin_milli: 150,
        offers_30d: 20,
        accepted_30d: 15,
        offers_then_90d: 0,
        accepted_then_90d: 0,
        bookings_90d: 40,
        kept_90d: 39,
        dropped_30d: 0,
        last_offer_at: Some(now() - TimeDelta::minutes(60)),
        offers_24h: 2,
        income_today: Money::egp(200),
        price: Money::egp(300),
        favourite: false,
        languages: Languages { ar: true, en: false },
        gender: Some(Gender::Male),
        jobs_of_service: 12,
    }
}

fn any_gender() -> impl Strategy<Value = Option<Gender>> {
    option::of(prop::sample::select(vec![Gender::Female, Gender::Male]))
}

/// Mostly yes, so that most candidates get beyond the first gates.
fn mostly() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.97)
}

fn seldom() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.03)
}

fn ago(most_s: i64) -> impl Strategy<Value = Option<Instant>> {
    option::of((0..most_s).prop_map(|seconds| now() - TimeDelta::seconds(seconds)))
}

prop_compose! {
    /// Any search.
    pub fn any_search()(
        instant in any::<bool>(),
        broadcast in any::<bool>(),
        needs_certificate in any::<bool>(),
        reference in 0i64..2_000,
        language in option::of(prop::sample::select(vec![Lang::Ar, Lang::En])),
        gender in any_gender(),
    ) -> Search {
        Search {
            needs_certificate,
            mode: if instant { Mode::Instant } else { Mode::Scheduled },
            offering: if broadcast { Offering::Broadcast } else { Offering::InTurn },
            reference_price: Money::egp(reference),
            wants_language: language,
            wants_gender: gender,
            ..search()
        }
    }
}

prop_compose! {
    fn any_gate_facts()(
        id in 1u128..40,
        fit in prop::collection::vec(mostly(), 9),
        unfit in prop::collection::vec(seldom(), 4),
        certified in any::<bool>(),
        notice_min in 0u32..2_000,
        limit in option::of(0u32..20),
        debt in -100i64..550,
        last_fix_at in ago(400),
        reach in option::weighted(0.95, (0u32..22_000, 0u32..9_000)),
        first_call in seldom(),
    ) -> Candidate {
        Candidate {
            verified: fit[0],
            active: fit[1],
            documents_valid: fit[2],
            offers_service: fit[3],
            within_hours: fit[4],
            free: fit[5],
            serves_address: fit[6],
            online: fit[7],
            certified: certified || fit[8],
            blocked_by_customer: unfit[0],
            blocks_customer: unfit[1],
            already_asked: unfit[2],
            has_open_instant_offer: unfit[3],
            notice_min,
            daily_limit: limit,
            debt: Money::egp(debt),
            last_fix_at,
            reach: reach.map(|(distance_m, travel_s)| Reach { distance_m, travel_s }),
            first_call,
            ..candidate(id)
        }
    }
}

prop_compose! {
    /// Any candidate, most of them eligible; ids repeat now and then.
    pub fn any_candidate()(
        gates in any_gate_facts(),
        (rating_milli, rating_margin_milli) in (1_000u32..=5_000, 0u32..2_000),
        (offers_30d, accepted_30d) in (0u32..200, 0u32..200),
        (offers_then_90d, accepted_then_90d) in (0u32..200, 0u32..200),
        (bookings_90d, kept_90d, dropped_30d) in (0u32..200, 0u32..200, 0u32..12),
        last_offer_at in ago(40_000),
        offers_24h in 0u32..5,
        (income, price) in (-100i64..3_000, 0i64..3_000),
        favourite in any::<bool>(),
        (ar, en, gender) in (any::<bool>(), any::<bool>(), any_gender()),
        jobs_of_service in 0u32..500,
    ) -> Candidate {
        Candidate {
            rating_milli,
            rating_margin_milli,
            offers_30d,
            accepted_30d,
            offers_then_90d,
            accepted_then_90d,
            bookings_90d,
            kept_90d,
            dropped_30d,
            last_offer_at,
            offers_24h,
            income_today: Money::egp(income),
            price: Money::egp(price),
            favourite,
            languages: Languages { ar, en },
            gender,
            jobs_of_service,
            ..gates
        }
    }
}

prop_compose! {
    /// Weights that pass their check; zeros are frequent.
    pub fn any_weights()(
        w in prop::collection::vec(prop_oneof![Just(0u32), 0u32..5_000, 0u32..=1_000_000], 18),
        uncertainty_percent in 0u32..=100,
    ) -> Weights {
        let weights = Weights {
            travel_ms_per_s: w[0],
            rating_s_per_star: w[1],
            uncertainty_percent,
            refusal_s: w[2],
            drop_s: w[3],
            idle_s_per_min: w[4],
            idle_cap_min: w[5] % 10_081,
            income_ms_per_egp: w[6],
            income_cap_egp: w[7],
            price_ms_per_egp: w[8],
            price_cap_egp: w[9],
            favourite_s: w[10],
            language_s: w[11],
            gender_s: w[12],
            inexperience_s: w[13],
            inexperience_half_jobs: w[14].max(1),
            uncertified_s: w[15],
            drops_tolerated: w[16] % 10,
            drop_again_s: w[17],
            drops_counted: w[16] % 101,
        };
        assert!(weights.check().is_ok());
        weights
    }
}
