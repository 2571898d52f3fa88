//! The states of a booking. A variant carries what is true in it, so that a state that can't be
//! (a confirmed booking without a provider) can't be written down.

use contracts::booking::{CancelReason, Stage, Status, Verdict};
use kernel::ids::ProviderId;
use kernel::{Instant, Money};

/// Where a booking stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// No provider is bound.
    Pending(Pending),
    /// One provider is bound; its time is reserved.
    Confirmed(Bound, Way),
    /// The start code was given.
    InProgress(Visit, Doing),
    /// The work ended; money is due or settled.
    Completed(Ended),
    /// Over, with a reason.
    Cancelled(Cancelled),
    /// Money is held.
    Disputed(Ended, bool),
}

/// Before a provider is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// A prepaid method's money is awaited.
    AwaitingPayment {
        /// Until when.
        until: Instant,
    },
    /// Looking for a provider.
    Searching,
    /// Offered to one or more providers.
    Offered,
}

/// A provider's binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Who.
    pub provider: ProviderId,
    /// Since when.
    pub confirmed_at: Instant,
    /// What the customer tells it at the door.
    pub code: StartCode,
}

/// The customer's 4-digit code and its lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartCode {
    /// The code, sealed; the domain never sees it in clear.
    pub sealed: String,
    /// Wrong codes since the last lock.
    pub attempts: u8,
    /// Until when no code is looked at.
    pub locked_until: Option<Instant>,
}

/// How far a bound provider has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Not on its way yet.
    Assigned,
    /// On its way.
    EnRoute {
        /// Since when.
        since: Instant,
    },
    /// At the address.
    Arrived {
        /// When it set out.
        en_route_at: Instant,
        /// The arrival.
        arrival: Arrival,
    },
}

impl Way {
    /// When it set out, if it has.
    #[must_use]
    pub fn set_out(&self) -> Option<Instant> {
        match self {
            Self::Assigned => None,
            Self::EnRoute { since } => Some(*since),
            Self::Arrived { en_route_at, .. } => Some(*en_route_at),
        }
    }

    /// Since when it is at the address, if it is.
    #[must_use]
    pub fn arrived(&self) -> Option<Instant> {
        match self {
            Self::Arrived { arrival, .. } => Some(arrival.at),
            Self::Assigned | Self::EnRoute { .. } => None,
        }
    }
}

/// When a provider arrived, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// How it is known.
    pub by: ArrivedBy,
}

/// How an arrival is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArrivedBy {
    /// A fix within the radius of the address.
    Fix,
    /// The position the provider's app sent while tracking was away.
    Unverified,
    /// An operator says so.
    Operator,
}

impl ArrivedBy {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fix => "fix",
            Self::Unverified => "unverified",
            Self::Operator => "operator",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Fix, Self::Unverified, Self::Operator].into_iter().find(|by| by.tag() == tag)
    }
}

/// A visit that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who works.
    pub provider: ProviderId,
    /// When it was bound.
    pub confirmed_at: Instant,
    /// When it set out.
    pub en_route_at: Instant,
    /// Its arrival.
    pub arrival: Arrival,
    /// When the start code was given.
    pub started_at: Instant,
}

/// What happens during a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Looking at the fault.
    Inspecting,
    /// An estimate or change order awaits the customer.
    AwaitingApproval(Resume),
    /// Working.
    Working,
    /// Waits for a part; may go on another day.
    Paused,
}

/// What a visit goes back to when the customer has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// An estimate was proposed.
    Inspecting,
    /// A change order was proposed.
    Working,
}

/// Work that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The visit.
    pub visit: Visit,
    /// When it ended.
    pub at: Instant,
}

/// A cancellation and what it meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: CancelReason,
    /// Whose fault.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: String,
    /// What the customer pays.
    pub fee: Money,
    /// What of it the provider gets.
    pub fee_to_provider: Money,
    /// How far it had come, if a provider was bound.
    pub trail: Option<Trail>,
}

/// How far a cancelled booking had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trail {
    /// Who was bound.
    pub provider: ProviderId,
    /// Since when.
    pub confirmed_at: Instant,
    /// When it set out.
    pub en_route_at: Option<Instant>,
    /// Its arrival.
    pub arrival: Option<Arrival>,
    /// When the work began.
    pub started_at: Option<Instant>,
    /// When the work ended.
    pub ended_at: Option<Instant>,
}

impl State {
    /// The status of this state.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            Self::Pending(_) => Status::Pending,
            Self::Confirmed(..) => Status::Confirmed,
            Self::InProgress(..) => Status::InProgress,
            Self::Completed(_) => Status::Completed,
            Self::Cancelled(_) => Status::Cancelled,
            Self::Disputed(..) => Status::Disputed,
        }
    }

    /// The stage of this state; `settled` says whether the money is.
    #[must_use]
    pub fn stage(&self, settled: bool) -> Stage {
        match self {
            Self::Pending(Pending::AwaitingPayment { .. }) => Stage::AwaitingPayment,
            Self::Pending(Pending::Searching) => Stage::Searching,
            Self::Pending(Pending::Offered) => Stage::Offered,
            Self::Confirmed(_, Way::Assigned) => Stage::Assigned,
            Self::Confirmed(_, Way::EnRoute { .. }) => Stage::EnRoute,
            Self::Confirmed(_, Way::Arrived { .. }) => Stage::Arrived,
            Self::InProgress(_, Doing::Inspecting) => Stage::Inspecting,
            Self::InProgress(_, Doing::AwaitingApproval(_)) => Stage::AwaitingApproval,
            Self::InProgress(_, Doing::Working) => Stage::Working,
            Self::InProgress(_, Doing::Paused) => Stage::Paused,
            Self::Completed(_) if settled => Stage::Settled,
            Self::Completed(_) => Stage::Done,
            Self::Cancelled(_) => Stage::Closed,
            Self::Disputed(_, true) => Stage::UnderReview,
            Self::Disputed(_, false) => Stage::Open,
        }
    }

    /// How far it has come, when a provider is or was bound.
    #[must_use]
    pub fn trail(&self) -> Option<Trail> {
        match self {
            Self::Pending(_) => None,
            Self::Confirmed(bound, way) => Some(Trail {
                provider: bound.provider,
                confirmed_at: bound.confirmed_at,
                en_route_at: match way {
                    Way::Assigned => None,
                    Way::EnRoute { since } => Some(*since),
                    Way::Arrived { en_route_at, .. } => Some(*en_route_at),
                },
                arrival: match way {
                    Way::Arrived { arrival, .. } => Some(*arrival),
                    Way::Assigned | Way::EnRoute { .. } => None,
                },
                started_at: None,
                ended_at: None,
            }),
            Self::InProgress(visit, _) => Some(visit.trail(None)),
            Self::Completed(ended) | Self::Disputed(ended, _) => {
                Some(ended.visit.trail(Some(ended.at)))
            }
            Self::Cancelled(cancelled) => cancelled.trail,
        }
    }
}

impl Visit {
    fn trail(&self, ended_at: Option<Instant>) -> Trail {
        Trail {
            provider: self.provider,
            confirmed_at: self.confirmed_at,
            en_route_at: Some(self.en_route_at),
            arrival: Some(self.arrival),
            started_at: Some(self.started_at),
            ended_at,
        }
    }
}
