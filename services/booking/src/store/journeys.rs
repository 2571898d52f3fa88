//! How bound providers got along on their way.

use super::tags::unknown;
use crate::domain::{Trouble, TroubleKind};
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId};
use sqlx::PgConnection;

/// One way.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// How far from the address it set out, in metres.
    pub from_m: Option<u32>,
    /// What tracking reports of it.
    pub trouble: Option<Trouble>,
}

/// Notes that a provider set out.
///
/// # Errors
/// When the database refuses or is away.
pub async fn set_out_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    drop_no: i32,
    provider: ProviderId,
    from_m: Option<u32>,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.journeys
            (booking_id, drop_no, provider_id, set_out_at, from_m, created_at)
         values ($1, $2, $3, $4, $5, $4)
         on conflict (booking_id, drop_no) do nothing",
        booking.uuid(),
        drop_no,
        provider.uuid(),
        now,
        from_m.map(|m| i32::try_from(m).unwrap_or(i32::MAX)),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes what tracking reports of a provider's way. Silence does not cover up what was seen before.
/// Nothing when it never set out.
///
/// # Errors
/// When the database is away.
pub async fn trouble_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    provider: ProviderId,
    trouble: Trouble,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.journeys set trouble = $3, trouble_since = $4
         where booking_id = $1 and provider_id = $2 and ($3 <> 'dark' or trouble is null)",
        booking.uuid(),
        provider.uuid(),
        trouble.kind.tag(),
        trouble.since,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What tracking reported of a provider's way is over.
///
/// # Errors
/// When the database is away.
pub async fn over_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    provider: ProviderId,
    kind: TroubleKind,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.journeys set trouble = null, trouble_since = null
         where booking_id = $1 and provider_id = $2 and trouble = $3",
        booking.uuid(),
        provider.uuid(),
        kind.tag(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The way of a booking's present provider.
///
/// # Errors
/// When the database is away.
pub async fn find(
    db: &mut PgConnection,
    booking: BookingId,
    drop_no: i32,
) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query!(
        "select from_m, trouble, trouble_since from booking.journeys
         where booking_id = $1 and drop_no = $2",
        booking.uuid(),
        drop_no,
    )
    .fetch_optional(db)
    .await?;
    row.map(|r| {
        let trouble = r.trouble.zip(r.trouble_since).map(|(kind, since)| {
            let kind = TroubleKind::from_tag(&kind).ok_or_else(|| unknown("trouble", &kind))?;
            Ok::<_, StoreError>(Trouble { kind, since })
        });
        Ok(Kept { from_m: r.from_m.map(i32::unsigned_abs), trouble: trouble.transpose()? })
    })
    .transpose()
}
