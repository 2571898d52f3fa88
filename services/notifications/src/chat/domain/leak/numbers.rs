//! Numbers as words: Arabic as Egyptians write it, English, and Arabic in Latin letters
//! ("Arabizi", where 7 is ح, 3 is ع and 5 is خ).

use super::tokens::{Kind, Token};

/// Words for 0–9.
const UNITS: [&[&str]; 10] = [
    &["صفر", "زيرو", "سفر", "zero", "oh", "o", "nil", "sefr", "sifr", "sfr", "zeero", "ziro"],
    &["واحد", "واحده", "وحده", "one", "wa7ed", "wahed", "wa7d", "wahid", "wa7da", "wa7id", "wahd"],
    &[
        "اتنين",
        "اثنين",
        "اثنان",
        "تنين",
        "اتنان",
        "اتنيين",
        "two",
        "etneen",
        "etnen",
        "itneen",
        "itnen",
        "etnin",
        "tnen",
        "etnein",
        "ethnen",
        "2tnen",
    ],
    &[
        "تلاته",
        "ثلاثه",
        "تلات",
        "ثلاث",
        "تلته",
        "three",
        "talata",
        "tlata",
        "thalatha",
        "talat",
        "talatah",
        "tlatah",
    ],
    &[
        "اربعه",
        "اربع",
        "four",
        "arba3a",
        "arb3a",
        "arbaa",
        "arba3",
        "arba3ah",
        "arba2a",
        "arbaah",
        "rb3a",
        "2arba3a",
    ],
    &[
        "خمسه", "خمس", "five", "khamsa", "5amsa", "5msa", "khmsa", "khams", "5ams", "khamsah",
        "7amsa", "5amsah",
    ],
    &["سته", "ست", "six", "setta", "sitta", "sta", "settah", "seta", "sita"],
    &["سبعه", "سبع", "seven", "sab3a", "sab3ah", "saba3a", "sabaa", "sab3", "sb3a"],
    &[
        "تمانيه",
        "ثمانيه",
        "تمنيه",
        "تمن",
        "تماني",
        "ثماني",
        "eight",
        "tamanya",
        "tmanya",
        "tamania",
        "tmania",
        "thmanya",
        "tamanyah",
        "tamania",
    ],
    &[
        "تسعه", "تسع", "nine", "tes3a", "tis3a", "tes3ah", "tesaa", "tisaa", "tese3a", "ts3a",
        "tes3",
    ],
];

/// Words for 10–19.
const TEENS: [&[&str]; 10] = [
    &["عشره", "عشر", "ten", "3ashara", "3ashra", "ashara", "3shra", "3ashrah"],
    &["حداشر", "احداشر", "احدعشر", "حضاشر", "eleven", "7edashar", "hedashar", "7dashar", "7dasher"],
    &["اتناشر", "اثناشر", "اطناشر", "اثناعشر", "twelve", "etnashar", "itnashar", "etnasher"],
    &["تلتاشر", "تلاتاشر", "تلطاشر", "ثلاثهعشر", "thirteen", "talatashar", "tlatashar"],
    &["اربعتاشر", "اربعطاشر", "fourteen", "arba3tashar", "arbatashar"],
    &["خمستاشر", "خمسطاشر", "fifteen", "5amastashar", "khamastashar", "5mstashar"],
    &["ستاشر", "سطاشر", "sixteen", "settashar", "sittashar"],
    &["سبعتاشر", "سبعطاشر", "seventeen", "saba3tashar", "sabatashar"],
    &["تمنتاشر", "تمانتاشر", "تمنطاشر", "eighteen", "tamantashar"],
    &["تسعتاشر", "تسعطاشر", "nineteen", "tesa3tashar", "tesatashar"],
];

/// Words for 20, 30 … 90.
const TENS: [&[&str]; 8] = [
    &["عشرين", "عشرون", "twenty", "3eshreen", "3eshrin", "eshreen"],
    &["تلاتين", "ثلاثين", "ثلاثون", "thirty", "talateen", "talatin", "tlateen"],
    &["اربعين", "اربعون", "forty", "fourty", "arbe3een", "arb3een", "arbeen"],
    &["خمسين", "خمسون", "fifty", "khamseen", "5amseen", "5amsin"],
    &["ستين", "ستون", "sixty", "setteen", "sitteen"],
    &["سبعين", "سبعون", "seventy", "sab3een", "sabeen"],
    &["تمانين", "ثمانين", "ثمانون", "eighty", "tamaneen", "tmaneen"],
    &["تسعين", "تسعون", "ninety", "tes3een", "teseen"],
];

/// Words for 100, 200 … 900.
const HUNDREDS: [&[&str]; 9] = [
    &["ميه", "مائه", "مءه", "meya", "miyya"],
    &["ميتين", "متين", "مائتين", "meteen"],
    &["تلتميه", "تلاتميه", "ثلاثمائه", "toltomeya"],
    &["ربعميه", "اربعميه", "اربعمائه", "rob3omeya"],
    &["خمسميه", "خمسمائه", "khomsomeya", "5omsomeya"],
    &["ستميه", "ستمائه", "sottomeya"],
    &["سبعميه", "سبعمائه", "sob3omeya"],
    &["تمنميه", "تمانميه", "ثمانمائه", "tomnomeya"],
    &["تسعميه", "تسعمائه", "tos3omeya"],
];

const DOUBLE: &[&str] = &["double", "دبل", "دابل", "dabl"];
const TRIPLE: &[&str] = &["triple", "تربل"];

fn index(table: &[&[&str]], word: &str) -> Option<u32> {
    let at = table.iter().position(|words| words.contains(&word))?;
    u32::try_from(at).ok()
}

fn unit(word: &str) -> Option<u32> {
    index(&UNITS, word)
}

fn tens(word: &str) -> Option<u32> {
    index(&TENS, word).map(|at| (at + 2) * 10)
}

fn simple(word: &str) -> Option<u32> {
    unit(word).or_else(|| index(&TEENS, word).map(|at| at + 10)).or_else(|| tens(word))
}

/// The word without an "and" in front: `وعشرين`, `we3eshreen`.
fn after_and(word: &str) -> Option<&str> {
    ["و", "we", "w"].into_iter().find_map(|and| word.strip_prefix(and)).filter(|r| !r.is_empty())
}

/// Whether a word is (part of) a number.
pub(super) fn is_number(word: &str) -> bool {
    let known = |word| {
        simple(word).is_some()
            || index(&HUNDREDS, word).is_some()
            || DOUBLE.contains(&word)
            || TRIPLE.contains(&word)
    };
    known(word) || after_and(word).is_some_and(known)
}

/// Digits that stand at `tokens[at]`, and how many tokens they take.
pub(super) fn digits_at(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    match &tokens.get(at)?.kind {
        Kind::Digits(digits) => Some((digits.clone(), 1)),
        Kind::Sign(_) => None,
        Kind::Word(word) => spelled(word, tokens, at),
    }
}

fn spelled(word: &str, tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let times = if DOUBLE.contains(&word) {
        2
    } else if TRIPLE.contains(&word) {
        3
    } else {
        0
    };
    if times > 0 {
        let next = next_word(tokens, at)?;
        let (digits, taken) = digits_at(tokens, next)?;
        return (digits.len() == 1).then(|| (digits.repeat(times), next + taken - at));
    }
    if let Some(hundred) = index(&HUNDREDS, word).map(|at| (at + 1) * 100) {
        return Some(hundreds(hundred, tokens, at));
    }
    let word = if simple(word).is_some() { word } else { after_and(word)? };
    let (value, taken) = below_hundred(word, tokens, at)?;
    Some((value.to_string(), taken))
}

/// `ميه تلاته وعشرين` is 123.
fn hundreds(hundred: u32, tokens: &[Token], at: usize) -> (String, usize) {
    let rest = next_word(tokens, at).and_then(|next| {
        let word = tokens[next].word()?;
        let joined = after_and(word).filter(|word| simple(word).is_some());
        let word = joined.or_else(|| simple(word).map(|_| word))?;
        let (value, taken) = below_hundred(word, tokens, next)?;
        (joined.is_some() || value > 19).then_some((hundred + value, next + taken - at))
    });
    let (value, taken) = rest.unwrap_or((hundred, 1));
    (value.to_string(), taken)
}

/// `خمسه وعشرين` and `twenty five` are 25.
fn below_hundred(word: &str, tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let value = simple(word)?;
    let joined = next_word(tokens, at).and_then(|next| {
        let word = tokens[next].word()?;
        let sum = match value {
            1..=9 => value + tens(after_and(word)?)?,
            20.. if word.is_ascii() => value + unit(word).filter(|unit| *unit > 0)?,
            _ => return None,
        };
        Some((sum, next + 1 - at))
    });
    Some(joined.unwrap_or((value, 1)))
}

/// The next word, if only a blank or a hyphen stands between.
fn next_word(tokens: &[Token], at: usize) -> Option<usize> {
    let gap = tokens.get(at + 1)?.sign()?;
    matches!(gap, ' ' | '-').then_some(at + 2).filter(|next| *next < tokens.len())
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::{HUNDREDS, TEENS, TENS, UNITS, digits_at, is_number};
    use std::collections::BTreeSet;

    fn read(text: &str) -> Option<String> {
        let all = tokens(text, is_number);
        let (digits, taken) = digits_at(&all, 0)?;
        (taken == all.len()).then_some(digits)
    }

    #[test]
    fn numbers_are_read_as_people_say_them() {
        for (said, digits) in [
            ("صفر", "0"),
            ("خمسة وعشرين", "25"),
            ("حداشر", "11"),
            ("مية تلاتة وعشرين", "123"),
            ("مية وخمسة", "105"),
            ("خمسمية", "500"),
            ("twenty-five", "25"),
            ("forty two", "42"),
            ("double seven", "77"),
            ("دبل صفر", "00"),
            ("triple 5", "555"),
            ("wa7ed", "1"),
            ("5amsa", "5"),
            ("وتسعة", "9"),
            ("5amsa we3eshreen", "25"),
            ("٤٢", "42"),
        ] {
            assert_eq!(read(said).as_deref(), Some(digits), "{said}");
        }
        for other in ["واسع", "hello", "double", "صفر واحد"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn no_word_means_two_numbers() {
        let mut seen = BTreeSet::new();
        let tables: [&[&[&str]]; 4] = [&UNITS, &TEENS, &TENS, &HUNDREDS];
        for (table, words) in tables.into_iter().enumerate() {
            for (at, words) in words.iter().enumerate() {
                for word in words.iter().collect::<BTreeSet<_>>() {
                    assert!(seen.insert(*word), "{word} of {table}/{at} is there twice");
                }
            }
        }
    }
}
