//! What never reaches a log: fields that are personal or secret by name, and values that look so.

use std::borrow::Cow;

/// What stands in the place of a hidden value.
pub const HIDDEN: &str = "[hidden]";

/// Words that make a field personal or secret wherever they stand in its name.
const WORDS: [&str; 20] = [
    "phone",
    "mobile",
    "msisdn",
    "email",
    "token",
    "jwt",
    "code",
    "otp",
    "pin",
    "password",
    "passwd",
    "secret",
    "authorization",
    "cookie",
    "apikey",
    "nationalid",
    "iban",
    "lat",
    "lng",
    "address",
];

/// Pairs of words that do so together.
const PAIRS: [(&str, &str); 5] =
    [("e", "mail"), ("national", "id"), ("api", "key"), ("access", "key"), ("private", "key")];

/// Words that make a `code` a harmless one: `error.code`, `status_code`.
const HARMLESS_CODES: [&str; 9] =
    ["error", "status", "fault", "problem", "exit", "sql", "country", "currency", "reason"];

/// Whether a field of this name is hidden, whatever its value. `customer.phone`, `startCode` and
/// `OTP` are; `error.code` and `status_code` are not.
#[must_use]
pub fn hides_name(name: &str) -> bool {
    let words = words(name);
    let harmless_code = words.iter().any(|w| HARMLESS_CODES.contains(&w.as_str()));
    words.iter().any(|word| {
        let word = word.as_str();
        let singular = word.strip_suffix('s').unwrap_or(word);
        let listed = WORDS.contains(&word) || WORDS.contains(&singular);
        listed && !(harmless_code && singular == "code")
    }) || words.windows(2).any(|two| PAIRS.contains(&(two[0].as_str(), two[1].as_str())))
}

/// The words of `snake_case`, `camelCase`, `dotted.names` and `header-names`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && was_lower);
        if starts {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The text without what looks like a phone number, a national id, an email address or a signed
/// token. It is the second line: the first is not to write such things into a message.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < text.len() {
        let len = run_len(&text[at..]);
        if len == 0 {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if is_personal(&text[at..at + len]) {
            kept.push_str(&text[copied..at]);
            kept.push_str(HIDDEN);
            copied = at + len;
        }
        at += len;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// Length of the run of characters at the start that can belong to one such value.
fn run_len(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '@' | '.' | '-' | '_' | '%')))
        .unwrap_or(text.len())
}

fn is_personal(run: &str) -> bool {
    let run = run.trim_end_matches(['.', '-']);
    is_email(run) || is_token(run) || {
        let digits: Option<Vec<u8>> =
            run.trim_start_matches('+').chars().filter(|c| *c != '-').map(digit).collect();
        digits.is_some_and(|d| is_phone(&d) || is_national_id(&d))
    }
}

/// The value of a Western, Arabic-Indic or Persian digit: people type all three.
fn digit(c: char) -> Option<u8> {
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '٠'..='٩' => u32::from(c) - u32::from('٠'),
        '۰'..='۹' => u32::from(c) - u32::from('۰'),
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// An Egyptian mobile number: `1`, then 0, 1, 2 or 5, then eight digits, after `0`, `20` or `0020`.
fn is_phone(digits: &[u8]) -> bool {
    let national = [&[0, 0, 2, 0][..], &[2, 0], &[0]]
        .into_iter()
        .find_map(|prefix| digits.strip_prefix(prefix).filter(|rest| rest.len() == 10));
    matches!(national.unwrap_or(digits), [1, 0 | 1 | 2 | 5, rest @ ..] if rest.len() == 8)
}

/// An Egyptian national id: century, birth date, governorate, serial, check digit.
fn is_national_id(digits: &[u8]) -> bool {
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    digits.len() == 14
        && matches!(digits[0], 2 | 3)
        && matches!(pair(3), 1..=12)
        && matches!(pair(5), 1..=31)
}

fn is_email(run: &str) -> bool {
    let Some((user, host)) = run.split_once('@') else { return false };
    !user.is_empty() && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
}

/// A JSON Web Token: its header is a JSON object, and `{"` in base64 is `eyJ`.
fn is_token(run: &str) -> bool {
    run.starts_with("eyJ") && run.split('.').count() == 3
}

#[cfg(test)]
mod tests {
    use super::{HIDDEN, hides_name, text};
    use proptest::prelude::*;

    #[test]
    fn personal_and_secret_names_are_hidden_in_every_spelling() {
        for name in [
            "phone",
            "customer.phone",
            "phoneNumber",
            "PHONE",
            "email",
            "to_email",
            "token",
            "refresh_token",
            "accessToken",
            "code",
            "startCode",
            "otp_code",
            "otp",
            "password",
            "new-password",
            "Authorization",
            "set-cookie",
            "national_id",
            "nationalId",
            "api_key",
            "emails",
            "client_secret",
            "pin",
            "lat",
            "address.lng",
        ] {
            assert!(hides_name(name), "{name}");
        }
    }

    #[test]
    fn what_operators_need_stays_visible() {
        for name in [
            "message",
            "booking.id",
            "error.code",
            "status_code",
            "errorCode",
            "http.status_code",
            "latency_ms",
            "encoded",
            "tokio",
            "platform",
            "key",
            "provider.id",
            "exit_code",
            "pinged_at",
            "decoder",
            "latest",
        ] {
            assert!(!hides_name(name), "{name}");
        }
    }

    #[test]
    fn values_that_look_personal_are_hidden_where_they_stand() {
        let h = HIDDEN;
        for (before, after) in [
            ("sms to +201001234567 failed", format!("sms to {h} failed")),
            ("sms to 01001234567.", format!("sms to {h}.")),
            ("(00201551234567)", format!("({h})")),
            ("رقم ٠١٠٠١٢٣٤٥٦٧ غير صحيح", format!("رقم {h} غير صحيح")),
            ("phone=010-0123-4567,", format!("phone={h},")),
            ("id 29001011234567 is taken", format!("id {h} is taken")),
            ("Key (email)=(a.b+c@example.com) exists", format!("Key (email)=({h}) exists")),
            ("Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln", format!("Bearer {h}")),
        ] {
            assert_eq!(text(before).trim_end_matches('.'), after.trim_end_matches('.'));
        }
    }

    #[test]
    fn ordinary_texts_pass_unchanged() {
        for ordinary in [
            "",
            "booking accepted",
            "took 1234567 us at 2026-11-22T16:30:00.123456Z",
            "0198c2f0-7b1e-7c3a-9d10-0123456789ab",
            "20261122163000",
            "fee 35050 piastres, 1764000000000 ms",
            "@here a@b .@. example.com",
            "تم قبول الحجز",
        ] {
            assert_eq!(text(ordinary), ordinary);
        }
    }

    proptest! {
        #[test]
        fn no_egyptian_mobile_number_survives(
            before in "[a-z =:(\"]{0,9}[ =:(\"]",
            prefix in prop::sample::select(vec!["0", "20", "+20", "0020", ""]),
            rest in "1[0125][0-9]{8}",
            after in "[ ,)\"][a-z]{0,9}",
        ) {
            let line = format!("{before}{prefix}{rest}{after}");
            prop_assert!(!text(&line).contains(&rest));
        }

        #[test]
        fn any_text_is_read_without_a_panic(any in any::<String>()) {
            let _ = text(&any);
            let _ = hides_name(&any);
        }
    }
}
