//! One-time codes: how often they are sent, and when one is right.

use chassis::limits::{Decision, Rule};
use chrono::TimeDelta;
use kernel::text::fold_digits;
use kernel::{Instant, Invalid};

/// How many digits a code has.
pub const DIGITS: u32 = 6;
/// How long a code is good.
pub const LIFE: TimeDelta = TimeDelta::minutes(5);
/// How often a code may be tried.
pub const MOST_ATTEMPTS: i16 = 5;

/// One code a minute for a phone.
pub static PAUSE: Rule = Rule { name: "otp_pause", window_s: 60, max: 1, skip_successful: false };
/// Five codes an hour for a phone.
pub static PER_PHONE: Rule =
    Rule { name: "otp_phone", window_s: 60 * 60, max: 5, skip_successful: false };
/// Twenty codes a day for a network address.
pub static PER_ADDRESS: Rule =
    Rule { name: "otp_address", window_s: 24 * 60 * 60, max: 20, skip_successful: false };

/// Where a limit stands, with the requests before this one, the newest first.
#[must_use]
pub fn standing(rule: &Rule, newest_first: &[Instant], now: Instant) -> Decision {
    let window = TimeDelta::seconds(rule.window_s.into());
    let counted: Vec<Instant> =
        newest_first.iter().copied().take_while(|at| *at + window > now).collect();
    let max = rule.max as usize;
    let seconds_until = |at: Instant| {
        let left_ms = (at + window - now).num_milliseconds();
        u64::try_from(left_ms).unwrap_or_default().div_ceil(1000)
    };
    let allowed = counted.len() < max;
    // Room comes when the oldest of the newest `max` leaves the window.
    let reset_s = match counted.get(max.saturating_sub(1)).or(counted.last()) {
        Some(oldest) => seconds_until(*oldest),
        None => rule.window_s.into(),
    };
    let used = u32::try_from(counted.len()).unwrap_or(u32::MAX);
    Decision {
        allowed,
        limit: rule.max,
        remaining: rule.max.saturating_sub(used.saturating_add(u32::from(allowed))),
        reset_s,
        retry_after_s: (!allowed).then_some(reset_s.max(1)),
    }
}

/// Whether a code may be sent: the limit that says no, or else the narrowest one.
#[must_use]
pub fn may_send(
    to_phone: &[Instant],
    from_address: &[Instant],
    now: Instant,
) -> (&'static Rule, Decision) {
    let all = [(&PAUSE, to_phone), (&PER_PHONE, to_phone), (&PER_ADDRESS, from_address)]
        .map(|(rule, times)| (rule, standing(rule, times, now)));
    // Of those that say no, the one that says no the longest: a retry then really helps.
    all.iter()
        .filter(|(_, decision)| !decision.allowed)
        .max_by_key(|(_, decision)| decision.retry_after_s)
        .copied()
        .unwrap_or(all[1])
}

/// What is known of the newest code of a phone.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// How often it was tried.
    pub attempts: i16,
    /// Until when it is good.
    pub expires_at: Instant,
    /// Whether it was used.
    pub used: bool,
}

/// Whether a code may still be tried.
#[must_use]
pub fn is_alive(sent: &Sent, now: Instant) -> bool {
    !sent.used && sent.attempts < MOST_ATTEMPTS && now < sent.expires_at
}

/// A code as typed: six digits, Arabic or Latin, spaces and dashes allowed.
///
/// # Errors
/// `auth.code_form`.
pub fn parse_code(typed: &str) -> Result<String, Invalid> {
    let digits: String = fold_digits(typed.get(..64).unwrap_or(typed))
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let wanted = DIGITS as usize;
    if typed.len() <= 64 && digits.len() == wanted && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(Invalid::new(
        "auth.code_form",
        "الكود مكوّن من 6 أرقام. اكتبه كما وصلك في الرسالة.",
        "The code has 6 digits. Type it as it stands in the SMS.",
    ))
}

#[cfg(test)]
mod tests {
    use super::{MOST_ATTEMPTS, PER_PHONE, Sent, is_alive, may_send, parse_code, standing};
    use chrono::TimeDelta;
    use kernel::Instant;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Instant {
        Instant::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_first_code_is_sent_and_the_second_waits_a_minute() {
        let (rule, decision) = may_send(&[], &[], at(0));
        assert!(decision.allowed && rule.name == "otp_phone" && decision.remaining == 4);
        let (rule, decision) = may_send(&[at(0)], &[at(0)], at(18));
        assert_eq!((rule.name, decision.retry_after_s), ("otp_pause", Some(42)));
        assert!(may_send(&[at(0)], &[at(0)], at(60)).1.allowed);
    }

    #[test]
    fn the_sixth_code_in_an_hour_waits_until_the_first_leaves_the_hour() {
        let times = [at(240), at(180), at(120), at(60), at(0)];
        let (rule, decision) = may_send(&times, &times, at(600));
        assert_eq!((rule.name, decision.retry_after_s), ("otp_phone", Some(3000)));
        assert!(may_send(&times, &times, at(3600)).1.allowed);
    }

    #[test]
    fn a_network_address_gets_twenty_a_day_whatever_the_phones() {
        let times: Vec<_> = (0..20).rev().map(at).collect();
        let (rule, decision) = may_send(&[], &times, at(100));
        assert_eq!((rule.name, decision.retry_after_s), ("otp_address", Some(86_300)));
    }

    #[test]
    fn a_code_dies_by_use_by_time_and_by_the_fifth_try() {
        let sent = Sent { attempts: 0, expires_at: at(300), used: false };
        assert!(is_alive(&sent, at(299)));
        assert!(!is_alive(&sent, at(300)));
        assert!(!is_alive(&Sent { used: true, ..sent }, at(0)));
        assert!(is_alive(&Sent { attempts: MOST_ATTEMPTS - 1, ..sent }, at(0)));
        assert!(!is_alive(&Sent { attempts: MOST_ATTEMPTS, ..sent }, at(0)));
    }

    #[test]
    fn a_code_may_be_typed_in_arabic_digits_and_groups() {
        assert_eq!(parse_code("٠١٢ ٣٤٥").unwrap(), "012345");
        assert_eq!(parse_code(" 012-345 ").unwrap(), "012345");
        for wrong in [
            "",
            "12345",
            "1234567",
            "12345a",
            &"1".repeat(1000),
            "１２３４５６",
            "ة".repeat(60).as_str(),
        ] {
            assert_eq!(parse_code(wrong).unwrap_err().code, "auth.code_form", "{wrong:.20}");
        }
    }

    proptest! {
        #[test]
        fn no_hour_lets_more_than_five_through(waits in prop::collection::vec(0i64..1500, 1..60)) {
            let (mut now, mut sent) = (0, Vec::<Instant>::new());
            for wait in waits {
                now += wait;
                if standing(&PER_PHONE, &sent, at(now)).allowed {
                    sent.insert(0, at(now));
                }
            }
            for first in &sent {
                let near = sent.iter().filter(|t| (*first..*first + TimeDelta::hours(1)).contains(t));
                prop_assert!(near.count() <= 5);
            }
        }

        #[test]
        fn no_typed_code_makes_it_panic(typed in any::<String>()) {
            let _ = parse_code(&typed);
        }
    }
}
