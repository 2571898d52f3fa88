//! Table `catalog.quotes`: written once, never changed.

use super::rows::int;
use crate::domain::promotion::PromotionId;
use chassis::StoreError;
use contracts::catalog::Quote;
use kernel::ids::{QuoteId, TypedId};
use kernel::{Instant, Localized};
use sqlx::PgConnection;
use sqlx::types::Json;

/// A quote with the reason of each line.
#[derive(Clone, Debug)]
pub struct KeptQuote {
    pub quote: Quote,
    /// In the order of the lines.
    pub explanations: Vec<Localized>,
}

/// Keeps a quote.
pub async fn insert(
    tx: &mut PgConnection,
    kept: &KeptQuote,
    promotion: Option<PromotionId>,
) -> Result<(), StoreError> {
    let quote = &kept.quote;
    sqlx::query!(
        "insert into catalog.quotes
            (id, customer_id, service_id, provider_id, zone_id, promotion_id, quantity, starts_at,
             total, quote, explanations, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        quote.id.uuid(),
        quote.customer_id.map(|id| id.uuid()),
        quote.service.id.uuid(),
        quote.provider_id.map(|id| id.uuid()),
        quote.zone_id.uuid(),
        promotion.map(TypedId::uuid),
        int(quote.quantity),
        quote.starts_at,
        quote.total.as_piastres(),
        Json(quote) as _,
        Json(&kept.explanations) as _,
        quote.created_at,
        quote.expires_at
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A quote as it was kept.
pub async fn find(tx: &mut PgConnection, id: QuoteId) -> Result<Option<KeptQuote>, StoreError> {
    let row = sqlx::query!(
        r#"select quote as "quote: Json<Quote>", explanations as "explanations: Json<Vec<Localized>>"
           from catalog.quotes where id = $1"#,
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| KeptQuote { quote: row.quote.0, explanations: row.explanations.0 }))
}

/// Forgets up to `limit` quotes that expired before `before`; returns how many.
pub async fn forget(tx: &mut PgConnection, before: Instant, limit: i64) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "delete from catalog.quotes where id in (
             select id from catalog.quotes where expires_at < $1 order by expires_at limit $2
             for update skip locked)",
        before,
        limit
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}
