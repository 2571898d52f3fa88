//! The Egyptian national ID (الرقم القومي): 14 digits `C YYMMDD GG SSSS K` with a structure that
//! is checked (`reference` 6.1).

use crate::fields::Invalid;
use crate::text::{fold_digits, is_invisible};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// More bytes than anybody needs to type 14 digits, spaces and direction marks included.
const MAX_INPUT_BYTES: usize = 128;

/// Where a birth can be registered: the 27 governorates, and 88 for a birth abroad.
const GOVERNORATES: [u8; 28] = [
    1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 31, 32, 33,
    34, 35, 88,
];

/// The weights of the commonly used check digit algorithm. The state has published none.
const CHECK_WEIGHTS: [u32; 13] = [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// A person's gender as the national ID states it.
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
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
}

/// A national ID whose structure is right.
///
/// It is personal data: there is no `Display` and no `Serialize`, and `Debug` shows only the
/// last four digits.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalId {
    digits: String,
    birth_date: NaiveDate,
}

impl NationalId {
    /// Reads a national ID as typed: Arabic or Latin digits, spaces and dashes allowed.
    /// `today` is the date in Cairo.
    ///
    /// # Errors
    /// `national_id.length`, `national_id.century`, `national_id.birth_date`,
    /// `national_id.birth_date_in_future` or `national_id.governorate`.
    /// The refusal never repeats what was typed.
    pub fn parse(typed: &str, today: NaiveDate) -> Result<Self, Invalid> {
        let digits = fourteen_digits(typed).ok_or_else(wrong_length)?;
        let number = |from: usize, to: usize| {
            digits.as_bytes()[from..to].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
        };
        let century = match number(0, 1) {
            2 => 1900,
            3 => 2000,
            _ => return Err(wrong_century()),
        };
        let year = century + i32::try_from(number(1, 3)).unwrap_or_default();
        let birth_date = NaiveDate::from_ymd_opt(year, number(3, 5), number(5, 7))
            .ok_or_else(wrong_birth_date)?;
        if birth_date > today {
            return Err(future_birth_date());
        }
        let id = Self { digits, birth_date };
        if !GOVERNORATES.contains(&id.governorate_code()) {
            return Err(wrong_governorate());
        }
        Ok(id)
    }

    /// The 14 digits in clear: only to be sealed, hashed or compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The form for screens and logs: only the last four digits.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("••••••••••{}", &self.digits[10..])
    }

    /// The date of birth.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// The code of the governorate that registered the birth; 88 is abroad.
    #[must_use]
    pub fn governorate_code(&self) -> u8 {
        self.digit(7) * 10 + self.digit(8)
    }

    /// The gender: the 13th digit is odd for men, even for women.
    #[must_use]
    pub fn gender(&self) -> Gender {
        if self.digit(12) % 2 == 1 { Gender::Male } else { Gender::Female }
    }

    /// The age in completed years on the given day; 0 before birth.
    #[must_use]
    pub fn age_years(&self, on: NaiveDate) -> u32 {
        on.years_since(self.birth_date).unwrap_or_default()
    }

    /// Whether the last digit fits the commonly used algorithm. A misfit is a hint for the
    /// reviewer and never a refusal: the state has not published the rule.
    #[must_use]
    pub fn check_digit_plausible(&self) -> bool {
        let sum: u32 =
            CHECK_WEIGHTS.iter().enumerate().map(|(i, w)| w * u32::from(self.digit(i))).sum();
        let expected = match 11 - sum % 11 {
            10 => 0,
            11 => 1,
            k => k,
        };
        u32::from(self.digit(13)) == expected
    }

    fn digit(&self, index: usize) -> u8 {
        self.digits.as_bytes()[index] - b'0'
    }
}

/// The typed digits, when there are 14 and nothing else but separators.
fn fourteen_digits(typed: &str) -> Option<String> {
    if typed.len() > MAX_INPUT_BYTES {
        return None;
    }
    let mut digits = String::with_capacity(14);
    for c in fold_digits(typed).chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            c if c.is_whitespace() || is_invisible(c) => {}
            _ => return None,
        }
    }
    (digits.len() == 14).then_some(digits)
}

fn wrong_length() -> Invalid {
    Invalid::new(
        "national_id.length",
        "الرقم القومي 14 رقمًا. اكتبه كما هو على البطاقة.",
        "A national ID has 14 digits. Type it as it is on the card.",
    )
}

fn wrong_century() -> Invalid {
    Invalid::new(
        "national_id.century",
        "الرقم القومي يبدأ بـ 2 أو 3. راجع أول رقم على البطاقة.",
        "A national ID starts with 2 or 3. Check the first digit on the card.",
    )
}

fn wrong_birth_date() -> Invalid {
    Invalid::new(
        "national_id.birth_date",
        "تاريخ الميلاد داخل الرقم القومي غير صحيح. راجع الأرقام من الثاني إلى السابع.",
        "The birth date inside the national ID does not exist. Check digits 2 to 7.",
    )
}

fn future_birth_date() -> Invalid {
    Invalid::new(
        "national_id.birth_date_in_future",
        "تاريخ الميلاد داخل الرقم القومي لم يأتِ بعد. راجع الأرقام السبعة الأولى.",
        "The birth date inside the national ID is in the future. Check the first 7 digits.",
    )
}

fn wrong_governorate() -> Invalid {
    Invalid::new(
        "national_id.governorate",
        "كود المحافظة داخل الرقم القومي غير معروف. راجع الرقمين الثامن والتاسع.",
        "The governorate code inside the national ID is unknown. Check digits 8 and 9.",
    )
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NationalId({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::{GOVERNORATES, Gender, NationalId};
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn today() -> NaiveDate {
        date(2026, 11, 22)
    }

    fn code(typed: &str) -> &'static str {
        NationalId::parse(typed, today()).unwrap_err().code
    }

    #[test]
    fn the_reference_numbers_read_as_the_reference_says() {
        for (typed, gender, governorate, born) in [
            ("29001150101234", Gender::Male, 1, date(1990, 1, 15)),
            ("28812032100422", Gender::Female, 21, date(1988, 12, 3)),
            ("30106300213577", Gender::Male, 2, date(2001, 6, 30)),
            ("29502288800248", Gender::Female, 88, date(1995, 2, 28)),
        ] {
            let id = NationalId::parse(typed, today()).unwrap();
            assert_eq!(id.gender(), gender, "{typed}");
            assert_eq!(id.governorate_code(), governorate, "{typed}");
            assert_eq!(id.birth_date(), born, "{typed}");
            assert_eq!(id.as_str(), typed);
        }
    }

    #[test]
    fn the_check_digit_is_a_hint_and_never_refuses() {
        for public in ["29010280165195", "29805150102054", "27510120200771", "28309102300111"] {
            assert!(NationalId::parse(public, today()).unwrap().check_digit_plausible());
        }
        let misfit = NationalId::parse("29010280165196", today()).unwrap();
        assert!(!misfit.check_digit_plausible());
    }

    #[test]
    fn arabic_digits_spaces_dashes_and_direction_marks_are_fine() {
        let id = NationalId::parse("29001150101234", today()).unwrap();
        for typed in [
            "٢٩٠٠١١٥٠١٠١٢٣٤",
            "2 900115 01 0123 4",
            "2-900115-01-0123-4",
            "\u{200F}29001150101234\u{200F}",
        ] {
            assert_eq!(NationalId::parse(typed, today()).as_ref(), Ok(&id), "{typed:?}");
        }
    }

    #[test]
    fn each_refusal_has_its_own_code() {
        assert_eq!(code(""), "national_id.length");
        assert_eq!(code("2900115010123"), "national_id.length");
        assert_eq!(code("290011501012345"), "national_id.length");
        assert_eq!(code("2900115010123A"), "national_id.length");
        assert_eq!(code(&"2".repeat(1_000_000)), "national_id.length");
        assert_eq!(code("19001150101234"), "national_id.century");
        assert_eq!(code("49001150101234"), "national_id.century");
        assert_eq!(code("29013150101234"), "national_id.birth_date");
        assert_eq!(code("29002300101234"), "national_id.birth_date");
        assert_eq!(code("29102290101234"), "national_id.birth_date");
        assert_eq!(code("29000000101234"), "national_id.birth_date");
        assert_eq!(code("32611230101234"), "national_id.birth_date_in_future");
        assert_eq!(code("29001150501234"), "national_id.governorate");
        assert_eq!(code("29001159901234"), "national_id.governorate");
        assert!(NationalId::parse("32611220101234", today()).is_ok(), "born today");
    }

    #[test]
    fn a_leap_day_child_is_of_age_the_day_after_the_28th_of_february() {
        let id = NationalId::parse("30802290101234", today()).unwrap();
        assert_eq!(id.age_years(date(2026, 2, 28)), 17);
        assert_eq!(id.age_years(date(2026, 3, 1)), 18);
        assert_eq!(id.age_years(date(2007, 1, 1)), 0);
    }

    #[test]
    fn debug_shows_only_the_last_four_digits() {
        let id = NationalId::parse("29001150101234", today()).unwrap();
        assert_eq!(format!("{id:?}"), "NationalId(••••••••••1234)");
    }

    proptest! {
        #[test]
        fn every_number_of_the_right_structure_is_read_back(
            days in 0i64..46_000,
            governorate in prop::sample::select(GOVERNORATES.to_vec()),
            rest in 0u32..100_000,
        ) {
            let born = date(1900, 1, 1) + chrono::TimeDelta::days(days);
            let century = if born < date(2000, 1, 1) { 2 } else { 3 };
            let typed = format!("{century}{}{governorate:02}{rest:05}", born.format("%y%m%d"));
            let id = NationalId::parse(&typed, today()).unwrap();
            prop_assert_eq!(id.birth_date(), born);
            prop_assert_eq!(id.governorate_code(), governorate);
            prop_assert_eq!(id.gender() == Gender::Male, rest / 10 % 2 == 1);
        }

        #[test]
        fn exactly_one_check_digit_is_plausible(first in "290[0][1-9]1[0-9]01[0-9]{4}") {
            let plausible = (0..10)
                .filter_map(|k| NationalId::parse(&format!("{first}{k}"), today()).ok())
                .filter(NationalId::check_digit_plausible);
            prop_assert_eq!(plausible.count(), 1);
        }

        #[test]
        fn no_input_makes_it_panic(typed in any::<String>()) {
            let _ = NationalId::parse(&typed, today());
        }
    }
}
