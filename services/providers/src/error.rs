//! What this service refuses, and how it says so.

use crate::domain::verification::MoveRefused;
use chassis::StoreError;
use chassis::crypto::CryptoError;
use chassis::idempotency::IdempotencyError;
use chassis::storage::StorageError;
use kernel::{ErrorClass, Fault, FieldError, InvalidFields, Localized};

/// Why something about a provider was refused.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// There is no such provider, document, exception or appeal, or it isn't the caller's.
    #[error("not found")]
    NotFound,
    /// The caller has not applied yet.
    #[error("the account has no provider profile")]
    NotApplied,
    /// The caller has a profile already.
    #[error("the account has a provider profile already")]
    AlreadyApplied,
    /// Another account has the same national ID.
    #[error("another account has this national ID")]
    NationalIdTaken,
    /// Somebody changed the profile in the meantime.
    #[error("the profile was changed in the meantime")]
    Stale,
    /// The name was already looked at.
    #[error("the name can't be changed after the documents were sent")]
    NameFixed,
    /// Needed documents are missing or not good.
    #[error("needed documents are missing: {0:?}")]
    DocumentsMissing(Vec<FieldError>),
    /// Nothing is offered yet.
    #[error("no service is offered")]
    NoServices,
    /// Only a verified provider may do this.
    #[error("the provider is not verified")]
    NotVerified,
    /// The account or the profile is switched off.
    #[error("the provider is not active")]
    NotActive,
    /// A needed document is not good today.
    #[error("the provider's documents are not valid")]
    DocumentsNotValid,
    /// Another exception covers part of this time.
    #[error("another exception covers part of this time")]
    ExceptionOverlaps,
    /// There are too many exceptions.
    #[error("too many exceptions")]
    TooManyExceptions,
    /// The document was decided on already.
    #[error("the document was decided on already")]
    DocumentDecided,
    /// The document's last day is over.
    #[error("the document is over")]
    DocumentOver,
    /// The same file is there already.
    #[error("the same file was sent already")]
    DocumentDuplicate,
    /// There are too many documents.
    #[error("too many documents")]
    TooManyDocuments,
    /// There is nothing to appeal against.
    #[error("nothing to appeal against")]
    NothingToAppeal,
    /// The time to appeal is over.
    #[error("the time to appeal is over")]
    AppealLate,
    /// There is an appeal against this decision already.
    #[error("an appeal was made already")]
    AlreadyAppealed,
    /// An appeal is open; it must be decided first.
    #[error("an appeal is open")]
    AppealOpen,
    /// The appeal was decided already.
    #[error("the appeal was decided already")]
    AppealDecided,
    /// Who decided must not decide on the appeal.
    #[error("the operator made the decision that is appealed")]
    SameOperator,
    /// The status doesn't allow it.
    #[error(transparent)]
    Move(#[from] MoveRefused),
    /// Some fields are wrong.
    #[error(transparent)]
    Fields(#[from] InvalidFields),
    /// The request came before, or is running.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// The national ID or a document can't be opened.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A file can't be stored or read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ProviderError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The outcome of a command or read.
pub type Result<T> = std::result::Result<T, ProviderError>;

type Said = (ErrorClass, &'static str, &'static str, &'static str);

impl ProviderError {
    /// The error of a layer below that speaks for itself.
    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Move(e) => Some(e),
            Self::Fields(e) => Some(e),
            Self::Idempotency(e) => Some(e),
            Self::Crypto(e) => Some(e),
            Self::Storage(e) => Some(e),
            Self::Store(e) => Some(e),
            _ => None,
        }
    }

    fn said(&self) -> Said {
        use ErrorClass::{Conflict, NotFound};
        match self {
            Self::NotApplied => (
                NotFound,
                "providers.not_applied",
                "لم تقدّم طلب انضمام بعد. قدّم بياناتك أولًا.",
                "You have not applied yet. Send your application first.",
            ),
            Self::AlreadyApplied => (
                Conflict,
                "providers.already_applied",
                "قدّمت طلب انضمام من قبل. افتح ملفك لمتابعته.",
                "You have applied already. Open your profile to follow it.",
            ),
            Self::NationalIdTaken => (
                Conflict,
                "providers.national_id_taken",
                "هذا الرقم القومي مسجّل بالفعل. إن كان رقمك فسجّل الدخول بحسابك الأول أو تواصل مع الدعم.",
                "This national ID is already registered. If it is yours, log in with your first account or contact support.",
            ),
            Self::Stale => (
                Conflict,
                "providers.stale",
                "تغيّر ملفك منذ فتحته. حدّث الصفحة وأعد التعديل.",
                "Your profile changed since you opened it. Reload and make your change again.",
            ),
            Self::NameFixed => (
                Conflict,
                "providers.name_fixed",
                "لا يمكن تغيير الاسم بعد إرسال المستندات. تواصل مع الدعم إن كان به خطأ.",
                "The name can't be changed after the documents were sent. Contact support if it is wrong.",
            ),
            Self::DocumentsMissing(_) => (
                Conflict,
                "providers.documents_missing",
                "بعض المستندات المطلوبة ناقصة أو غير سارية. راجع القائمة وأكملها.",
                "Some needed documents are missing or not valid. Look at the list and complete them.",
            ),
            Self::NoServices => (
                Conflict,
                "providers.no_services",
                "اختر خدمة واحدة على الأقل قبل إرسال الطلب.",
                "Choose at least one service before you send the application.",
            ),
            Self::NotVerified => (
                Conflict,
                "providers.not_verified",
                "يمكنك استقبال الطلبات بعد توثيق حسابك. تابع قائمة الخطوات المتبقية.",
                "You can take jobs once you are verified. Follow the list of remaining steps.",
            ),
            Self::NotActive => (
                Conflict,
                "providers.not_active",
                "ملفك متوقف الآن. فعّله من الإعدادات أو تواصل مع الدعم.",
                "Your profile is paused. Switch it on in the settings, or contact support.",
            ),
            Self::DocumentsNotValid => (
                Conflict,
                "providers.documents_not_valid",
                "انتهت صلاحية أحد مستنداتك. ارفع نسخة جديدة لتعود إلى استقبال الطلبات.",
                "One of your documents is no longer valid. Upload a new one to take jobs again.",
            ),
            Self::ExceptionOverlaps => (
                Conflict,
                "providers.exception_overlap",
                "هناك استثناء آخر في جزء من هذا الوقت. احذفه أولًا.",
                "Another exception covers part of this time. Remove it first.",
            ),
            Self::TooManyExceptions => (
                Conflict,
                "providers.too_many_exceptions",
                "عدد الاستثناءات كبير. احذف ما لا تحتاجه.",
                "There are too many exceptions. Remove those you don't need.",
            ),
            _ => self.said_of_decisions(),
        }
    }

    fn said_of_decisions(&self) -> Said {
        use ErrorClass::{Conflict, Forbidden, Gone, NotFound};
        match self {
            Self::DocumentDecided => (
                Conflict,
                "providers.document_decided",
                "سبق البتّ في هذا المستند. حدّث الصفحة.",
                "This document was decided on already. Reload the page.",
            ),
            Self::DocumentOver => (
                Conflict,
                "providers.document_over",
                "انتهت صلاحية هذا المستند. ارفضه واطلب نسخة سارية.",
                "This document is no longer valid. Reject it and ask for a valid one.",
            ),
            Self::DocumentDuplicate => (
                Conflict,
                "providers.document_duplicate",
                "أرسلت هذا الملف من قبل. اختر ملفًا آخر.",
                "You sent this very file already. Choose another one.",
            ),
            Self::TooManyDocuments => (
                Conflict,
                "providers.too_many_documents",
                "وصلت إلى الحد الأقصى من المستندات. تواصل مع الدعم.",
                "You have reached the limit of documents. Contact support.",
            ),
            Self::NothingToAppeal => (
                Conflict,
                "providers.nothing_to_appeal",
                "لا يوجد قرار يمكن التظلّم منه.",
                "There is no decision to appeal against.",
            ),
            Self::AppealLate => (
                Gone,
                "providers.appeal_late",
                "انتهت مهلة التظلّم. تواصل مع الدعم إن كان لديك جديد.",
                "The time to appeal is over. Contact support if you have something new.",
            ),
            Self::AlreadyAppealed => (
                Conflict,
                "providers.already_appealed",
                "سبق أن قدّمت تظلّمًا من هذا القرار. سنخبرك بالنتيجة.",
                "You have appealed against this decision already. We'll tell you the result.",
            ),
            Self::AppealOpen => (
                Conflict,
                "providers.appeal_open",
                "هناك تظلّم لم يُبتّ فيه بعد. انتظر نتيجته أولًا.",
                "An appeal is still open. Its result comes first.",
            ),
            Self::AppealDecided => (
                Conflict,
                "providers.appeal_decided",
                "سبق البتّ في هذا التظلّم. حدّث الصفحة.",
                "This appeal was decided already. Reload the page.",
            ),
            Self::SameOperator => (
                Forbidden,
                "providers.appeal_same_operator",
                "لا يجوز أن يبتّ في التظلّم من أصدر القرار. اترك الأمر لزميل آخر.",
                "Who made the decision can't decide on the appeal. Leave it to a colleague.",
            ),
            _ => (
                NotFound,
                "not_found",
                "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
                "We can't find this. It may have been removed, or the address is wrong.",
            ),
        }
    }
}

impl Fault for ProviderError {
    fn class(&self) -> ErrorClass {
        self.inner().map_or_else(|| self.said().0, Fault::class)
    }

    fn code(&self) -> &'static str {
        self.inner().map_or_else(|| self.said().1, Fault::code)
    }

    fn text(&self) -> Localized {
        self.inner().map_or_else(
            || {
                let (_, _, ar, en) = self.said();
                Localized::new(ar, en)
            },
            Fault::text,
        )
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::DocumentsMissing(fields) => fields.clone(),
            _ => self.inner().map(Fault::fields).unwrap_or_default(),
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        self.inner().and_then(Fault::retry_after_s)
    }
}
