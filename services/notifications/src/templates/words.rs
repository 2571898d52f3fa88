//! Small words: money, times, counts and names as they stand inside a sentence.

use crate::domain::BookingRef;
use chrono::NaiveDate;
use contracts::booking::PaymentMethod;
use kernel::cairo::{format_date, format_local};
use kernel::{Instant, Lang, Localized, Money};

/// First strong isolate and pop directional isolate (UAX #9): what stands between them can't
/// change the order of what stands around them.
const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// Whether this is one of the invisible characters that change direction.
pub(super) fn is_isolate(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without direction characters.
pub(super) fn without_isolates(text: &str) -> String {
    text.chars().filter(|c| !is_isolate(*c)).collect()
}

/// The text between isolates, without direction characters and line breaks of its own.
pub(super) fn isolated(text: &str) -> String {
    let clean = without_isolates(text);
    let one_line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{ISOLATE}{one_line}{END}")
}

/// `350 جنيه`, `350.50 جنيه`, `350.00 EGP`.
pub(super) fn money(amount: Money, lang: Lang) -> String {
    match lang {
        Lang::En => isolated(&amount.to_string()),
        Lang::Ar => format!("{} جنيه", isolated(&amount.pounds())),
    }
}

/// `الأحد 22 نوفمبر 2026، 6:30 م`.
pub(super) fn time(at: Instant, lang: Lang) -> String {
    isolated(&format_local(at, lang))
}

/// `الأحد 22 نوفمبر 2026`.
pub(super) fn date(date: NaiveDate, lang: Lang) -> String {
    isolated(&format_date(date, lang))
}

/// A number that is counted nowhere: a distance, a star.
pub(super) fn number(n: impl std::fmt::Display) -> String {
    isolated(&n.to_string())
}

/// The service's name.
pub(super) fn service(booking: &BookingRef, lang: Lang) -> String {
    name(&booking.service, lang)
}

/// A text in both languages, in one.
pub(super) fn name(name: &Localized, lang: Lang) -> String {
    isolated(name.get(lang))
}

/// The booking's number.
pub(super) fn reference(booking: &BookingRef) -> String {
    isolated(&booking.number)
}

/// `4.2 كم`, `600 متر` from metres, to the nearest hundred; who is nearer than that is not nowhere.
pub(super) fn distance(metres: u32, lang: Lang) -> String {
    let hundreds = ((u64::from(metres) + 50) / 100).max(1);
    if hundreds < 10 {
        let m = number(hundreds * 100);
        return match lang {
            Lang::Ar => format!("{m} متر"),
            Lang::En => format!("{m} m"),
        };
    }
    let km = isolated(&format!("{}.{}", hundreds / 10, hundreds % 10));
    match lang {
        Lang::Ar => format!("{km} كم"),
        Lang::En => format!("{km} km"),
    }
}

/// How the customer pays, after "paid".
pub(super) fn method(method: PaymentMethod, lang: Lang) -> &'static str {
    match (method, lang) {
        (PaymentMethod::Cash, Lang::Ar) => "نقدًا",
        (PaymentMethod::Cash, Lang::En) => "in cash",
        (PaymentMethod::Card, Lang::Ar) => "بالبطاقة",
        (PaymentMethod::Card, Lang::En) => "by card",
        (PaymentMethod::Wallet, Lang::Ar) => "من المحفظة",
        (PaymentMethod::Wallet, Lang::En) => "from your wallet",
        (PaymentMethod::BankTransfer, Lang::Ar) => "بتحويل بنكي",
        (PaymentMethod::BankTransfer, Lang::En) => "by bank transfer",
    }
}

/// The plural categories of Arabic (CLDR plural rules, cardinals of `ar`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Plural {
    Zero,
    One,
    Two,
    /// 3–10, 103–110 …
    Few,
    /// 11–99, 111–199 …
    Many,
    /// 100, 101, 102, 200 …
    Other,
}

impl Plural {
    pub(super) fn of(n: u32) -> Self {
        match (n, n % 100) {
            (0, _) => Self::Zero,
            (1, _) => Self::One,
            (2, _) => Self::Two,
            (_, 3..=10) => Self::Few,
            (_, 11..=99) => Self::Many,
            _ => Self::Other,
        }
    }
}

/// The forms of a counted noun. Arabic has one for nothing, one for one, one for two, one for
/// 3–10 and one for 11–99; hundreds take the singular again.
pub(super) struct Noun {
    zero: &'static str,
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
    en: [&'static str; 2],
}

pub(super) const MINUTES: Noun = Noun {
    zero: "دقيقة",
    one: "دقيقة واحدة",
    two: "دقيقتين",
    few: "دقائق",
    many: "دقيقة",
    other: "دقيقة",
    en: ["minute", "minutes"],
};
pub(super) const DAYS: Noun = Noun {
    zero: "يوم",
    one: "يوم واحد",
    two: "يومين",
    few: "أيام",
    many: "يومًا",
    other: "يوم",
    en: ["day", "days"],
};
pub(super) const STARS: Noun = Noun {
    zero: "نجمة",
    one: "نجمة واحدة",
    two: "نجمتين",
    few: "نجوم",
    many: "نجمة",
    other: "نجمة",
    en: ["star", "stars"],
};

/// `n` of something: `دقيقتين`, `5 دقائق`, `11 دقيقة`, `1 minute`.
pub(super) fn count(n: u32, noun: &Noun, lang: Lang) -> String {
    let n_shown = number(n);
    if lang == Lang::En {
        return format!("{n_shown} {}", if n == 1 { noun.en[0] } else { noun.en[1] });
    }
    match Plural::of(n) {
        Plural::One => noun.one.to_owned(),
        Plural::Two => noun.two.to_owned(),
        Plural::Zero => format!("{n_shown} {}", noun.zero),
        Plural::Few => format!("{n_shown} {}", noun.few),
        Plural::Many => format!("{n_shown} {}", noun.many),
        Plural::Other => format!("{n_shown} {}", noun.other),
    }
}

#[cfg(test)]
mod tests {
    use super::{DAYS, MINUTES, Plural, STARS, count, distance, isolated, money, without_isolates};
    use kernel::{Lang, Money};

    fn plain(text: String) -> String {
        without_isolates(&text)
    }

    #[test]
    fn arabic_counts_as_people_do() {
        for (n, expected) in [
            (0, "0 دقيقة"),
            (1, "دقيقة واحدة"),
            (2, "دقيقتين"),
            (3, "3 دقائق"),
            (10, "10 دقائق"),
            (11, "11 دقيقة"),
            (99, "99 دقيقة"),
            (100, "100 دقيقة"),
            (102, "102 دقيقة"),
            (103, "103 دقائق"),
            (111, "111 دقيقة"),
        ] {
            assert_eq!(plain(count(n, &MINUTES, Lang::Ar)), expected);
        }
        assert_eq!(plain(count(30, &DAYS, Lang::Ar)), "30 يومًا");
        assert_eq!(plain(count(2, &DAYS, Lang::Ar)), "يومين");
        assert_eq!(plain(count(5, &STARS, Lang::Ar)), "5 نجوم");
        assert_eq!(plain(count(1, &STARS, Lang::En)), "1 star");
        assert_eq!(plain(count(0, &DAYS, Lang::En)), "0 days");
    }

    /// The rules as CLDR writes them, on the operands `n` and `n % 100`.
    fn cldr(n: u32) -> Plural {
        let rest = n % 100;
        if n == 0 {
            Plural::Zero
        } else if n == 1 {
            Plural::One
        } else if n == 2 {
            Plural::Two
        } else if (3..=10).contains(&rest) {
            Plural::Few
        } else if (11..=99).contains(&rest) {
            Plural::Many
        } else {
            Plural::Other
        }
    }

    #[test]
    fn every_count_takes_the_form_of_its_category() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..=200 {
            let category = Plural::of(n);
            assert_eq!(category, cldr(n), "{n}");
            seen.insert(category);
            for noun in [&MINUTES, &DAYS, &STARS] {
                let expected = match category {
                    Plural::Zero => format!("0 {}", noun.zero),
                    Plural::One => noun.one.to_owned(),
                    Plural::Two => noun.two.to_owned(),
                    Plural::Few => format!("{n} {}", noun.few),
                    Plural::Many => format!("{n} {}", noun.many),
                    Plural::Other => format!("{n} {}", noun.other),
                };
                assert_eq!(plain(count(n, noun, Lang::Ar)), expected);
                let one = usize::from(n != 1);
                assert_eq!(plain(count(n, noun, Lang::En)), format!("{n} {}", noun.en[one]));
            }
        }
        assert_eq!(seen.len(), 6);
    }

    #[test]
    fn money_drops_empty_piastres_in_arabic_only() {
        for (piastres, ar, en) in [
            (35_000, "350 جنيه", "350.00 EGP"),
            (35_050, "350.50 جنيه", "350.50 EGP"),
            (-100, "-1 جنيه", "-1.00 EGP"),
        ] {
            assert_eq!(plain(money(Money::piastres(piastres), Lang::Ar)), ar);
            assert_eq!(plain(money(Money::piastres(piastres), Lang::En)), en);
        }
    }

    #[test]
    fn distances_are_to_the_nearest_hundred_metres() {
        assert_eq!(plain(distance(4_249, Lang::En)), "4.2 km");
        assert_eq!(plain(distance(4_250, Lang::Ar)), "4.3 كم");
        assert_eq!(plain(distance(950, Lang::En)), "1.0 km");
        assert_eq!(plain(distance(949, Lang::Ar)), "900 متر");
        assert_eq!(plain(distance(0, Lang::En)), "100 m");
        assert_eq!(plain(distance(u32::MAX, Lang::En)), "4294967.3 km");
    }

    #[test]
    fn an_isolate_holds_one_line_without_direction_characters() {
        assert_eq!(isolated(" a\u{202E}\n b\u{2069} "), "\u{2068}a b\u{2069}");
    }
}
