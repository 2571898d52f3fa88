//! Alarms of people in danger during a visit.

use super::journey::{Journey, Phase};
use chrono::TimeDelta;
use contracts::tracking::{SosFacts, VisitSide};
use kernel::ids::{BookingId, ProviderId, SosId, UserId};
use kernel::{Instant, Localized, Role};

/// So long after a visit, or after its provider left it, its people can still call for help: trouble does not end with the bill.
const AFTERWARDS: TimeDelta = TimeDelta::hours(2);
/// Presses of one alarm that are kept one by one; further ones are counted.
pub const MOST_PRESSES: u32 = 100;

/// On which side of a visit a role stands; nothing for staff.
#[must_use]
pub fn side_of(role: Role) -> Option<VisitSide> {
    match role {
        Role::Customer => Some(VisitSide::Customer),
        Role::ServiceProvider => Some(VisitSide::Provider),
        _ => None,
    }
}

/// On which side of a visit a person stands; nothing for strangers and staff. Who was last taken
/// from the visit still stands on its side.
#[must_use]
pub fn side(user: UserId, role: Role, journey: &Journey) -> Option<VisitSide> {
    side_of(role).filter(|side| match side {
        VisitSide::Customer => journey.customer_id == user,
        VisitSide::Provider => {
            let left = journey.left.map(|left| left.provider_id);
            [journey.provider_id, left].contains(&Some(user.into()))
        }
    })
}

/// The provider of the visit in which `user`, on `side`, may call for help: one that is under way,
/// paused or just over, or that its provider just left. Nothing without such a visit.
#[must_use]
pub fn provider_of_visit(
    journey: &Journey,
    side: VisitSide,
    user: UserId,
    now: Instant,
) -> Option<ProviderId> {
    let just = |at: Instant| now - at <= AFTERWARDS;
    let is_visit = match journey.phase {
        Phase::Ended => journey.ended_at.is_some_and(just),
        phase => phase.is_visit(),
    };
    let bound = journey.provider_id.filter(|_| is_visit);
    let left = journey.left.filter(|left| just(left.at)).map(|left| left.provider_id);
    [bound, left].into_iter().flatten().find(|provider| match side {
        VisitSide::Customer => true,
        VisitSide::Provider => *provider == user.into(),
    })
}

/// Where an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmState {
    /// No operator looks after it yet.
    Open,
    /// One does.
    Acknowledged,
    /// It is over.
    Closed,
}

/// An alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// Its id.
    pub id: SosId,
    /// The visit.
    pub booking_id: BookingId,
    /// The booking's number for people.
    pub number: String,
    /// Who raised it.
    pub side: VisitSide,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: ProviderId,
    /// The address's district.
    pub district: Option<Localized>,
    /// Whether the other side must not learn of it.
    pub silent: bool,
    /// How often the button was pressed.
    pub presses: u32,
    /// When it was pressed first.
    pub raised_at: Instant,
    /// How often nobody had acknowledged it in time.
    pub escalations: u32,
    /// When an operator acknowledged it, and who.
    pub acknowledged: Option<(Instant, UserId)>,
    /// When an operator closed it, and who.
    pub closed: Option<(Instant, UserId)>,
}

impl Alarm {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> AlarmState {
        match (self.closed, self.acknowledged) {
            (Some(_), _) => AlarmState::Closed,
            (None, Some(_)) => AlarmState::Acknowledged,
            (None, None) => AlarmState::Open,
        }
    }

    /// Pressed again. Once silent it stays so.
    pub fn press_again(&mut self, silent: bool) {
        self.presses = self.presses.saturating_add(1);
        self.silent |= silent;
    }

    /// What events tell of it.
    #[must_use]
    pub fn facts(&self) -> SosFacts {
        SosFacts {
            sos_id: self.id,
            booking_id: self.booking_id,
            number: self.number.clone(),
            side: self.side,
            customer_id: self.customer_id,
            provider_id: self.provider_id,
            district: self.district.clone(),
            silent: self.silent,
            presses: self.presses,
            raised_at: self.raised_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{provider_of_visit, side};
    use crate::domain::journey::Journey;
    use crate::domain::journey::tests::{customer, provider, walk};
    use chrono::TimeDelta;
    use contracts::booking::Stage;
    use contracts::tracking::VisitSide;
    use kernel::ids::ProviderId;
    use kernel::{Instant, Role};

    fn visit_of_customer(journey: &Journey, now: Instant) -> Option<ProviderId> {
        provider_of_visit(journey, VisitSide::Customer, customer(1), now)
    }

    #[test]
    fn dropping_the_booking_takes_nobodys_alarm_away_for_two_hours() {
        let (one, two) = (Some(provider(1)), Some(provider(2)));
        for after in [
            vec![(Stage::Searching, None)],
            vec![(Stage::Searching, None), (Stage::Closed, None)],
            vec![(Stage::Searching, None), (Stage::Assigned, two)],
        ] {
            let steps: Vec<_> = [(Stage::Arrived, one)].into_iter().chain(after).collect();
            let journey = walk(&steps).unwrap();
            let user = provider(1).into();
            assert_eq!(side(user, Role::ServiceProvider, &journey), Some(VisitSide::Provider));
            let left = journey.left.unwrap().at;
            for (minutes, expected) in [(0, one), (120, one), (121, None)] {
                let now = left + TimeDelta::minutes(minutes);
                assert_eq!(visit_of_customer(&journey, now), expected, "{steps:?}");
                let own = provider_of_visit(&journey, VisitSide::Provider, user, now);
                assert_eq!(own, expected, "{steps:?}");
            }
        }
        // The next one's visit is the next one's, and the one before still has its own.
        let next = walk(&[(Stage::Arrived, one), (Stage::EnRoute, two)]).unwrap();
        let now = next.left.unwrap().at;
        assert_eq!(visit_of_customer(&next, now), two);
        for provider in [one, two] {
            let user = provider.unwrap().into();
            assert_eq!(provider_of_visit(&next, VisitSide::Provider, user, now), provider);
        }
    }

    #[test]
    fn help_can_be_called_for_during_a_visit_and_two_hours_after() {
        let p = Some(provider(1));
        for (stage, bound, is_visit) in [
            (Stage::Searching, None, false),
            (Stage::Assigned, p, false),
            (Stage::EnRoute, p, true),
            (Stage::Arrived, p, true),
            (Stage::Working, p, true),
            (Stage::Paused, p, true),
            (Stage::Closed, p, true),
        ] {
            let journey = walk(&[(stage, bound)]).unwrap();
            let now = journey.ended_at.unwrap_or_else(|| "2026-11-22T10:00:00Z".parse().unwrap());
            assert_eq!(visit_of_customer(&journey, now).is_some(), is_visit, "{stage:?}");
        }
        let over = walk(&[(Stage::Done, p)]).unwrap();
        let end = over.ended_at.unwrap();
        assert_eq!(visit_of_customer(&over, end + TimeDelta::hours(2)), p);
        assert_eq!(visit_of_customer(&over, end + TimeDelta::minutes(121)), None);
    }

    #[test]
    fn everybody_stands_on_one_side_at_most() {
        let journey = walk(&[(Stage::Working, Some(provider(1)))]).unwrap();
        assert_eq!(side(customer(1), Role::Customer, &journey), Some(VisitSide::Customer));
        let user = provider(1).into();
        assert_eq!(side(user, Role::ServiceProvider, &journey), Some(VisitSide::Provider));
        assert_eq!(side(customer(2), Role::Customer, &journey), None);
        assert_eq!(side(provider(2).into(), Role::ServiceProvider, &journey), None);
        assert_eq!(side(customer(1), Role::Admin, &journey), None);
    }
}
