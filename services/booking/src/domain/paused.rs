//! Paused work that goes on or does not. A timer of its own reminds both sides, and then shows it to
//! staff; it never ends work by itself, because money hangs on how it ends.

use super::Booking;
use super::state::{Doing, State};
use chrono::TimeDelta;
use kernel::Instant;

/// When both sides are reminded, counted from the pause or from the end of the visit that was agreed
/// for going on and did not begin.
const REMINDERS: [TimeDelta; 2] = [TimeDelta::days(2), TimeDelta::days(4)];
/// When staff is shown it.
pub const SHOWN: TimeDelta = TimeDelta::days(7);
/// How often it is shown again while nothing happens.
const AGAIN: TimeDelta = TimeDelta::days(7);

/// What is due for paused work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing before this time.
    Until(Instant),
    /// Both sides are reminded; look again at this time.
    Remind(Instant),
    /// Staff is shown it; look again at this time.
    Show(Instant),
}

/// When paused work is looked at for the first time.
#[must_use]
pub fn first_look(paused_at: Instant) -> Instant {
    paused_at + REMINDERS[0]
}

impl Booking {
    /// What is due at `now`, having been looked at before at `looked`; nothing when the work is not
    /// paused any more.
    #[must_use]
    pub fn paused_since(
        &self,
        paused_at: Instant,
        looked: Instant,
        now: Instant,
    ) -> Option<Waiting> {
        let State::InProgress(_, Doing::Paused) = self.state else { return None };
        // A visit that both sides agreed on is no silence, until it is over.
        let since = paused_at.max(self.window.ends_at);
        let steps = REMINDERS.iter().map(|wait| (since + *wait, false));
        let shown = (0..).map(|n| (since + SHOWN + AGAIN * n, true));
        let mut steps = steps.chain(shown).skip_while(|(at, _)| *at <= looked);
        // Several that are over together are one: the last of them.
        let (mut due, mut next) = (None, steps.next()?);
        while next.0 <= now {
            due = Some(next.1);
            next = steps.next()?;
        }
        Some(match due {
            None => Waiting::Until(next.0),
            Some(false) => Waiting::Remind(next.0),
            Some(true) => Waiting::Show(next.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Waiting, first_look};
    use crate::domain::Booking;
    use crate::domain::state::{Doing, State};
    use crate::domain::tests::samples::{noon, working};
    use chrono::TimeDelta;
    use kernel::Instant;
    use proptest::prelude::*;

    fn paused() -> Booking {
        let mut booking = working();
        let State::InProgress(visit, _) = booking.state else { unreachable!("it is going on") };
        booking.state = State::InProgress(visit, Doing::Paused);
        booking.window = booking.window.moved_to(noon() - TimeDelta::hours(3));
        booking
    }

    fn days(n: i64) -> Instant {
        noon() + TimeDelta::days(n)
    }

    #[test]
    fn both_are_reminded_twice_and_then_staff_is_shown_it_every_week() {
        let (booking, since) = (paused(), noon());
        let at = |looked, now| booking.paused_since(since, looked, now);
        assert_eq!(first_look(since), days(2));
        assert_eq!(at(since, days(1)), Some(Waiting::Until(days(2))));
        assert_eq!(at(since, days(2)), Some(Waiting::Remind(days(4))));
        assert_eq!(at(days(2), days(4)), Some(Waiting::Remind(days(7))));
        assert_eq!(at(days(4), days(7)), Some(Waiting::Show(days(14))));
        assert_eq!(at(days(7), days(14)), Some(Waiting::Show(days(21))));
        // After a long outage it is shown once, not four times told.
        assert_eq!(at(since, days(15)), Some(Waiting::Show(days(21))));
        assert_eq!(working().paused_since(since, since, days(9)), None);
    }

    #[test]
    fn an_agreed_visit_is_no_silence() {
        let mut booking = paused();
        booking.window = booking.window.moved_to(days(10));
        let over = booking.window.ends_at;
        let at = |now| booking.paused_since(noon(), noon(), now);
        assert_eq!(at(days(9)), Some(Waiting::Until(over + TimeDelta::days(2))));
        let late = over + TimeDelta::days(2);
        assert_eq!(at(late), Some(Waiting::Remind(over + TimeDelta::days(4))));
    }

    proptest! {
        /// However the timer is delayed, time goes on and something is always due next.
        #[test]
        fn the_next_look_is_always_ahead(looked in 0i64..10_000, late in 0i64..100_000) {
            let (booking, since) = (paused(), noon());
            let looked = since + TimeDelta::minutes(looked);
            let now = looked + TimeDelta::minutes(late);
            let due = booking.paused_since(since, looked, now).unwrap();
            let (Waiting::Until(next) | Waiting::Remind(next) | Waiting::Show(next)) = due;
            prop_assert!(next > now);
        }
    }
}
