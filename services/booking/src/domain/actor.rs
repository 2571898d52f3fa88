//! Who moves a booking.

use kernel::ids::UserId;

/// A side of a booking, as a person acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The customer who ordered.
    Customer,
    /// The bound provider.
    Provider,
    /// Staff.
    Operator,
}

impl Side {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
            Self::Operator => "operator",
        }
    }

    /// Reads a stored name of one of the two parties.
    #[must_use]
    pub fn party_from_tag(tag: &str) -> Option<Self> {
        match tag {
            "customer" => Some(Self::Customer),
            "provider" => Some(Self::Provider),
            _ => None,
        }
    }
}

/// A person on a side of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// On which side.
    pub side: Side,
    /// Who.
    pub user_id: UserId,
}

/// Who made a move, as the history keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A person.
    Person(Actor),
    /// A timer, or another service's fact.
    System,
}

impl By {
    /// The stable name of the kind, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Person(actor) => actor.side.tag(),
            Self::System => "system",
        }
    }

    /// The person, if it was one.
    #[must_use]
    pub fn user_id(self) -> Option<UserId> {
        match self {
            Self::Person(actor) => Some(actor.user_id),
            Self::System => None,
        }
    }
}

impl From<Actor> for By {
    fn from(actor: Actor) -> Self {
        Self::Person(actor)
    }
}
