//! Offers of bookings to providers.

use crate::domain::Booking;
use chassis::StoreError;
use dispatch::Reach;
use kernel::ids::{BookingId, OfferId, ProviderId, SearchId};
use kernel::{Instant, Money};
use sqlx::PgConnection;

/// Withdraws a booking's open offers; answers which, and to whom they were made.
///
/// # Errors
/// When the database is away.
pub async fn withdraw_open_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<Vec<(OfferId, ProviderId)>, StoreError> {
    let rows = sqlx::query!(
        "update booking.offers set status = 'withdrawn', decided_at = $2
         where booking_id = $1 and status = 'open' returning id, provider_id",
        booking.uuid(),
        now,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.provider_id.into())).collect())
}

/// Marks the accepted offer of a booking whose provider left, so that another can be accepted.
///
/// # Errors
/// When the database is away.
pub async fn drop_accepted_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.offers set status = 'dropped'
         where booking_id = $1 and status = 'accepted'",
        booking.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a booking's running search, if one is.
///
/// # Errors
/// When the database is away.
pub async fn end_search_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.searches set state = 'ended', ended_at = $2
         where booking_id = $1 and state = 'running'",
        booking.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An offer to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewOffer {
    /// Its id.
    pub id: OfferId,
    /// The booking.
    pub booking: BookingId,
    /// The search that chose the provider.
    pub search: SearchId,
    /// The round.
    pub round: u32,
    /// To whom.
    pub provider: ProviderId,
    /// Whether the work is wanted now.
    pub instant: bool,
    /// What the provider would earn.
    pub earnings: Money,
    /// How far it is.
    pub reach: Reach,
    /// Until when it stands.
    pub expires_at: Instant,
}

/// The constraint that says a provider has another open instant offer.
pub const INSTANT_OPEN: &str = "offers_instant_open_idx";

/// Makes an offer.
///
/// # Errors
/// [`INSTANT_OPEN`] by constraint; else when the database is away.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    offer: &NewOffer,
    now: Instant,
) -> Result<(), StoreError> {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into booking.offers
            (id, booking_id, search_id, provider_id, round, instant, status, earnings, distance_m,
             travel_s, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11)",
        offer.id.uuid(),
        offer.booking.uuid(),
        offer.search.uuid(),
        offer.provider.uuid(),
        int(offer.round),
        offer.instant,
        offer.earnings.as_piastres().max(0),
        int(offer.reach.distance_m),
        int(offer.reach.travel_s),
        offer.expires_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Where an offer stands.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The offer.
    pub id: OfferId,
    /// The booking.
    pub booking: BookingId,
    /// To whom.
    pub provider: ProviderId,
    /// `open`, `accepted`, `declined`, `expired`, `withdrawn` or `dropped`.
    pub status: String,
    /// How long the provider travels, in seconds.
    pub travel_s: u32,
    /// Until when it stands.
    pub expires_at: Instant,
}

/// An offer, not locked: its booking is locked first, then this is read again.
///
/// # Errors
/// When the database is away.
pub async fn find(db: &mut PgConnection, id: OfferId) -> Result<Option<Offer>, StoreError> {
    let row = sqlx::query!(
        "select id, booking_id, provider_id, status, travel_s, expires_at
         from booking.offers where id = $1",
        id.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|r| Offer {
        id: r.id.into(),
        booking: r.booking_id.into(),
        provider: r.provider_id.into(),
        status: r.status,
        travel_s: r.travel_s.unsigned_abs(),
        expires_at: r.expires_at,
    }))
}

/// The newest offer of a booking to a provider.
///
/// # Errors
/// When the database is away.
pub async fn newest_of(
    db: &mut PgConnection,
    booking: BookingId,
    provider: ProviderId,
) -> Result<Option<OfferId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select id from booking.offers where booking_id = $1 and provider_id = $2
         order by created_at desc, id desc limit 1",
        booking.uuid(),
        provider.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(Into::into))
}

/// Closes an open offer; `false` when it was not open any more.
///
/// # Errors
/// When the database is away.
pub async fn close_in_tx(
    tx: &mut PgConnection,
    id: OfferId,
    status: &str,
    reason: Option<&str>,
    now: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update booking.offers set status = $2, decline_reason = $3, decided_at = $4
         where id = $1 and status = 'open'",
        id.uuid(),
        status,
        reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many offers of a booking are open.
///
/// # Errors
/// When the database is away.
pub async fn open_in_tx(tx: &mut PgConnection, booking: BookingId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from booking.offers where booking_id = $1 and status = 'open'"#,
        booking.uuid(),
    )
    .fetch_one(tx)
    .await?)
}

/// Notes that staff gave a booking to a provider by hand: an offer that is accepted already.
///
/// # Errors
/// When the database refuses or is away.
pub async fn assign_in_tx(
    tx: &mut PgConnection,
    id: OfferId,
    booking: &Booking,
    provider: ProviderId,
    reach: Option<Reach>,
    now: Instant,
) -> Result<(), StoreError> {
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into booking.offers
            (id, booking_id, provider_id, round, instant, status, earnings, distance_m, travel_s,
             expires_at, decided_at, created_at)
         values ($1, $2, $3, 0, $4, 'accepted', $5, $6, $7, $8, $8, $8)",
        id.uuid(),
        booking.id.uuid(),
        provider.uuid(),
        booking.window.instant,
        booking.price.settlement.earnings.as_piastres().max(0),
        reach.map_or(0, |reach| int(reach.distance_m)),
        reach.map_or(0, |reach| int(reach.travel_s)),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
