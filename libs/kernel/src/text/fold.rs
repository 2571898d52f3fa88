//! Folding digits and dropping direction marks before anything numeric is read.

/// `text` with Arabic-Indic (٠–٩) and extended (۰–۹) digits as ASCII digits and without
/// characters that only set the writing direction.
#[must_use]
pub fn fold_digits(text: &str) -> String {
    text.chars().filter(|c| !is_direction_mark(*c)).map(fold_digit).collect()
}

/// One digit as ASCII; everything else as it is.
pub(super) fn fold_digit(c: char) -> char {
    let zero = match c {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// Whether a character only sets the writing direction (Unicode's `Bidi_Control`). Phones put
/// them around copied numbers.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}') || is_direction_span(c)
}

/// Whether a character opens or closes a span of forced direction: embedding, override, isolate.
pub(super) fn is_direction_span(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character shows nothing and takes no place: direction marks, joiners, soft hyphen,
/// byte-order mark.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    is_direction_mark(c)
        || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::fold_digits;
    use proptest::prelude::*;

    #[test]
    fn both_kinds_of_arabic_digits_become_ascii_and_direction_marks_go() {
        assert_eq!(fold_digits("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(fold_digits("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
        assert_eq!(fold_digits("\u{2066}\u{200E}٣\u{200F} شقة\u{061C}\u{2069}"), "3 شقة");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold_digits(&text);
            prop_assert_eq!(fold_digits(&once), once);
        }

        #[test]
        fn every_number_survives_in_any_digits(number in any::<u64>(), zero in prop::sample::select(vec![0x0660u32, 0x06F0])) {
            let typed: String = number
                .to_string()
                .chars()
                .filter_map(|c| char::from_u32(zero + c.to_digit(10)?))
                .collect();
            prop_assert_eq!(fold_digits(&typed).parse::<u64>(), Ok(number));
        }
    }
}
