//! What becomes of an appeal that nobody decides.
//!
//! The platform owes an answer within a deadline. When it is over, the delay is told at once and
//! then every day. A suspension that waits still longer is lifted: whoever may not work must not
//! pay for our delay. Only one that was made because people may be in danger stays, and goes on
//! being told.

use chrono::TimeDelta;
use kernel::Instant;

/// How long between two times that a delay is told.
pub const TELL_EVERY: TimeDelta = TimeDelta::days(1);

/// An open appeal, as far as its clock goes.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// Until when it should be decided.
    pub due_at: Instant,
    /// When its delay was told last.
    pub escalated_at: Option<Instant>,
    /// Whether it is against a suspension that is in force.
    pub suspended: bool,
    /// Whether that suspension was made because people may be in danger.
    pub safety_risk: bool,
}

/// What is to be done about it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// Nothing.
    Wait,
    /// Tell that it waits too long.
    Escalate,
    /// Lift the suspension.
    Lift,
}

impl Waiting {
    /// What is to be done at `now`; `lift_after` is the time from the deadline on after which a
    /// suspension is lifted, `None` for never.
    #[must_use]
    pub fn at(self, now: Instant, lift_after: Option<TimeDelta>) -> Overdue {
        if now < self.due_at {
            return Overdue::Wait;
        }
        let may_lift = self.suspended && !self.safety_risk;
        if may_lift && lift_after.is_some_and(|after| now >= self.due_at + after) {
            return Overdue::Lift;
        }
        if self.escalated_at.is_none_or(|last| now >= last + TELL_EVERY) {
            return Overdue::Escalate;
        }
        Overdue::Wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIFT: Option<TimeDelta> = Some(TimeDelta::days(7));

    fn at(hours: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    fn waiting(escalated: Option<i64>) -> Waiting {
        Waiting {
            due_at: at(0),
            escalated_at: escalated.map(at),
            suspended: true,
            safety_risk: false,
        }
    }

    #[test]
    fn a_delay_is_told_when_it_begins_and_then_daily() {
        assert_eq!(waiting(None).at(at(-1), LIFT), Overdue::Wait);
        assert_eq!(waiting(None).at(at(0), LIFT), Overdue::Escalate);
        assert_eq!(waiting(Some(0)).at(at(23), LIFT), Overdue::Wait);
        assert_eq!(waiting(Some(0)).at(at(24), LIFT), Overdue::Escalate);
    }

    #[test]
    fn a_suspension_is_lifted_in_the_end_unless_people_may_be_in_danger() {
        let week = at(7 * 24);
        assert_eq!(waiting(Some(6 * 24)).at(week, LIFT), Overdue::Lift);
        assert_eq!(waiting(Some(6 * 24)).at(week, None), Overdue::Escalate);
        let danger = Waiting { safety_risk: true, ..waiting(Some(6 * 24)) };
        assert_eq!(danger.at(week, LIFT), Overdue::Escalate);
        let rejected = Waiting { suspended: false, ..waiting(Some(6 * 24)) };
        assert_eq!(rejected.at(week, LIFT), Overdue::Escalate);
    }

    proptest! {
        #[test]
        fn nothing_happens_before_the_deadline_and_danger_is_never_lifted(
            now in -500i64..500,
            escalated in prop::option::of(-100i64..100),
            suspended: bool,
            safety_risk: bool,
        ) {
            let waiting = Waiting { suspended, safety_risk, ..waiting(escalated) };
            let what = waiting.at(at(now), LIFT);
            prop_assert!(now >= 0 || what == Overdue::Wait);
            prop_assert!(what != Overdue::Lift || (suspended && !safety_risk && now >= 168));
        }
    }
}
