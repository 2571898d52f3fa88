//! Failures of changing an account.

use super::trouble::{Trouble, from_trouble};
use kernel::{ErrorClass, Fault, FieldError, Localized};

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// It doesn't exist, or it's somebody else's.
    #[error("not found")]
    NotFound,
    /// The email belongs to another account.
    #[error("the email is taken")]
    EmailTaken,
    /// The phone belongs to another account.
    #[error("the phone is taken")]
    PhoneTaken,
    /// The present password is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// A person has as many addresses as we keep.
    #[error("too many addresses")]
    TooManyAddresses,
    /// The account is already suspended.
    #[error("already suspended")]
    AlreadySuspended,
    /// The account is not suspended.
    #[error("not suspended")]
    NotSuspended,
    /// The account is being erased right now.
    #[error("the account is being erased")]
    BeingErased,
    /// Operators don't suspend or reinstate themselves.
    #[error("an operator acted on itself")]
    Yourself,
    /// Only an admin acts on staff.
    #[error("only an admin acts on staff")]
    StaffNeedsAdmin,
    /// A shared failure.
    #[error(transparent)]
    Trouble(Trouble),
}

from_trouble!(AccountError);

impl Fault for AccountError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::EmailTaken
            | Self::PhoneTaken
            | Self::TooManyAddresses
            | Self::AlreadySuspended
            | Self::BeingErased
            | Self::NotSuspended => ErrorClass::Conflict,
            Self::WrongPassword => ErrorClass::Invalid,
            Self::Yourself | Self::StaffNeedsAdmin => ErrorClass::Forbidden,
            Self::Trouble(cause) => cause.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::EmailTaken => "user.email_taken",
            Self::PhoneTaken => "user.phone_taken",
            Self::WrongPassword => "user.wrong_password",
            Self::TooManyAddresses => "address.too_many",
            Self::AlreadySuspended => "user.already_suspended",
            Self::BeingErased => "user.being_erased",
            Self::NotSuspended => "user.not_suspended",
            Self::Yourself => "user.yourself",
            Self::StaffNeedsAdmin => "user.staff_needs_admin",
            Self::Trouble(cause) => cause.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => Localized::new(
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
            Self::EmailTaken => Localized::new(
                "هذا البريد الإلكتروني مسجّل لحساب آخر. اكتب بريدًا غيره.",
                "This email belongs to another account. Use another one.",
            ),
            Self::PhoneTaken => Localized::new(
                "رقم الموبايل هذا مسجّل لحساب آخر. اكتب رقمًا غيره.",
                "This phone number belongs to another account. Use another one.",
            ),
            Self::WrongPassword => Localized::new(
                "كلمة المرور الحالية غير صحيحة. اكتبها مرة أخرى، أو أعد تعيينها بكود.",
                "The present password is wrong. Type it again, or reset it with a code.",
            ),
            Self::TooManyAddresses => Localized::new(
                "وصلت إلى أقصى عدد من العناوين. احذف عنوانًا لا تحتاجه ثم أضف الجديد.",
                "You have as many addresses as we keep. Remove one you don't need, then add this.",
            ),
            Self::AlreadySuspended => {
                Localized::new("هذا الحساب موقوف بالفعل.", "This account is suspended already.")
            }
            Self::BeingErased => Localized::new(
                "يُمحى هذا الحساب الآن بطلب صاحبه، ولم يعد فيه ما يُوقف.",
                "This account is being erased at its owner's wish; nothing is left to suspend.",
            ),
            Self::NotSuspended => {
                Localized::new("هذا الحساب ليس موقوفًا.", "This account is not suspended.")
            }
            Self::Yourself => Localized::new(
                "لا يمكنك تنفيذ هذا على حسابك. اطلب ذلك من مشرف آخر.",
                "You can't do this to your own account. Ask another operator.",
            ),
            Self::StaffNeedsAdmin => Localized::new(
                "حسابات فريق العمل لا يديرها إلا المدير العام.",
                "Only an admin may do this to a member of staff.",
            ),
            Self::Trouble(cause) => cause.text(),
        }
    }
    fn fields(&self) -> Vec<FieldError> {
        let field = match self {
            Self::EmailTaken => "email",
            Self::PhoneTaken => "phone",
            Self::WrongPassword => "currentPassword",
            Self::Trouble(cause) => return cause.fields(),
            _ => return Vec::new(),
        };
        vec![FieldError { field: field.into(), code: self.code(), text: self.text() }]
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Trouble(cause) => cause.retry_after_s(),
            _ => None,
        }
    }
}
