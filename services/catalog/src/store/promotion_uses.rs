//! Table `catalog.promotion_uses`, with the counters on the promotion's row.

use crate::domain::promotion::PromotionId;
use chassis::StoreError;
use kernel::ids::{BookingId, QuoteId, TypedId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// What a quote takes of a promotion.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    pub quote: QuoteId,
    pub promotion: PromotionId,
    pub booking: BookingId,
    pub customer: UserId,
    pub amount: Money,
}

/// The promotion a quote was made with.
pub async fn promotion_of_quote(
    tx: &mut PgConnection,
    quote: QuoteId,
) -> Result<Option<PromotionId>, StoreError> {
    let id =
        sqlx::query_scalar!("select promotion_id from catalog.quotes where id = $1", quote.uuid())
            .fetch_optional(tx)
            .await?;
    Ok(id.flatten().map(PromotionId::from))
}

/// Counts a use on the promotion's row, which stays locked. `None` when it is used up; else how often
/// one customer may use it.
pub async fn count(
    tx: &mut PgConnection,
    promotion: PromotionId,
    amount: Money,
    now: Instant,
) -> Result<Option<Option<i32>>, StoreError> {
    let row = sqlx::query!(
        "update catalog.promotions set uses = uses + 1, spent = spent + $2, updated_at = $3
         where id = $1 and (max_uses is null or uses < max_uses)
           and (budget is null or spent + $2 <= budget)
         returning max_uses_per_customer",
        promotion.uuid(),
        amount.as_piastres(),
        now
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| r.max_uses_per_customer))
}

/// How often a customer uses a promotion now.
pub async fn by_customer(
    tx: &mut PgConnection,
    promotion: PromotionId,
    customer: UserId,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from catalog.promotion_uses
           where promotion_id = $1 and customer_id = $2 and state <> 'released'"#,
        promotion.uuid(),
        customer.uuid()
    )
    .fetch_one(tx)
    .await?)
}

/// Takes a use that still counts over to another attempt at the same booking. `false` when there is
/// none.
pub async fn take_over(tx: &mut PgConnection, it: Use, now: Instant) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update catalog.promotion_uses
         set booking_id = case when state = 'reserved' then $2 else booking_id end, updated_at = $3
         where quote_id = $1 and state <> 'released'",
        it.quote.uuid(),
        it.booking.uuid(),
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Reserves a use that was counted.
pub async fn reserve(tx: &mut PgConnection, it: Use, now: Instant) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into catalog.promotion_uses
            (quote_id, promotion_id, booking_id, customer_id, amount, state, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 'reserved', $6, $6)
         on conflict (quote_id) do update set booking_id = excluded.booking_id, state = 'reserved',
             created_at = excluded.created_at, updated_at = excluded.updated_at",
        it.quote.uuid(),
        it.promotion.uuid(),
        it.booking.uuid(),
        it.customer.uuid(),
        it.amount.as_piastres(),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The booking was made. One that was released meanwhile counts again, whatever the limit: it was
/// promised. It goes by the quote: of two attempts at once the one that came later has its booking's
/// id here, whichever of them was made.
pub async fn confirm(
    tx: &mut PgConnection,
    booking: BookingId,
    quote: Option<QuoteId>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with before as (
             select quote_id, state from catalog.promotion_uses
             where quote_id = $3 or $3::uuid is null and booking_id = $1 for update),
         used as (
             update catalog.promotion_uses u
             set state = 'used', booking_id = $1, updated_at = $2
             from before b where u.quote_id = b.quote_id and u.state <> 'used'
             returning u.promotion_id, u.amount, b.state as was)
         update catalog.promotions p set uses = p.uses + 1, spent = p.spent + used.amount
         from used where p.id = used.promotion_id and used.was = 'released'",
        booking.uuid(),
        now,
        quote.map(|id| id.uuid())
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The booking came to nothing: its use counts for nothing.
pub async fn release(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with gone as (
             update catalog.promotion_uses set state = 'released', updated_at = $2
             where booking_id = $1 and state <> 'released' returning promotion_id, amount)
         update catalog.promotions p
         set uses = p.uses - 1, spent = p.spent - gone.amount, updated_at = $2
         from gone where p.id = gone.promotion_id",
        booking.uuid(),
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Releases reservations of a promotion that no booking followed.
pub async fn release_stale(
    tx: &mut PgConnection,
    promotion: PromotionId,
    before: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with gone as (
             update catalog.promotion_uses set state = 'released', updated_at = $3
             where promotion_id = $1 and state = 'reserved' and created_at < $2
             returning amount),
         sums as (select count(*)::integer as uses, coalesce(sum(amount), 0)::bigint as spent from gone)
         update catalog.promotions p
         set uses = p.uses - sums.uses, spent = p.spent - sums.spent, updated_at = $3
         from sums where p.id = $1 and sums.uses > 0",
        promotion.uuid(),
        before,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}
