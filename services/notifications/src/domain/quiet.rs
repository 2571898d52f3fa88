//! Quiet hours on Cairo's wall clock, 22:00–08:00 where a person chose none, for everything that
//! can wait.

use super::message::Message;
use super::policy::Urgency;
use chrono::{NaiveTime, TimeDelta};
use kernel::Instant;
use kernel::cairo::{local_date, local_time, resolve};

const BEGIN: NaiveTime = NaiveTime::from_hms_opt(22, 0, 0).expect("a time");
const END: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("a time");

/// How long before a visit its news must have arrived.
const BEFORE_VISIT: TimeDelta = TimeDelta::hours(1);

/// When somebody wants to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Never.
    Never,
    /// From one time of the day to another, across midnight when the first is the later one.
    Between(NaiveTime, NaiveTime),
}

impl Default for Quiet {
    fn default() -> Self {
        Self::Between(BEGIN, END)
    }
}

impl Quiet {
    /// The end of the quiet hours that `at` lies in; nothing outside of them.
    #[must_use]
    pub fn until(self, at: Instant) -> Option<Instant> {
        let Self::Between(begin, end) = self else { return None };
        let (date, time) = (local_date(at), local_time(at));
        let end_of_today = || Some(resolve(date, end)).filter(|end| *end > at);
        if begin < end {
            return (time >= begin && time < end).then(end_of_today).flatten();
        }
        if time >= begin {
            Some(resolve(date.succ_opt()?, end))
        } else if time < end {
            end_of_today()
        } else {
            None
        }
    }
}

/// When a message may leave at the earliest. Security and running visits never wait, nor does
/// news of a visit that would begin before people had an hour with it in the morning.
#[must_use]
pub fn earliest(message: &Message, quiet: Quiet, now: Instant) -> Instant {
    if message.urgency() != Urgency::Ordinary {
        return now;
    }
    let Some(morning) = quiet.until(now) else { return now };
    match message.visit_at() {
        Some(visit) if visit > now && visit < morning + BEFORE_VISIT => now,
        _ => morning,
    }
}

#[cfg(test)]
mod tests {
    use super::{NaiveTime, Quiet};
    use crate::domain::Message;
    use crate::templates::samples;
    use kernel::cairo::local_time;
    use kernel::{Instant, Money};
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn quiet_until(at: Instant) -> Option<Instant> {
        Quiet::default().until(at)
    }

    fn earliest(message: &Message, now: Instant) -> Instant {
        super::earliest(message, Quiet::default(), now)
    }

    #[test]
    fn people_choose_their_own_hours_or_none() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let nap = Quiet::Between(time(14), time(17));
        assert_eq!(nap.until(at("2026-11-22T11:59:59Z")), None);
        assert_eq!(nap.until(at("2026-11-22T12:00:00Z")), Some(at("2026-11-22T15:00:00Z")));
        assert_eq!(nap.until(at("2026-11-22T15:00:00Z")), None);
        assert_eq!(Quiet::Never.until(at("2026-11-22T23:00:00Z")), None);
    }

    #[test]
    fn quiet_hours_reach_across_midnight() {
        // Winter: Cairo is UTC+2.
        assert_eq!(quiet_until(at("2026-11-22T19:59:59Z")), None);
        let morning = at("2026-11-23T06:00:00Z");
        for quiet in ["2026-11-22T20:00:00Z", "2026-11-22T22:30:00Z", "2026-11-23T05:59:59Z"] {
            assert_eq!(quiet_until(at(quiet)), Some(morning), "{quiet}");
        }
        assert_eq!(quiet_until(morning), None);
    }

    #[test]
    fn the_night_of_the_changed_clock_ends_at_eight_on_the_wall() {
        // Summer time begins at midnight between these two.
        assert_eq!(quiet_until(at("2026-04-23T20:30:00Z")), Some(at("2026-04-24T05:00:00Z")));
        // And ends in the night after 29 October.
        assert_eq!(quiet_until(at("2026-10-29T19:30:00Z")), Some(at("2026-10-30T06:00:00Z")));
    }

    #[test]
    fn the_hour_that_comes_twice_is_quiet_twice_and_the_missing_one_ends_where_it_would_be() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        let night = Quiet::Between(time(23, 0), time(7, 0));
        // Half past eleven on 29 October, before and after the clock goes back.
        for half_past in ["2026-10-29T20:30:00Z", "2026-10-29T21:30:00Z"] {
            assert_eq!(night.until(at(half_past)), Some(at("2026-10-30T05:00:00Z")));
        }
        assert_eq!(night.until(at("2026-10-29T19:59:59Z")), None);
        // Half past midnight is missing on 24 April; it moves forward by the hour.
        let late = Quiet::Between(time(22, 0), time(0, 30));
        assert_eq!(late.until(at("2026-04-23T21:00:00Z")), Some(at("2026-04-23T22:30:00Z")));
    }

    #[test]
    fn only_what_can_wait_waits() {
        let night = at("2026-11-22T21:00:00Z");
        let morning = at("2026-11-23T06:00:00Z");
        let refund = Message::PaymentRefunded { booking: None, amount: Money::egp(5) };
        assert_eq!(earliest(&refund, night), morning);
        assert_eq!(earliest(&refund, at("2026-11-22T12:00:00Z")), at("2026-11-22T12:00:00Z"));
        let otp = samples::all().into_iter().find(|m| m.kind() == "otp").unwrap();
        assert_eq!(earliest(&otp, night), night);
        let estimate =
            Message::EstimateProposed { booking: samples::booking(), total: Money::egp(5) };
        assert_eq!(earliest(&estimate, night), night);
    }

    #[test]
    fn news_of_an_early_visit_does_not_wait_for_the_morning() {
        let night = at("2026-11-22T21:00:00Z");
        let confirmed = |starts_at: &str| {
            let mut booking = samples::booking();
            booking.starts_at = at(starts_at);
            booking.instant = false;
            Message::ProviderFound { booking, provider: None }
        };
        assert_eq!(earliest(&confirmed("2026-11-23T06:30:00Z"), night), night);
        assert_eq!(earliest(&confirmed("2026-11-23T07:00:00Z"), night), at("2026-11-23T06:00:00Z"));
    }

    proptest! {
        #[test]
        fn chosen_hours_always_end_within_a_day(
            s in 1_700_000_000i64..2_000_000_000, from in 0u32..1440, to in 0u32..1440,
        ) {
            let time = |m: u32| NaiveTime::from_hms_opt(m / 60, m % 60, 0).unwrap();
            prop_assume!(from != to);
            let quiet = Quiet::Between(time(from), time(to));
            let now = chrono::DateTime::from_timestamp(s, 0).unwrap();
            if let Some(end) = quiet.until(now) {
                prop_assert!(end > now && (end - now).num_hours() <= 25);
            }
        }

        #[test]
        fn quiet_hours_end_at_eight_within_eleven_hours(s in 1_700_000_000i64..2_000_000_000) {
            let now = chrono::DateTime::from_timestamp(s, 0).unwrap();
            if let Some(end) = quiet_until(now) {
                prop_assert!(end > now && (end - now).num_hours() <= 11);
                prop_assert_eq!(local_time(end), super::END);
                prop_assert_eq!(quiet_until(end), None);
            } else {
                let hour = chrono::Timelike::hour(&local_time(now));
                prop_assert!((8..22).contains(&hour));
            }
        }
    }
}
