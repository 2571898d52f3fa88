//! A booking is being made of a quote with a promotion: the use is counted, atomically, before the
//! booking is. Repeating it for the same quote counts once.

use super::make_quote::QuoteError;
use crate::App;
use crate::domain::refusal::Refusal;
use crate::store::promotion_uses::{self, Use};
use crate::store::quotes;
use chrono::TimeDelta;
use contracts::catalog::{LineKind, Redemption};
use kernel::Money;

/// After this a reservation that no booking followed counts for nothing.
pub(super) const STALE: TimeDelta = TimeDelta::hours(1);

/// Counts the use of the promotion of a quote; nothing when it has none.
///
/// # Errors
/// [`Refusal::PromotionUsedUp`], [`Refusal::PromotionUsedByYou`].
pub async fn for_port(app: &App, ask: Redemption) -> Result<(), QuoteError> {
    let now = app.chassis.world.now();
    let mut tx = app.chassis.db.begin().await?;
    let promotion = promotion_uses::promotion_of_quote(&mut tx, ask.quote_id).await?;
    let kept = quotes::find(&mut tx, ask.quote_id).await?;
    let (Some(promotion), Some(kept)) = (promotion, kept) else { return Ok(()) };
    let reductions = kept.quote.lines.iter().filter(|line| line.kind == LineKind::Promotion);
    let amount = -reductions.map(|line| line.amount).sum::<Money>();
    let it = Use {
        quote: ask.quote_id,
        promotion,
        booking: ask.booking_id,
        customer: ask.customer_id,
        amount: amount.max(Money::ZERO),
    };
    if !promotion_uses::take_over(&mut tx, it, now).await? {
        promotion_uses::release_stale(&mut tx, promotion, now - STALE, now).await?;
        let counted = promotion_uses::count(&mut tx, promotion, it.amount, now).await?;
        let per_customer = counted.ok_or(Refusal::PromotionUsedUp)?;
        if let Some(most) = per_customer
            && promotion_uses::by_customer(&mut tx, promotion, it.customer).await? >= most.into()
        {
            return Err(Refusal::PromotionUsedByYou.into());
        }
        promotion_uses::reserve(&mut tx, it, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
