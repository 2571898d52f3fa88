//! What other rules would have decided: stored rounds are decided again by them, and both sets of
//! decisions are put side by side.
//!
//! Each round is decided from what was known when it was decided. What would have followed (who then
//! was free, waited longer or had earned more) is not played out: a trial says what a change does to
//! decisions, not to a day.

use crate::batch::{BatchId, BatchPart, decide_batch};
use crate::cost::acceptance_bp;
use crate::decide::{Decision, Fate, Record, Rules, decide};
use kernel::ids::{BookingId, ProviderId};
use std::collections::{BTreeMap, BTreeSet};

/// How many changed rounds are kept to look at.
const EXAMPLES: usize = 20;

/// Rounds decided twice.
#[derive(Debug)]
pub struct Trial {
    rules: Rules,
    rounds: u32,
    changed: u32,
    /// Who could have been asked at least once.
    eligible: BTreeSet<ProviderId>,
    before: Side,
    after: Side,
    examples: Vec<Example>,
}

/// A round in which somebody else would have been asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The booking.
    pub booking: BookingId,
    /// The round.
    pub round: u32,
    /// Who was asked first.
    pub before: Option<Asked>,
    /// Who would have been.
    pub after: Option<Asked>,
}

/// Somebody who was asked, or would have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who.
    pub provider: ProviderId,
    /// How far it was, in metres.
    pub distance_m: u32,
    /// The likely travel time, in seconds.
    pub travel_s: u32,
    /// How likely it was to accept, in hundredths of a percent.
    pub accepts_bp: u32,
}

#[derive(Debug, Default)]
struct Side {
    asked: Vec<Asked>,
    rounds_asked: u32,
    waits: u32,
}

/// What a trial found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// How many rounds were decided again.
    pub rounds: u32,
    /// In how many of them others would have been asked.
    pub changed: u32,
    /// As it was decided.
    pub before: Figures,
    /// As it would have been.
    pub after: Figures,
    /// Some of the changed rounds.
    pub examples: Vec<Example>,
}

/// One set of decisions in figures; none where nobody was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// In how many rounds somebody was asked.
    pub rounds_asked: u32,
    /// In how many rounds nobody was, because it was worth waiting.
    pub rounds_waited: u32,
    /// How many offers were made.
    pub offers: u32,
    /// The middle distance of those asked, in metres.
    pub median_distance_m: Option<u32>,
    /// One in ten was further away than this, in metres.
    pub p90_distance_m: Option<u32>,
    /// The middle travel time, in seconds.
    pub median_travel_s: Option<u32>,
    /// One in ten had a longer way than this, in seconds.
    pub p90_travel_s: Option<u32>,
    /// How likely an offer was to be accepted, on average, in hundredths of a percent.
    pub mean_acceptance_bp: Option<u32>,
    /// How many different providers were asked.
    pub providers: u32,
    /// How unevenly offers fell on those who could have been asked: 0 when all got as many, towards
    /// 10,000 when one got all (the Gini coefficient in hundredths of a percent).
    pub unevenness_bp: Option<u32>,
}

impl Trial {
    /// Tries these rules.
    #[must_use]
    pub fn of(rules: Rules) -> Self {
        Self {
            rules,
            rounds: 0,
            changed: 0,
            eligible: BTreeSet::new(),
            before: Side::default(),
            after: Side::default(),
            examples: Vec::new(),
        }
    }

    /// Decides a round again that was decided alone.
    pub fn round(&mut self, record: &Record) {
        let again = decide(&record.search, &record.candidates, &self.rules, &record.round);
        self.note(record, &again);
    }

    /// Decides rounds again that were decided together. They must be all of their batch.
    pub fn batch(&mut self, id: BatchId, records: &[Record]) {
        let part = |record: &Record| BatchPart {
            search: record.search.clone(),
            candidates: record.candidates.clone(),
            round: record.round,
        };
        let (_, again) = decide_batch(id, records.iter().map(part).collect(), &self.rules);
        let mut records: Vec<&Record> = records.iter().collect();
        records.sort_by_key(|record| (record.search.id, record.round.number));
        for (record, again) in records.into_iter().zip(&again) {
            self.note(record, &again.decision);
        }
    }

    fn note(&mut self, record: &Record, again: &Decision) {
        let was = &record.decision;
        self.rounds += 1;
        let could = |fate: &Fate| matches!(fate, Fate::Scored { .. } | Fate::Offered { .. });
        let eligible = was.outcomes.iter().filter(|outcome| could(&outcome.fate));
        self.eligible.extend(eligible.map(|outcome| outcome.provider));
        let (before, after) = (self.before.note(record, was), self.after.note(record, again));
        let set = |decision: &Decision| decision.chosen.iter().copied().collect::<BTreeSet<_>>();
        if set(was) == set(again) {
            return;
        }
        self.changed += 1;
        if self.examples.len() < EXAMPLES {
            let (booking, round) = (record.search.booking, record.round.number);
            self.examples.push(Example { booking, round, before, after });
        }
    }

    /// What was found.
    #[must_use]
    pub fn findings(self) -> Findings {
        Findings {
            rounds: self.rounds,
            changed: self.changed,
            before: self.before.figures(&self.eligible),
            after: self.after.figures(&self.eligible),
            examples: self.examples,
        }
    }
}

impl Side {
    /// Takes a decision in; answers who is asked first.
    fn note(&mut self, record: &Record, decision: &Decision) -> Option<Asked> {
        let asked = decision.chosen.iter().filter_map(|provider| asked(record, *provider));
        let asked: Vec<Asked> = asked.collect();
        self.rounds_asked += u32::from(!asked.is_empty());
        self.waits += u32::from(decision.waits);
        self.asked.extend(&asked);
        asked.first().copied()
    }

    fn figures(&self, eligible: &BTreeSet<ProviderId>) -> Figures {
        let sorted = |of: fn(&Asked) -> u32| {
            let mut values: Vec<u32> = self.asked.iter().map(of).collect();
            values.sort_unstable();
            values
        };
        let (distances, travels) = (sorted(|a| a.distance_m), sorted(|a| a.travel_s));
        let chances: u64 = self.asked.iter().map(|a| u64::from(a.accepts_bp)).sum();
        let mut offers: BTreeMap<ProviderId, u64> = eligible.iter().map(|p| (*p, 0)).collect();
        for asked in &self.asked {
            *offers.entry(asked.provider).or_default() += 1;
        }
        Figures {
            rounds_asked: self.rounds_asked,
            rounds_waited: self.waits,
            offers: count(self.asked.len()),
            median_distance_m: percentile(&distances, 50),
            p90_distance_m: percentile(&distances, 90),
            median_travel_s: percentile(&travels, 50),
            p90_travel_s: percentile(&travels, 90),
            mean_acceptance_bp: chances
                .checked_div(self.asked.len() as u64)
                .and_then(|mean| u32::try_from(mean).ok()),
            providers: count(offers.values().filter(|n| **n > 0).count()),
            unevenness_bp: unevenness(offers.into_values().collect()),
        }
    }
}

fn asked(record: &Record, provider: ProviderId) -> Option<Asked> {
    // Of a provider listed twice the lesser counts, as in the decision.
    let candidate = record.candidates.iter().filter(|c| c.provider == provider).min()?;
    let reach = candidate.reach?;
    Some(Asked {
        provider,
        distance_m: reach.distance_m,
        travel_s: reach.travel_s,
        accepts_bp: acceptance_bp(candidate),
    })
}

/// The value that so many percent don't exceed, of sorted ones.
fn percentile(sorted: &[u32], percent: usize) -> Option<u32> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1).min(last)).copied()
}

/// The Gini coefficient in hundredths of a percent; nothing where nothing was given.
fn unevenness(mut shares: Vec<u64>) -> Option<u32> {
    shares.sort_unstable();
    let (n, sum) = (shares.len() as u64, shares.iter().sum::<u64>());
    let weighted: u64 = (1..).zip(&shares).map(|(place, share): (u64, &u64)| place * share).sum();
    let above = (2 * weighted).saturating_sub((n + 1) * sum) * 10_000;
    above.checked_div(n * sum).and_then(|bp| u32::try_from(bp).ok())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Trial, percentile, unevenness};
    use crate::batch::{BatchId, BatchPart, decide_batch};
    use crate::decide::{Record, Rules};
    use crate::facts::{Mode, Offering, Reach, Search};
    use crate::rounds::Round;
    use crate::samples::{any_candidate, any_search, candidate, search};
    use crate::weights::Weights;
    use chrono::TimeDelta;
    use kernel::ids::SearchId;
    use proptest::prelude::*;
    use uuid::Uuid;

    const FIRST: Round = Round { number: 1, step: 0, radius_m: 12_000, at_radius: 1 };

    #[test]
    fn what_fairness_costs_is_told_beside_what_it_brings() {
        // One lives next door and had an offer a minute ago; the other waits for days, further away.
        let mut near = candidate(1);
        near.last_offer_at = Some(search().now - TimeDelta::minutes(1));
        let mut far = candidate(2);
        far.reach = Some(Reach { distance_m: 4_000, travel_s: 600 });
        far.last_offer_at = None;
        let records: Vec<Record> = (0..10)
            .map(|_| {
                Record::decide(search(), vec![near.clone(), far.clone()], Rules::default(), FIRST)
            })
            .collect();
        let weights = Weights { idle_s_per_min: 60, ..Weights::default() };
        let mut trial = Trial::of(Rules { weights, ..Rules::default() });
        records.iter().for_each(|record| trial.round(record));
        let found = trial.findings();
        assert_eq!((found.rounds, found.changed, found.examples.len()), (10, 10, 10));
        assert_eq!(found.before.median_distance_m, Some(1_000));
        assert_eq!(
            (found.after.median_distance_m, found.after.p90_travel_s),
            (Some(4_000), Some(600))
        );
        assert_eq!((found.before.providers, found.after.providers), (1, 1));
        // Of two who could have been asked, one got all.
        assert_eq!(found.before.unevenness_bp, Some(5_000));
    }

    #[test]
    fn middles_and_unevenness_are_what_they_are_said_to_be() {
        assert_eq!((percentile(&[], 50), percentile(&[7], 90)), (None, Some(7)));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&(1..=10).collect::<Vec<_>>(), 90), Some(9));
        assert_eq!((unevenness(vec![3, 3, 3]), unevenness(vec![])), (Some(0), None));
        assert_eq!(unevenness(vec![0, 0, 0, 12]), Some(7_500));
        assert_eq!(unevenness(vec![0, 0]), None);
    }

    fn numbered(n: u128, search: Search) -> Search {
        Search { id: SearchId::from(Uuid::from_u128(n)), ..search }
    }

    proptest! {
        #[test]
        fn the_same_rules_change_nothing(
            parts in prop::collection::vec(
                (any_search(), prop::collection::vec(any_candidate(), 0..10)), 1..6),
        ) {
            let rules = Rules::default();
            let mut trial = Trial::of(rules.clone());
            for (n, (search, candidates)) in (1..).zip(parts.clone()) {
                let search = numbered(n, search);
                trial.round(&Record::decide(search, candidates, rules.clone(), FIRST));
            }
            let together = (1..).zip(parts).map(|(n, (search, candidates))| {
                let search = numbered(n, search);
                let (mode, offering) = (Mode::Instant, Offering::InTurn);
                BatchPart { search: Search { mode, offering, ..search }, candidates, round: FIRST }
            });
            let id = BatchId::from(Uuid::from_u128(7));
            let (_, records) = decide_batch(id, together.collect(), &rules);
            trial.batch(id, &records);
            let found = trial.findings();
            prop_assert_eq!(found.changed, 0);
            prop_assert!(found.examples.is_empty());
            prop_assert_eq!(found.before, found.after);
            prop_assert!(found.before.unevenness_bp.is_none_or(|bp| bp < 10_000));
        }
    }
}
