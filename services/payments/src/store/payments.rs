//! Payments: attempts to move money for a booking.

use crate::domain::payment::Stage;
use crate::store::impossible;
use chassis::StoreError;
use contracts::booking::PaymentMethod;
use kernel::ids::{BookingId, PaymentId, ProviderId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// A new payment.
pub struct NewPayment {
    /// Its id.
    pub id: PaymentId,
    /// For which booking.
    pub booking_id: BookingId,
    /// Who pays.
    pub customer_id: UserId,
    /// Who works, if bound.
    pub provider_id: Option<ProviderId>,
    /// How.
    pub method: PaymentMethod,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub stage: Stage,
    /// Why it failed, if it did.
    pub failure_code: Option<&'static str>,
}

/// Begins a payment.
pub async fn insert(
    tx: &mut PgConnection,
    new: &NewPayment,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into payments.payments
            (id, booking_id, customer_id, provider_id, method, amount, status, stage, failure_code,
             created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        new.id.uuid(),
        new.booking_id.uuid(),
        new.customer_id.uuid(),
        new.provider_id.map(ProviderId::uuid),
        new.method.tag(),
        new.amount.as_piastres(),
        new.stage.status().tag(),
        new.stage.tag(),
        new.failure_code,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether any attempt was made for a booking.
pub async fn any(tx: &mut PgConnection, booking: BookingId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from payments.payments where booking_id = $1) as "any!""#,
        booking.uuid(),
    )
    .fetch_one(tx)
    .await?)
}

/// The payment of a booking that lives.
pub struct Living {
    /// Its id.
    pub id: PaymentId,
    /// Where it stands.
    pub stage: Stage,
    /// What was asked for or paid.
    pub amount: Money,
    /// What went back already.
    pub refunded: Money,
}

/// The living payment of a booking, locked.
pub async fn lock_living(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<Option<Living>, StoreError> {
    let row = sqlx::query!(
        "select id, stage, amount, refunded from payments.payments
         where booking_id = $1 and stage <> 'failed' for update",
        booking.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    row.map(|r| {
        Ok(Living {
            id: r.id.into(),
            stage: Stage::from_tag(&r.stage)
                .ok_or_else(|| impossible("payments.stage", &r.stage))?,
            amount: Money::piastres(r.amount),
            refunded: Money::piastres(r.refunded),
        })
    })
    .transpose()
}

/// Moves a payment on.
pub async fn set_stage(
    tx: &mut PgConnection,
    payment: PaymentId,
    stage: Stage,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payments.payments set status = $2, stage = $3, updated_at = $4 where id = $1",
        payment.uuid(),
        stage.status().tag(),
        stage.tag(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An attempt comes to nothing.
pub async fn give_up(
    tx: &mut PgConnection,
    payment: PaymentId,
    code: &'static str,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payments.payments
         set status = $2, stage = $3, failure_code = $4, updated_at = $5 where id = $1",
        payment.uuid(),
        Stage::Failed.status().tag(),
        Stage::Failed.tag(),
        code,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The money moved: `amount` is what the customer paid in the end.
pub async fn settle(
    tx: &mut PgConnection,
    payment: PaymentId,
    stage: Stage,
    provider: Option<ProviderId>,
    amount: Money,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payments.payments
         set status = $2, stage = $3, provider_id = $4, amount = $5, settled_at = $6, updated_at = $6
         where id = $1",
        payment.uuid(),
        stage.status().tag(),
        stage.tag(),
        provider.map(ProviderId::uuid),
        amount.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Money went back: notes how much in all.
pub async fn refund(
    tx: &mut PgConnection,
    payment: PaymentId,
    stage: Stage,
    refunded: Money,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update payments.payments set status = $2, stage = $3, refunded = $4, updated_at = $5
         where id = $1",
        payment.uuid(),
        stage.status().tag(),
        stage.tag(),
        refunded.as_piastres(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
