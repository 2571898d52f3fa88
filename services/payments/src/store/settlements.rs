//! Completed jobs and charged fees: the price, divided, and where it came from.

use crate::domain::collect::Collected;
use crate::domain::fee::FeeSplit;
use chassis::StoreError;
use contracts::Settlement;
use contracts::booking::PaymentMethod;
use kernel::ids::{BookingId, PaymentId, ProviderId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Whose money it was.
#[derive(Clone, Copy, Debug)]
pub struct Parties {
    /// The booking.
    pub booking_id: BookingId,
    /// The payment.
    pub payment_id: PaymentId,
    /// Who paid.
    pub customer_id: UserId,
}

/// A settled job.
pub struct Settled {
    /// The payment.
    pub payment_id: PaymentId,
    /// Who paid.
    pub customer_id: UserId,
    /// Who worked.
    pub provider_id: ProviderId,
    /// The price, divided.
    pub split: Settlement,
}

/// The settlement of a booking.
pub async fn find(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Settled>, StoreError> {
    let row = sqlx::query!(
        "select payment_id, customer_id, provider_id, total, promotion, work, parts, commission,
                taxes, earnings, rounding
         from payments.settlements where booking_id = $1",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| Settled {
        payment_id: r.payment_id.into(),
        customer_id: r.customer_id.into(),
        provider_id: r.provider_id.into(),
        split: Settlement {
            total: Money::piastres(r.total),
            promotion: Money::piastres(r.promotion),
            work: Money::piastres(r.work),
            parts: Money::piastres(r.parts),
            commission: Money::piastres(r.commission),
            taxes: Money::piastres(r.taxes),
            earnings: Money::piastres(r.earnings),
            rounding: Money::piastres(r.rounding),
        },
    }))
}

/// Keeps a settlement.
pub async fn insert(
    tx: &mut PgConnection,
    parties: &Parties,
    provider: ProviderId,
    method: PaymentMethod,
    split: &Settlement,
    collected: &Collected,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.settlements
            (booking_id, payment_id, customer_id, provider_id, method, total, promotion, work,
             parts, commission, taxes, earnings, rounding, by_cash, by_wallet, by_receivable,
             created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        parties.booking_id.uuid(),
        parties.payment_id.uuid(),
        parties.customer_id.uuid(),
        provider.uuid(),
        method.tag(),
        split.total.as_piastres(),
        split.promotion.as_piastres(),
        split.work.as_piastres(),
        split.parts.as_piastres(),
        split.commission.as_piastres(),
        split.taxes.as_piastres(),
        split.earnings.as_piastres(),
        split.rounding.as_piastres(),
        collected.cash.as_piastres(),
        collected.wallet.as_piastres(),
        collected.receivable.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a charged fee.
pub async fn insert_fee(
    tx: &mut PgConnection,
    parties: &Parties,
    provider: Option<ProviderId>,
    fee: &FeeSplit,
    collected: &Collected,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.fees
            (booking_id, payment_id, customer_id, provider_id, total, to_provider, net, vat,
             by_wallet, by_receivable, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        parties.booking_id.uuid(),
        parties.payment_id.uuid(),
        parties.customer_id.uuid(),
        provider.map(ProviderId::uuid),
        fee.total.as_piastres(),
        fee.to_provider.as_piastres(),
        fee.net.as_piastres(),
        fee.vat.as_piastres(),
        collected.wallet.as_piastres(),
        collected.receivable.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
