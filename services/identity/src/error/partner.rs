//! Failures around partners and their keys.

use super::trouble::{Trouble, from_trouble};
use kernel::{ErrorClass, Fault, FieldError, Localized};

/// Why a partner or a key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PartnerError {
    /// There is none of that id.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// As many keys are good as may be.
    #[error("too many keys")]
    TooManyKeys,
    /// The key is not good any more.
    #[error("the key is over")]
    KeyOver,
    /// Another key took its place already.
    #[error("the key was replaced")]
    KeyReplaced,
    /// A shared failure.
    #[error(transparent)]
    Trouble(Trouble),
}

from_trouble!(PartnerError);

impl Fault for PartnerError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::ChangedMeanwhile | Self::TooManyKeys | Self::KeyOver | Self::KeyReplaced => {
                ErrorClass::Conflict
            }
            Self::Trouble(cause) => cause.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ChangedMeanwhile => "partner.changed_meanwhile",
            Self::TooManyKeys => "api_key.too_many",
            Self::KeyOver => "api_key.over",
            Self::KeyReplaced => "api_key.replaced",
            Self::Trouble(cause) => cause.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
            Self::ChangedMeanwhile => Localized::new(
                "غيّر شخص آخر هذه البيانات قبلك. حدّث الصفحة ثم حاول مرة أخرى.",
                "Somebody else changed this before you. Reload it, then try again.",
            ),
            Self::TooManyKeys => Localized::new(
                "وصل الشريك إلى أقصى عدد من المفاتيح. ألغِ مفتاحًا لا يُستخدم ثم أنشئ الجديد.",
                "This partner has as many keys as it may. Revoke one that isn't used, then make \
                 this one.",
            ),
            Self::KeyOver => Localized::new(
                "انتهى هذا المفتاح أو أُلغي. أنشئ مفتاحًا جديدًا.",
                "This key has ended or was revoked. Make a new one.",
            ),
            Self::KeyReplaced => Localized::new(
                "حلّ مفتاح آخر محل هذا المفتاح بالفعل.",
                "Another key took this one's place already.",
            ),
            Self::Trouble(cause) => cause.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Trouble(cause) => cause.fields(),
            _ => Vec::new(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Trouble(cause) => cause.retry_after_s(),
            _ => None,
        }
    }
}
