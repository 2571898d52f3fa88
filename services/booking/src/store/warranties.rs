//! Warranty claims and the free visits they lead to.

use super::tags::tag;
use crate::domain::{Asked, ClaimState};
use chassis::StoreError;
use chassis::crypto::Sealed;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// The context of what a customer says is wrong again.
pub const FAULT_CONTEXT: &str = "booking.warranty_claims.fault_sealed";

/// A new claim.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// Its id.
    pub id: Uuid,
    /// The booking whose work is repaired.
    pub of: BookingId,
    /// Who did that work.
    pub first_provider: ProviderId,
    /// What it earned of it.
    pub first_earnings: Money,
    /// Whose claim it is.
    pub customer: UserId,
    /// The free visit, when its time is known.
    pub visit: Option<BookingId>,
    /// What is wrong again.
    pub fault: Sealed,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
    /// Whether a dispute ended with it.
    pub re_service: bool,
}

/// A claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// The booking whose work is repaired.
    pub booking_id: Uuid,
    /// Who did that work.
    pub first_provider: Uuid,
    /// What it earned of it.
    pub first_earnings: i64,
    /// The free visit, or the cancelled one of a claim that waits; null before the first one.
    pub visit_booking_id: Option<Uuid>,
    /// What is wrong again, unless it was forgotten.
    pub fault_sealed: Option<Sealed>,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
    /// `open`, `waiting`, `done`, `refused` or `withdrawn`.
    pub state: String,
    /// `warranty`, or `re_service` when a dispute ended with it.
    pub origin: String,
    /// What the one that went instead of the first provider earned.
    pub earned: i64,
    /// Whether the first provider could have gone itself; null until another one went.
    pub fair_chance: Option<bool>,
    /// When staff said whether its work was at fault.
    pub judged_at: Option<Instant>,
    /// Why staff refused it.
    pub refusal: Option<String>,
    /// Whether the first provider's work was at fault.
    pub at_fault: Option<bool>,
    /// Why.
    pub verdict_reason: Option<String>,
    /// What the first provider bears.
    pub charged: i64,
    /// When it was made.
    pub created_at: Instant,
}

/// Opens a claim; without a visit it waits for one.
///
/// # Errors
/// When the database refuses or is away.
pub async fn open_in_tx(
    tx: &mut PgConnection,
    new: &NewClaim,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.warranty_claims
            (id, booking_id, first_provider, first_earnings, customer_id, visit_booking_id,
             fault_sealed, photo_ids, state, origin, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8,
                 case when $6::uuid is null then 'waiting' else 'open' end,
                 case when $10 then 're_service' else 'warranty' end, $9)",
        new.id,
        new.of.uuid(),
        new.first_provider.uuid(),
        new.first_earnings.as_piastres(),
        new.customer.uuid(),
        new.visit.map(|id| id.uuid()),
        new.fault.as_str(),
        &new.photo_ids,
        now,
        new.re_service,
    )
    .execute(tx)
    .await?;
    Ok(())
}

macro_rules! claims {
    ($suffix:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Claim,
            r#"select id, booking_id, first_provider, first_earnings, visit_booking_id,
                      fault_sealed as "fault_sealed: Sealed", photo_ids, state, origin, earned,
                      fair_chance, judged_at, refusal, at_fault, verdict_reason, charged, created_at
               from booking.warranty_claims "# + $suffix,
            $($arg),*
        )
    };
}

/// The claims of a booking, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Claim>, StoreError> {
    Ok(claims!("where booking_id = $1 order by created_at, id", booking.uuid())
        .fetch_all(db)
        .await?)
}

/// A claim, locked.
///
/// # Errors
/// When the database is away.
pub async fn lock_in_tx(tx: &mut PgConnection, id: Uuid) -> Result<Option<Claim>, StoreError> {
    Ok(claims!("where id = $1 for update", id).fetch_optional(tx).await?)
}

/// The claim that a visit belongs to, locked.
///
/// # Errors
/// When the database is away.
pub async fn lock_of_visit_in_tx(
    tx: &mut PgConnection,
    visit: BookingId,
) -> Result<Option<Claim>, StoreError> {
    Ok(claims!("where visit_booking_id = $1 for update", visit.uuid()).fetch_optional(tx).await?)
}

/// A claim, not locked.
///
/// # Errors
/// When the database is away.
pub async fn find(db: &mut PgConnection, id: Uuid) -> Result<Option<Claim>, StoreError> {
    Ok(claims!("where id = $1", id).fetch_optional(db).await?)
}

/// Claims, all or those of one state, newest first, from before a time and id.
///
/// # Errors
/// When the database is away.
pub async fn page(
    db: &mut PgConnection,
    state: Option<ClaimState>,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Claim>, StoreError> {
    Ok(claims!(
        "where ($1::text is null or state = $1)
           and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
         order by created_at desc, id desc limit $4",
        state.map(tag),
        before.map(|b| b.0),
        before.map(|b| b.1),
        limit
    )
    .fetch_all(db)
    .await?)
}

/// How a claim ends that is open or waits.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// The visit was made.
    Done(Done),
    /// Staff refused it.
    Refused(&'a str),
    /// Its customer does not want it any more.
    Withdrawn,
}

/// A visit that was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// What another provider than the first one earned by it.
    pub earned: Money,
    /// Whether the first one could have gone itself, when another one went.
    pub fair_chance: Option<bool>,
}

/// Ends a claim that is open or waits.
///
/// # Errors
/// When the database is away.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    end: End<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    let (state, refusal, done) = match end {
        End::Done(done) => ("done", None, done),
        End::Refused(reason) => ("refused", Some(reason), Done::default()),
        End::Withdrawn => ("withdrawn", None, Done::default()),
    };
    sqlx::query!(
        "update booking.warranty_claims
         set state = $2, refusal = $3, earned = $4, fair_chance = $5, closed_at = $6
         where id = $1 and state in ('open', 'waiting')",
        id,
        state,
        refusal,
        done.earned.as_piastres(),
        done.fair_chance,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The visit of an open claim was cancelled: it waits for another one.
///
/// # Errors
/// When the database is away.
pub async fn wait_in_tx(tx: &mut PgConnection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.warranty_claims set state = 'waiting' where id = $1 and state = 'open'",
        id,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A claim that waits gets its visit, and the words and pictures it is claimed with now.
///
/// # Errors
/// When the database is away.
pub async fn tell_anew_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    new: &NewClaim,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.warranty_claims
         set state = 'open', visit_booking_id = $2, fault_sealed = $3,
             photo_ids = photo_ids || $4::uuid[]
         where id = $1 and state = 'waiting'",
        id,
        new.visit.map(|id| id.uuid()),
        new.fault.as_str(),
        &new.photo_ids,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A claim that waits gets its visit.
///
/// # Errors
/// When the database is away.
pub async fn visit_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    visit: BookingId,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.warranty_claims set state = 'open', visit_booking_id = $2
         where id = $1 and state = 'waiting'",
        id,
        visit.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes whether the first provider's work was at fault, and what it bears.
///
/// # Errors
/// When the database is away.
pub async fn judge_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    at_fault: bool,
    reason: &str,
    charged: Money,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.warranty_claims
         set at_fault = $2, verdict_reason = $3, charged = $4, judged_at = $5 where id = $1",
        id,
        at_fault,
        reason,
        charged.as_piastres(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How a provider was asked to make a visit.
///
/// # Errors
/// When the database is away.
pub async fn asked(
    db: &mut PgConnection,
    visit: BookingId,
    provider: ProviderId,
) -> Result<Asked, StoreError> {
    let row = sqlx::query!(
        r#"select count(*) filter (where status = 'declined') as "declined!",
                  count(*) filter (where status = 'expired') as "missed!",
                  exists (select from booking.drop_outs
                          where booking_id = $1 and provider_id = $2
                            and verdict = 'provider_at_fault') as "left!"
           from booking.offers where booking_id = $1 and provider_id = $2"#,
        visit.uuid(),
        provider.uuid(),
    )
    .fetch_one(db)
    .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Asked { declined: count(row.declined), missed: count(row.missed), left: row.left })
}
