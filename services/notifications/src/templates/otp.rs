//! One-time codes.

use super::Text;
use super::words::{MINUTES, count, without_isolates};
use contracts::identity::OtpPurpose;
use kernel::Lang;

/// The SMS with a code that is good for `minutes` more. In Arabic at most 70 characters: one part.
#[must_use]
pub fn otp_sms(lang: Lang, purpose: OtpPurpose, code: &str, minutes: u32) -> String {
    let minutes = without_isolates(&count(minutes.max(1), &MINUTES, lang));
    match lang {
        Lang::Ar => {
            let what = match purpose {
                OtpPurpose::LogIn => "رمز دخول أسطى",
                OtpPurpose::VerifyPhone => "رمز تأكيد أسطى",
                OtpPurpose::ResetPassword => "رمز كلمة السر في أسطى",
            };
            format!("{what}: {code}\nصالح {minutes}. لا تعطه لأحد.")
        }
        Lang::En => {
            let what = match purpose {
                OtpPurpose::LogIn => "Your Osta log-in code",
                OtpPurpose::VerifyPhone => "Your Osta confirmation code",
                OtpPurpose::ResetPassword => "Your code for a new Osta password",
            };
            format!("{what}: {code}\nGood for {minutes}. Never give it to anyone, not even to us.")
        }
    }
}

/// What operators see of it: never the code.
pub(super) fn heading(lang: Lang, purpose: OtpPurpose) -> Text {
    match (lang, purpose) {
        (Lang::Ar, OtpPurpose::LogIn) => Text::new("رمز الدخول", "أُرسل رمز الدخول."),
        (Lang::Ar, OtpPurpose::VerifyPhone) => Text::new("رمز التأكيد", "أُرسل رمز التأكيد."),
        (Lang::Ar, OtpPurpose::ResetPassword) => {
            Text::new("رمز كلمة السر", "أُرسل رمز كلمة السر الجديدة.")
        }
        (Lang::En, OtpPurpose::LogIn) => Text::new("Log-in code", "A log-in code was sent."),
        (Lang::En, OtpPurpose::VerifyPhone) => {
            Text::new("Confirmation code", "A confirmation code was sent.")
        }
        (Lang::En, OtpPurpose::ResetPassword) => {
            Text::new("Password code", "A code for a new password was sent.")
        }
    }
}
