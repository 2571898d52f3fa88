//! A provider's days in numbers.

use chassis::StoreError;
use chrono::NaiveDate;
use dispatch::HourKind;
use dispatch::travel::LocalTime;
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

impl Counter {
    /// Whether it is the answer to an offer, and then whether it was a yes. Silence is a no.
    fn answer(self) -> Option<bool> {
        match self {
            Self::Accept => Some(true),
            Self::Decline | Self::Expiry => Some(false),
            Self::Offer | Self::Completion(_) | Self::Excused | Self::AtFault => None,
        }
    }
}

/// Counts one more on the day of `now` in Cairo; answers to offers by the kind of hour, too.
///
/// # Errors
/// When the database is away.
pub async fn count_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    counter: Counter,
    now: Instant,
) -> Result<(), StoreError> {
    if let Some(accepted) = counter.answer() {
        count_answer_in_tx(tx, provider, accepted, now).await?;
    }
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

/// Takes back a fault that was counted at an instant.
///
/// # Errors
/// When the database is away.
pub async fn take_fault_back_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    counted_at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.provider_stats set at_fault = at_fault - 1
         where provider_id = $1 and day = $2 and at_fault > 0",
        provider.uuid(),
        cairo::local_date(counted_at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn count_answer_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    accepted: bool,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.provider_answers as a
            (provider_id, day, hour_kind, answers, accepts, created_at)
         values ($1, $2, $3, 1, $4, $5)
         on conflict (provider_id, day, hour_kind) do update set
             answers = a.answers + 1, accepts = a.accepts + excluded.accepts",
        provider.uuid(),
        cairo::local_date(now),
        HourKind::from(LocalTime::from(cairo::to_local(now))).tag(),
        i32::from(accepted),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Removes what is too old to learn from; answers how many rows there were.
///
/// # Errors
/// When the database is away.
pub async fn forget_answers_in_tx(
    tx: &mut PgConnection,
    before: NaiveDate,
) -> Result<u64, StoreError> {
    let done = sqlx::query!("delete from booking.provider_answers where day < $1", before)
        .execute(tx)
        .await?;
    Ok(done.rows_affected())
}
