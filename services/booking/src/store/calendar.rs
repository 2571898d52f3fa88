//! Providers' time. Whoever changes it locks the provider's row first; the exclusion constraint
//! has the last word. Locks are taken in one order everywhere: bookings, then holds, then calendars
//! by provider, then reservations, then jobs. Every function here that changes reservations of a
//! booking locks the calendars of whoever has them, so that nobody can forget to.

use super::tags::unknown;
use chassis::StoreError;
use kernel::ids::{BookingId, EventId, ProviderId};
use kernel::{Instant, LatLng, World};
use sqlx::PgConnection;
use uuid::Uuid;

/// The constraint that says a provider's time is taken.
pub const OVERLAP: &str = "reservations_overlap_excl";

/// A stretch of a provider's time for one visit of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Whose time.
    pub provider: ProviderId,
    /// For which booking.
    pub booking: BookingId,
    /// The how-manieth visit of it.
    pub visit: i16,
    /// From when.
    pub starts_at: Instant,
    /// Until when, buffer included.
    pub until: Instant,
}

/// The taken time before or after an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Where.
    pub pin: LatLng,
    /// When it starts.
    pub starts_at: Instant,
    /// Until when its time is reserved, buffer included.
    pub until: Instant,
}

/// Locks a provider's calendar until the end of the transaction and forgets its expired holds.
///
/// # Errors
/// When the database is away.
pub async fn lock_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    now: Instant,
) -> Result<(), StoreError> {
    // The update of an existing row locks it, in one statement with the insert of a new one.
    sqlx::query!(
        "insert into booking.provider_calendars as c (provider_id, created_at) values ($1, $2)
         on conflict (provider_id) do update set created_at = c.created_at",
        provider.uuid(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from booking.reservations where provider_id = $1 and expires_at <= $2",
        provider.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets one command at a time have several calendars. A command that gives one provider's time back
/// and then looks for another's does not know their order beforehand; two of them at once could wait
/// for each other. Those that need one calendar don't notice. Before the first calendar is locked.
///
/// # Errors
/// When the database is away.
pub async fn several_in_tx(tx: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('booking.several_calendars'))")
        .execute(tx)
        .await?;
    Ok(())
}

/// Locks the calendars of everybody whose time a booking has, and of `also`.
///
/// # Errors
/// When the database is away.
pub async fn lock_of_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    also: Option<ProviderId>,
    now: Instant,
) -> Result<(), StoreError> {
    let providers = sqlx::query_scalar!(
        r#"select provider_id as "id!" from booking.reservations where booking_id = $1
           union select $2::uuid where $2::uuid is not null order by 1"#,
        booking.uuid(),
        also.map(|id| id.uuid()),
    )
    .fetch_all(&mut *tx)
    .await?;
    if providers.len() > 1 {
        several_in_tx(tx).await?;
    }
    for provider in providers {
        lock_in_tx(tx, provider.into(), now).await?;
    }
    Ok(())
}

/// Reserves a visit, in the place of the same visit's earlier reservation. The calendar must be
/// locked.
///
/// # Errors
/// [`OVERLAP`] by constraint when the time is taken.
pub async fn reserve_in_tx(
    tx: &mut PgConnection,
    world: &World,
    slot: Slot,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.reservations
            (id, provider_id, booking_id, visit, kind, during, created_at)
         values ($1, $2, $3, $4, 'visit', tstzrange($5, $6), $7)
         on conflict (booking_id, visit) where booking_id is not null
         do update set provider_id = excluded.provider_id, during = excluded.during,
                       kind = 'visit', expires_at = null",
        world.id::<EventId>().uuid(),
        slot.provider.uuid(),
        slot.booking.uuid(),
        slot.visit,
        slot.starts_at,
        slot.until,
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Begins a visit early: its reservation starts now, unless another one is in between. The
/// calendar must be locked.
///
/// # Errors
/// When the database is away.
pub async fn begin_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    visit: i16,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.reservations r set during = tstzrange($3, upper(r.during))
         where r.booking_id = $1 and r.visit = $2 and lower(r.during) > $3
           and not exists (select from booking.reservations o
                           where o.provider_id = r.provider_id and o.id <> r.id
                             and o.during && tstzrange($3, lower(r.during)))",
        booking.uuid(),
        visit,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives back all of a booking's time.
///
/// # Errors
/// When the database is away.
pub async fn free_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<(), StoreError> {
    lock_of_in_tx(tx, booking, None, now).await?;
    sqlx::query!("delete from booking.reservations where booking_id = $1", booking.uuid())
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives back what a booking does not need from `now` on: later visits, and the rest of the
/// present one. What was used stays as a record.
///
/// # Errors
/// When the database is away.
pub async fn cut_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<(), StoreError> {
    lock_of_in_tx(tx, booking, None, now).await?;
    sqlx::query!(
        "delete from booking.reservations where booking_id = $1 and lower(during) >= $2",
        booking.uuid(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update booking.reservations set during = tstzrange(lower(during), $2)
         where booking_id = $1 and upper(during) > $2",
        booking.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The taken time of a provider, visits and holds, just before and just after an instant; that of
/// `except` left out.
///
/// # Errors
/// When the database is away.
pub async fn neighbours(
    db: &mut PgConnection,
    provider: ProviderId,
    at: Instant,
    except: Option<BookingId>,
) -> Result<(Option<Neighbour>, Option<Neighbour>), StoreError> {
    let rows = sqlx::query!(
        r#"select lat as "lat!", lng as "lng!", lower(during) as "starts_at!",
                  upper(during) as "until!"
           from ((select * from booking.reservations
                  where provider_id = $1 and lower(during) < $2
                    and booking_id is distinct from $3
                  order by lower(during) desc limit 1)
                 union all
                 (select * from booking.reservations
                  where provider_id = $1 and lower(during) >= $2
                    and booking_id is distinct from $3
                  order by lower(during) limit 1)) nearest"#,
        provider.uuid(),
        at,
        except.map(|id| id.uuid()),
    )
    .fetch_all(db)
    .await?;
    let (mut before, mut after) = (None, None);
    for row in rows {
        let pin = LatLng::parse(row.lat, row.lng).map_err(|_| unknown("pin", "off the globe"))?;
        let neighbour = Neighbour { pin, starts_at: row.starts_at, until: row.until };
        if row.starts_at < at { before = Some(neighbour) } else { after = Some(neighbour) }
    }
    Ok((before, after))
}

/// Time held for a customer who is about to order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldTime {
    /// The hold, or a new id for a hold that belongs to a booking from the start.
    pub id: Uuid,
    /// Whose time.
    pub provider: ProviderId,
    /// The booking, if there is one already.
    pub booking: Option<(BookingId, i16)>,
    /// Where.
    pub pin: LatLng,
    /// From when.
    pub starts_at: Instant,
    /// Until when, buffer included.
    pub until: Instant,
    /// When it is given back by itself.
    pub expires_at: Instant,
}

/// Holds time. The calendar must be locked.
///
/// # Errors
/// [`OVERLAP`] by constraint when the time is taken.
pub async fn hold_in_tx(
    tx: &mut PgConnection,
    held: &HeldTime,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.reservations
            (id, provider_id, booking_id, visit, kind, during, expires_at, lat, lng, created_at)
         values ($1, $2, $3, $4, 'hold', tstzrange($5, $6), $7, $8, $9, $10)",
        held.id,
        held.provider.uuid(),
        held.booking.map(|(id, _)| id.uuid()),
        held.booking.map_or(1, |(_, visit)| visit),
        held.starts_at,
        held.until,
        held.expires_at,
        held.pin.lat(),
        held.pin.lng(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives held time to a booking: its first visit, for a while. `false` when it is not held any
/// more.
///
/// # Errors
/// When the database refuses or is away.
pub async fn give_in_tx(
    tx: &mut PgConnection,
    hold: Uuid,
    booking: BookingId,
    until: Instant,
    expires_at: Instant,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update booking.reservations
         set booking_id = $2, during = tstzrange(lower(during), $3), expires_at = $4
         where id = $1 and kind = 'hold' and booking_id is null",
        hold,
        booking.uuid(),
        until,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives held time back by the id of its reservation. Visits stay.
///
/// # Errors
/// When the database is away.
pub async fn let_go_in_tx(
    tx: &mut PgConnection,
    hold: Uuid,
    now: Instant,
) -> Result<(), StoreError> {
    let whose = sqlx::query_scalar!(
        "select provider_id from booking.reservations where id = $1 and kind = 'hold'",
        hold,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(provider) = whose else { return Ok(()) };
    lock_in_tx(tx, provider.into(), now).await?;
    sqlx::query!("delete from booking.reservations where id = $1 and kind = 'hold'", hold)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives back what is held for a booking, with everybody or with one provider. Visits stay.
///
/// # Errors
/// When the database is away.
pub async fn let_go_of_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    provider: Option<ProviderId>,
    now: Instant,
) -> Result<(), StoreError> {
    lock_of_in_tx(tx, booking, None, now).await?;
    sqlx::query!(
        "delete from booking.reservations where booking_id = $1 and kind = 'hold'
           and ($2::uuid is null or provider_id = $2)",
        booking.uuid(),
        provider.map(|id| id.uuid()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// When held time is given back by itself; nothing when it is not held any more.
///
/// # Errors
/// When the database is away.
pub async fn held_until(db: &mut PgConnection, hold: Uuid) -> Result<Option<Instant>, StoreError> {
    let until = sqlx::query_scalar!(
        "select expires_at from booking.reservations where id = $1 and kind = 'hold'",
        hold,
    )
    .fetch_optional(db)
    .await?;
    Ok(until.flatten())
}
