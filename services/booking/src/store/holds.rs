//! Holds of customers who are about to order. The time itself is a reservation with the same id.

use chassis::StoreError;
use kernel::ids::{BookingId, HoldId, ProviderId, ServiceId, UserId};
use kernel::{Instant, LatLng};
use sqlx::PgConnection;

/// A hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// For whom.
    pub customer: UserId,
    /// For what.
    pub service: ServiceId,
    /// Whose time. Never told to the customer.
    pub provider: ProviderId,
    /// Where.
    pub pin: LatLng,
    /// From when.
    pub starts_at: Instant,
    /// Until when, without buffer.
    pub ends_at: Instant,
    /// When it is given back by itself.
    pub expires_at: Instant,
}

/// How a hold ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A booking has it.
    Used(BookingId),
    /// The customer gave it back, or took another one.
    GivenBack,
    /// Its time was over.
    Expired,
}

/// Makes the customer's commands on holds wait for each other, until the end of the transaction.
///
/// # Errors
/// When the database is away.
pub async fn queue_in_tx(tx: &mut PgConnection, customer: UserId) -> Result<(), StoreError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("booking.hold {customer}"),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps a hold.
///
/// # Errors
/// When the customer has one already, or the database is away.
pub async fn insert_in_tx(
    tx: &mut PgConnection,
    hold: &Hold,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.holds (id, customer_id, service_id, provider_id, lat, lng, starts_at,
                                    ends_at, state, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'held', $9, $10)",
        hold.id.uuid(),
        hold.customer.uuid(),
        hold.service.uuid(),
        hold.provider.uuid(),
        hold.pin.lat(),
        hold.pin.lng(),
        hold.starts_at,
        hold.ends_at,
        hold.expires_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The present hold of a customer, expired or not.
///
/// # Errors
/// When the database is away.
pub async fn of_customer(
    db: &mut PgConnection,
    customer: UserId,
) -> Result<Option<HoldId>, StoreError> {
    let id = sqlx::query_scalar!(
        "select id from booking.holds where customer_id = $1 and state = 'held'",
        customer.uuid(),
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(Into::into))
}

/// A hold of a customer that still holds at `now`, locked.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    id: HoldId,
    customer: UserId,
    now: Instant,
) -> Result<Option<Hold>, StoreError> {
    let row = sqlx::query!(
        "select service_id, provider_id, lat, lng, starts_at, ends_at, expires_at
         from booking.holds
         where id = $1 and customer_id = $2 and state = 'held' and expires_at > $3 for update",
        id.uuid(),
        customer.uuid(),
        now,
    )
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        let pin = LatLng::parse(row.lat, row.lng)
            .map_err(|_| super::tags::unknown("pin", "off the globe"))?;
        Ok(Hold {
            id,
            customer,
            service: row.service_id.into(),
            provider: row.provider_id.into(),
            pin,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            expires_at: row.expires_at,
        })
    })
    .transpose()
}

/// Whether a customer has, or had, such a hold.
///
/// # Errors
/// When the database is away.
pub async fn is_of(
    db: &mut PgConnection,
    id: HoldId,
    customer: UserId,
) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from booking.holds where id = $1 and customer_id = $2) as "is!""#,
        id.uuid(),
        customer.uuid(),
    )
    .fetch_one(db)
    .await?;
    Ok(found)
}

/// Ends a hold that is held. Its reservation is apart.
///
/// # Errors
/// When the database refuses or is away.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    id: HoldId,
    ending: Ending,
    now: Instant,
) -> Result<(), StoreError> {
    let (state, booking) = match ending {
        Ending::Used(booking) => ("used", Some(booking.uuid())),
        Ending::GivenBack => ("given_back", None),
        Ending::Expired => ("expired", None),
    };
    sqlx::query!(
        "update booking.holds set state = $2, booking_id = $3, ended_at = $4
         where id = $1 and state = 'held'",
        id.uuid(),
        state,
        booking,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets holds that ended before an instant.
///
/// # Errors
/// When the database is away.
pub async fn forget_in_tx(tx: &mut PgConnection, before: Instant) -> Result<u64, StoreError> {
    let done =
        sqlx::query!("delete from booking.holds where ended_at < $1", before).execute(tx).await?;
    Ok(done.rows_affected())
}
