//! A booking's receipt, as its customer and its provider see it.

use crate::domain::invoice::{Invoice, Line, ProviderShare, Tax};
use crate::error::ReadError;
use crate::reads::payments::method_from_tag;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use kernel::ids::{BookingId, PaymentId, ProviderId, UserId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

/// A receipt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptOut {
    /// Its number; numbers of a year have no gaps.
    #[schema(example = "OS-2026-000042")]
    pub number: String,
    /// When it was issued.
    pub issued_at: DateTime,
    /// The booking.
    pub booking_id: BookingId,
    /// The booking's number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: String,
    /// What was ordered.
    pub service_name: Localized,
    /// The payment.
    pub payment_id: PaymentId,
    /// The customer.
    pub customer_id: UserId,
    /// The provider.
    pub provider_id: Option<ProviderId>,
    /// How it was paid.
    pub method: PaymentMethod,
    /// What was paid for; the amounts add up to the total.
    pub lines: Vec<Line>,
    /// The price, taxes included.
    pub total: Money,
    /// Taxes of the platform inside the total.
    pub taxes: Vec<Tax>,
    /// Paid in cash, to the provider.
    pub paid_in_cash: Money,
    /// Paid from the wallet.
    pub paid_from_wallet: Money,
    /// Not paid when the receipt was issued.
    pub owed: Money,
    /// What went back since.
    pub refunded: Money,
    /// How the work's price is divided; only the provider sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_share: Option<ProviderShare>,
}

/// The receipt of a booking for one of its two sides.
///
/// # Errors
/// Not theirs, not completed yet, or cancelled free of charge.
pub async fn receipt(
    pool: &PgPool,
    booking: BookingId,
    viewer: UserId,
) -> Result<ReceiptOut, ReadError> {
    let row = sqlx::query!(
        r#"select b.number, b.service_ar, b.service_en, b.status, r.series, r.number as receipt,
                  r.payment_id, r.customer_id, r.provider_id, r.total, r.body, r.created_at,
                  p.method, p.refunded
           from payments.receipts r
           join payments.bookings b on b.id = r.booking_id
           join payments.payments p on p.id = r.payment_id
           where r.booking_id = $1 and (r.customer_id = $2 or r.provider_id = $2)"#,
        booking.uuid(),
        viewer.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Err(why_not(pool, booking, viewer).await?) };
    let invoice: Invoice = serde_json::from_value(row.body)
        .map_err(|e| StoreError::from(sqlx::Error::Decode(Box::new(e))))?;
    let is_provider = row.provider_id == Some(viewer.uuid());
    Ok(ReceiptOut {
        number: format!("OS-{}-{:06}", row.series, row.receipt),
        issued_at: row.created_at,
        booking_id: booking,
        booking_number: row.number,
        service_name: Localized::new(row.service_ar, row.service_en),
        payment_id: row.payment_id.into(),
        customer_id: row.customer_id.into(),
        provider_id: row.provider_id.map(ProviderId::from),
        method: method_from_tag(&row.method)?,
        lines: invoice.lines,
        total: Money::piastres(row.total),
        taxes: invoice.taxes,
        paid_in_cash: invoice.by_cash,
        paid_from_wallet: invoice.by_wallet,
        owed: invoice.owed,
        refunded: Money::piastres(row.refunded),
        provider_share: invoice.provider.filter(|_| is_provider),
    })
}

/// Why there is no receipt to show.
async fn why_not(
    pool: &PgPool,
    booking: BookingId,
    viewer: UserId,
) -> Result<ReadError, ReadError> {
    let status = sqlx::query_scalar!(
        "select status from payments.bookings
         where id = $1 and (customer_id = $2 or provider_id = $2)",
        booking.uuid(),
        viewer.uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(match status.as_deref() {
        None => ReadError::NotFound,
        Some("cancelled") => ReadError::NothingCharged,
        Some(_) => ReadError::ReceiptNotReady,
    })
}
