//! One attempt after the other: whether to send now, later or never.

use super::channel::{DeliveryChannel, DeliveryState};
use super::message::Message;
use super::quiet::{Quiet, earliest};
use chrono::TimeDelta;
use kernel::Instant;

/// After how many failed attempts a delivery is dead.
pub const MOST_ATTEMPTS: i32 = 8;

/// After how long an attempt that left no result counts as interrupted: more than a job's lease
/// and more than all time limits of sending together.
pub const INTERRUPTED_AFTER: TimeDelta = TimeDelta::seconds(90);

/// Where a delivery stands.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Through what.
    pub channel: DeliveryChannel,
    /// How far it is.
    pub state: DeliveryState,
    /// What.
    pub message: &'a Message,
    /// Since when the outside world is being asked.
    pub sending_since: Option<Instant>,
    /// When the next attempt is due.
    pub next_attempt_at: Option<Instant>,
    /// When it is of no use any more.
    pub useful_until: Instant,
    /// When its recipient wants to be left alone.
    pub quiet: Quiet,
}

/// What to do with a delivery now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is over.
    Nothing,
    /// Not yet.
    Wait(Instant),
    /// Nobody needs it any more.
    TooLate,
    /// An earlier attempt was cut off and may have gone out: an SMS can't be taken back nor
    /// recognised as a repeat, so it must not be sent again.
    Interrupted,
    /// Send it.
    Send,
}

/// Decides what to do with a delivery at `now`.
#[must_use]
pub fn next_step(attempt: &Attempt<'_>, now: Instant) -> Step {
    match attempt.state {
        DeliveryState::Sent
        | DeliveryState::Unknown
        | DeliveryState::Dead
        | DeliveryState::Skipped => Step::Nothing,
        DeliveryState::Sending => {
            let free_at = attempt.sending_since.map_or(now, |since| since + INTERRUPTED_AFTER);
            if now < free_at {
                Step::Wait(free_at)
            } else if attempt.channel != DeliveryChannel::Sms {
                // A mail keeps its Message-ID and a push message its topic, by which mailboxes and
                // browsers recognise the repeat.
                Step::Send
            } else {
                Step::Interrupted
            }
        }
        DeliveryState::Queued | DeliveryState::Failed => {
            if now >= attempt.useful_until {
                return Step::TooLate;
            }
            let due = attempt.next_attempt_at.unwrap_or(now).max(earliest(
                attempt.message,
                attempt.quiet,
                now,
            ));
            if due > now { Step::Wait(due) } else { Step::Send }
        }
    }
}

/// How long to wait after the `attempts`-th failed attempt. Codes are needed within minutes; the
/// rest survives an outage of hours.
#[must_use]
pub fn wait_before(message: &Message, attempts: i32) -> TimeDelta {
    let doublings = attempts.clamp(1, 16) - 1;
    if matches!(message, Message::Otp { .. }) {
        TimeDelta::seconds((2i64 << doublings).min(30))
    } else {
        TimeDelta::seconds(10i64.saturating_mul(3i64.pow(doublings.unsigned_abs())).min(7200))
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, INTERRUPTED_AFTER, MOST_ATTEMPTS, Quiet, Step, next_step, wait_before};
    use crate::domain::{DeliveryChannel as Channel, DeliveryState as State, Message};
    use chrono::TimeDelta;
    use contracts::identity::OtpPurpose;
    use kernel::{Instant, Money};

    fn noon() -> Instant {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn refund() -> Message {
        Message::PaymentRefunded { booking: None, amount: Money::egp(1) }
    }

    fn attempt(message: &Message, channel: Channel, state: State) -> Attempt<'_> {
        Attempt {
            channel,
            state,
            message,
            sending_since: (state == State::Sending).then(noon),
            next_attempt_at: matches!(state, State::Queued | State::Failed).then(noon),
            useful_until: noon() + TimeDelta::hours(1),
            quiet: Quiet::default(),
        }
    }

    #[test]
    fn what_is_over_stays_over() {
        let message = refund();
        for state in [State::Sent, State::Unknown, State::Dead, State::Skipped] {
            let step = next_step(&attempt(&message, Channel::Sms, state), noon());
            assert_eq!(step, Step::Nothing, "{state:?}");
        }
    }

    #[test]
    fn what_is_due_is_sent_and_what_is_late_is_not() {
        let message = refund();
        let queued = attempt(&message, Channel::Sms, State::Queued);
        assert_eq!(next_step(&queued, noon()), Step::Send);
        let before = noon() - TimeDelta::seconds(1);
        assert_eq!(next_step(&queued, before), Step::Wait(noon()));
        assert_eq!(next_step(&queued, queued.useful_until), Step::TooLate);
    }

    #[test]
    fn an_interrupted_sms_is_never_sent_again_but_a_mail_is() {
        let message = refund();
        let sms = attempt(&message, Channel::Sms, State::Sending);
        let free = noon() + INTERRUPTED_AFTER;
        assert_eq!(next_step(&sms, noon()), Step::Wait(free));
        assert_eq!(next_step(&sms, free), Step::Interrupted);
        let mail = attempt(&message, Channel::Email, State::Sending);
        assert_eq!(next_step(&mail, free), Step::Send);
    }

    #[test]
    fn a_retry_that_falls_into_the_night_waits_for_the_morning() {
        let message = refund();
        let mut failed = attempt(&message, Channel::Sms, State::Failed);
        failed.useful_until = noon() + TimeDelta::days(2);
        let night = "2026-11-22T20:30:00Z".parse().unwrap();
        let morning = "2026-11-23T06:00:00Z".parse().unwrap();
        assert_eq!(next_step(&failed, night), Step::Wait(morning));
    }

    #[test]
    fn waits_grow_and_codes_wait_for_seconds_only() {
        let otp = Message::Otp { purpose: OtpPurpose::LogIn };
        let waits = |m: &Message| -> Vec<i64> {
            (1..=MOST_ATTEMPTS).map(|n| wait_before(m, n).num_seconds()).collect()
        };
        assert_eq!(waits(&otp), [2, 4, 8, 16, 30, 30, 30, 30]);
        assert_eq!(waits(&refund()), [10, 30, 90, 270, 810, 2430, 7200, 7200]);
        assert_eq!(wait_before(&refund(), i32::MAX).num_seconds(), 7200);
        assert_eq!(wait_before(&otp, i32::MIN).num_seconds(), 2);
    }
}
