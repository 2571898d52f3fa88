//! Links that show one journey to somebody without an account.

use super::journey::{Journey, Phase};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use kernel::ids::UserId;
use kernel::{Instant, LatLng, World};

/// How many links of one booking can be open at once.
pub const MOST: usize = 5;
/// How long a link lives at most; it ends with the journey.
pub const LIFE: TimeDelta = TimeDelta::hours(12);
/// Looks with less than this between them are one visit.
pub const ONE_VISIT: TimeDelta = TimeDelta::minutes(10);
/// Nearer to the address the position isn't shown, in metres: it would show the address.
const AROUND_THE_ADDRESS_M: f64 = 300.0;

/// Why a journey can't be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unshared {
    /// It isn't the customer's.
    NotTheirs,
    /// No provider is bound yet.
    TooEarly,
    /// It is over.
    Ended,
}

/// Whether a customer may share a journey.
///
/// # Errors
/// [`Unshared`] says why not.
pub fn may_share(customer: UserId, journey: &Journey) -> Result<(), Unshared> {
    match journey.phase {
        _ if journey.customer_id != customer => Err(Unshared::NotTheirs),
        Phase::Unassigned => Err(Unshared::TooEarly),
        Phase::Ended => Err(Unshared::Ended),
        _ => Ok(()),
    }
}

/// Whether a position may be shown to whoever has a link.
#[must_use]
pub fn may_show(place: LatLng, pin: LatLng) -> bool {
    place.distance_m(pin) > AROUND_THE_ADDRESS_M
}

/// The part of a name that strangers see.
#[must_use]
pub fn first_name(display_name: &str) -> &str {
    display_name.split_whitespace().next().unwrap_or_default()
}

/// The secret of a link: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ShareToken([u8; 16]);

impl ShareToken {
    /// A new one.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self(world.bytes())
    }

    /// Reads one from a link.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    /// As it stands in the link.
    #[must_use]
    pub fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is hashed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It shows the journey.
    Open,
    /// The customer took it back.
    Revoked,
    /// Its time or the journey is over.
    Expired,
}

/// The state of a link of `journey`.
#[must_use]
pub fn state(
    revoked_at: Option<Instant>,
    expires_at: Instant,
    phase: Phase,
    now: Instant,
) -> LinkState {
    if revoked_at.is_some() {
        LinkState::Revoked
    } else if expires_at <= now || phase == Phase::Ended {
        LinkState::Expired
    } else {
        LinkState::Open
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkState, ShareToken, Unshared, first_name, may_share, may_show, state};
    use crate::domain::journey::Phase;
    use crate::domain::journey::tests::{customer, provider, walk};
    use chrono::TimeDelta;
    use contracts::booking::Stage;
    use kernel::{Instant, LatLng};
    use proptest::prelude::*;

    #[test]
    fn a_customer_shares_its_own_journey_from_the_confirmation_to_the_end() {
        for (stage, bound, expected) in [
            (Stage::Searching, None, Err(Unshared::TooEarly)),
            (Stage::Assigned, Some(provider(1)), Ok(())),
            (Stage::EnRoute, Some(provider(1)), Ok(())),
            (Stage::Paused, Some(provider(1)), Ok(())),
            (Stage::Done, Some(provider(1)), Err(Unshared::Ended)),
        ] {
            let journey = walk(&[(stage, bound)]).unwrap();
            assert_eq!(may_share(customer(1), &journey), expected, "{stage:?}");
            assert_eq!(may_share(customer(2), &journey), Err(Unshared::NotTheirs));
        }
    }

    #[test]
    fn near_the_address_nothing_is_shown() {
        let pin = LatLng::parse(30.0, 31.0).unwrap();
        assert!(!may_show(LatLng::parse(30.0026, 31.0).unwrap(), pin));
        assert!(may_show(LatLng::parse(30.0028, 31.0).unwrap(), pin));
    }

    #[test]
    fn strangers_see_a_first_name() {
        assert_eq!(first_name("أحمد م."), "أحمد");
        assert_eq!(first_name(" "), "");
    }

    #[test]
    fn a_link_ends_by_its_owner_its_time_or_the_journey() {
        let now: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
        let later = now + TimeDelta::seconds(1);
        assert_eq!(state(None, later, Phase::EnRoute, now), LinkState::Open);
        assert_eq!(state(None, now, Phase::EnRoute, now), LinkState::Expired);
        assert_eq!(state(None, later, Phase::Ended, now), LinkState::Expired);
        assert_eq!(state(Some(now), now, Phase::Ended, now), LinkState::Revoked);
    }

    proptest! {
        #[test]
        fn a_token_survives_the_link_and_whatever_else_is_none(text in ".{0,40}") {
            if let Some(token) = ShareToken::parse(&text) {
                prop_assert_eq!(token.encode(), text);
            }
        }
    }
}
