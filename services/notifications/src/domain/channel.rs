//! Channels, and what becomes of a delivery.

use serde::{Deserialize, Serialize};

macro_rules! tagged {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $tag:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name, as stored and in the API.
            #[must_use]
            pub fn tag(self) -> &'static str {
                match self { $(Self::$variant => $tag),+ }
            }

            /// Reads a stored name.
            #[must_use]
            pub fn from_tag(tag: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.tag() == tag)
            }
        }
    };
}

tagged! {
    /// A way to reach a person.
    DeliveryChannel {
        /// The inbox on the platform; always used, except for one-time codes.
        InApp = "in_app",
        /// A push message to the person's browsers.
        Push = "push",
        /// SMS.
        Sms = "sms",
        /// Email.
        Email = "email",
    }
}

tagged! {
    /// What became of a delivery.
    DeliveryState {
        /// Waits for its time.
        Queued = "queued",
        /// The outside world is being asked right now, or was when the process died.
        Sending = "sending",
        /// Accepted by whoever carries it on.
        Sent = "sent",
        /// An attempt failed; another follows.
        Failed = "failed",
        /// Asked, but the answer was lost: it may have gone out. Never sent again by itself.
        Unknown = "unknown",
        /// Given up.
        Dead = "dead",
        /// Not sent on purpose; `lastError` says why.
        Skipped = "skipped",
    }
}

#[cfg(test)]
mod tests {
    use super::{DeliveryChannel, DeliveryState};

    #[test]
    fn tags_round_trip_and_equal_the_wire_names() {
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::from_tag(state.tag()), Some(*state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.tag());
        }
        for channel in DeliveryChannel::ALL {
            assert_eq!(DeliveryChannel::from_tag(channel.tag()), Some(*channel));
            assert_eq!(serde_json::to_value(channel).unwrap(), channel.tag());
        }
        assert_eq!(DeliveryChannel::from_tag("pigeon"), None);
    }
}
