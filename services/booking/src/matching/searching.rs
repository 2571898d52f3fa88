//! When searches are decided: together in a window, at once, or later.

use crate::domain::Booking;
use crate::store::searches::Last;
use chrono::{DateTime, TimeDelta};
use dispatch::{Next, Offering, Policy, next_round};
use kernel::Instant;
use serde::{Deserialize, Serialize};

/// When searches are decided; part of the section `booking`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Searching {
    /// Work wanted now that is ordered within this window, in milliseconds, is matched together by
    /// minimum total cost. Default 2,000; 0 decides each booking at once.
    pub batch_window_ms: u32,
    /// How many bookings are decided in one transaction at most. Default 200.
    pub batch_most: u32,
    /// How long scheduled work may wait for a better match after it was ordered, in seconds.
    /// Default an hour; 0 never waits.
    pub wait_most_s: u32,
    /// How long before its start it waits no more, in seconds. Default a day.
    pub wait_lead_s: u32,
    /// After what time it is looked again meanwhile, in seconds. Default a quarter of an hour.
    pub wait_step_s: u32,
    /// For how many days answers to offers are kept to learn from. Default 180.
    pub answers_kept_days: u32,
}

impl Default for Searching {
    fn default() -> Self {
        Self {
            batch_window_ms: 2_000,
            batch_most: 200,
            wait_most_s: 3_600,
            wait_lead_s: 86_400,
            wait_step_s: 900,
            answers_kept_days: 180,
        }
    }
}

impl Searching {
    /// Until when a booking that is searched for at `now` waits for others; nothing when it is
    /// decided at once. Windows follow each other without a gap, the same on every machine.
    ///
    /// Who was left by a provider has waited enough: it does not wait for a window, and is served
    /// before all that do.
    #[must_use]
    pub fn batch_due(
        &self,
        booking: &Booking,
        offering: Offering,
        now: Instant,
    ) -> Option<Instant> {
        let window_ms = i64::from(self.batch_window_ms);
        let alone = !booking.window.instant
            || booking.drop_outs > 0
            || offering == Offering::Broadcast
            || window_ms == 0;
        if alone {
            return None;
        }
        let due_ms = (now.timestamp_millis().div_euclid(window_ms) + 1) * window_ms;
        DateTime::from_timestamp_millis(due_ms)
    }

    /// Until when a scheduled booking may wait for a better match; nothing when it may not, or no
    /// longer.
    #[must_use]
    pub fn may_wait_until(&self, booking: &Booking, now: Instant) -> Option<Instant> {
        if booking.window.instant || booking.drop_outs > 0 {
            return None;
        }
        let patience = booking.created_at + TimeDelta::seconds(self.wait_most_s.into());
        let lead = booking.window.starts_at - TimeDelta::seconds(self.wait_lead_s.into());
        Some(patience.min(lead)).filter(|until| now < *until)
    }

    /// When a search that waits is looked at again.
    #[must_use]
    pub fn look_again_at(&self, until: Instant, now: Instant) -> Instant {
        until.min(now + TimeDelta::seconds(self.wait_step_s.max(1).into()))
    }
}

/// What comes next in a search that ended its `last` round so. One that waited looks at the same
/// round again.
#[must_use]
pub fn next_after(policy: &Policy, last: Option<&Last>) -> Next {
    match last {
        Some(last) if last.waits => Next::Round(last.round.again()),
        Some(last) => next_round(policy, Some(&last.round), last.left),
        None => next_round(policy, None, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::Searching;
    use crate::domain::Booking;
    use crate::domain::tests::samples::{noon, searching};
    use chrono::TimeDelta;
    use contracts::catalog::Pricing;
    use dispatch::Offering;

    fn wanted_now() -> Booking {
        let mut booking = searching(Pricing::FixedScope);
        booking.window.instant = true;
        booking
    }

    #[test]
    fn windows_follow_each_other_and_only_work_for_now_waits_for_their_end() {
        let rules = Searching::default();
        let due = |booking: &Booking, ms| {
            let at = noon() + TimeDelta::milliseconds(ms);
            let due = rules.batch_due(booking, Offering::InTurn, at);
            due.map(|due| (due - noon()).num_milliseconds())
        };
        assert_eq!(due(&wanted_now(), 0), Some(2_000));
        assert_eq!(due(&wanted_now(), 1_999), Some(2_000));
        assert_eq!(due(&wanted_now(), 2_000), Some(4_000));
        assert_eq!(due(&searching(Pricing::FixedScope), 0), None);
        let left = Booking { drop_outs: 1, ..wanted_now() };
        assert_eq!(due(&left, 0), None);
        assert_eq!(rules.batch_due(&wanted_now(), Offering::Broadcast, noon()), None);
        let never = Searching { batch_window_ms: 0, ..rules };
        assert_eq!(never.batch_due(&wanted_now(), Offering::InTurn, noon()), None);
    }

    #[test]
    fn planned_work_waits_an_hour_at_most_and_not_on_its_last_day() {
        let rules = Searching::default();
        let mut booking = searching(Pricing::FixedScope);
        let now = booking.created_at;
        booking.window = booking.window.moved_to(now + TimeDelta::days(3));
        let until = now + TimeDelta::hours(1);
        assert_eq!(rules.may_wait_until(&booking, now), Some(until));
        assert_eq!(rules.may_wait_until(&booking, until), None);
        assert_eq!(rules.look_again_at(until, now), now + TimeDelta::minutes(15));
        assert_eq!(rules.look_again_at(until, now + TimeDelta::minutes(50)), until);
        booking.window = booking.window.moved_to(now + TimeDelta::hours(24));
        assert_eq!(rules.may_wait_until(&booking, now), None);
        let left = Booking { drop_outs: 1, ..booking };
        assert_eq!(rules.may_wait_until(&left, now), None);
        assert_eq!(rules.may_wait_until(&wanted_now(), now), None);
    }
}
