//! A customer's payments.

use crate::domain::payment::{Stage, Status};
use crate::error::ReadError;
use crate::store::impossible;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, PaymentId, UserId};
use kernel::{DateTime, Instant, Localized, Money};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

/// One payment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOut {
    /// Its id.
    pub id: PaymentId,
    /// For which booking.
    pub booking_id: BookingId,
    /// The booking's number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: String,
    /// What was ordered.
    pub service_name: Localized,
    /// How.
    pub method: PaymentMethod,
    /// How much: asked for, or in the end paid.
    pub amount: Money,
    /// What of it went back.
    pub refunded: Money,
    /// Where it stands.
    pub status: Status,
    /// More precisely.
    pub stage: Stage,
    /// What that means.
    pub text: Localized,
    /// Why it failed, as a stable code.
    #[schema(example = "payments.wallet_too_low")]
    pub failure_code: Option<String>,
    /// When it began.
    pub created_at: DateTime,
    /// When the money moved.
    pub settled_at: Option<DateTime>,
}

struct Row {
    id: Uuid,
    booking_id: Uuid,
    number: String,
    service_ar: String,
    service_en: String,
    method: String,
    amount: i64,
    refunded: i64,
    stage: String,
    failure_code: Option<String>,
    created_at: Instant,
    settled_at: Option<Instant>,
}

impl TryFrom<Row> for PaymentOut {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let stage =
            Stage::from_tag(&row.stage).ok_or_else(|| impossible("payments.stage", &row.stage))?;
        Ok(Self {
            id: row.id.into(),
            booking_id: row.booking_id.into(),
            booking_number: row.number,
            service_name: Localized::new(row.service_ar, row.service_en),
            method: method_from_tag(&row.method)?,
            amount: Money::piastres(row.amount),
            refunded: Money::piastres(row.refunded),
            status: stage.status(),
            stage,
            text: text(stage, row.failure_code.as_deref()),
            failure_code: row.failure_code,
            created_at: row.created_at,
            settled_at: row.settled_at,
        })
    }
}

/// Reads a stored method.
///
/// # Errors
/// When no code of ours wrote it.
pub fn method_from_tag(tag: &str) -> Result<PaymentMethod, StoreError> {
    use PaymentMethod as M;
    [M::Cash, M::Card, M::Wallet, M::BankTransfer]
        .into_iter()
        .find(|method| method.tag() == tag)
        .ok_or_else(|| impossible("payments.method", tag))
}

fn text(stage: Stage, failure: Option<&str>) -> Localized {
    let (ar, en) = match stage {
        Stage::Due => ("يُدفع بعد انتهاء العمل.", "Paid when the work is done."),
        Stage::Authorised => (
            "المبلغ محجوز في محفظتك حتى انتهاء العمل.",
            "Set aside in your wallet until the work is done.",
        ),
        Stage::Failed if failure == Some(crate::commands::open_payment::WALLET_TOO_LOW) => {
            ("رصيد محفظتك لم يكن كافيًا.", "There was not enough in your wallet.")
        }
        Stage::Failed => ("طريقة الدفع غير متاحة.", "This way to pay is not available."),
        Stage::Void => ("أُلغي الطلب دون أن تدفع شيئًا.", "Cancelled before anything was paid."),
        Stage::Settled => ("تم الدفع.", "Paid."),
        Stage::Fee => {
            ("أُلغي الطلب ودُفعت رسوم الإلغاء.", "Cancelled; a cancellation fee was charged.")
        }
        Stage::Released => (
            "أُلغي الطلب وعاد المبلغ كله إلى رصيدك المتاح.",
            "Cancelled; all of it is free in your wallet again.",
        ),
        Stage::Refunded => ("عاد المبلغ كله إليك.", "All of it went back to you."),
        Stage::Held => ("المبلغ محجوز حتى البت في شكواك.", "Held until your complaint is decided."),
    };
    Localized::new(ar, en)
}

/// A page of a customer's payments, newest first.
///
/// # Errors
/// When the database is away.
pub async fn page(
    pool: &PgPool,
    customer: UserId,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<PaymentOut>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id, p.booking_id, b.number, b.service_ar, b.service_en, p.method, p.amount,
                  p.refunded, p.stage, p.failure_code, p.created_at, p.settled_at
           from payments.payments p join payments.bookings b on b.id = p.booking_id
           where p.customer_id = $1
             and ($2::timestamptz is null or (p.created_at, p.id) < ($2, $3))
           order by p.created_at desc, p.id desc limit $4"#,
        customer.uuid(),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(pool)
    .await?;
    let items: Result<Vec<_>, _> = rows.into_iter().map(PaymentOut::try_from).collect();
    Ok(Page::from_rows(items?, limit, |p| Cursor { at: p.created_at, id: p.id.uuid() }))
}

/// One payment of a customer.
///
/// # Errors
/// [`ReadError::NotFound`] when it is not the customer's.
pub async fn one(
    pool: &PgPool,
    customer: UserId,
    payment: PaymentId,
) -> Result<PaymentOut, ReadError> {
    let row = sqlx::query_as!(
        Row,
        r#"select p.id, p.booking_id, b.number, b.service_ar, b.service_en, p.method, p.amount,
                  p.refunded, p.stage, p.failure_code, p.created_at, p.settled_at
           from payments.payments p join payments.bookings b on b.id = p.booking_id
           where p.id = $1 and p.customer_id = $2"#,
        payment.uuid(),
        customer.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.ok_or(ReadError::NotFound)?.try_into()?)
}
