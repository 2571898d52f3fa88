//! Warranty claims and the free visits they lead to.

use chassis::StoreError;
use chassis::crypto::Sealed;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// The context of what a customer says is wrong again.
pub const FAULT_CONTEXT: &str = "booking.warranty_claims.fault_sealed";
/// The constraint that says a claim of this booking is open.
pub const OPEN: &str = "warranty_claims_open_idx";

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
    /// The free visit.
    pub visit: BookingId,
    /// What is wrong again.
    pub fault: Sealed,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
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
    /// The free visit.
    pub visit_booking_id: Uuid,
    /// What is wrong again, unless it was forgotten.
    pub fault_sealed: Option<Sealed>,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
    /// `open`, `done`, `refused` or `withdrawn`.
    pub state: String,
    /// Why staff refused it.
    pub refusal: Option<String>,
    /// Whether the first provider's work was at fault.
    pub at_fault: Option<bool>,
    /// Why.
    pub verdict_reason: Option<String>,
    /// What the first provider was charged.
    pub charged: i64,
    /// When it was made.
    pub created_at: Instant,
}

/// Opens a claim.
///
/// # Errors
/// [`OPEN`] by constraint; else when the database refuses or is away.
pub async fn open_in_tx(
    tx: &mut PgConnection,
    new: &NewClaim,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.warranty_claims
            (id, booking_id, first_provider, first_earnings, customer_id, visit_booking_id,
             fault_sealed, photo_ids, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9)",
        new.id,
        new.of.uuid(),
        new.first_provider.uuid(),
        new.first_earnings.as_piastres(),
        new.customer.uuid(),
        new.visit.uuid(),
        new.fault.as_str(),
        &new.photo_ids,
        now,
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
                      fault_sealed as "fault_sealed: Sealed", photo_ids, state, refusal, at_fault,
                      verdict_reason, charged, created_at
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

/// The visit of a claim.
///
/// # Errors
/// When the database is away.
pub async fn visit_of(db: &mut PgConnection, id: Uuid) -> Result<Option<BookingId>, StoreError> {
    let visit = sqlx::query_scalar!(
        "select visit_booking_id from booking.warranty_claims where id = $1",
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(visit.map(BookingId::from))
}

/// Claims, newest first, from before a time and id.
///
/// # Errors
/// When the database is away.
pub async fn page(
    db: &mut PgConnection,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Claim>, StoreError> {
    Ok(claims!(
        "where $1::timestamptz is null or (created_at, id) < ($1, $2::uuid)
         order by created_at desc, id desc limit $3",
        before.map(|b| b.0),
        before.map(|b| b.1),
        limit
    )
    .fetch_all(db)
    .await?)
}

/// How an open claim ends.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// The visit was made, and the first provider owes this to the one that went.
    Done(Money),
    /// Staff refused it.
    Refused(&'a str),
    /// The visit was cancelled.
    Withdrawn,
}

/// Ends an open claim.
///
/// # Errors
/// When the database is away.
pub async fn end_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    end: End<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    let (state, refusal, charged) = match end {
        End::Done(charged) => ("done", None, charged),
        End::Refused(reason) => ("refused", Some(reason), Money::ZERO),
        End::Withdrawn => ("withdrawn", None, Money::ZERO),
    };
    sqlx::query!(
        "update booking.warranty_claims
         set state = $2, refusal = $3, charged = $4, closed_at = $5
         where id = $1 and state = 'open'",
        id,
        state,
        refusal,
        charged.as_piastres(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes whether the first provider's work was at fault.
///
/// # Errors
/// When the database is away.
pub async fn judge_in_tx(
    tx: &mut PgConnection,
    id: Uuid,
    at_fault: bool,
    reason: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.warranty_claims set at_fault = $2, verdict_reason = $3 where id = $1",
        id,
        at_fault,
        reason,
    )
    .execute(tx)
    .await?;
    Ok(())
}
