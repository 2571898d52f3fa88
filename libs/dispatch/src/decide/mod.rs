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
mod tests;
