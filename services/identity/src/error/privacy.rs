//! Failures around consents, copies of one's data and being forgotten.

use super::trouble::{Trouble, from_trouble};
use super::{AccountError, AuthError};
use contracts::privacy::Obstacle;
use kernel::{ErrorClass, Fault, FieldError, Localized};

/// Why a wish about one's data was not followed.
#[derive(Debug, thiserror::Error)]
pub enum PrivacyError {
    /// It doesn't exist, or it's somebody else's.
    #[error("not found")]
    NotFound,
    /// The text that was shown is not today's.
    #[error("the consent is to an older text")]
    ConsentOutdated,
    /// The terms can't be withdrawn while the account is used.
    #[error("the consent is needed")]
    ConsentNeeded,
    /// A copy is being made already.
    #[error("an export is running")]
    ExportRunning,
    /// The copy is still being made.
    #[error("the export is not ready")]
    ExportNotReady,
    /// The copy is nobody's, or not there any more.
    #[error("the export can't be downloaded")]
    ExportNotThere,
    /// There is an open wish to be forgotten already.
    #[error("the deletion is scheduled already")]
    AlreadyScheduled,
    /// There is no wish to take back.
    #[error("no deletion is scheduled")]
    NotScheduled,
    /// Something stands in the way.
    #[error("{} obstacles stand in the way", .0.len())]
    InTheWay(Vec<Obstacle>),
    /// It can't be found out whether anything stands in the way.
    #[error("the standing is unknown")]
    StandingUnknown,
    /// Staff is removed by an admin.
    #[error("staff is removed by an admin")]
    Staff,
    /// The account refused: a wrong password.
    #[error(transparent)]
    Account(AccountError),
    /// The proof was not good: a wrong code, too many guesses.
    #[error(transparent)]
    Auth(AuthError),
    /// A shared failure.
    #[error(transparent)]
    Trouble(Trouble),
}

from_trouble!(PrivacyError);

impl PrivacyError {
    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Account(cause) => Some(cause),
            Self::Auth(cause) => Some(cause),
            Self::Trouble(cause) => Some(cause),
            _ => None,
        }
    }
}

impl Fault for PrivacyError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound | Self::NotScheduled | Self::ExportNotThere => ErrorClass::NotFound,
            Self::ConsentOutdated
            | Self::ConsentNeeded
            | Self::ExportRunning
            | Self::ExportNotReady
            | Self::AlreadyScheduled
            | Self::InTheWay(_) => ErrorClass::Conflict,
            Self::StandingUnknown => ErrorClass::Unavailable,
            Self::Staff => ErrorClass::Forbidden,
            other => other.inner().map_or(ErrorClass::Internal, Fault::class),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ConsentOutdated => "consent.outdated",
            Self::ConsentNeeded => "consent.needed",
            Self::ExportRunning => "export.running",
            Self::ExportNotReady => "export.not_ready",
            Self::ExportNotThere => "export.not_there",
            Self::AlreadyScheduled => "deletion.already_scheduled",
            Self::NotScheduled => "deletion.not_scheduled",
            Self::InTheWay(_) => "deletion.in_the_way",
            Self::StandingUnknown => "deletion.standing_unknown",
            Self::Staff => "deletion.staff",
            other => other.inner().map_or("internal", Fault::code),
        }
    }
    fn text(&self) -> Localized {
        let (ar, en) = match self {
            Self::NotFound => (
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
            Self::ConsentOutdated => (
                "تغيّر نص الموافقة. اقرأ النص الجديد ثم وافق.",
                "The text has changed. Read the new one, then agree.",
            ),
            Self::ConsentNeeded => (
                "لا يعمل الحساب دون هذه الموافقة. إن أردت سحبها فاحذف حسابك من صفحة الخصوصية.",
                "The account can't work without this. To withdraw it, delete your account on the \
                 privacy page.",
            ),
            Self::ExportRunning => (
                "نجهّز نسخة من بياناتك بالفعل. سنخبرك حين تكتمل.",
                "A copy of your data is being made already. We'll tell you when it is ready.",
            ),
            Self::ExportNotThere => (
                "انتهت مدة حفظ هذه النسخة. اطلب نسخة جديدة.",
                "This copy isn't kept any more. Ask for a new one.",
            ),
            Self::ExportNotReady => (
                "نجهّز نسخة من بياناتك. سنخبرك حين تكتمل.",
                "The copy of your data is being made. We'll tell you when it is ready.",
            ),
            Self::AlreadyScheduled => (
                "طلبت حذف حسابك بالفعل. يمكنك إلغاء الطلب بالدخول إلى حسابك.",
                "You asked for this already. Log in to take it back.",
            ),
            Self::NotScheduled => ("لا يوجد طلب حذف لإلغائه.", "There is no deletion to take back."),
            Self::InTheWay(_) => (
                "لا يمكن حذف الحساب الآن. أنهِ ما يلي ثم حاول مرة أخرى.",
                "The account can't be deleted now. Finish what follows, then try again.",
            ),
            Self::StandingUnknown => (
                "لا نستطيع التأكد الآن من عدم وجود حجوزات أو مبالغ معلّقة. حاول بعد قليل.",
                "We can't check for open bookings and money right now. Try again soon.",
            ),
            Self::Staff => (
                "حسابات فريق العمل يغلقها المدير العام. اطلب ذلك منه.",
                "An admin closes accounts of staff. Ask one.",
            ),
            other => {
                return other.inner().map_or_else(|| Localized::new("", ""), Fault::text);
            }
        };
        Localized::new(ar, en)
    }
    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::InTheWay(obstacles) => obstacles
                .iter()
                .map(|obstacle| FieldError {
                    field: obstacle.code.clone(),
                    code: "deletion.in_the_way",
                    text: obstacle.text.clone(),
                })
                .collect(),
            other => other.inner().map_or_else(Vec::new, Fault::fields),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::StandingUnknown => Some(30),
            other => other.inner().and_then(Fault::retry_after_s),
        }
    }
}
