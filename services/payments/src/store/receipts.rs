//! Receipts and their numbers.

use crate::domain::invoice::Invoice;
use crate::store::settlements::Parties;
use chassis::StoreError;
use kernel::Instant;
use kernel::Money;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

/// Issues a receipt with the next number of its series. The series stays locked until the commit
/// and goes back with a rollback, so numbers have no gaps.
pub async fn issue(
    tx: &mut PgConnection,
    series: &str,
    parties: &Parties,
    provider: Option<ProviderId>,
    total: Money,
    invoice: &Invoice,
    at: Instant,
) -> Result<i64, StoreError> {
    let body = serde_json::to_value(invoice).map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    let number = sqlx::query_scalar!(
        "insert into payments.receipt_series as s (series, last, created_at, updated_at)
         values ($1, 1, $2, $2)
         on conflict (series) do update set last = s.last + 1, updated_at = excluded.updated_at
         returning last",
        series,
        at,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into payments.receipts
            (series, number, booking_id, payment_id, customer_id, provider_id, total, body,
             created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        series,
        number,
        parties.booking_id.uuid(),
        parties.payment_id.uuid(),
        parties.customer_id.uuid(),
        provider.map(ProviderId::uuid),
        total.as_piastres(),
        body,
        at,
    )
    .execute(tx)
    .await?;
    Ok(number)
}
