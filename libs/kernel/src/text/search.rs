//! Search keys: one spelling for the many ways Arabic is typed (`reference` 9).

use super::fold::{fold_digit, is_invisible};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many words of a query are searched; the rest is ignored.
const MAX_WORDS: usize = 16;

/// Words that stand before the name of a place and say only what kind of place it is.
const PLACE_KINDS: [&str; 4] = ["قسم", "مركز", "مدينه", "حي"];

/// Prefixes written onto a word, longest first, and how many letters must be left after each.
const PREFIXES: [(&str, usize); 6] =
    [("وال", 3), ("بال", 3), ("فال", 3), ("كال", 3), ("لل", 3), ("ال", 2)];

/// The key under which a text is found: compatibility forms unfolded; vowel signs, accents,
/// tatweel and apostrophes gone; the forms of alef, yeh, teh marbuta and hamza carriers as one, and
/// ث ذ ظ as the ت د ض that Egyptians write for them;
/// digits as ASCII; Latin letters in lower case; everything else a single space.
///
/// The key of a key is the key itself.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // Decomposing rather than composing (NFKD) splits every hamza and accent from its letter, so
    // that dropping the marks leaves the bare letter whatever order they were typed in.
    for c in text.nfkd().filter(|c| !is_dropped(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            key.push(fold_letter(c));
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// What leaves no trace in a key: tatweel, invisible characters, and apostrophes, so that
/// `Ma'adi` is found as `Maadi`.
fn is_dropped(c: char) -> bool {
    is_invisible(c)
        || is_combining_mark(c)
        || matches!(c, '\u{0640}' | '\'' | '`' | '\u{02BC}' | '\u{2018}' | '\u{2019}')
}

/// One letter for the several that are typed for it. Arabic first, then the letters that Egyptians
/// write as they say them (تلاجة, دهب, ضهر), then the Persian ones that keyboards mix in.
fn fold_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        'ث' => 'ت',
        'ذ' => 'د',
        'ظ' => 'ض',
        'ک' => 'ك',
        'ڤ' => 'ف',
        'پ' => 'ب',
        'چ' => 'ج',
        _ => fold_digit(c),
    }
}

/// The words to look for: each word of the key, followed by its form without `ال` or another
/// written-on prefix. A leading kind of place (قسم, مركز, مدينة, حي) is left out when a name
/// follows. No word comes twice, and at most 16 words of the text count.
#[must_use]
pub fn search_terms(text: &str) -> Vec<String> {
    let key = search_key(text);
    let mut words: Vec<&str> = key.split(' ').filter(|w| !w.is_empty()).take(MAX_WORDS).collect();
    if words.len() > 1 && PLACE_KINDS.contains(&words[0]) {
        words.remove(0);
    }
    let mut terms: Vec<String> = Vec::new();
    for word in words {
        for term in std::iter::once(word).chain(without_prefix(word)) {
            if !terms.iter().any(|known| known == term) {
                terms.push(term.to_owned());
            }
        }
    }
    terms
}

/// The word without its prefix, when enough of it is left.
fn without_prefix(word: &str) -> Option<&str> {
    PREFIXES.iter().find_map(|(prefix, left)| {
        word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= *left)
    })
}

#[cfg(test)]
mod tests {
    use super::{search_key, search_terms};
    use proptest::prelude::*;

    #[test]
    fn the_many_spellings_of_a_word_have_one_key() {
        for (typed, key) in [
            ("الإسكندرية", "الاسكندريه"),
            ("الأسكندريه", "الاسكندريه"),
            ("مُحَمَّد", "محمد"),
            ("شـــقة", "شقه"),
            ("آلة ٱلكى", "اله الكي"),
            ("مؤسسة كهربائى", "موسسه كهربايي"),
            ("مصطفی کامل", "مصطفي كامل"),
            ("ڤيلا", "فيلا"),
            ("ثلاجة", "تلاجه"),
            ("ذهب ظهر", "دهب ضهر"),
            ("دور ٣ شقة ۱۲", "دور 3 شقه 12"),
            ("\u{FEFB}", "لا"),
            ("ا\u{0655}سلام", "اسلام"),
            ("  Café—DU  Caire!! ", "cafe du caire"),
            ("Ma'adi", "maadi"),
            ("Ma\u{2019}adi", "maadi"),
            ("AC (Split), 1.5hp", "ac split 1 5hp"),
            ("İSTANBUL", "istanbul"),
            ("ﬁx", "fix"),
            ("؟!،", ""),
        ] {
            assert_eq!(search_key(typed), key, "{typed}");
        }
    }

    #[test]
    fn the_terms_are_the_words_with_and_without_their_prefix() {
        assert_eq!(search_terms("القاهرة"), ["القاهره", "قاهره"]);
        assert_eq!(search_terms("والكهرباء"), ["والكهرباء", "كهرباء"]);
        assert_eq!(search_terms("صيانة للتكييف"), ["صيانه", "للتكييف", "تكييف"]);
        assert_eq!(search_terms("ال"), ["ال"]);
        assert_eq!(search_terms("التكييف تكييف"), ["التكييف", "تكييف"]);
        assert!(search_terms(" ؟ ").is_empty());
    }

    #[test]
    fn a_leading_kind_of_place_is_left_out_unless_it_is_all_there_is() {
        assert_eq!(search_terms("مدينة نصر"), ["نصر"]);
        assert_eq!(search_terms("حي المعادي"), ["المعادي", "معادي"]);
        assert_eq!(search_terms("مركز"), ["مركز"]);
    }

    #[test]
    fn a_long_query_gives_a_bounded_number_of_terms() {
        let query: String = (0..10_000).map(|i| format!("الكلمة{i} ")).collect();
        assert_eq!(search_terms(&query).len(), 32);
    }

    #[test]
    fn the_key_of_a_key_is_itself_for_every_character() {
        for c in char::MIN..=char::MAX {
            let once = search_key(&format!("a{c}b"));
            assert_eq!(search_key(&once), once, "{c:?} U+{:04X}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in any::<String>()) {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once);
        }

        #[test]
        fn the_key_of_arabic_is_itself(text in "[\u{0600}-\u{06FF}\u{FE70}-\u{FEFC}A-zé '\u{0301}]{0,40}") {
            let once = search_key(&text);
            prop_assert_eq!(search_key(&once), once.clone());
            prop_assert!(!once.contains("  ") && once.trim() == once);
            let folded = ['أ', 'إ', 'آ', 'ٱ', 'ى', 'ة', 'ؤ', 'ئ', '\u{0640}'];
            prop_assert!(!once.contains(folded));
        }

        #[test]
        fn vowel_signs_and_tatweel_never_change_the_key(
            letters in "[ء-غف-ي]{1,12}",
            mark in "[\u{064B}-\u{0652}\u{0670}\u{0640}]",
            at in 0usize..12,
        ) {
            let at = at.min(letters.chars().count());
            let mut marked: Vec<char> = letters.chars().collect();
            marked.splice(at..at, mark.chars());
            let marked: String = marked.into_iter().collect();
            prop_assert_eq!(search_key(&marked), search_key(&letters));
        }

        #[test]
        fn terms_are_unique_words_of_the_key_or_ends_of_them(text in any::<String>()) {
            let key = search_key(&text);
            let terms = search_terms(&text);
            for (i, term) in terms.iter().enumerate() {
                prop_assert!(key.split(' ').any(|word| word.ends_with(term.as_str())));
                prop_assert!(!term.is_empty() && !terms[..i].contains(term));
            }
        }
    }
}
