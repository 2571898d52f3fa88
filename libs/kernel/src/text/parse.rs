//! Bounded text from people. Lengths are in Unicode characters, after trimming.

use super::fold::{fold_digits, is_direction_span, is_invisible};
use crate::fields::Invalid;

/// The longest name of a person.
const MAX_NAME_CHARS: usize = 100;
/// The longest email address (RFC 5321 §4.5.3.1, erratum 1690).
const MAX_EMAIL_CHARS: usize = 254;
/// The longest local part of an email address and the longest label of a domain (RFC 5321, 1035).
const MAX_EMAIL_PART_CHARS: (usize, usize) = (64, 63);

/// One line of text: trimmed, with something to see in it, at most `max_chars` long.
/// Characters that force a writing direction are taken out, so that no text can turn its
/// surroundings around.
///
/// # Errors
/// `required`, `too_long`, or `control_characters` (line breaks and tabs included).
pub fn line(text: &str, max_chars: usize) -> Result<String, Invalid> {
    let text = bounded(text, max_chars)?;
    if text.chars().any(|c| c.is_control() || is_line_break(c)) {
        return Err(control_characters());
    }
    Ok(text)
}

/// One line of text that may be missing: absent and blank are both `None`.
///
/// # Errors
/// `too_long` or `control_characters`.
pub fn optional_line(text: Option<&str>, max_chars: usize) -> Result<Option<String>, Invalid> {
    optional(text, |text| line(text, max_chars))
}

/// Text of several lines: trimmed, with something to see in it, at most `max_chars` long, every
/// line break a `\n`.
///
/// # Errors
/// `required`, `too_long`, or `control_characters` (line breaks and tabs are fine).
pub fn paragraph(text: &str, max_chars: usize) -> Result<String, Invalid> {
    let text = bounded(text, max_chars)?;
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(control_characters());
    }
    Ok(text)
}

/// Text of several lines that may be missing: absent and blank are both `None`.
///
/// # Errors
/// `too_long` or `control_characters`.
pub fn optional_paragraph(text: Option<&str>, max_chars: usize) -> Result<Option<String>, Invalid> {
    optional(text, |text| paragraph(text, max_chars))
}

/// A person's name in any script: 1 to 100 characters, at least one letter, runs of spaces as
/// one.
///
/// # Errors
/// `required`, `too_long`, `control_characters`, or `name.no_letters`.
pub fn person_name(text: &str) -> Result<String, Invalid> {
    let name = line(text, MAX_NAME_CHARS)?;
    if !name.chars().any(char::is_alphabetic) {
        return Err(Invalid::new(
            "name.no_letters",
            "اكتب الاسم بالحروف.",
            "Write the name in letters.",
        ));
    }
    Ok(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An email address that can plausibly be delivered to, its domain in lower case. The part
/// before the `@` keeps its case: it belongs to the receiving server.
///
/// # Errors
/// `required`, `too_long`, `control_characters`, or `email.invalid`.
pub fn email(text: &str) -> Result<String, Invalid> {
    let text = line(&fold_digits(text), MAX_EMAIL_CHARS)?;
    text.rsplit_once('@')
        .filter(|(local, domain)| is_local_part(local) && is_domain(domain))
        .map(|(local, domain)| format!("{local}@{}", domain.to_ascii_lowercase()))
        .ok_or_else(|| {
            Invalid::new(
                "email.invalid",
                "البريد الإلكتروني غير صحيح. اكتبه بهذا الشكل: name@example.com",
                "This is not an email address. Write it like name@example.com.",
            )
        })
}

fn optional(
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<String, Invalid>,
) -> Result<Option<String>, Invalid> {
    match text {
        Some(text) if text.chars().any(is_seen) => parse(text).map(Some),
        _ => Ok(None),
    }
}

/// The trimmed text without direction spans, when there is something to see and not too much.
fn bounded(text: &str, max_chars: usize) -> Result<String, Invalid> {
    let kept: String =
        text.chars().filter(|c| !is_direction_span(*c) && *c != '\u{FEFF}').collect();
    let kept = kept.trim();
    if !kept.chars().any(is_seen) {
        return Err(Invalid::required());
    }
    if kept.chars().nth(max_chars).is_some() {
        return Err(too_long(max_chars));
    }
    Ok(kept.to_owned())
}

/// Whether a character leaves anything on the screen, for better or worse: control characters
/// count, so that they are refused by name.
fn is_seen(c: char) -> bool {
    // The Hangul fillers and the blank braille pattern are letters and symbols that show nothing.
    !c.is_whitespace()
        && !is_invisible(c)
        && !matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// The unquoted form of RFC 5321's local part.
fn is_local_part(local: &str) -> bool {
    local.len() <= MAX_EMAIL_PART_CHARS.0
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        })
}

/// A host name of two labels or more that does not end in a number.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_EMAIL_PART_CHARS.1).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.split('.').all(is_label)
        && domain.rsplit_once('.').is_some_and(|(_, top)| {
            top.len() >= 2 && top.starts_with(|c: char| c.is_ascii_alphabetic())
        })
}

fn too_long(max_chars: usize) -> Invalid {
    Invalid::new(
        "too_long",
        format!("النص أطول من المسموح. الحد الأقصى لعدد الحروف: {max_chars}."),
        format!("This is too long. The limit is {max_chars} characters."),
    )
}

fn control_characters() -> Invalid {
    Invalid::new(
        "control_characters",
        "النص فيه رموز غير مسموح بها. امسحه واكتبه من جديد.",
        "The text has characters that are not allowed here. Clear it and type it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::{email, line, optional_line, optional_paragraph, paragraph, person_name};
    use proptest::prelude::*;

    fn code<T: std::fmt::Debug>(result: Result<T, crate::Invalid>) -> &'static str {
        result.unwrap_err().code
    }

    #[test]
    fn a_line_is_trimmed_and_bounded_in_characters_not_bytes() {
        assert_eq!(line("  شارع ٩ \n", 20).unwrap(), "شارع ٩");
        assert_eq!(line("أسطى", 4).unwrap(), "أسطى");
        assert_eq!(code(line("أسطوات", 4)), "too_long");
        assert_eq!(code(line(&"x".repeat(1_000_000), 100)), "too_long");
    }

    #[test]
    fn a_line_with_nothing_to_see_is_missing() {
        for blank in ["", "   ", "\n\t", "\u{200B}\u{200F}", "\u{3164}", "\u{202E}", "\u{FEFF} "] {
            assert_eq!(code(line(blank, 10)), "required", "{blank:?}");
            assert_eq!(optional_line(Some(blank), 10), Ok(None), "{blank:?}");
            assert_eq!(optional_paragraph(Some(blank), 10), Ok(None), "{blank:?}");
        }
        assert_eq!(optional_line(None, 10), Ok(None));
        assert_eq!(optional_line(Some(" x "), 10), Ok(Some("x".to_owned())));
    }

    #[test]
    fn control_characters_and_line_breaks_have_no_place_in_a_line() {
        for text in ["a\0b", "a\nb", "a\tb", "a\u{2028}b", "a\u{1B}[31mb", "a\u{7F}b", "a\u{85}b"] {
            assert_eq!(code(line(text, 10)), "control_characters", "{text:?}");
        }
    }

    #[test]
    fn no_text_can_force_a_direction_on_its_surroundings() {
        assert_eq!(line("ab\u{202E}cd\u{2066}ef", 10).unwrap(), "abcdef");
        // Joiners belong to emoji and to Persian, and plain marks to mixed text.
        assert_eq!(line("👨\u{200D}🔧 عمر\u{200F}", 10).unwrap(), "👨\u{200D}🔧 عمر\u{200F}");
    }

    #[test]
    fn a_paragraph_keeps_its_lines_and_nothing_worse() {
        assert_eq!(paragraph(" a\r\nb\rc\u{2028}d\te ", 20).unwrap(), "a\nb\nc\nd\te");
        assert_eq!(code(paragraph("a\0b", 20)), "control_characters");
        assert_eq!(code(paragraph("\r\n", 20)), "required");
        assert_eq!(code(paragraph("abc", 2)), "too_long");
    }

    #[test]
    fn names_of_people_come_in_every_script() {
        for name in ["محمد", "Jean-François O'Neil", "李", "أحمد  عبد   الله", "Björk Ó 2nd"]
        {
            assert!(person_name(name).is_ok(), "{name}");
        }
        assert_eq!(person_name(" أحمد   علي ").unwrap(), "أحمد علي");
        assert_eq!(code(person_name("01012345678")), "name.no_letters");
        assert_eq!(code(person_name("٠١٠")), "name.no_letters");
        assert_eq!(code(person_name("!!!")), "name.no_letters");
        assert_eq!(code(person_name("a\0")), "control_characters");
        assert_eq!(code(person_name(&"م".repeat(101))), "too_long");
        assert!(person_name(&"م".repeat(100)).is_ok());
    }

    #[test]
    fn an_email_keeps_its_local_part_and_lowers_its_domain() {
        assert_eq!(email(" Mona.Ali+osta@GMAIL.Com ").unwrap(), "Mona.Ali+osta@gmail.com");
        assert_eq!(email("\u{200E}mona١@mail.example.eg").unwrap(), "mona1@mail.example.eg");
        assert!(email("a@xn--wgbh1c.xn--wgbh1c").is_ok());
    }

    #[test]
    fn what_cannot_be_an_email_is_refused() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_label = format!("a@{}.com", "b".repeat(64));
        for text in [
            "mona",
            "@example.com",
            "mona@",
            "mona@localhost",
            "mona@example.",
            "mona@.com",
            "mona@exa mple.com",
            "mo na@example.com",
            "mona@@example.com",
            "mona@example..com",
            ".mona@example.com",
            "mona.@example.com",
            "mo..na@example.com",
            "mona@-example.com",
            "mona@example.c",
            "mona@192.168.1.12",
            "mona@مثال.com",
            "\"mona\"@example.com",
            "a@b.com,c@d.com",
            "<mona@example.com>",
            long_local.as_str(),
            long_label.as_str(),
        ] {
            assert_eq!(code(email(text)), "email.invalid", "{text}");
        }
        assert_eq!(code(email("mona@example.com\r\nBcc: x@y.com")), "control_characters");
        assert_eq!(code(email(&format!("a@{}", "b.".repeat(200)))), "too_long");
        assert_eq!(code(email(" ")), "required");
    }

    proptest! {
        #[test]
        fn an_accepted_text_is_accepted_again_unchanged(text in "[ -~ء-ي\u{200B}-\u{202E}\n\r\t\u{85}]{0,40}") {
            if let Ok(once) = line(&text, 30) {
                prop_assert!(once.chars().count() <= 30 && !once.contains(char::is_control));
                prop_assert_eq!(line(&once, 30), Ok(once));
            }
            if let Ok(once) = paragraph(&text, 30) {
                prop_assert!(once.chars().count() <= 30);
                prop_assert_eq!(paragraph(&once, 30), Ok(once));
            }
            if let Ok(once) = person_name(&text) {
                prop_assert_eq!(person_name(&once), Ok(once));
            }
        }

        #[test]
        fn an_accepted_email_is_accepted_again_unchanged(
            text in r"[A-Za-z0-9._+-]{1,10}@[A-Za-z0-9-]{1,10}(\.[A-Za-z]{1,4}){1,2}",
        ) {
            if let Ok(once) = email(&text) {
                prop_assert!(once.eq_ignore_ascii_case(&text));
                prop_assert_eq!(email(&once), Ok(once));
            }
        }
    }
}
