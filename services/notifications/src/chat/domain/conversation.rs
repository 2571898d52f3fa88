//! A conversation, and who may write in it.

use chrono::TimeDelta;
use contracts::chat::{ConversationFacts, ConversationKind, ConversationState};
use kernel::Instant;
use kernel::ids::{BookingId, ConversationId, UserId};
use serde::{Deserialize, Serialize};

/// For how long both sides of a booking may write after its end.
pub const OPEN_AFTER_END: TimeDelta = TimeDelta::hours(48);

/// On which side somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChatSide)]
pub enum Side {
    /// The customer.
    Customer,
    /// The provider.
    Provider,
    /// The staff.
    Operator,
    /// The platform itself.
    System,
}

impl Side {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Customer, Self::Provider, Self::Operator, Self::System]
            .into_iter()
            .find(|side| side.tag() == tag)
    }
}

/// A conversation as it is stored.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub booking: Option<BookingId>,
    /// The customer, or whoever asked the staff.
    pub person: UserId,
    /// Who is bound to the booking now.
    pub provider: Option<UserId>,
    /// The first message that whoever is bound next may read.
    pub provider_from: i64,
    /// The operator who looks after it.
    pub assigned_to: Option<UserId>,
    pub state: ConversationState,
    pub open_until: Option<Instant>,
    pub last_seq: i64,
}

/// Somebody's place in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub user: UserId,
    pub side: Side,
    pub from_seq: i64,
    pub delivered_seq: i64,
    pub read_seq: i64,
    pub nudged_seq: i64,
}

/// Why nothing may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteRefusal {
    /// Its time is over.
    Closed,
}

impl Conversation {
    /// The state at a moment: the time may be over before the job that closes it ran.
    #[must_use]
    pub fn state_at(&self, now: Instant) -> ConversationState {
        if self.open_until.is_some_and(|until| now >= until) {
            return ConversationState::Closed;
        }
        self.state
    }

    /// Whether somebody may write now, and whether contact details must be taken out.
    ///
    /// # Errors
    /// [`WriteRefusal`].
    pub fn may_write(&self, now: Instant) -> Result<bool, WriteRefusal> {
        match self.state_at(now) {
            ConversationState::Closed => Err(WriteRefusal::Closed),
            ConversationState::Open => Ok(false),
            ConversationState::Waiting => Ok(true),
        }
    }

    /// Whether ways around the platform are looked for: people tell the staff their numbers.
    #[must_use]
    pub fn watches_leaks(&self) -> bool {
        self.kind == ConversationKind::Booking
    }

    /// Who may hear it now.
    #[must_use]
    pub fn members(&self) -> Vec<UserId> {
        let mut members = vec![self.person];
        members.extend(self.provider);
        members.extend(self.assigned_to.filter(|operator| *operator != self.person));
        members
    }

    /// What others are told of it.
    #[must_use]
    pub fn facts(&self, now: Instant) -> ConversationFacts {
        ConversationFacts {
            id: self.id,
            kind: self.kind,
            booking_id: self.booking,
            members: self.members(),
            staff: self.kind == ConversationKind::Support,
            state: self.state_at(now),
            open_until: self.open_until,
            last_seq: self.last_seq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Conversation, Side, WriteRefusal};
    use chrono::TimeDelta;
    use contracts::chat::{ConversationKind, ConversationState};
    use kernel::Instant;
    use uuid::Uuid;

    fn now() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn conversation(state: ConversationState) -> Conversation {
        Conversation {
            id: Uuid::from_u128(1).into(),
            kind: ConversationKind::Booking,
            booking: Some(Uuid::from_u128(2).into()),
            person: Uuid::from_u128(3).into(),
            provider: Some(Uuid::from_u128(4).into()),
            provider_from: 1,
            assigned_to: None,
            state,
            open_until: None,
            last_seq: 7,
        }
    }

    #[test]
    fn nobody_writes_from_the_moment_on_at_which_it_closes() {
        let mut open = conversation(ConversationState::Open);
        assert_eq!(open.may_write(now()), Ok(false));
        open.open_until = Some(now());
        assert_eq!(open.may_write(now() - TimeDelta::nanoseconds(1)), Ok(false));
        assert_eq!(open.may_write(now()), Err(WriteRefusal::Closed));
        assert_eq!(open.facts(now()).state, ConversationState::Closed);
        let closed = conversation(ConversationState::Closed);
        assert_eq!(closed.may_write(now()), Err(WriteRefusal::Closed));
    }

    #[test]
    fn contact_details_are_taken_out_while_nobody_is_bound() {
        let waiting = Conversation { provider: None, ..conversation(ConversationState::Waiting) };
        assert_eq!(waiting.may_write(now()), Ok(true));
        assert_eq!(waiting.members(), [Uuid::from_u128(3).into()]);
    }

    #[test]
    fn sides_round_trip() {
        for side in [Side::Customer, Side::Provider, Side::Operator, Side::System] {
            assert_eq!(Side::from_tag(side.tag()), Some(side));
            assert_eq!(serde_json::to_value(side).unwrap(), side.tag());
        }
        assert_eq!(Side::from_tag("nobody"), None);
    }
}
