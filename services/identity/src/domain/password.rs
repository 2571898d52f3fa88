//! Which passwords are good enough.

use kernel::text::fold_digits;
use kernel::{Invalid, PhoneNumber};
use std::fmt;
use zeroize::Zeroizing;

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// The passwords of eight characters and more that people choose most, lower case. A list of
/// this size stops the guesses an attacker gets before the limits stop it.
const MOST_COMMON: &[&str] = &[
    "00000000",
    "11111111",
    "12121212",
    "12344321",
    "12345678",
    "123456789",
    "1234567890",
    "12345678910",
    "123123123",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "22222222",
    "66666666",
    "77777777",
    "87654321",
    "88888888",
    "987654321",
    "99999999",
    "a1234567",
    "a12345678",
    "aa123456",
    "aa12345678",
    "abc12345",
    "abcd1234",
    "ahmed123",
    "ahmed1234",
    "ahlybasha",
    "ahmed2010",
    "alahly74",
    "alahly1907",
    "alhamdulillah",
    "allahakbar",
    "allahakbar1",
    "asdasdasd",
    "asdf1234",
    "asdfghjkl",
    "baseball",
    "bismillah",
    "computer",
    "football",
    "iloveyou",
    "iloveyou1",
    "internet",
    "letmein1",
    "liverpool",
    "masr1234",
    "michelle",
    "mohamed1",
    "mohamed123",
    "mohammed",
    "mostafa1",
    "mostafa123",
    "muhammad",
    "ostaosta",
    "osta1234",
    "p@ssw0rd",
    "p@ssword",
    "passw0rd",
    "password",
    "password1",
    "password12",
    "password123",
    "princess",
    "q1w2e3r4",
    "qazwsxedc",
    "qwer1234",
    "qwerty12",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "samsung1",
    "samsung123",
    "sunshine",
    "superman",
    "test1234",
    "trustno1",
    "welcome1",
    "welcome123",
    "whatever",
    "yallabina",
    "zamalek1",
    "zamalek1911",
    "zaq12wsx",
    "zxcvbnm1",
    "zxcvbnm123",
    "الحمدلله",
    "بسماللهالرحمن",
];

/// A new password that is good enough. It never shows itself and is wiped when dropped.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Checks a password against the rules; `phone` is the account's own.
    ///
    /// # Errors
    /// `password.too_short`, `password.too_long`, `password.too_common` or `password.is_phone`.
    pub fn parse(typed: String, phone: Option<&PhoneNumber>) -> Result<Self, Invalid> {
        let typed = Zeroizing::new(typed);
        let length = typed.chars().take(LENGTH.end() + 1).count();
        if length < *LENGTH.start() {
            return Err(Invalid::new(
                "password.too_short",
                "كلمة المرور قصيرة. اكتب 8 حروف أو أرقام على الأقل.",
                "The password is too short. Use at least 8 characters.",
            ));
        }
        if length > *LENGTH.end() {
            return Err(Invalid::new(
                "password.too_long",
                "كلمة المرور أطول من 128 حرفًا. اختر أقصر منها.",
                "The password is longer than 128 characters. Choose a shorter one.",
            ));
        }
        let folded = Zeroizing::new(fold_digits(&typed).to_lowercase());
        if is_monotonous(&folded) || MOST_COMMON.contains(&folded.trim()) {
            return Err(Invalid::new(
                "password.too_common",
                "كلمة المرور هذه شائعة ويسهل تخمينها. اختر كلمة أخرى.",
                "This password is one of the most common and easily guessed. Choose another one.",
            ));
        }
        if phone.is_some_and(|phone| PhoneNumber::parse(&typed).as_ref() == Ok(phone)) {
            return Err(Invalid::new(
                "password.is_phone",
                "لا تستخدم رقم موبايلك كلمة مرور. اختر كلمة أخرى.",
                "Don't use your phone number as the password. Choose another one.",
            ));
        }
        Ok(Self(typed))
    }

    /// The password itself, for the hasher.
    #[must_use]
    pub fn expose(self) -> Zeroizing<String> {
        self.0
    }
}

/// One character over and over.
fn is_monotonous(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| chars.all(|c| c == first))
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword")
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_COMMON, NewPassword};
    use kernel::PhoneNumber;

    fn code(typed: &str) -> &'static str {
        let phone = PhoneNumber::parse("01012345678").unwrap();
        match NewPassword::parse(typed.to_owned(), Some(&phone)) {
            Ok(_) => "",
            Err(invalid) => invalid.code,
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(code("قطة ٤ ب"), "password.too_short");
        assert_eq!(code("قطة ٤ بط"), "");
        assert_eq!(code(&"ab".repeat(64)), "");
        assert_eq!(code(&format!("{}c", "ab".repeat(64))), "password.too_long");
        assert_eq!(code(&"x".repeat(10_000_000)), "password.too_long");
    }

    #[test]
    fn what_everybody_uses_is_refused_in_any_case_and_any_digits() {
        for typed in ["password", "PassWord1", "12345678", "١٢٣٤٥٦٧٨", "aaaaaaaaaaaa", "Ahmed123"]
        {
            assert_eq!(code(typed), "password.too_common", "{typed}");
        }
        assert!(MOST_COMMON.iter().all(|p| p.to_lowercase() == *p && p.chars().count() >= 8));
    }

    #[test]
    fn ones_own_phone_is_refused_however_typed_and_anothers_is_not_known() {
        for typed in ["01012345678", "+20 10 1234 5678", "٠١٠١٢٣٤٥٦٧٨"] {
            assert_eq!(code(typed), "password.is_phone", "{typed}");
        }
        assert_eq!(code("01112345678"), "");
    }

    #[test]
    fn debug_shows_nothing() {
        let password = NewPassword::parse("correct horse".into(), None).unwrap();
        assert_eq!(format!("{password:?}"), "NewPassword");
    }
}
