//! Why an operator's change was not made.

use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, FieldError, Instant, Invalid, InvalidFields, Localized};

/// Why an operator's change was not made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Some fields are wrong.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    VersionConflict,
    /// A change of it waits for its moment, which this one would undo.
    #[error("a change waits until {0}")]
    ChangeWaiting(Instant),
    /// The idempotency key was not accepted.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The database is away or refused.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for EditError {
    /// Constraints that a request can run into become wrong fields, by their names.
    fn from(error: StoreError) -> Self {
        let wrong = |field, invalid| Self::Fields(InvalidFields::one(field, invalid));
        match error.constraint() {
            Some(
                "service_categories_code_key"
                | "services_code_key"
                | "zones_code_key"
                | "promotions_code_key",
            ) => wrong("code", code_taken()),
            Some("services_category_id_fkey" | "promotions_category_id_fkey") => {
                wrong("categoryId", unknown_category())
            }
            _ => Self::Store(error),
        }
    }
}

fn code_taken() -> Invalid {
    Invalid::new(
        "catalog.code_taken",
        "هذا الكود مستخدم. اختر كودًا آخر.",
        "This code is taken. Choose another one.",
    )
}

fn unknown_category() -> Invalid {
    Invalid::new(
        "catalog.unknown_category",
        "هذه الفئة غير موجودة. اختر فئة من القائمة.",
        "This category does not exist. Choose one from the list.",
    )
}

impl Fault for EditError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Fields(error) => error.class(),
            Self::NotFound => ErrorClass::NotFound,
            Self::VersionConflict | Self::ChangeWaiting(_) => ErrorClass::Conflict,
            Self::Idempotency(error) => error.class(),
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Fields(error) => error.code(),
            Self::NotFound => "not_found",
            Self::VersionConflict => "catalog.version_conflict",
            Self::ChangeWaiting(_) => "catalog.change_waiting",
            Self::Idempotency(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::Fields(error) => error.text(),
            Self::NotFound => Localized::new(
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
            Self::VersionConflict => Localized::new(
                "عدّل شخص آخر هذه البيانات قبلك. حمّل النسخة الأحدث ثم أعد تعديلك.",
                "Somebody else changed this before you. Load the latest version and make your change again.",
            ),
            Self::ChangeWaiting(from) => {
                let from = kernel::cairo::to_local(*from).format("%Y-%m-%d %H:%M");
                Localized::new(
                    format!("ينتظر تغيير آخر موعده ({from}). اسحبه أولًا ثم أعد تعديلك."),
                    format!(
                        "A change waits for its moment ({from}). Withdraw it first, then make yours."
                    ),
                )
            }
            Self::Idempotency(error) => error.text(),
            Self::Store(error) => error.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(error) => error.fields(),
            Self::NotFound
            | Self::VersionConflict
            | Self::ChangeWaiting(_)
            | Self::Idempotency(_)
            | Self::Store(_) => vec![],
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Fields(_) | Self::NotFound | Self::VersionConflict | Self::ChangeWaiting(_) => {
                None
            }
            Self::Idempotency(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
        }
    }
}
