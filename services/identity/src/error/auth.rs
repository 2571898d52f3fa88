//! Failures of proving who one is.

use super::trouble::{Trouble, from_trouble};
use chassis::limits::{Decision, Rule};
use kernel::{ErrorClass, Fault, FieldError, Localized};

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The phone is unknown, has no password, or the password is wrong: deliberately one answer.
    #[error("wrong phone or password")]
    WrongCredentials,
    /// The one-time code is wrong, used, expired or was tried too often: deliberately one answer.
    #[error("wrong or expired code")]
    WrongCode,
    /// The password is right, but the phone was never proved.
    #[error("the phone is not verified")]
    PhoneNotVerified,
    /// An operator stopped the account.
    #[error("the account is suspended")]
    Suspended,
    /// Its owner closed the account.
    #[error("the account is closed")]
    Closed,
    /// There is no session, or it ended.
    #[error("no such session")]
    NoSession,
    /// A refresh token came a second time: the whole family was ended.
    #[error("a used refresh token came again; the session was ended")]
    TokenReused,
    /// The CSRF token is missing or is not this session's.
    #[error("the CSRF token is missing or wrong")]
    Csrf,
    /// Too many requests.
    #[error("too many requests under {}", .rule.name)]
    TooOften {
        /// The limit.
        rule: &'static Rule,
        /// What it said.
        decision: Decision,
    },
    /// A shared failure.
    #[error(transparent)]
    Trouble(Trouble),
}

from_trouble!(AuthError);

impl Fault for AuthError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::WrongCredentials | Self::NoSession | Self::TokenReused => {
                ErrorClass::Unauthenticated
            }
            Self::WrongCode => ErrorClass::Invalid,
            Self::PhoneNotVerified | Self::Suspended | Self::Closed | Self::Csrf => {
                ErrorClass::Forbidden
            }
            Self::TooOften { .. } => ErrorClass::TooMany,
            Self::Trouble(cause) => cause.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials => "auth.wrong_credentials",
            Self::WrongCode => "auth.wrong_code",
            Self::PhoneNotVerified => "auth.phone_not_verified",
            Self::Suspended => "auth.suspended",
            Self::Closed => "auth.closed",
            Self::NoSession => "auth.no_session",
            Self::TokenReused => "auth.token_reused",
            Self::Csrf => "auth.csrf",
            Self::TooOften { .. } => "too_many_requests",
            Self::Trouble(cause) => cause.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::WrongCredentials => Localized::new(
                "رقم الموبايل أو كلمة المرور غير صحيحة. راجعهما، أو ادخل بكود يصلك في رسالة.",
                "The phone number or the password is wrong. Check both, or log in with a code by SMS.",
            ),
            Self::WrongCode => Localized::new(
                "الكود غير صحيح أو انتهت صلاحيته. راجع آخر رسالة وصلتك أو اطلب كودًا جديدًا.",
                "The code is wrong or has expired. Check the latest SMS, or ask for a new code.",
            ),
            Self::PhoneNotVerified => Localized::new(
                "لم تؤكد رقم موبايلك بعد. اطلب كود التأكيد وأدخله للمتابعة.",
                "Your phone number is not verified yet. Ask for a code and enter it to go on.",
            ),
            Self::Suspended => Localized::new(
                "حسابك موقوف. تواصل مع الدعم لمعرفة السبب أو للتظلّم.",
                "Your account is suspended. Contact support to learn why or to appeal.",
            ),
            Self::Closed => Localized::new(
                "هذا الحساب مغلق. تواصل مع الدعم لإعادة فتحه.",
                "This account is closed. Contact support to open it again.",
            ),
            Self::NoSession => Localized::new(
                "انتهت جلستك. سجّل الدخول من جديد.",
                "Your session has ended. Please log in again.",
            ),
            Self::TokenReused => Localized::new(
                "أنهينا هذه الجلسة لحمايتك لأنها استُخدمت من مكان آخر. سجّل الدخول من جديد.",
                "We ended this session to protect you: it was used somewhere else. Please log in again.",
            ),
            Self::Csrf => Localized::new(
                "تعذّر التحقق من مصدر الطلب. حدّث الصفحة وحاول مرة أخرى.",
                "We could not check where this request came from. Reload the page and try again.",
            ),
            Self::TooOften { decision, .. } => {
                let wait = kernel::text::wait(decision.retry_after_s.unwrap_or(1));
                Localized::new(
                    format!("محاولات كثيرة في وقت قصير. حاول مرة أخرى بعد {}.", wait.ar),
                    format!("Too many tries in a short time. Try again in {}.", wait.en),
                )
            }
            Self::Trouble(cause) => cause.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::WrongCode => vec![FieldError {
                field: "code".into(),
                code: "auth.wrong_code",
                text: self.text(),
            }],
            Self::Trouble(cause) => cause.fields(),
            _ => Vec::new(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooOften { decision, .. } => decision.retry_after_s,
            Self::Trouble(cause) => cause.retry_after_s(),
            _ => None,
        }
    }
}
