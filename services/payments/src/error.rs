//! What can go wrong when people ask for money matters.

use chassis::StoreError;
use chassis::idempotency::IdempotencyError;
use kernel::{ErrorClass, Fault, Localized, Money};

/// Why an operator's command was refused.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// No such customer, provider or entry.
    #[error("not found")]
    NotFound,
    /// A command that moves money came without an idempotency key.
    #[error("no idempotency key")]
    KeyMissing,
    /// The wallet has less than is to be taken.
    #[error("the wallet has less")]
    WalletTooLow,
    /// The provider owes less than it is said to have paid.
    #[error("the provider owes {owed}")]
    MoreThanOwed {
        /// What it owes.
        owed: Money,
    },
    /// Less may be paid out.
    #[error("{payable} may be paid out")]
    AbovePayable {
        /// What may be paid out.
        payable: Money,
    },
    /// Entries of this kind are undone another way.
    #[error("entries of this kind are not undone by hand")]
    NotReversible,
    /// It was undone before.
    #[error("the entry was undone before")]
    AlreadyReversed,
    /// The idempotency key moved money before, longer ago than answers are kept.
    #[error("recorded before under this key")]
    AlreadyRecorded,
    /// What the entry made the customer owe was paid since.
    #[error("what was owed was paid since")]
    OwedPaidSince,
    /// The idempotency key was not accepted.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// The database is away.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for OperatorError {
    fn from(error: StoreError) -> Self {
        match error.constraint() {
            Some("balances_wallet_check") => Self::WalletTooLow,
            Some("balances_receivable_check") => Self::OwedPaidSince,
            _ => Self::Store(error),
        }
    }
}

impl From<sqlx::Error> for OperatorError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl Fault for OperatorError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::KeyMissing => ErrorClass::Malformed,
            Self::WalletTooLow
            | Self::MoreThanOwed { .. }
            | Self::AbovePayable { .. }
            | Self::NotReversible
            | Self::AlreadyReversed
            | Self::AlreadyRecorded
            | Self::OwedPaidSince => ErrorClass::Conflict,
            Self::Key(error) => error.class(),
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::KeyMissing => "idempotency.key_missing",
            Self::WalletTooLow => "payments.wallet_too_low",
            Self::MoreThanOwed { .. } => "payments.more_than_owed",
            Self::AbovePayable { .. } => "payments.above_payable",
            Self::NotReversible => "payments.not_reversible",
            Self::AlreadyReversed => "payments.already_reversed",
            Self::AlreadyRecorded => "payments.already_recorded",
            Self::OwedPaidSince => "payments.owed_paid_since",
            Self::Key(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => not_found(),
            Self::KeyMissing => Localized::new(
                "أرسل مفتاح تكرار (Idempotency-Key) مع كل حركة مالية حتى لا تُنفّذ مرتين.",
                "Send an Idempotency-Key with everything that moves money, so that it can't happen twice.",
            ),
            Self::WalletTooLow => Localized::new(
                "رصيد المحفظة المتاح لا يكفي. راجع الرصيد والمبالغ المحجوزة ثم حاول بمبلغ أقل.",
                "The wallet's free balance is not enough. Check balance and holds, then try a smaller amount.",
            ),
            Self::MoreThanOwed { owed } => Localized::new(
                format!("المديونية الحالية {} فقط. سجّل مبلغًا لا يزيد عنها.", owed.in_arabic()),
                format!("The provider owes only {owed}. Record at most that."),
            ),
            Self::AbovePayable { payable } => Localized::new(
                format!(
                    "المتاح للصرف الآن {} فقط، والباقي داخل فترة الاحتجاز. اصرف مبلغًا لا يزيد عنه.",
                    payable.in_arabic()
                ),
                format!(
                    "Only {payable} may be paid out now; the rest is within the reserve window. Pay out at most that."
                ),
            ),
            Self::NotReversible => Localized::new(
                "هذا القيد لا يُلغى يدويًا. استخدم مسار الشكوى أو الاسترداد الخاص بالطلب.",
                "This entry is not undone by hand. Use the booking's dispute and refund instead.",
            ),
            Self::AlreadyReversed => Localized::new(
                "أُلغي هذا القيد من قبل. لا حاجة إلى إلغائه مرة أخرى.",
                "This entry was undone before. There is nothing left to undo.",
            ),
            Self::AlreadyRecorded => Localized::new(
                "سُجّلت حركة بهذا المفتاح من قبل. راجع السجل، وإن كانت هذه حركة أخرى فأرسل مفتاحًا جديدًا.",
                "A movement was recorded under this key before. Look at the ledger; if this is another one, send a new key.",
            ),
            Self::OwedPaidSince => Localized::new(
                "سدّد العميل هذا المبلغ بعد القيد. أعده إليه بإضافة رصيد إلى محفظته.",
                "The customer has paid this since. Give it back by adding to the wallet instead.",
            ),
            Self::Key(error) => error.text(),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Key(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
            _ => None,
        }
    }
}

/// Why a read was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It doesn't exist, or it's not the caller's.
    #[error("not found")]
    NotFound,
    /// The booking isn't completed, or its money is being settled this moment.
    #[error("the receipt is not there yet")]
    ReceiptNotReady,
    /// The booking was cancelled without a charge.
    #[error("nothing was charged")]
    NothingCharged,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Fault for ReadError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::NotFound => ErrorClass::NotFound,
            Self::ReceiptNotReady | Self::NothingCharged => ErrorClass::Conflict,
            Self::Store(error) => error.class(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ReceiptNotReady => "payments.receipt_not_ready",
            Self::NothingCharged => "payments.nothing_charged",
            Self::Store(error) => error.code(),
        }
    }
    fn text(&self) -> Localized {
        match self {
            Self::NotFound => not_found(),
            Self::ReceiptNotReady => Localized::new(
                "يصدر الإيصال بعد انتهاء الزيارة. حاول مرة أخرى عند اكتمال الطلب.",
                "The receipt is issued when the visit is completed. Try again then.",
            ),
            Self::NothingCharged => Localized::new(
                "أُلغي هذا الطلب دون أي رسوم، لذلك لا يوجد له إيصال.",
                "This booking was cancelled free of charge, so it has no receipt.",
            ),
            Self::Store(error) => error.text(),
        }
    }
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Store(error) => error.retry_after_s(),
            _ => None,
        }
    }
}

fn not_found() -> Localized {
    Localized::new(
        "لم نجد ما تبحث عنه. ربما حُذف أو أن الرابط غير صحيح.",
        "We can't find this. It may have been removed, or the address is wrong.",
    )
}

#[cfg(test)]
mod tests {
    use super::{OperatorError, ReadError};
    use kernel::{Fault, Money};

    #[test]
    fn every_refusal_speaks_both_languages_and_names_the_amount() {
        let owed = Money::piastres(8_550);
        let refusals: Vec<Box<dyn Fault>> = vec![
            Box::new(OperatorError::NotFound),
            Box::new(OperatorError::KeyMissing),
            Box::new(OperatorError::WalletTooLow),
            Box::new(OperatorError::MoreThanOwed { owed }),
            Box::new(OperatorError::AbovePayable { payable: owed }),
            Box::new(OperatorError::NotReversible),
            Box::new(OperatorError::AlreadyReversed),
            Box::new(OperatorError::OwedPaidSince),
            Box::new(ReadError::NotFound),
            Box::new(ReadError::ReceiptNotReady),
            Box::new(ReadError::NothingCharged),
        ];
        for refusal in &refusals {
            assert!(refusal.text().ar.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)));
            assert!(refusal.text().en.ends_with('.'), "{}", refusal.code());
            assert!((400..500).contains(&refusal.class().status()));
            assert_eq!(refusal.retry_after_s(), None);
        }
        assert!(OperatorError::MoreThanOwed { owed }.text().ar.contains("85.50 جنيه"));
    }
}
