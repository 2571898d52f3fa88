//! How a search proceeds: radius by radius, round by round, until somebody accepts or the
//! customer is asked.

use crate::cost::{Score, excess_drops};
use crate::facts::{Candidate, Mode, Offering};
use crate::weights::Weights;
use chrono::TimeDelta;
use kernel::fields::InvalidFields;
use kernel::ids::ProviderId;
use kernel::{Fields, Instant, Invalid};
use serde::{Deserialize, Serialize};

/// The rules of a search that are no weights, as configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The radii in metres, growing. Default 3, 5, 8, 12 and 20 km.
    pub radii_m: Vec<u32>,
    /// How many rounds with an offer are held at one radius while it still has candidates who
    /// were not asked. Default 3: with 30 s an offer, the customer waits 7½ minutes at most.
    pub rounds_per_radius: u32,
    /// How long an offer of instant work stands, in seconds. Default 30.
    pub instant_offer_s: u32,
    /// How long an offer of scheduled work stands, in seconds. Default 600.
    pub scheduled_offer_s: u32,
    /// How many are asked at once in a broadcast. Default 10.
    pub broadcast_size: u32,
    /// For instant work, a position of this age in seconds is too old. Default 300.
    pub max_fix_age_s: u32,
    /// Costs are compared in steps of this many milliseconds; within a step, who got fewer
    /// offers comes first. Default 10,000: ten seconds of travel.
    pub tie_ms: u32,
    /// Scheduled work that may wait is not offered to anybody who costs more than this, in seconds
    /// of travel, until it must be. Default 2,700: forty-five minutes of travel and nothing else.
    pub good_enough_s: u32,
    /// How many looks at a possible pair a batch may take before the cheapest pairs are taken one
    /// by one. Default 20 million: some 0.2 s.
    pub batch_steps: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            radii_m: vec![3_000, 5_000, 8_000, 12_000, 20_000],
            rounds_per_radius: 3,
            instant_offer_s: 30,
            scheduled_offer_s: 600,
            broadcast_size: 10,
            max_fix_age_s: 300,
            tie_ms: 10_000,
            good_enough_s: 2_700,
            batch_steps: 20_000_000,
        }
    }
}

impl Policy {
    /// Refuses a policy that makes no sense, all wrong fields at once.
    ///
    /// # Errors
    /// `policy.radii` when the radii don't grow, `policy.out_of_range` for the rest.
    pub fn check(&self) -> Result<(), InvalidFields> {
        let mut fields = Fields::new();
        let grow = self.radii_m.windows(2).all(|pair| pair[0] < pair[1]);
        let sensible = self.radii_m.iter().all(|r| (100..=200_000).contains(r));
        let count = (1..=20).contains(&self.radii_m.len());
        fields.check(grow && sensible && count, "radii_m", || {
            Invalid::new(
                "policy.radii",
                "اكتب من نطاق واحد إلى 20 نطاقًا متصاعدًا، كل منها بين 100 متر و200 كيلومتر.",
                "Give 1 to 20 growing radii, each between 100 m and 200 km.",
            )
        });
        for (name, value, least, most) in [
            ("rounds_per_radius", self.rounds_per_radius, 1, 100),
            ("instant_offer_s", self.instant_offer_s, 5, 600),
            ("scheduled_offer_s", self.scheduled_offer_s, 30, 86_400),
            ("broadcast_size", self.broadcast_size, 1, 100),
            ("max_fix_age_s", self.max_fix_age_s, 1, 3_600),
            ("tie_ms", self.tie_ms, 1, 600_000),
            ("good_enough_s", self.good_enough_s, 0, 1_000_000),
            ("batch_steps", self.batch_steps, 1, 1_000_000_000),
        ] {
            fields.check((least..=most).contains(&value), name, || {
                Invalid::new(
                    "policy.out_of_range",
                    format!("القيمة يجب أن تكون بين {least} و{most}."),
                    format!("The value must be between {least} and {most}."),
                )
            });
        }
        fields.finish()
    }

    /// The widest radius: who is further away is not considered at all.
    #[must_use]
    pub fn widest_m(&self) -> u32 {
        self.radii_m.last().copied().unwrap_or_default()
    }

    /// Until when an offer made at `now` stands.
    #[must_use]
    pub fn offer_expires_at(&self, mode: Mode, now: Instant) -> Instant {
        let seconds = match mode {
            Mode::Instant => self.instant_offer_s,
            Mode::Scheduled => self.scheduled_offer_s,
        };
        now + TimeDelta::seconds(seconds.into())
    }

    /// How many are offered the booking in one round.
    #[must_use]
    pub fn offers_per_round(&self, offering: Offering) -> usize {
        match offering {
            Offering::InTurn => 1,
            Offering::Broadcast => self.broadcast_size as usize,
        }
    }
}

/// One round of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Counts the search's rounds from 1.
    pub number: u32,
    /// Which of the policy's radii this is, from 0.
    pub step: u32,
    /// The radius in metres.
    pub radius_m: u32,
    /// Counts the rounds at this radius from 1.
    pub at_radius: u32,
}

/// What comes next in a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Decide this round.
    Round(Round),
    /// Nobody is left: ask the customer to wait (a new search), take another time, or cancel.
    AskCustomer,
}

/// The round after `last` (or the first), when nobody of it accepted.
///
/// `left` is how many eligible candidates within the last radius were not offered the booking
/// ([`Decision::left`](crate::Decision)): while there are some, the search stays there for up to
/// `rounds_per_radius`; then it goes wider.
#[must_use]
pub fn next_round(policy: &Policy, last: Option<&Round>, left: u32) -> Next {
    let (number, step, at_radius) = match last {
        None => (1, 0, 1),
        Some(last) if left > 0 && last.at_radius < policy.rounds_per_radius => {
            (last.number.saturating_add(1), last.step, last.at_radius + 1)
        }
        Some(last) => (last.number.saturating_add(1), last.step.saturating_add(1), 1),
    };
    match policy.radii_m.get(step as usize) {
        Some(&radius_m) => Next::Round(Round { number, step, radius_m, at_radius }),
        None => Next::AskCustomer,
    }
}

impl Round {
    /// The same once more, because the search waits for a better match.
    #[must_use]
    pub fn again(&self) -> Self {
        Self { number: self.number.saturating_add(1), ..*self }
    }

    /// Whether the candidate is near enough for this round. Who has the first call is asked from
    /// anywhere within the widest radius.
    #[must_use]
    pub fn reaches(&self, candidate: &Candidate, policy: &Policy) -> bool {
        let limit_m = match candidate.first_call {
            true => self.radius_m.max(policy.widest_m()),
            false => self.radius_m,
        };
        candidate.reach.is_some_and(|reach| reach.distance_m <= limit_m)
    }
}

/// A candidate's place in the order of asking; smaller is asked earlier.
///
/// First calls before all; repeated cancellers after all others, whatever they cost; then by
/// cost in steps of [`Policy::tie_ms`], by fewer offers, by the exact cost, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    not_first_call: bool,
    repeated_canceller: bool,
    cost_step: i64,
    offers_24h: u32,
    total: i64,
    provider: ProviderId,
}

impl Standing {
    /// The standing of a scored candidate.
    #[must_use]
    pub fn of(candidate: &Candidate, score: &Score, weights: &Weights, policy: &Policy) -> Self {
        Self {
            not_first_call: !candidate.first_call,
            repeated_canceller: excess_drops(candidate, weights) > 0,
            cost_step: score.total.div_euclid(i64::from(policy.tie_ms.max(1))),
            offers_24h: candidate.offers_24h,
            total: score.total,
            provider: candidate.provider,
        }
    }
}

/// Costs beyond this (25 days of travel) are all alike to a batch.
const DEAREST_MS: i64 = 1 << 31;
/// So many offers a day make no difference any more, between costs of the same step.
const MOST_OFFERS: u32 = 1_023;
/// What it costs a batch to ask a repeated canceller, to leave a booking without, and gains to
/// follow a first call: each outweighs everything before it.
const CANCELLER: i64 = 1 << 43;
const WITHOUT: i64 = 1 << 44;
const FIRST_CALL: i64 = 1 << 45;

impl Standing {
    /// The standing as one number, so that standings of several bookings can be added up: the
    /// smaller, the earlier it is asked. Below [`Standing::without`].
    #[must_use]
    pub fn as_cost(&self, policy: &Policy) -> i64 {
        let tie_ms = i64::from(policy.tie_ms.max(1));
        let total = self.total.clamp(-DEAREST_MS, DEAREST_MS);
        let (step, rest) = (total.div_euclid(tie_ms), total.rem_euclid(tie_ms));
        let offers = i64::from(self.offers_24h.min(MOST_OFFERS));
        let mut cost = (step * i64::from(MOST_OFFERS + 1) + offers) * tie_ms + rest;
        if self.repeated_canceller {
            cost += CANCELLER;
        }
        if !self.not_first_call {
            cost -= FIRST_CALL;
        }
        cost
    }

    /// What a batch pays for a booking that it gives to nobody: as many as possible are given to
    /// somebody, unless a first call is in the way.
    #[must_use]
    pub fn without() -> i64 {
        WITHOUT
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Policy, Round, Standing, next_round};
    use crate::cost::cost;
    use crate::facts::{Candidate, Mode, Offering, Reach};
    use crate::samples;
    use crate::weights::Weights;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn walk(policy: &Policy, left: u32) -> Vec<(u32, u32)> {
        let (mut rounds, mut last) = (Vec::new(), None);
        while let Next::Round(round) = next_round(policy, last.as_ref(), left) {
            assert_eq!(round.number as usize, rounds.len() + 1);
            rounds.push((round.radius_m / 1_000, round.at_radius));
            last = Some(round);
        }
        rounds
    }

    #[test]
    fn where_nobody_is_found_the_search_widens_at_once_and_then_asks_the_customer() {
        assert_eq!(walk(&Policy::default(), 0), [(3, 1), (5, 1), (8, 1), (12, 1), (20, 1)]);
    }

    #[test]
    fn where_candidates_are_left_it_stays_for_some_rounds_but_ends_all_the_same() {
        let rounds = walk(&Policy::default(), 7);
        assert_eq!(rounds[..4], [(3, 1), (3, 2), (3, 3), (5, 1)]);
        assert_eq!(rounds.len(), 15);
    }

    #[test]
    fn offers_stand_for_30_seconds_or_10_minutes_and_go_to_one_or_to_several() {
        let (policy, now) = (Policy::default(), samples::search().now);
        assert_eq!(policy.offer_expires_at(Mode::Instant, now), now + TimeDelta::seconds(30));
        assert_eq!(policy.offer_expires_at(Mode::Scheduled, now), now + TimeDelta::minutes(10));
        assert_eq!(policy.offers_per_round(Offering::InTurn), 1);
        assert_eq!(policy.offers_per_round(Offering::Broadcast), 10);
    }

    #[test]
    fn a_senseless_policy_is_refused_with_all_its_faults() {
        assert!(Policy::default().check().is_ok());
        let policy = Policy { radii_m: vec![5_000, 3_000], tie_ms: 0, ..Policy::default() };
        let refused = policy.check().unwrap_err();
        let fields: Vec<_> = refused.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["radii_m", "tie_ms"]);
        assert!(Policy { radii_m: vec![], ..Policy::default() }.check().is_err());
    }

    #[test]
    fn only_the_first_call_is_asked_from_beyond_the_rounds_radius() {
        let policy = Policy::default();
        let round = Round { number: 1, step: 0, radius_m: 3_000, at_radius: 1 };
        let at = |distance_m, first_call| Candidate {
            reach: Some(Reach { distance_m, travel_s: 60 }),
            first_call,
            ..samples::candidate(1)
        };
        assert!(round.reaches(&at(3_000, false), &policy));
        assert!(!round.reaches(&at(3_001, false), &policy));
        assert!(round.reaches(&at(20_000, true), &policy));
        assert!(!round.reaches(&at(20_001, true), &policy));
    }

    /// Ids of the candidates in the order of asking.
    fn order(candidates: &[Candidate]) -> Vec<u128> {
        let (weights, policy, search) = (Weights::default(), Policy::default(), samples::search());
        let mut standings: Vec<_> = candidates
            .iter()
            .map(|c| Standing::of(c, &cost(&search, c, &weights), &weights, &policy))
            .collect();
        standings.sort();
        standings.iter().map(|s| s.provider.uuid().as_u128()).collect()
    }

    fn at(id: u128, travel_s: u32) -> Candidate {
        Candidate { reach: Some(Reach { distance_m: 1_000, travel_s }), ..samples::candidate(id) }
    }

    #[test]
    fn ties_go_to_whoever_got_fewer_offers_and_then_by_id() {
        let spoilt = Candidate { offers_24h: 4, ..at(1, 600) };
        assert_eq!(order(&[spoilt, at(3, 600), at(2, 600)]), [2, 3, 1]);
    }

    #[test]
    fn almost_equal_costs_are_ties_and_clearly_different_ones_are_not() {
        let base = cost(&samples::search(), &at(1, 600), &Weights::default()).total;
        let into_step = u32::try_from(base.rem_euclid(10_000) / 1_000).unwrap();
        let start_s = 600 - into_step;
        let nearer = Candidate { offers_24h: 4, ..at(1, start_s) };
        assert_eq!(order(&[nearer.clone(), at(2, start_s + 9)]), [2, 1]);
        assert_eq!(order(&[nearer, at(2, start_s + 10)]), [1, 2]);
    }

    #[test]
    fn repeated_cancellers_come_last_and_the_first_call_before_all() {
        let canceller = Candidate { dropped_30d: 3, ..at(1, 0) };
        let once = Candidate { dropped_30d: 1, ..at(2, 100) };
        let called = Candidate { first_call: true, ..at(4, 9_000) };
        assert_eq!(order(&[canceller, once, at(3, 5_000), called]), [4, 2, 3, 1]);
    }

    proptest! {
        #[test]
        fn every_search_ends(left in prop::collection::vec(0u32..3, 0..200)) {
            let policy = Policy::default();
            let (mut last, mut left, mut rounds) = (None, left.into_iter().cycle(), 0);
            while let Next::Round(round) =
                next_round(&policy, last.as_ref(), left.next().unwrap_or(1))
            {
                prop_assert!(last.is_none_or(|l: Round| round.radius_m >= l.radius_m));
                rounds += 1;
                prop_assert!(rounds <= 15);
                last = Some(round);
            }
        }
    }
}
