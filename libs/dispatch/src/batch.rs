//! Bookings that are decided together: whom each is given, at the least cost of all.
//!
//! Alone, each booking would take the best for itself, and the second one what is left. Together
//! they are an assignment problem: the rows are the bookings, the columns the providers that any of
//! them may ask, the cost of a pair is the provider's [`Standing`] for that booking as a number.

use crate::assignment::{Method, Problem, adaptive};
use crate::decide::{Fate, Ranked, Record, Rules};
use crate::facts::{Candidate, Search};
use crate::rounds::{Round, Standing};
use kernel::ids::{ProviderId, SearchId, TypedId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A batch of bookings that were decided together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(Uuid);

impl From<Uuid> for BatchId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl TypedId for BatchId {
    fn uuid(self) -> Uuid {
        self.0
    }
}

/// What a batch gave to one of its bookings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The batch.
    pub batch: BatchId,
    /// Whom the booking is offered to; nobody when others of the batch needed them more.
    pub provider: Option<ProviderId>,
    /// Whom the others of the batch were given, of those that could have been asked here; in the
    /// order of their ids.
    pub others: Vec<ProviderId>,
}

/// One booking's round that is to be decided together with others.
#[derive(Clone, Debug)]
pub struct BatchPart {
    /// What is wanted.
    pub search: Search,
    /// Who is considered.
    pub candidates: Vec<Candidate>,
    /// In which round.
    pub round: Round,
}

/// How a batch was decided: with the records of its bookings, enough to decide it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its searches with the number of the round, in the order of their ids.
    pub searches: Vec<(SearchId, u32)>,
    /// Whom each was given.
    pub given: Vec<Option<ProviderId>>,
    /// How that was found.
    pub method: Method,
    /// What the given pairs cost together, in milliseconds of travel.
    pub total_ms: i64,
}

/// Decides rounds together. Answers how, and one record for each part, in the order of the
/// searches' ids. The order of the parts does not matter.
///
/// Each part should offer in turn: a batch gives one provider to a booking and one booking to a
/// provider.
#[must_use]
pub fn decide_batch(id: BatchId, mut parts: Vec<BatchPart>, rules: &Rules) -> (Batch, Vec<Record>) {
    parts.sort_by_key(|part| (part.search.id, part.round.number));
    let offers: Vec<Vec<(ProviderId, i64)>> = parts.iter().map(|part| costs(part, rules)).collect();
    let mut providers: Vec<ProviderId> = offers.iter().flatten().map(|(p, _)| *p).collect();
    providers.sort_unstable();
    providers.dedup();
    let (chosen, method) = assign(&providers, &offers, rules);

    let mut records = Vec::with_capacity(parts.len());
    let given_of = chosen.clone();
    for ((part, provider), offers) in parts.into_iter().zip(chosen).zip(&offers) {
        let mut others: Vec<ProviderId> = offers
            .iter()
            .map(|(other, _)| *other)
            .filter(|other| Some(*other) != provider && given_of.contains(&Some(*other)))
            .collect();
        others.sort_unstable();
        let BatchPart { search, candidates, round } = part;
        let given = Given { batch: id, provider, others };
        records.push(Record::decide_given(search, candidates, rules.clone(), round, given));
    }
    let batch = Batch {
        id,
        searches: records.iter().map(|r| (r.search.id, r.round.number)).collect(),
        given: given_of,
        method,
        total_ms: records.iter().map(total_ms).fold(0, i64::saturating_add),
    };
    (batch, records)
}

/// Who may be asked, and what that costs the batch; in the order of ids.
fn costs(part: &BatchPart, rules: &Rules) -> Vec<(ProviderId, i64)> {
    let ranked = Ranked::of(&part.search, &part.candidates, rules, &part.round);
    let mut costs: Vec<_> =
        ranked.standings().map(|(p, standing)| (p, standing.as_cost(&rules.policy))).collect();
    costs.sort_unstable();
    costs
}

fn assign(
    providers: &[ProviderId],
    offers: &[Vec<(ProviderId, i64)>],
    rules: &Rules,
) -> (Vec<Option<ProviderId>>, Method) {
    let rows: Vec<(i64, Vec<(u32, i64)>)> = offers
        .iter()
        .map(|offers| {
            let edge = |(provider, cost): &(ProviderId, i64)| {
                // Every provider is there; columns are counted in u32.
                let column = providers.binary_search(provider).unwrap_or_default();
                (column as u32, *cost)
            };
            (Standing::without(), offers.iter().map(edge).collect())
        })
        .collect();
    // Standings are small enough for 65,000 bookings at once; whoever sends more gets nobody, and
    // the rounds after this one are its answer.
    let Ok(problem) = Problem::new(providers.len(), &rows) else {
        return (vec![None; offers.len()], Method::Greedy);
    };
    let solved = adaptive(&problem, rules.policy.batch_steps.into());
    let provider = |column: Option<u32>| column.map(|column| providers[column as usize]);
    (solved.assignment.columns.into_iter().map(provider).collect(), solved.method)
}

fn total_ms(record: &Record) -> i64 {
    let cost = |fate: &Fate| match fate {
        Fate::Offered { score, .. } => Some(score.total),
        _ => None,
    };
    record.decision.outcomes.iter().find_map(|outcome| cost(&outcome.fate)).unwrap_or_default()
}

impl Batch {
    /// Whether deciding again from the records of its bookings gives the same, to the bit.
    #[must_use]
    pub fn replays(&self, records: &[Record]) -> bool {
        let Some(first) = records.first() else { return self.searches.is_empty() };
        let parts = records
            .iter()
            .map(|record| BatchPart {
                search: record.search.clone(),
                candidates: record.candidates.clone(),
                round: record.round,
            })
            .collect();
        let (batch, mut again) = decide_batch(self.id, parts, &first.rules);
        let mut kept: Vec<&Record> = records.iter().collect();
        kept.sort_by_key(|record| (record.search.id, record.round.number));
        again.sort_by_key(|record| (record.search.id, record.round.number));
        batch == *self && kept.into_iter().eq(&again)
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, BatchId, BatchPart, decide_batch};
    use crate::assignment::Method;
    use crate::decide::{Decision, Record, Rules, decide};
    use crate::facts::{Candidate, Mode, Offering, Reach, Search};
    use crate::rounds::{Policy, Round};
    use crate::samples::{self, any_candidate, any_search};
    use kernel::ids::{ProviderId, SearchId};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    const FIRST: Round = Round { number: 1, step: 0, radius_m: 3_000, at_radius: 1 };

    fn batch_id() -> BatchId {
        BatchId::from(Uuid::from_u128(7))
    }

    fn provider(id: u128) -> ProviderId {
        samples::candidate(id).provider
    }

    /// A booking with candidates that travel so many seconds.
    fn part(id: u128, travels: &[(u128, u32)]) -> BatchPart {
        let at = |(provider, travel_s): &(u128, u32)| Candidate {
            reach: Some(Reach { distance_m: 1_000, travel_s: *travel_s }),
            ..samples::candidate(*provider)
        };
        BatchPart {
            search: Search { id: SearchId::from(Uuid::from_u128(id)), ..samples::search() },
            candidates: travels.iter().map(at).collect(),
            round: FIRST,
        }
    }

    fn fate(decision: &Decision, id: u128) -> serde_json::Value {
        let outcome = decision.outcomes.iter().find(|o| o.provider == provider(id)).unwrap();
        serde_json::to_value(outcome).unwrap()
    }

    #[test]
    fn together_bookings_cost_less_than_one_after_the_other() {
        // Alone, the first would take the one nearby whom the second needs.
        let parts = vec![part(1, &[(1, 100), (2, 200)]), part(2, &[(1, 150), (2, 2_000)])];
        let (batch, records) = decide_batch(batch_id(), parts, &Rules::default());
        assert_eq!(batch.given, [Some(provider(2)), Some(provider(1))]);
        assert_eq!(batch.method, Method::Exact);
        let first = &records[0].decision;
        assert_eq!((first.chosen.as_slice(), first.left), ([provider(2)].as_slice(), 0));
        assert_eq!(fate(first, 1)["taken"], true);
        assert_eq!(
            (&fate(first, 1)["rank"], &fate(first, 2)["fate"]),
            (&1.into(), &"offered".into())
        );
        assert!(batch.replays(&records));
        let reversed: Vec<Record> = records.iter().rev().cloned().collect();
        assert!(batch.replays(&reversed));
        let mut changed = records.clone();
        changed[1].candidates[0].income_today = kernel::Money::egp(9_000);
        assert!(!batch.replays(&changed));
    }

    #[test]
    fn as_many_as_possible_are_given_somebody_and_a_first_call_is_kept() {
        let crowd = vec![part(1, &[(1, 100)]), part(2, &[(1, 90), (2, 9_000)]), part(3, &[])];
        let (batch, records) = decide_batch(batch_id(), crowd, &Rules::default());
        assert_eq!(batch.given, [Some(provider(1)), Some(provider(2)), None]);
        assert!(records[2].decision.chosen.is_empty());
        let mut called = part(2, &[(1, 90), (2, 9_000)]);
        called.candidates[0].first_call = true;
        let crowd = vec![part(1, &[(1, 100)]), called];
        let (batch, _) = decide_batch(batch_id(), crowd, &Rules::default());
        assert_eq!(batch.given, [None, Some(provider(1))]);
    }

    #[test]
    fn a_repeated_canceller_is_asked_only_when_nobody_else_is_left() {
        let mut parts = vec![part(1, &[(1, 10), (2, 5_000)]), part(2, &[(1, 20), (3, 6_000)])];
        for part in &mut parts {
            part.candidates[0].dropped_30d = 9;
        }
        let (batch, _) = decide_batch(batch_id(), parts, &Rules::default());
        assert_eq!(batch.given, [Some(provider(2)), Some(provider(3))]);
    }

    #[test]
    fn a_spent_budget_is_noted_and_replays() {
        let parts = vec![part(1, &[(1, 100), (2, 200)]), part(2, &[(1, 150), (2, 2_000)])];
        let policy = Policy { batch_steps: 1, ..Policy::default() };
        let rules = Rules { policy, ..Rules::default() };
        let (batch, records) = decide_batch(batch_id(), parts, &rules);
        assert_eq!(batch.method, Method::Greedy);
        assert_eq!(batch.given, [Some(provider(1)), Some(provider(2))]);
        assert!(batch.replays(&records));
        let nobody = decide_batch(batch_id(), vec![], &rules);
        assert!(nobody.0.replays(&nobody.1));
    }

    prop_compose! {
        fn any_part()(
            search in any_search(),
            candidates in prop::collection::vec(any_candidate(), 0..15),
        ) -> BatchPart {
            let search =
                Search { mode: Mode::Instant, offering: Offering::InTurn, ..search };
            BatchPart { search, candidates, round: Round { radius_m: 12_000, ..FIRST } }
        }
    }

    fn numbered(parts: Vec<BatchPart>) -> Vec<BatchPart> {
        let id = |n| SearchId::from(Uuid::from_u128(n));
        let parts = (1..).zip(parts);
        parts.map(|(n, p)| BatchPart { search: Search { id: id(n), ..p.search }, ..p }).collect()
    }

    proptest! {
        #[test]
        fn nobody_is_given_twice_or_unfit_and_everything_replays(
            parts in prop::collection::vec(any_part(), 0..8),
        ) {
            let parts = numbered(parts);
            let (batch, records) = decide_batch(batch_id(), parts, &Rules::default());
            let given: Vec<_> = batch.given.iter().flatten().collect();
            prop_assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len());
            for (record, given) in records.iter().zip(&batch.given) {
                prop_assert_eq!(record.decision.chosen.first(), given.as_ref());
                let alone = decide(&record.search, &record.candidates, &record.rules, &record.round);
                prop_assert_eq!(record.decision.outcomes.len(), alone.outcomes.len());
                let best_is_free = alone.chosen.iter().any(|p| !batch.given.contains(&Some(*p)));
                prop_assert!(given.is_some() || !best_is_free);
            }
            let stored = serde_json::to_string(&(&batch, &records)).unwrap();
            let (batch, records): (Batch, Vec<Record>) = serde_json::from_str(&stored).unwrap();
            prop_assert!(records.iter().all(Record::replays));
            prop_assert!(batch.replays(&records));
            prop_assert_eq!(serde_json::to_string(&(&batch, &records)).unwrap(), stored);
        }

        #[test]
        fn alone_in_a_batch_is_decided_as_without_one(part in any_part()) {
            let rules = Rules::default();
            let alone = decide(&part.search, &part.candidates, &rules, &part.round);
            let (batch, records) = decide_batch(batch_id(), vec![part], &rules);
            prop_assert_eq!(&records[0].decision, &alone);
            prop_assert_eq!(batch.method, Method::Uncontested);
        }
    }
}
