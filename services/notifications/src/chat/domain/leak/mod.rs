//! Finds telephone numbers, mail addresses, links and messengers in what people write, in Arabic,
//! English and Arabic in Latin letters, also where they are spelled out or pulled apart. Prices,
//! times, dates and addresses are full of digits too and must pass: a warning that cries wolf is
//! not read.

mod contact;
mod numbers;
mod phone;
#[cfg(test)]
mod samples;
mod tokens;
mod words;

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What stands in the place of a contact detail.
const MASK: &str = "•••";

/// A way around the platform.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// A telephone number.
    Phone,
    /// A mail address, or the name of an account that takes money.
    Email,
    /// A link.
    Link,
    /// A messenger, by its name.
    Messenger,
}

impl LeakKind {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Link => "link",
            Self::Messenger => "messenger",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::Phone, Self::Email, Self::Link, Self::Messenger]
            .into_iter()
            .find(|kind| kind.tag() == tag)
    }
}

/// A contact detail inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Leak {
    kind: LeakKind,
    /// Where, in bytes.
    at: Range<usize>,
}

fn find(text: &str) -> Vec<Leak> {
    let tokens = tokens::tokens(text, numbers::is_number);
    let mut found = contact::find(&tokens);
    found.extend(phone::find(&tokens));
    found.sort_by_key(|leak| (leak.at.start, leak.at.end));
    found
}

/// The kinds of contact details in a text, each once.
#[must_use]
pub fn leaks(text: &str) -> Vec<LeakKind> {
    kinds(&find(text))
}

/// Whether a telephone number is begun in `before` (what the same person wrote just now) and
/// ended in `text`.
#[must_use]
pub fn completes_phone(before: &[String], text: &str) -> bool {
    let whole = format!("{}\n{text}", before.join("\n"));
    let begins = whole.len() - text.len();
    let is_phone = |leak: &Leak| leak.kind == LeakKind::Phone;
    find(&whole).iter().any(|leak| is_phone(leak) && leak.at.start < begins && leak.at.end > begins)
}

/// The text with contact details taken out, and their kinds.
#[must_use]
pub fn masked(text: &str) -> (String, Vec<LeakKind>) {
    let found = find(text);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for leak in &found {
        if leak.at.end <= from {
            continue;
        }
        out.push_str(&text[from..leak.at.start.max(from)]);
        if !out.ends_with(MASK) {
            out.push_str(MASK);
        }
        from = leak.at.end;
    }
    out.push_str(&text[from..]);
    (out, kinds(&found))
}

fn kinds(found: &[Leak]) -> Vec<LeakKind> {
    let mut kinds: Vec<LeakKind> = found.iter().map(|leak| leak.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::samples::{BLIND_CLEAN, BLIND_LEAKS, CLEAN, LEAKS};
    use super::{LeakKind, completes_phone, leaks, masked};
    use proptest::prelude::*;

    /// Precision (of what is told to be a leak, how much is one) and recall (of leaks, how many are
    /// told) of a labelled set, and what went wrong.
    fn measured(leaks_in: &[(&str, LeakKind)], clean: &[&str]) -> (f64, f64, String) {
        let missed: Vec<&str> = leaks_in
            .iter()
            .filter(|(text, kind)| !leaks(text).contains(kind))
            .map(|(text, _)| *text)
            .collect();
        let wrong: Vec<&str> =
            clean.iter().filter(|text| !leaks(text).is_empty()).copied().collect();
        let count = |n: usize| f64::from(u32::try_from(n).unwrap());
        let hits = count(leaks_in.len() - missed.len());
        let precision = hits / (hits + count(wrong.len()));
        let recall = hits / count(leaks_in.len());
        let report = format!(
            "{} leaks and {} clean messages: precision {precision:.3}, recall {recall:.3}\n\
             missed: {missed:#?}\nwrongly told: {wrong:#?}",
            leaks_in.len(),
            clean.len()
        );
        eprintln!("{report}");
        (precision, recall, report)
    }

    #[test]
    fn the_labelled_messages_are_told_apart() {
        assert!(LEAKS.len() + CLEAN.len() >= 200, "too few examples");
        let (precision, recall, report) = measured(LEAKS, CLEAN);
        assert!(precision >= 0.97 && recall >= 0.97, "{report}");
    }

    #[test]
    fn messages_that_the_rules_never_saw_are_told_apart() {
        let (precision, recall, report) = measured(BLIND_LEAKS, BLIND_CLEAN);
        assert!(precision >= 0.95 && recall >= 0.85, "{report}");
    }

    #[test]
    fn a_masked_text_keeps_everything_else() {
        for (text, expected) in [
            ("كلمني على ٠١٠١٢٣٤٥٦٧٨ بعد العصر", "كلمني على ••• بعد العصر"),
            ("mona@example.com or 0101 234 5678 ok", "••• or ••• ok"),
            ("الدور 3 شقة 7", "الدور 3 شقة 7"),
            ("زيرو واحد زيرو واحد اتنين تلاتة اربعة خمسة ستة سبعة تمانية", "•••"),
        ] {
            assert_eq!(masked(text).0, expected);
        }
    }

    #[test]
    fn a_number_in_pieces_is_seen_when_its_last_piece_comes() {
        let before = ["0101".to_owned(), "234".to_owned()];
        assert!(completes_phone(&before, "5678"));
        assert!(!completes_phone(&before, "جنيه"));
        assert!(!completes_phone(&["01012345678".to_owned()], "تمام"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_what_was_masked_stays_so(text in "\\PC{0,80}") {
            let (once, _) = masked(&text);
            prop_assert!(leaks(&once).len() <= leaks(&text).len());
        }

        #[test]
        fn a_mobile_is_found_however_it_is_pulled_apart(
            tail in "[0-9]{8}", area in "[0125]", gap in "( |\\.|-|_|/| 📞 |\\*|\n|، )",
            cuts in proptest::collection::btree_set(1usize..11, 0..10),
        ) {
            let digits = format!("01{area}{tail}");
            let text: String = digits
                .chars()
                .enumerate()
                .flat_map(|(at, c)| {
                    let gap = if cuts.contains(&at) { gap.clone() } else { String::new() };
                    gap.chars().chain([c]).collect::<Vec<_>>()
                })
                .collect();
            let dated = text.matches('/').count() >= 2 || text.matches('.').count() >= 2
                || text.matches('-').count() >= 2;
            prop_assert!(dated || !leaks(&text).is_empty(), "{text}");
        }
    }
}
