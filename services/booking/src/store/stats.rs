//! A provider's days in numbers.

use chassis::StoreError;
use kernel::ids::ProviderId;
use kernel::{Instant, Money, cairo};
use sqlx::PgConnection;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// It got an offer.
    Offer,
    /// It accepted one.
    Accept,
    /// It declined one.
    Decline,
    /// It let one expire.
    Expiry,
    /// It completed a booking and earned this.
    Completion(Money),
    /// A booking bound to it ended without it, and without its fault.
    Excused,
    /// It dropped or missed a booking by its own fault.
    AtFault,
}

/// Counts one more on the day of `now` in Cairo.
///
/// # Errors
/// When the database is away.
pub async fn count_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    counter: Counter,
    now: Instant,
) -> Result<(), StoreError> {
    let one = |wanted: bool| i32::from(wanted);
    let earned = match counter {
        Counter::Completion(earned) => earned,
        _ => Money::ZERO,
    };
    sqlx::query!(
        "insert into booking.provider_stats as s
            (provider_id, day, offers, accepts, declines, expiries, completions, excused, at_fault,
             earnings, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (provider_id, day) do update set
             offers = s.offers + excluded.offers,
             accepts = s.accepts + excluded.accepts,
             declines = s.declines + excluded.declines,
             expiries = s.expiries + excluded.expiries,
             completions = s.completions + excluded.completions,
             excused = s.excused + excluded.excused,
             at_fault = s.at_fault + excluded.at_fault,
             earnings = s.earnings + excluded.earnings",
        provider.uuid(),
        cairo::local_date(now),
        one(counter == Counter::Offer),
        one(counter == Counter::Accept),
        one(counter == Counter::Decline),
        one(counter == Counter::Expiry),
        one(matches!(counter, Counter::Completion(_))),
        one(counter == Counter::Excused),
        one(counter == Counter::AtFault),
        earned.as_piastres(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
