//! A provider's tracked way to an address, from "en route" to the end of the visit, as booking's
//! events tell it.

use contracts::booking::{BookingFacts, Stage};
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{Instant, LatLng, Localized};

/// Where a booking stands, as far as tracking is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// No provider is bound.
    Unassigned,
    /// A provider is bound and has not set out.
    Assigned,
    /// On the way.
    EnRoute,
    /// At the address.
    Arrived,
    /// At work.
    Working,
    /// Waiting for a part; may go on another day.
    Paused,
    /// Over, one way or the other.
    Ended,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 7] = [
        Self::Unassigned,
        Self::Assigned,
        Self::EnRoute,
        Self::Arrived,
        Self::Working,
        Self::Paused,
        Self::Ended,
    ];

    /// The phase of a booking's stage.
    #[must_use]
    pub fn of(stage: Stage) -> Self {
        match stage {
            Stage::AwaitingPayment | Stage::Searching | Stage::Offered => Self::Unassigned,
            Stage::Assigned => Self::Assigned,
            Stage::EnRoute => Self::EnRoute,
            Stage::Arrived => Self::Arrived,
            Stage::Inspecting | Stage::AwaitingApproval | Stage::Working => Self::Working,
            Stage::Paused => Self::Paused,
            Stage::Done | Stage::Settled | Stage::Closed | Stage::Open | Stage::UnderReview => {
                Self::Ended
            }
        }
    }

    /// Whether a visit is under way or paused.
    #[must_use]
    pub fn is_visit(self) -> bool {
        self.is_on() || self == Self::Paused
    }

    /// Whether the journey is on.
    #[must_use]
    pub fn is_on(self) -> bool {
        matches!(self, Self::EnRoute | Self::Arrived | Self::Working)
    }

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Unassigned => "unassigned",
            Self::Assigned => "assigned",
            Self::EnRoute => "en_route",
            Self::Arrived => "arrived",
            Self::Working => "working",
            Self::Paused => "paused",
            Self::Ended => "ended",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.tag() == tag)
    }
}

/// A provider who is no longer bound to a visit that was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Who.
    pub provider_id: ProviderId,
    /// When it left, or was taken away.
    pub at: Instant,
}

/// One booking's journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The booking.
    pub booking_id: BookingId,
    /// The version of the last event that was applied.
    pub version: i64,
    /// The booking's number for people.
    pub number: String,
    /// The customer.
    pub customer_id: UserId,
    /// The bound provider; of an ended one, who was bound last.
    pub provider_id: Option<ProviderId>,
    /// Who was last taken from a visit under way.
    pub left: Option<Left>,
    /// Where it stands.
    pub phase: Phase,
    /// Since when it is on.
    pub on_since: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The address's pin.
    pub pin: LatLng,
    /// ISO 3166-2 code of the address's governorate.
    pub governorate: String,
    /// The address's district; none for those that were told of before it was kept.
    pub district: Option<Localized>,
}

impl Journey {
    /// The journey after an event of `version` that happened at `at`; nothing when `before` knows
    /// as much or more.
    #[must_use]
    pub fn follow(
        before: Option<&Self>,
        facts: &BookingFacts,
        version: i64,
        at: Instant,
    ) -> Option<Self> {
        if before.is_some_and(|b| b.version >= version) {
            return None;
        }
        let phase = match (Phase::of(facts.stage), facts.provider_id) {
            (Phase::Ended, _) => Phase::Ended,
            (_, None) => Phase::Unassigned,
            (phase, Some(_)) => phase,
        };
        let provider_id = match phase {
            Phase::Unassigned => None,
            Phase::Ended => facts.provider_id.or_else(|| before.and_then(|b| b.provider_id)),
            _ => facts.provider_id,
        };
        let left = before
            .filter(|b| b.phase.is_visit() && b.provider_id != provider_id)
            .and_then(|b| b.provider_id)
            .map(|provider_id| Left { provider_id, at });
        let same = before.filter(|b| b.provider_id == provider_id);
        Some(Self {
            booking_id: facts.id,
            version,
            number: facts.number.clone(),
            customer_id: facts.customer_id,
            provider_id,
            left: left.or_else(|| before.and_then(|b| b.left)),
            phase,
            on_since: phase.is_on().then(|| same.and_then(|b| b.on_since).unwrap_or(at)),
            ended_at: (phase == Phase::Ended)
                .then(|| before.and_then(|b| b.ended_at).unwrap_or(at)),
            pin: facts.pin,
            governorate: facts.governorate.clone(),
            district: Some(facts.district.clone()),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Journey, Left, Phase};
    use chrono::TimeDelta;
    use contracts::Settlement;
    use contracts::booking::{BookingFacts, PaymentMethod, Stage, Status};
    use kernel::ids::{ProviderId, UserId};
    use kernel::{BasisPoints, Instant, LatLng, Localized};
    use proptest::prelude::*;
    use uuid::Uuid;

    const STAGES: [Stage; 15] = [
        Stage::AwaitingPayment,
        Stage::Searching,
        Stage::Offered,
        Stage::Assigned,
        Stage::EnRoute,
        Stage::Arrived,
        Stage::Inspecting,
        Stage::AwaitingApproval,
        Stage::Working,
        Stage::Paused,
        Stage::Done,
        Stage::Settled,
        Stage::Closed,
        Stage::Open,
        Stage::UnderReview,
    ];

    pub fn provider(n: u128) -> ProviderId {
        Uuid::from_u128(n).into()
    }

    pub fn customer(n: u128) -> UserId {
        Uuid::from_u128(1_000 + n).into()
    }

    fn at(second: i64) -> Instant {
        "2026-11-22T10:00:00Z".parse::<Instant>().unwrap() + TimeDelta::seconds(second)
    }

    fn facts(stage: Stage, provider_id: Option<ProviderId>) -> BookingFacts {
        let name = Localized::new("سباكة", "Plumbing");
        BookingFacts {
            id: Uuid::from_u128(7).into(),
            number: "OS-7K2M4Q".into(),
            customer_id: customer(1),
            provider_id,
            service_id: Uuid::from_u128(8).into(),
            category_id: Uuid::from_u128(9).into(),
            service_name: name.clone(),
            zone_id: Uuid::from_u128(10).into(),
            district: name,
            governorate: "EG-C".into(),
            pin: LatLng::parse(30.05, 31.24).unwrap(),
            status: Status::Confirmed,
            stage,
            instant: true,
            starts_at: at(0),
            ends_at: at(3_600),
            payment_method: PaymentMethod::Cash,
            settlement: Settlement::default(),
            commission: BasisPoints::new(1_500),
            warranty_days: 30,
            created_at: at(0),
        }
    }

    /// The journey after these stages, one a second.
    pub fn walk(steps: &[(Stage, Option<ProviderId>)]) -> Option<Journey> {
        let mut journey: Option<Journey> = None;
        for (n, (stage, provider)) in (1i64..).zip(steps) {
            let facts = facts(*stage, *provider);
            journey = Journey::follow(journey.as_ref(), &facts, n, at(n)).or(journey);
        }
        journey
    }

    #[test]
    fn a_journey_is_on_from_en_route_to_the_end_of_the_visit() {
        let p = Some(provider(1));
        let journey =
            walk(&[(Stage::Assigned, p), (Stage::EnRoute, p), (Stage::Working, p)]).unwrap();
        assert_eq!((journey.phase, journey.on_since), (Phase::Working, Some(at(2))));
        let journey = walk(&[(Stage::EnRoute, p), (Stage::Done, p), (Stage::Settled, p)]).unwrap();
        assert_eq!((journey.phase, journey.on_since), (Phase::Ended, None));
        assert_eq!((journey.ended_at, journey.provider_id), (Some(at(2)), p));
    }

    #[test]
    fn a_replaced_provider_is_forgotten_and_the_next_one_starts_afresh() {
        let (one, two) = (Some(provider(1)), Some(provider(2)));
        let journey = walk(&[(Stage::EnRoute, one), (Stage::Searching, None)]).unwrap();
        assert_eq!((journey.phase, journey.provider_id), (Phase::Unassigned, None));
        let journey = walk(&[(Stage::EnRoute, one), (Stage::EnRoute, two)]).unwrap();
        assert_eq!((journey.provider_id, journey.on_since), (two, Some(at(2))));
    }

    #[test]
    fn who_leaves_a_visit_is_remembered_with_the_time() {
        let (one, two) = (Some(provider(1)), Some(provider(2)));
        let left = Some(Left { provider_id: provider(1), at: at(2) });
        for stage in [Stage::EnRoute, Stage::Arrived, Stage::Working, Stage::Paused] {
            let dropped = [(stage, one), (Stage::Searching, None), (Stage::Closed, None)];
            assert_eq!(walk(&dropped[..2]).unwrap().left, left, "{stage:?}");
            assert_eq!(walk(&dropped).unwrap().left, left, "{stage:?}");
        }
        let replaced = walk(&[(Stage::Working, one), (Stage::Assigned, two)]).unwrap();
        assert_eq!(replaced.left, left);
        // Who never set out left nobody's door, and who stays has not left.
        for steps in [
            [(Stage::Assigned, one), (Stage::Searching, None)],
            [(Stage::Working, one), (Stage::Done, one)],
            [(Stage::Working, one), (Stage::Closed, None)],
        ] {
            assert_eq!(walk(&steps).unwrap().left, None);
        }
    }

    #[test]
    fn a_second_visit_is_a_journey_of_its_own() {
        let p = Some(provider(1));
        let journey =
            walk(&[(Stage::EnRoute, p), (Stage::Paused, p), (Stage::Working, p)]).unwrap();
        assert_eq!(journey.on_since, Some(at(3)));
    }

    #[test]
    fn an_old_event_changes_nothing() {
        let p = Some(provider(1));
        let journey = walk(&[(Stage::Assigned, p), (Stage::EnRoute, p)]).unwrap();
        assert_eq!(Journey::follow(Some(&journey), &facts(Stage::Done, p), 2, at(9)), None);
    }

    #[test]
    fn a_cancelled_booking_remembers_who_was_bound() {
        let p = Some(provider(1));
        let journey = walk(&[(Stage::Assigned, p), (Stage::Closed, None)]).unwrap();
        assert_eq!((journey.phase, journey.provider_id), (Phase::Ended, p));
    }

    #[test]
    fn phases_survive_storage() {
        for phase in Phase::ALL {
            assert_eq!(Phase::from_tag(phase.tag()), Some(phase));
        }
        assert_eq!(Phase::from_tag("resting"), None);
    }

    proptest! {
        #[test]
        fn the_checks_of_the_table_hold_after_any_events(
            steps in prop::collection::vec((
                prop::sample::select(STAGES.to_vec()),
                prop::option::of((1u128..4).prop_map(provider)),
            ), 1..12),
        ) {
            let journey = walk(&steps).unwrap();
            prop_assert_eq!(journey.on_since.is_some(), journey.phase.is_on());
            prop_assert_eq!(journey.ended_at.is_some(), journey.phase == Phase::Ended);
            match journey.phase {
                Phase::Unassigned => prop_assert_eq!(journey.provider_id, None),
                Phase::Ended => {}
                _ => prop_assert!(journey.provider_id.is_some()),
            }
        }
    }
}
