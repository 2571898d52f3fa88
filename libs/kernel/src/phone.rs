//! Egyptian mobile numbers, in any way people type them.

use crate::fields::Invalid;
use crate::text::{fold_digits, is_invisible};
use serde::{Deserialize, Serialize};
use std::fmt;

/// More bytes than anybody needs to type a number, spaces and direction marks included.
const MAX_INPUT_BYTES: usize = 128;

/// An Egyptian mobile number in E.164: `+201012345678`.
///
/// It is personal data: there is no `Display`, and `Debug` shows only the masked form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "+201012345678", pattern = r"^\+201[0125][0-9]{8}$")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number as typed: with `+20`, `0020`, `20`, `0` or nothing in front, with spaces,
    /// dashes, dots, slashes or parentheses, in Arabic or Latin digits.
    ///
    /// # Errors
    /// `phone.not_egyptian_mobile` for everything else: fixed lines, short numbers, other
    /// countries. The refusal never repeats what was typed.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        Self::significant(typed).map(|number| Self(format!("+20{number}"))).ok_or_else(|| {
            Invalid::new(
                "phone.not_egyptian_mobile",
                "هذا ليس رقم موبايل مصريًا. اكتب 11 رقمًا تبدأ بـ 010 أو 011 أو 012 أو 015.",
                "This is not an Egyptian mobile number. \
                 Type the 11 digits that start with 010, 011, 012 or 015.",
            )
        })
    }

    /// The national significant number, `1[0125]` and eight digits (`reference` 6.2).
    fn significant(typed: &str) -> Option<String> {
        if typed.len() > MAX_INPUT_BYTES {
            return None;
        }
        let (international, digits) = dialled(typed)?;
        let number = if international {
            let number = digits.strip_prefix("20")?;
            // `+20 (0) 10 …`: the trunk zero is often left in.
            number.strip_prefix('0').unwrap_or(number)
        } else if let Some(number) = digits.strip_prefix("20") {
            number.strip_prefix('0').unwrap_or(number)
        } else {
            digits.strip_prefix('0').unwrap_or(&digits)
        };
        let bytes = number.as_bytes();
        let is_mobile =
            bytes.len() == 10 && bytes[0] == b'1' && matches!(bytes[1], b'0' | b'1' | b'2' | b'5');
        is_mobile.then(|| number.to_owned())
    }

    /// The E.164 form, `+201012345678`: what is stored and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form people in Egypt write, `01012345678`.
    #[must_use]
    pub fn national(&self) -> String {
        format!("0{}", &self.0[3..])
    }

    /// The form for screens and logs, `010••••5678`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("0{}••••{}", &self.0[3..5], &self.0[9..])
    }
}

/// Whether an international prefix was typed, and the digits after it.
fn dialled(typed: &str) -> Option<(bool, String)> {
    let mut digits = String::new();
    let mut plus = false;
    for c in fold_digits(typed).chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | '＋' if digits.is_empty() && !plus => plus = true,
            '-' | '.' | '(' | ')' | '/' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            c if c.is_whitespace() || is_invisible(c) => {}
            _ => return None,
        }
    }
    if plus {
        return Some((true, digits));
    }
    match digits.strip_prefix("00") {
        Some(rest) => Some((true, rest.to_owned())),
        None => Some((false, digits)),
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = Invalid;
    fn try_from(typed: String) -> Result<Self, Invalid> {
        Self::parse(&typed)
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> Self {
        phone.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::PhoneNumber;
    use proptest::prelude::*;

    #[test]
    fn every_way_of_typing_the_same_number_gives_the_same_number() {
        let number = PhoneNumber::parse("01012345678").unwrap();
        assert_eq!(number.as_str(), "+201012345678");
        for typed in [
            "+201012345678",
            "00201012345678",
            "201012345678",
            "1012345678",
            "+20 10 1234 5678",
            "+20 (0) 10-1234-5678",
            "(+20) 10.1234.5678",
            "2001012345678",
            "٠١٠١٢٣٤٥٦٧٨",
            "۰۱۰۱۲۳۴۵۶۷۸",
            "+٢٠ ١٠ ١٢٣٤ ٥٦٧٨",
            "\u{202A}+20\u{00A0}10\u{2011}1234\u{2011}5678\u{202C}",
            "\u{2066}010\u{200F}12345678\u{2069}",
            "\t010 1234 5678\n",
            "+20 010 1234 5678",
        ] {
            assert_eq!(PhoneNumber::parse(typed).as_ref(), Ok(&number), "{typed:?}");
        }
    }

    #[test]
    fn what_is_not_an_egyptian_mobile_is_refused() {
        let huge = "0".repeat(1_000_000);
        for typed in [
            "",
            "+",
            "00",
            "0",
            "20",
            "0223456789",
            "+20223456789",
            "034567890",
            "0131234567",
            "01312345678",
            "01412345678",
            "0101234567",
            "010123456789",
            "+966501234567",
            "+101012345678",
            "16123",
            "0101234567a",
            "٠١٠١٢٣٤٥٦٧ب",
            "+20+1012345678",
            "010123456+78",
            "001001012345678",
            "00001012345678",
            "+0201012345678",
            "010 1234 5678 ext 1",
            "010१२३४५६७८",
            huge.as_str(),
        ] {
            let refusal = PhoneNumber::parse(typed).unwrap_err();
            assert_eq!(refusal.code, "phone.not_egyptian_mobile", "{typed:.40}");
        }
    }

    #[test]
    fn only_the_masked_form_is_shown() {
        let number = PhoneNumber::parse("01512345678").unwrap();
        assert_eq!(number.national(), "01512345678");
        assert_eq!(number.masked(), "015••••5678");
        assert_eq!(format!("{number:?}"), "PhoneNumber(015••••5678)");
    }

    #[test]
    fn json_takes_any_typed_form_and_gives_e164() {
        let number: PhoneNumber = serde_json::from_str(r#""010 1234 5678""#).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), r#""+201012345678""#);
        let refusal = serde_json::from_str::<PhoneNumber>(r#""0223456789""#).unwrap_err();
        assert!(!refusal.to_string().contains("0223456789"));
    }

    #[test]
    fn the_schema_is_a_string_with_an_example() {
        use utoipa::PartialSchema;
        let schema = serde_json::to_value(PhoneNumber::schema()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["example"], "+201012345678");
        assert!(schema["pattern"].is_string());
    }

    fn typed_forms() -> impl Strategy<Value = (String, String)> {
        let prefix = prop::sample::select(vec!["+20", "0020", "20", "0", "", "+200", "+٢٠"]);
        let separators = prop::collection::vec(
            prop::sample::select(vec!["", "", "", " ", "-", ".", "(", ")", "\u{200E}", "\u{2069}"]),
            10,
        );
        ("1[0125][0-9]{8}", prefix, separators, 0..3usize).prop_map(
            |(number, prefix, separators, script)| {
                let mut typed = prefix.to_owned();
                for (c, separator) in number.chars().zip(separators) {
                    let zero = [u32::from('0'), 0x0660, 0x06F0][script];
                    typed.push_str(separator);
                    typed.extend(char::from_u32(zero + c.to_digit(10).unwrap()));
                }
                (number, typed)
            },
        )
    }

    proptest! {
        #[test]
        fn any_typed_form_is_the_same_number((number, typed) in typed_forms()) {
            let parsed = PhoneNumber::parse(&typed).unwrap();
            prop_assert_eq!(parsed.as_str(), format!("+20{number}"));
            prop_assert_eq!(PhoneNumber::parse(&parsed.national()).unwrap(), parsed.clone());
            prop_assert_eq!(PhoneNumber::parse(parsed.as_str()).unwrap(), parsed);
        }

        #[test]
        fn whatever_is_accepted_is_well_formed(typed in r"[+0-9٠-٩ ().\-]{0,20}") {
            if let Ok(parsed) = PhoneNumber::parse(&typed) {
                let rest = parsed.as_str().strip_prefix("+201").unwrap();
                prop_assert_eq!(rest.len(), 9);
                prop_assert!(rest.bytes().all(|b| b.is_ascii_digit()));
                prop_assert!(rest.starts_with(['0', '1', '2', '5']));
            }
        }

        #[test]
        fn no_input_makes_it_panic(typed in any::<String>()) {
            let _ = PhoneNumber::parse(&typed);
        }
    }
}
