//! One round's decision, with an outcome for everybody who was considered.
//!
//! [`assess`] looks at candidates one by one and never compares them; [`decide`] compares and
//! chooses. A batch ([`decide_batch`](crate::decide_batch)) takes the scores of the one and replaces
//! the choice of the other.

use crate::batch::Given;
use crate::cost::{Score, cost};
use crate::facts::{Candidate, Mode, Offering, Search};
use crate::gates::{Gate, first_failing_gate};
use crate::rounds::{Policy, Round, Standing};
use crate::weights::Weights;
use kernel::ids::{ProviderId, SearchId};
use serde::{Deserialize, Serialize};

/// The configuration that a decision depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// What matters how much.
    pub weights: Weights,
    /// How a search proceeds.
    pub policy: Policy,
}

/// What can be said of one candidate without looking at the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assessment {
    /// A gate keeps it out.
    Gated(Gate),
    /// Eligible, but beyond the round's radius.
    OutOfRadius,
    /// Eligible and near enough.
    Scored(Score),
}

/// What became of one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// A gate keeps it out.
    Gated {
        /// The first that failed.
        gate: Gate,
    },
    /// Eligible, but beyond the round's radius; a later round may reach it.
    OutOfRadius,
    /// Eligible and near enough, but others were better.
    Scored {
        /// What it would cost.
        score: Score,
        /// Its place in the order of asking, from 1.
        rank: u32,
        /// Whether another booking of the same batch got it.
        #[serde(default, skip_serializing_if = "is_false")]
        taken: bool,
    },
    /// It is offered the booking.
    Offered {
        /// What it costs.
        score: Score,
        /// Its place in the order of asking, from 1.
        rank: u32,
    },
}

impl Fate {
    /// The stable name, as it is stored.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        match self {
            Self::Gated { .. } => "gated",
            Self::OutOfRadius => "out_of_radius",
            Self::Scored { .. } => "scored",
            Self::Offered { .. } => "offered",
        }
    }
}

/// The one outcome of a provider in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The provider.
    pub provider: ProviderId,
    /// How far it was in metres, where that was known.
    pub distance_m: Option<u32>,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What a round decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The search.
    pub search: SearchId,
    /// The round.
    pub round: Round,
    /// Who is offered the booking, best first.
    pub chosen: Vec<ProviderId>,
    /// How many within the radius were eligible and neither chosen nor taken by another booking of
    /// the batch: what the next round can draw from, see [`next_round`](crate::next_round).
    pub left: u32,
    /// Whether nobody is chosen because it is worth waiting for a better match.
    #[serde(default, skip_serializing_if = "is_false")]
    pub waits: bool,
    /// One outcome for each provider considered, in the order of their ids.
    pub outcomes: Vec<Outcome>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Looks at one candidate: the gates, the radius, the cost.
#[must_use]
pub fn assess(search: &Search, candidate: &Candidate, rules: &Rules, round: &Round) -> Assessment {
    if let Some(gate) = first_failing_gate(search, candidate, &rules.policy) {
        return Assessment::Gated(gate);
    }
    if !round.reaches(candidate, &rules.policy) {
        return Assessment::OutOfRadius;
    }
    Assessment::Scored(cost(search, candidate, &rules.weights))
}

/// Decides a round. The order of the candidates does not matter, and a provider that is listed
/// twice is considered once (with the lesser of the two by the order of [`Candidate`]).
#[must_use]
pub fn decide(search: &Search, candidates: &[Candidate], rules: &Rules, round: &Round) -> Decision {
    decide_given(search, candidates, rules, round, None)
}

/// Decides a round of a booking to which a batch has given a provider, or none.
#[must_use]
pub fn decide_given(
    search: &Search,
    candidates: &[Candidate],
    rules: &Rules,
    round: &Round,
    given: Option<&Given>,
) -> Decision {
    let ranked = Ranked::of(search, candidates, rules, round);
    let waits = given.is_none() && ranked.is_worth_waiting(search, rules);
    let chosen: Vec<ProviderId> = match given {
        Some(given) => ranked.providers().filter(|p| given.provider == Some(*p)).collect(),
        None if waits => Vec::new(),
        None => ranked.providers().take(rules.policy.offers_per_round(search.offering)).collect(),
    };
    let is_taken = |provider| given.is_some_and(|given| given.others.contains(&provider));
    let taken = ranked.providers().filter(|p| is_taken(*p) && !chosen.contains(p)).count();
    let outcomes = ranked
        .candidates
        .iter()
        .zip(&ranked.assessed)
        .zip(&ranked.ranks)
        .map(|((candidate, assessment), &rank)| Outcome {
            provider: candidate.provider,
            distance_m: candidate.reach.map(|reach| reach.distance_m),
            fate: match *assessment {
                Assessment::Gated(gate) => Fate::Gated { gate },
                Assessment::OutOfRadius => Fate::OutOfRadius,
                Assessment::Scored(score) if chosen.contains(&candidate.provider) => {
                    Fate::Offered { score, rank }
                }
                Assessment::Scored(score) => {
                    Fate::Scored { score, rank, taken: is_taken(candidate.provider) }
                }
            },
        })
        .collect();
    let left = count(ranked.order.len() - chosen.len() - taken);
    Decision { search: search.id, round: *round, chosen, left, waits, outcomes }
}

/// Who is considered in a round, and in which order they would be asked.
pub(crate) struct Ranked<'a> {
    candidates: Vec<&'a Candidate>,
    assessed: Vec<Assessment>,
    /// Those that may be asked, as positions in `candidates`, best first.
    order: Vec<(Standing, usize)>,
    /// By candidate; 0 for who can't be asked.
    ranks: Vec<u32>,
}

impl<'a> Ranked<'a> {
    pub(crate) fn of(
        search: &Search,
        candidates: &'a [Candidate],
        rules: &Rules,
        round: &Round,
    ) -> Self {
        let mut candidates: Vec<&Candidate> = candidates.iter().collect();
        candidates.sort_unstable();
        candidates.dedup_by_key(|c| c.provider);
        let assessed: Vec<Assessment> =
            candidates.iter().map(|c| assess(search, c, rules, round)).collect();
        let mut order: Vec<(Standing, usize)> = Vec::new();
        for (index, (candidate, assessment)) in candidates.iter().zip(&assessed).enumerate() {
            if let Assessment::Scored(score) = assessment {
                let standing = Standing::of(candidate, score, &rules.weights, &rules.policy);
                order.push((standing, index));
            }
        }
        order.sort_unstable();
        let mut ranks = vec![0; candidates.len()];
        for (rank, (_, index)) in (1..).zip(&order) {
            ranks[*index] = rank;
        }
        Self { candidates, assessed, order, ranks }
    }

    /// Who may be asked, best first.
    fn providers(&self) -> impl Iterator<Item = ProviderId> {
        self.order.iter().map(|(_, index)| self.candidates[*index].provider)
    }

    /// Who may be asked with its standing, best first.
    pub(crate) fn standings(&self) -> impl Iterator<Item = (ProviderId, &Standing)> {
        self.providers().zip(self.order.iter().map(|(standing, _)| standing))
    }

    /// Whether the booking may wait and the best one is not good enough. A first call is.
    fn is_worth_waiting(&self, search: &Search, rules: &Rules) -> bool {
        let may_wait = search.mode == Mode::Scheduled
            && search.offering == Offering::InTurn
            && search.may_wait_until.is_some_and(|until| search.now < until);
        let good_enough_ms = i64::from(rules.policy.good_enough_s) * 1_000;
        may_wait
            && self.order.first().is_some_and(|(_, best)| {
                let is_good = matches!(self.assessed[*best],
                    Assessment::Scored(score) if score.total <= good_enough_ms);
                !is_good && !self.candidates[*best].first_call
            })
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Everything that went into a decision, and the decision: what is stored to explain it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What was wanted.
    pub search: Search,
    /// Who was considered.
    pub candidates: Vec<Candidate>,
    /// By which rules.
    pub rules: Rules,
    /// In which round.
    pub round: Round,
    /// What was decided.
    pub decision: Decision,
    /// What a batch gave to it, when it was decided together with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

impl Record {
    /// Decides, and keeps what it was decided from.
    #[must_use]
    pub fn decide(search: Search, candidates: Vec<Candidate>, rules: Rules, round: Round) -> Self {
        let decision = decide(&search, &candidates, &rules, &round);
        Self { search, candidates, rules, round, decision, given: None }
    }

    /// Decides what a batch has given, and keeps what it was decided from.
    #[must_use]
    pub fn decide_given(
        search: Search,
        candidates: Vec<Candidate>,
        rules: Rules,
        round: Round,
        given: Given,
    ) -> Self {
        let decision = decide_given(&search, &candidates, &rules, &round, Some(&given));
        Self { search, candidates, rules, round, decision, given: Some(given) }
    }

    /// Whether deciding again gives the same. What a batch gave is taken for granted here;
    /// [`Batch::replays`](crate::Batch::replays) decides that again.
    #[must_use]
    pub fn replays(&self) -> bool {
        let Self { search, candidates, rules, round, decision, given } = self;
        decide_given(search, candidates, rules, round, given.as_ref()) == *decision
    }
}

#[cfg(test)]
mod tests {
    use super::{Assessment, Decision, Fate, Record, Rules, assess, decide};
    use crate::facts::{Candidate, Mode, Offering, Reach, Search};
    use crate::gates::Gate;
    use crate::rounds::{Next, Policy, Round, next_round};
    use crate::samples::{self, any_candidate, any_search, any_weights};
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const FIRST: Round = Round { number: 1, step: 0, radius_m: 3_000, at_radius: 1 };

    fn at(id: u128, distance_m: u32) -> Candidate {
        let reach = Some(Reach { distance_m, travel_s: distance_m / 4 });
        Candidate { reach, ..samples::candidate(id) }
    }

    fn fates(decision: &Decision) -> Vec<(u128, &'static str)> {
        decision.outcomes.iter().map(|o| (o.provider.uuid().as_u128(), o.fate.tag())).collect()
    }

    #[test]
    fn everybody_considered_gets_exactly_one_outcome() {
        let busy = Candidate { free: false, ..at(4, 500) };
        let decision = decide(
            &samples::search(),
            &[at(1, 2_000), at(2, 1_000), at(3, 9_000), busy],
            &Rules::default(),
            &FIRST,
        );
        assert_eq!(
            fates(&decision),
            [(1, "scored"), (2, "offered"), (3, "out_of_radius"), (4, "gated")]
        );
        assert_eq!(decision.chosen, [at(2, 0).provider]);
        assert_eq!(decision.left, 1);
        assert_eq!(decision.outcomes[3].fate, Fate::Gated { gate: Gate::NotFree });
        assert_eq!(decision.outcomes[3].distance_m, Some(500));
    }

    #[test]
    fn a_broadcast_goes_to_several_best_first() {
        let search = Search { offering: Offering::Broadcast, ..samples::search() };
        let rules =
            Rules { policy: Policy { broadcast_size: 2, ..Policy::default() }, ..Rules::default() };
        let decision = decide(&search, &[at(1, 2_900), at(2, 100), at(3, 1_500)], &rules, &FIRST);
        assert_eq!(decision.chosen, [at(2, 0).provider, at(3, 0).provider]);
        assert_eq!(fates(&decision), [(1, "scored"), (2, "offered"), (3, "offered")]);
    }

    #[test]
    fn scheduled_work_waits_for_a_better_match_only_while_it_may() {
        let search = Search {
            mode: Mode::Scheduled,
            may_wait_until: Some(samples::search().now + TimeDelta::hours(1)),
            ..samples::search()
        };
        let rules = |good_enough_s| Rules {
            policy: Policy { good_enough_s, ..Policy::default() },
            ..Rules::default()
        };
        let decided = |search: &Search, candidate: Candidate, good_enough_s| {
            decide(search, &[candidate], &rules(good_enough_s), &FIRST)
        };
        let waiting = decided(&search, at(1, 2_000), 60);
        assert!(waiting.waits && waiting.chosen.is_empty());
        assert_eq!((fates(&waiting), waiting.left), (vec![(1, "scored")], 1));
        // Good enough, called first, over, not allowed, or wanted now: nobody waits.
        let called = Candidate { first_call: true, ..at(1, 2_000) };
        let over = Search { may_wait_until: Some(search.now), ..search.clone() };
        let must_not = Search { may_wait_until: None, ..search.clone() };
        let now = Search { mode: Mode::Instant, ..search.clone() };
        for decision in [
            decided(&search, at(1, 2_000), 100_000),
            decided(&search, called, 60),
            decided(&over, at(1, 2_000), 60),
            decided(&must_not, at(1, 2_000), 60),
            decided(&now, at(1, 2_000), 60),
        ] {
            assert!(!decision.waits && decision.chosen.len() == 1);
        }
        let again = FIRST.again();
        assert_eq!((again.number, again.step, again.at_radius), (2, 0, 1));
    }

    #[test]
    fn a_search_without_takers_asks_each_once_and_then_the_customer() {
        let search = Search { mode: Mode::Instant, ..samples::search() };
        let rules = Rules::default();
        let mut candidates: Vec<_> =
            (1..=6).map(|id| at(id, 2_500 * u32::try_from(id).unwrap())).collect();
        let (mut asked, mut radii, mut last, mut left) = (Vec::new(), Vec::new(), None, 0);
        while let Next::Round(round) = next_round(&rules.policy, last.as_ref(), left) {
            let decision = decide(&search, &candidates, &rules, &round);
            for chosen in &decision.chosen {
                asked.push(chosen.uuid().as_u128());
                candidates.iter_mut().find(|c| c.provider == *chosen).unwrap().already_asked = true;
            }
            radii.push(round.radius_m / 1_000);
            (last, left) = (Some(round), decision.left);
        }
        assert_eq!(asked, [1, 2, 3, 4, 5, 6]);
        assert_eq!(radii, [3, 5, 8, 12, 20, 20]);
    }

    #[test]
    fn nobody_at_all_is_a_decision_too() {
        let decision = decide(&samples::search(), &[], &Rules::default(), &FIRST);
        assert!(decision.chosen.is_empty() && decision.outcomes.is_empty());
        assert_eq!(decision.left, 0);
    }

    #[test]
    fn the_stored_form_is_flat_and_names_its_terms() {
        let decision = decide(&samples::search(), &[at(1, 2_000)], &Rules::default(), &FIRST);
        let stored = serde_json::to_value(decision.outcomes[0]).unwrap();
        assert_eq!(stored["fate"], "offered");
        assert_eq!(stored["rank"], 1);
        assert_eq!(stored["distance_m"], 2_000);
        assert_eq!(stored["score"]["terms"]["travel"], 500_000);
    }

    fn any_round() -> impl Strategy<Value = Round> {
        (0u32..5).prop_map(|step| Round {
            number: step + 1,
            step,
            radius_m: Policy::default().radii_m[step as usize],
            at_radius: 1,
        })
    }

    prop_compose! {
        fn any_record()(
            search in any_search(),
            candidates in prop::collection::vec(any_candidate(), 0..25),
            weights in any_weights(),
            round in any_round(),
        ) -> Record {
            Record::decide(search, candidates, Rules { weights, ..Rules::default() }, round)
        }
    }

    proptest! {
        #[test]
        fn a_stored_record_replays_to_the_same_decision(record in any_record()) {
            let stored = serde_json::to_string(&record).unwrap();
            let read: Record = serde_json::from_str(&stored).unwrap();
            prop_assert!(read.replays());
            prop_assert_eq!(&read, &record);
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        }

        #[test]
        fn the_order_of_the_candidates_does_not_matter(
            (record, shuffled) in any_record().prop_flat_map(|record| {
                let shuffled = Just(record.candidates.clone()).prop_shuffle();
                (Just(record), shuffled)
            }),
        ) {
            let again = decide(&record.search, &shuffled, &record.rules, &record.round);
            prop_assert_eq!(again, record.decision);
        }

        #[test]
        fn nothing_is_dropped_and_nobody_unfit_is_chosen(record in any_record()) {
            let Record { search, candidates, rules, round, decision, .. } = &record;
            let considered: BTreeSet<_> = candidates.iter().map(|c| c.provider).collect();
            let with_outcome: Vec<_> = decision.outcomes.iter().map(|o| o.provider).collect();
            prop_assert_eq!(&with_outcome, &considered.into_iter().collect::<Vec<_>>());

            let places = rules.policy.offers_per_round(search.offering);
            let mut ranked = Vec::new();
            for outcome in &decision.outcomes {
                match outcome.fate {
                    Fate::Offered { rank, .. } => {
                        prop_assert!(rank as usize <= places);
                        prop_assert!(decision.chosen.contains(&outcome.provider));
                        let eligible = candidates.iter().any(|c| {
                            c.provider == outcome.provider
                                && matches!(assess(search, c, rules, round), Assessment::Scored(_))
                        });
                        prop_assert!(eligible);
                        ranked.push(rank);
                    }
                    Fate::Scored { rank, .. } => {
                        prop_assert!(rank as usize > places);
                        ranked.push(rank);
                    }
                    Fate::Gated { .. } | Fate::OutOfRadius => {
                        prop_assert!(!decision.chosen.contains(&outcome.provider));
                    }
                }
            }
            ranked.sort_unstable();
            prop_assert!(ranked.iter().copied().eq(1..=ranked.len() as u32));
            prop_assert_eq!(decision.left as usize, ranked.len() - decision.chosen.len());
        }

        #[test]
        fn a_wider_radius_loses_nobody(record in any_record()) {
            let wider = Round { radius_m: record.round.radius_m * 2, ..record.round };
            for candidate in &record.candidates {
                let near = assess(&record.search, candidate, &record.rules, &record.round);
                let far = assess(&record.search, candidate, &record.rules, &wider);
                prop_assert!(near == far || near == Assessment::OutOfRadius);
            }
        }
    }
}
