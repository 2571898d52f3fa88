//! What it costs to give a booking to a candidate, in milliseconds of travel.
//!
//! Whole numbers from end to end, so that the same facts give the same score for ever.

use crate::bayes::smoothed_share_bp;
use crate::facts::{Candidate, Search};
use crate::weights::Weights;
use kernel::Money;
use serde::{Deserialize, Serialize};

/// Stars in thousandths.
const BEST_RATING_MILLI: i64 = 5_000;

/// Of ten offers, six are accepted: what is believed of a newcomer, as (share, offers).
const USUAL_ACCEPTANCE: (u32, u32) = (6_000, 10);
/// As how many offers of one kind of hour the provider's own share counts.
const OWN_ACCEPTANCE_COUNTS: u32 = 8;
/// Of twenty bookings, nineteen are kept: what is believed of a newcomer.
const USUAL_COMPLETION: (u32, u32) = (9_500, 20);

/// The parts of a cost in milliseconds, each at least 0 except `price`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The way to the address.
    pub travel: i64,
    /// Stars short of five, with a share of the rating's uncertainty.
    pub rating: i64,
    /// The offer may be declined or expire.
    pub acceptance: i64,
    /// The booking may be dropped.
    pub completion: i64,
    /// Others have waited longer for an offer.
    pub idle: i64,
    /// Others have earned less today.
    pub income: i64,
    /// Dearer than the platform's price; below 0 when cheaper.
    pub price: i64,
    /// Not the customer's favourite.
    pub favourite: i64,
    /// Does not speak the language asked for.
    pub language: i64,
    /// Not of the gender asked for.
    pub gender: i64,
    /// Has done this service here seldom or never.
    pub experience: i64,
    /// Has no certificate for the service.
    pub certification: i64,
    /// Dropped bookings again and again.
    pub dropping: i64,
}

impl Terms {
    /// The terms with their names, in the order of declaration.
    #[must_use]
    pub fn named(&self) -> [(&'static str, i64); 13] {
        [
            ("travel", self.travel),
            ("rating", self.rating),
            ("acceptance", self.acceptance),
            ("completion", self.completion),
            ("idle", self.idle),
            ("income", self.income),
            ("price", self.price),
            ("favourite", self.favourite),
            ("language", self.language),
            ("gender", self.gender),
            ("experience", self.experience),
            ("certification", self.certification),
            ("dropping", self.dropping),
        ]
    }
}

/// The cost of a pair; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The sum of the terms.
    pub total: i64,
    /// What it is made of.
    pub terms: Terms,
}

impl From<Terms> for Score {
    fn from(terms: Terms) -> Self {
        let total = terms.named().iter().fold(0i64, |sum, (_, ms)| sum.saturating_add(*ms));
        Self { total, terms }
    }
}

/// The cost of giving the search's booking to the candidate.
///
/// A candidate whose reach is unknown costs as if it were at the end of the world; a gate keeps
/// it out before. Sums saturate, so that even weights that were never checked can't panic.
#[must_use]
pub fn cost(search: &Search, candidate: &Candidate, weights: &Weights) -> Score {
    let (c, w) = (candidate, weights);
    let speaks = search.wants_language.is_none_or(|lang| c.languages.include(lang));
    let suits = search.wants_gender.is_none_or(|gender| c.gender == Some(gender));
    Score::from(Terms {
        travel: i64::from(c.reach.map_or(u32::MAX, |r| r.travel_s))
            .saturating_mul(w.travel_ms_per_s.into()),
        rating: rating(c, w),
        acceptance: refusal_bp(c).saturating_mul(w.refusal_s.into()) / 10,
        completion: chance_of_less_than_all(c.kept_90d, c.bookings_90d, USUAL_COMPLETION)
            .saturating_mul(w.drop_s.into())
            / 10,
        idle: idle(search, c, w),
        income: bounded_piastres(c.income_today, w.income_cap_egp)
            .max(0)
            .saturating_mul(w.income_ms_per_egp.into())
            / 100,
        price: bounded_piastres(c.price - search.reference_price, w.price_cap_egp)
            .saturating_mul(w.price_ms_per_egp.into())
            / 100,
        favourite: unless(c.favourite, w.favourite_s),
        language: unless(speaks, w.language_s),
        gender: unless(suits, w.gender_s),
        experience: experience(c, w),
        certification: unless(c.certified, w.uncertified_s),
        dropping: i64::from(excess_drops(c, w).min(w.drops_counted))
            .saturating_mul(i64::from(w.drop_again_s) * 1_000),
    })
}

/// Drops by own fault beyond what is tolerated. Who has any is a repeated canceller.
#[must_use]
pub fn excess_drops(candidate: &Candidate, weights: &Weights) -> u32 {
    candidate.dropped_30d.saturating_sub(weights.drops_tolerated)
}

/// Seconds as milliseconds, unless there is nothing to pay for.
fn unless(met: bool, seconds: u32) -> i64 {
    if met { 0 } else { i64::from(seconds) * 1_000 }
}

/// A second a star is a millisecond a thousandth of a star.
fn rating(c: &Candidate, w: &Weights) -> i64 {
    let doubt = i64::from(c.rating_margin_milli).saturating_mul(w.uncertainty_percent.into()) / 100;
    let believed = i64::from(c.rating_milli).saturating_sub(doubt);
    BEST_RATING_MILLI
        .saturating_sub(believed)
        .clamp(0, BEST_RATING_MILLI)
        .saturating_mul(w.rating_s_per_star.into())
}

/// The smoothed probability of a failure in basis points.
fn chance_of_less_than_all(hits: u32, total: u32, usual: (u32, u32)) -> i64 {
    10_000 - i64::from(smoothed_share_bp(hits, total, usual.0, usual.1))
}

/// The probability that an offer is accepted now, in basis points.
#[must_use]
pub fn acceptance_bp(candidate: &Candidate) -> u32 {
    u32::try_from(10_000 - refusal_bp(candidate)).unwrap_or_default()
}

/// The probability that an offer is not accepted now, in basis points.
///
/// Two Beta–binomial steps: what is believed of everybody, updated by all offers that the provider
/// had lately; and that, as the prior, updated by those in hours of the present kind. Who accepts
/// by day and never in the evening is asked accordingly.
fn refusal_bp(c: &Candidate) -> i64 {
    let (usual_bp, counts) = USUAL_ACCEPTANCE;
    let own_bp = smoothed_share_bp(c.accepted_30d, c.offers_30d, usual_bp, counts);
    let prior = (own_bp, OWN_ACCEPTANCE_COUNTS);
    chance_of_less_than_all(c.accepted_then_90d, c.offers_then_90d, prior)
}

/// Minutes that are missing to the longest wait that counts. Who never got an offer has waited
/// longest.
fn idle(search: &Search, c: &Candidate, w: &Weights) -> i64 {
    let cap_min = i64::from(w.idle_cap_min);
    let waited_min =
        c.last_offer_at.map_or(cap_min, |at| (search.now - at).num_minutes().clamp(0, cap_min));
    (cap_min - waited_min).saturating_mul(i64::from(w.idle_s_per_min) * 1_000)
}

/// Piastres within ± so many pounds.
fn bounded_piastres(amount: Money, cap_egp: u32) -> i64 {
    let cap = i64::from(cap_egp) * 100;
    amount.as_piastres().clamp(-cap, cap)
}

/// Falls with every job: half of it is left after `inexperience_half_jobs`.
fn experience(c: &Candidate, w: &Weights) -> i64 {
    let half = i64::from(w.inexperience_half_jobs.max(1));
    i64::from(w.inexperience_s).saturating_mul(1_000).saturating_mul(half)
        / (half + i64::from(c.jobs_of_service))
}

#[cfg(test)]
mod tests {
    use super::{Terms, cost};
    use crate::facts::{Candidate, Languages, Reach, Search};
    use crate::samples::{self, any_candidate, any_search, any_weights};
    use crate::weights::Weights;
    use chrono::TimeDelta;
    use kernel::national_id::Gender;
    use kernel::{Lang, Money};
    use proptest::prelude::*;

    #[test]
    fn a_worked_example() {
        let search = Search {
            reference_price: Money::egp(300),
            wants_language: Some(Lang::En),
            wants_gender: Some(Gender::Female),
            ..samples::search()
        };
        let candidate = Candidate {
            reach: Some(Reach { distance_m: 2_000, travel_s: 540 }),
            rating_milli: 4_600,
            rating_margin_milli: 200,
            offers_30d: 30,
            accepted_30d: 24,
            bookings_90d: 30,
            kept_90d: 30,
            last_offer_at: Some(search.now - TimeDelta::minutes(90)),
            income_today: Money::egp(400),
            price: Money::egp(320),
            favourite: false,
            languages: Languages { ar: true, en: false },
            gender: Some(Gender::Male),
            jobs_of_service: 30,
            certified: false,
            dropped_30d: 3,
            ..samples::candidate(1)
        };
        let score = cost(&search, &candidate, &Weights::default());
        assert_eq!(
            score.terms,
            Terms {
                travel: 540_000,
                // 5.0 − (4.6 − 25 % of 0.2) = 0.45 stars
                rating: 135_000,
                // (24 + 6) / (30 + 10) = 75 % accepted
                acceptance: 60_000,
                // (30 + 19) / (30 + 20) = 98 % kept
                completion: 72_000,
                idle: 150_000,
                income: 80_000,
                price: 40_000,
                favourite: 600_000,
                language: 300_000,
                gender: 1_800_000,
                experience: 45_000,
                certification: 90_000,
                dropping: 300_000,
            }
        );
        assert_eq!(score.total, 4_212_000);
    }

    #[test]
    fn answers_in_hours_of_this_kind_move_what_all_answers_say() {
        let acceptance = |(offers_then_90d, accepted_then_90d)| {
            let candidate = Candidate {
                offers_30d: 20,
                accepted_30d: 15,
                offers_then_90d,
                accepted_then_90d,
                ..samples::candidate(1)
            };
            cost(&samples::search(), &candidate, &Weights::default()).terms.acceptance
        };
        // (15 + 6) / (20 + 10) = 70 % accepted, at any hour.
        assert_eq!(acceptance((0, 0)), 72_000);
        // Of eight in such hours none: (0 + 8 × 70 %) / (8 + 8) = 35 %; all: 85 %.
        assert_eq!(acceptance((8, 0)), 156_000);
        assert_eq!(acceptance((8, 8)), 36_000);
    }

    #[test]
    fn a_rating_of_one_job_does_not_beat_the_same_rating_of_a_hundred() {
        let of = |rating_margin_milli| {
            let candidate =
                Candidate { rating_milli: 4_500, rating_margin_milli, ..samples::candidate(1) };
            cost(&samples::search(), &candidate, &Weights::default()).terms.rating
        };
        assert!(of(100) < of(800));
    }

    #[test]
    fn what_was_not_asked_for_costs_nothing() {
        let search = Search { wants_language: None, wants_gender: None, ..samples::search() };
        let candidate =
            Candidate { languages: Languages::default(), gender: None, ..samples::candidate(1) };
        let terms = cost(&search, &candidate, &Weights::default()).terms;
        assert_eq!((terms.language, terms.gender), (0, 0));
    }

    #[test]
    fn named_terms_are_the_stored_ones() {
        let terms = cost(&samples::search(), &samples::candidate(1), &Weights::default()).terms;
        let stored = serde_json::to_value(terms).unwrap();
        let named = terms.named();
        assert_eq!(stored.as_object().unwrap().len(), named.len());
        for (name, ms) in named {
            assert_eq!(stored[name], ms, "{name}");
        }
    }

    #[test]
    fn even_unchecked_weights_and_absurd_facts_do_not_panic() {
        let most = serde_json::to_value(Weights::default()).unwrap();
        let most = most.as_object().unwrap().keys().map(|key| (key.clone(), u32::MAX.into()));
        let weights: Weights =
            serde_json::from_value(serde_json::Value::Object(most.collect())).unwrap();
        let candidate = Candidate {
            reach: None,
            price: Money::piastres(i64::MAX),
            income_today: Money::piastres(i64::MAX),
            rating_milli: u32::MAX,
            rating_margin_milli: u32::MAX,
            last_offer_at: Some(chrono::DateTime::<chrono::Utc>::MIN_UTC),
            ..samples::candidate(1)
        };
        let zero = Weights { inexperience_half_jobs: 0, ..Weights::default() };
        for weights in [weights, zero] {
            let _ = cost(&samples::search(), &candidate, &weights);
        }
    }

    /// The law behind all laws here: changing one fact for the better never raises the cost.
    fn never_dearer(
        search: &Search,
        candidate: &Candidate,
        weights: &Weights,
        better: impl FnOnce(&mut Candidate),
    ) -> Result<(), TestCaseError> {
        let mut improved = candidate.clone();
        better(&mut improved);
        let (before, after) = (cost(search, candidate, weights), cost(search, &improved, weights));
        prop_assert!(after.total <= before.total, "{before:?}\n{after:?}");
        Ok(())
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_and_only_price_can_be_negative(
            search in any_search(), candidate in any_candidate(), weights in any_weights(),
        ) {
            let score = cost(&search, &candidate, &weights);
            let named = score.terms.named();
            prop_assert_eq!(score.total, named.iter().map(|(_, ms)| ms).sum::<i64>());
            for (name, ms) in named {
                prop_assert!(ms >= 0 || name == "price", "{}: {}", name, ms);
            }
        }

        #[test]
        fn a_better_candidate_never_costs_more(
            search in any_search(),
            candidate in any_candidate(),
            weights in any_weights(),
            by in 1u32..100_000,
        ) {
            let by_egp = Money::egp(by.into());
            let law = |better: &dyn Fn(&mut Candidate)| {
                never_dearer(&search, &candidate, &weights, better)
            };
            law(&|c| if let Some(r) = &mut c.reach { r.travel_s = r.travel_s.saturating_sub(by) })?;
            law(&|c| c.rating_milli += by)?;
            law(&|c| c.rating_margin_milli = c.rating_margin_milli.saturating_sub(by))?;
            law(&|c| c.accepted_30d += by)?;
            law(&|c| c.kept_90d += by)?;
            law(&|c| c.last_offer_at = c.last_offer_at.map(|at| at - TimeDelta::minutes(by.into())))?;
            law(&|c| c.last_offer_at = None)?;
            law(&|c| c.income_today -= by_egp)?;
            law(&|c| c.price -= by_egp)?;
            law(&|c| c.favourite = true)?;
            law(&|c| c.languages = Languages { ar: true, en: true })?;
            law(&|c| c.gender = search.wants_gender)?;
            law(&|c| c.jobs_of_service += by)?;
            law(&|c| c.certified = true)?;
            law(&|c| c.dropped_30d = c.dropped_30d.saturating_sub(by))?;
        }
    }
}
