//! Rounds, and what becomes of each provider in them.

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
