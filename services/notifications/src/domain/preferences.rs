//! What a person wants to be told how, by what it is about.

use super::channel::DeliveryChannel as Channel;
use serde::{Deserialize, Serialize};

/// What a message is about, for whoever switches things off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Bookings, offers and visits.
    Visits,
    /// Payments, refunds and debts.
    Money,
    /// Conversations.
    Chat,
    /// One's account, documents and ratings.
    Account,
    /// Codes and changes of what protects the account; can't be switched off.
    Security,
}

impl Purpose {
    /// Those that may be switched off.
    pub const CHOSEN: [Self; 4] = [Self::Visits, Self::Money, Self::Chat, Self::Account];

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Money => "money",
            Self::Chat => "chat",
            Self::Account => "account",
            Self::Security => "security",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::CHOSEN.into_iter().find(|purpose| purpose.tag() == tag)
    }
}

/// The channels that are open for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub push: bool,
    pub sms: bool,
    pub email: bool,
}

impl Open {
    /// Everything.
    pub const ALL: Self = Self { push: true, sms: true, email: true };
}

/// A person's choices; what was never chosen is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences(Vec<(Purpose, Open)>);

impl Preferences {
    /// Choices as they are stored.
    #[must_use]
    pub fn new(chosen: Vec<(Purpose, Open)>) -> Self {
        Self(chosen)
    }

    /// What is open for a purpose.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Open {
        if purpose == Purpose::Security {
            return Open::ALL;
        }
        self.0.iter().find(|(of, _)| *of == purpose).map_or(Open::ALL, |(_, open)| *open)
    }

    /// Whether a channel is open for a purpose; the inbox always is.
    #[must_use]
    pub fn allow(&self, purpose: Purpose, channel: Channel) -> bool {
        let open = self.of(purpose);
        match channel {
            Channel::InApp => true,
            Channel::Push => open.push,
            Channel::Sms => open.sms,
            Channel::Email => open.email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Open, Preferences, Purpose};

    #[test]
    fn what_was_never_chosen_is_open_and_security_always_is() {
        let closed = Open { push: false, sms: false, email: true };
        let some = Preferences::new(vec![(Purpose::Money, closed), (Purpose::Security, closed)]);
        assert!(!some.allow(Purpose::Money, Channel::Sms));
        assert!(some.allow(Purpose::Money, Channel::Email));
        assert!(some.allow(Purpose::Money, Channel::InApp));
        assert!(some.allow(Purpose::Chat, Channel::Push));
        assert!(some.allow(Purpose::Security, Channel::Sms));
    }

    #[test]
    fn purposes_round_trip() {
        for purpose in Purpose::CHOSEN {
            assert_eq!(Purpose::from_tag(purpose.tag()), Some(purpose));
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.tag());
        }
        assert_eq!(Purpose::from_tag("security"), None);
    }
}
