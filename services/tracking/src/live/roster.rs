//! Who is on duty: on shift, or on a journey. Only of those is anything kept.

use crate::domain::fix::CLOCK_SKEW;
use crate::domain::journey::Journey;
use chrono::TimeDelta;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId, ServiceId};
use std::collections::HashMap;

/// How long ended journeys are remembered, so that a late read of an older state can't open one
/// again.
const REMEMBER_ENDED: TimeDelta = TimeDelta::minutes(10);

/// What tracking needs to know of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderState {
    /// The provider.
    pub provider_id: ProviderId,
    /// The version of the last event that was applied.
    pub version: i64,
    /// First name and initial.
    pub display_name: String,
    /// Whether it has an approved photo.
    pub has_photo: bool,
    /// Since when it is verified, active and online; nothing while it isn't.
    pub shift_since: Option<Instant>,
    /// What it offers, sorted.
    pub services: Vec<ServiceId>,
}

impl ProviderState {
    fn offers(&self, service: ServiceId) -> bool {
        self.services.binary_search(&service).is_ok()
    }
}

/// For what a provider is tracked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// Since when it is on shift.
    pub shift_since: Option<Instant>,
    /// The journey that is on, and since when; the one begun last, were there several.
    pub journey: Option<(BookingId, Instant)>,
}

impl Duty {
    /// Whether there is any reason to keep positions.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.shift_since.is_some() || self.journey.is_some()
    }

    /// Whether a fix of that time belongs to the shift or the journey: not to the time before.
    #[must_use]
    pub fn covers(&self, at: Instant) -> bool {
        let began = |since: Instant| since - CLOCK_SKEW <= at;
        self.shift_since.is_some_and(began) || self.booking_at(at).is_some()
    }

    /// The booking whose journey a fix of that time belongs to.
    #[must_use]
    pub fn booking_at(&self, at: Instant) -> Option<BookingId> {
        self.journey.filter(|(_, since)| *since - CLOCK_SKEW <= at).map(|(booking, _)| booking)
    }
}

/// Everybody's duty.
#[derive(Debug, Default)]
pub struct Roster {
    providers: HashMap<ProviderId, ProviderState>,
    journeys: HashMap<BookingId, Journey>,
    /// The bookings of each provider whose journey is on: hardly ever more than one.
    on: HashMap<ProviderId, Vec<BookingId>>,
}

impl Roster {
    /// Takes in a provider's state, unless a newer one is known.
    pub fn put_provider(&mut self, state: ProviderState) {
        let known = self.providers.get(&state.provider_id);
        if known.is_none_or(|known| known.version < state.version) {
            self.providers.insert(state.provider_id, state);
        }
    }

    /// Whether a state of a journey is newer than what is known of it.
    #[must_use]
    pub fn is_news(&self, journey: &Journey) -> bool {
        let known = self.journeys.get(&journey.booking_id);
        known.is_none_or(|known| known.version < journey.version)
    }

    /// Takes in a journey, unless a newer state of it is known. Returns the provider that was on
    /// it before.
    pub fn put_journey(&mut self, journey: Journey) -> Option<ProviderId> {
        if !self.is_news(&journey) {
            return None;
        }
        let known = self.journeys.get(&journey.booking_id);
        let before = known.filter(|known| known.on_since.is_some()).and_then(|k| k.provider_id);
        if let Some(provider) = before {
            self.take_off(provider, journey.booking_id);
        }
        if let (Some(provider), Some(_)) = (journey.provider_id, journey.on_since) {
            self.on.entry(provider).or_default().push(journey.booking_id);
        }
        self.journeys.insert(journey.booking_id, journey);
        before
    }

    fn take_off(&mut self, provider: ProviderId, booking: BookingId) {
        if let Some(bookings) = self.on.get_mut(&provider) {
            bookings.retain(|b| *b != booking);
            if bookings.is_empty() {
                self.on.remove(&provider);
            }
        }
    }

    /// For what a provider is tracked right now.
    #[must_use]
    pub fn duty(&self, provider: ProviderId) -> Duty {
        let shift_since = self.providers.get(&provider).and_then(|p| p.shift_since);
        let journey = self
            .on
            .get(&provider)
            .into_iter()
            .flatten()
            .filter_map(|booking| Some((*booking, self.journeys.get(booking)?.on_since?)))
            .max_by_key(|(booking, since)| (*since, *booking));
        Duty { shift_since, journey }
    }

    /// A provider's state.
    #[must_use]
    pub fn provider(&self, provider: ProviderId) -> Option<&ProviderState> {
        self.providers.get(&provider)
    }

    /// Whether a provider offers a service.
    #[must_use]
    pub fn offers(&self, provider: ProviderId, service: ServiceId) -> bool {
        self.providers.get(&provider).is_some_and(|state| state.offers(service))
    }

    /// Forgets journeys that ended a while ago.
    pub fn forget_ended(&mut self, now: Instant) {
        self.journeys.retain(|_, j| j.ended_at.is_none_or(|ended| ended > now - REMEMBER_ENDED));
    }

    /// How many providers are on a journey.
    #[must_use]
    pub fn on_journey(&self) -> usize {
        self.on.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{ProviderState, Roster};
    use crate::domain::journey::Journey;
    use crate::domain::journey::tests::{provider, walk};
    use chrono::TimeDelta;
    use contracts::booking::Stage;
    use kernel::Instant;
    use uuid::Uuid;

    fn at(second: i64) -> Instant {
        "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
    }

    fn state(version: i64, since: Option<i64>) -> ProviderState {
        ProviderState {
            provider_id: provider(1),
            version,
            display_name: "Ahmed M.".into(),
            has_photo: false,
            shift_since: since.map(at),
            services: vec![],
        }
    }

    fn journey(booking: u128, stage: Stage, version: i64, since: i64) -> Journey {
        let journey = walk(&[(stage, Some(provider(1)))]).unwrap();
        let on_since = journey.on_since.map(|_| at(since));
        Journey { booking_id: Uuid::from_u128(booking).into(), version, on_since, ..journey }
    }

    #[test]
    fn an_older_state_never_replaces_a_newer_one() {
        let mut roster = Roster::default();
        roster.put_provider(state(2, None));
        roster.put_provider(state(1, Some(0)));
        assert!(!roster.duty(provider(1)).is_on());
        roster.put_journey(journey(1, Stage::Done, 5, 0));
        roster.put_journey(journey(1, Stage::EnRoute, 4, 0));
        assert!(!roster.duty(provider(1)).is_on());
    }

    #[test]
    fn the_journey_that_began_last_gets_the_fixes() {
        let mut roster = Roster::default();
        roster.put_journey(journey(1, Stage::Working, 1, 10));
        roster.put_journey(journey(2, Stage::EnRoute, 1, 50));
        assert_eq!(roster.duty(provider(1)).booking_at(at(60)), Some(Uuid::from_u128(2).into()));
        roster.put_journey(journey(2, Stage::Closed, 2, 0));
        assert_eq!(roster.duty(provider(1)).booking_at(at(60)), Some(Uuid::from_u128(1).into()));
        assert_eq!(roster.put_journey(journey(1, Stage::Done, 2, 0)), Some(provider(1)));
        assert!(!roster.duty(provider(1)).is_on());
    }

    #[test]
    fn what_was_before_the_shift_is_not_covered() {
        let mut roster = Roster::default();
        roster.put_provider(state(1, Some(100)));
        let duty = roster.duty(provider(1));
        assert!(duty.covers(at(100)) && duty.covers(at(70)) && !duty.covers(at(69)));
        assert_eq!(duty.booking_at(at(100)), None);
    }

    #[test]
    fn ended_journeys_are_forgotten_after_a_while() {
        let mut roster = Roster::default();
        roster.put_journey(journey(1, Stage::Done, 1, 0));
        roster.put_journey(journey(2, Stage::EnRoute, 1, 0));
        roster.forget_ended(at(60));
        assert_eq!(roster.journeys.len(), 2);
        roster.forget_ended(at(3_600));
        assert_eq!((roster.journeys.len(), roster.on_journey()), (1, 1));
        assert!(roster.duty(provider(1)).is_on());
    }
}
