//! The names of rooms.

use kernel::ids::{BookingId, ConversationId, UserId};
use std::fmt;

/// A room. What clients call `me` is the person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// A person, on all of its devices.
    Person(UserId),
    /// Those who take part in a booking.
    Booking(BookingId),
    /// Those who may hear a conversation.
    Conversation(ConversationId),
}

impl Room {
    /// Reads what `who` asks for: `booking:{id}`, `conversation:{id}` or its own `me`.
    #[must_use]
    pub fn parse(text: &str, who: UserId) -> Option<Self> {
        if text == "me" {
            return Some(Self::Person(who));
        }
        match text.split_once(':')? {
            ("booking", id) => id.parse().ok().map(Self::Booking),
            ("conversation", id) => id.parse().ok().map(Self::Conversation),
            _ => None,
        }
    }
}

/// The name as its members know it.
impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(_) => f.write_str("me"),
            Self::Booking(id) => write!(f, "booking:{id}"),
            Self::Conversation(id) => write!(f, "conversation:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Room;
    use kernel::ids::UserId;
    use uuid::Uuid;

    #[test]
    fn a_name_is_read_back_and_nobody_names_another_person() {
        let me = UserId::from(Uuid::from_u128(7));
        let id = Uuid::from_u128(9);
        for name in ["me".to_string(), format!("booking:{id}"), format!("conversation:{id}")] {
            assert_eq!(Room::parse(&name, me).unwrap().to_string(), name);
        }
        let other = format!("person:{id}");
        for name in ["", "booking", "booking:", "booking:7", "Me", "me:7", other.as_str()] {
            assert_eq!(Room::parse(name, me), None, "{name}");
        }
    }
}
