//! Estimates and change orders with their lines.

use super::tags::{from_tag, tag};
use crate::domain::{MoveError, ProposedLine, ProposedWork};
use chassis::StoreError;
use kernel::ids::{BookingId, ChangeOrderId, EstimateId, ProviderId};
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// A proposed line with its picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The line.
    pub line: ProposedLine,
    /// The picture of the part and its receipt.
    pub photo_id: Option<Uuid>,
}

/// What an estimate and a change order have in common.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// What the provider wrote.
    pub note: Option<String>,
    /// Labour in all.
    pub labour: i64,
    /// Parts in all.
    pub parts: i64,
    /// The inspection fee given back; nothing for change orders.
    pub credit: i64,
    /// For an estimate what the customer would pay in all, for a change order what it adds.
    pub total: i64,
    /// `proposed`, `approved`, `declined` or `withdrawn`.
    pub state: String,
    /// When it was proposed.
    pub created_at: Instant,
    /// When it was decided or withdrawn.
    pub decided_at: Option<Instant>,
}

impl Proposal {
    /// What it comes to.
    #[must_use]
    pub fn work(&self) -> ProposedWork {
        ProposedWork { labour: Money::piastres(self.labour), parts: Money::piastres(self.parts) }
    }

    /// This proposal, while it waits for the customer.
    ///
    /// # Errors
    /// [`MoveError::ProposalWithdrawn`], [`MoveError::ProposalDecided`].
    pub fn still_waiting(self) -> Result<Self, MoveError> {
        match self.state.as_str() {
            "proposed" => Ok(self),
            "withdrawn" => Err(MoveError::ProposalWithdrawn),
            _ => Err(MoveError::ProposalDecided),
        }
    }
}

/// A new estimate.
#[derive(Clone, Debug)]
pub struct NewEstimate<'a> {
    /// Its id.
    pub id: EstimateId,
    /// The booking.
    pub booking: BookingId,
    /// Who proposes.
    pub provider: ProviderId,
    /// What it wrote.
    pub note: Option<&'a str>,
    /// The lines.
    pub lines: &'a [Line],
    /// The inspection fee given back.
    pub credit: Money,
    /// What the customer would pay in all.
    pub total: Money,
}

/// A new change order.
#[derive(Clone, Debug)]
pub struct NewChangeOrder<'a> {
    /// Its id.
    pub id: ChangeOrderId,
    /// The booking.
    pub booking: BookingId,
    /// Who proposes.
    pub provider: ProviderId,
    /// What it wrote.
    pub note: Option<&'a str>,
    /// The lines.
    pub lines: &'a [Line],
}

fn work_of(lines: &[Line]) -> ProposedWork {
    let lines: Vec<ProposedLine> = lines.iter().map(|line| line.line.clone()).collect();
    ProposedWork::of(&lines)
}

/// Writes an estimate.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_estimate_in_tx(
    tx: &mut PgConnection,
    new: &NewEstimate<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    let work = work_of(new.lines);
    sqlx::query!(
        "insert into booking.estimates
            (id, booking_id, provider_id, note, labour, parts, credit, total, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9)",
        new.id.uuid(),
        new.booking.uuid(),
        new.provider.uuid(),
        new.note,
        work.labour.as_piastres(),
        work.parts.as_piastres(),
        new.credit.as_piastres(),
        new.total.as_piastres(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    for (position, Line { line, .. }) in (0i16..).zip(new.lines) {
        sqlx::query!(
            "insert into booking.estimate_lines
                (estimate_id, position, kind, name, quantity, unit_price, amount, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            new.id.uuid(),
            position,
            tag(line.kind),
            line.name,
            i32::try_from(line.quantity).unwrap_or(i32::MAX),
            line.unit_price.as_piastres(),
            line.amount().as_piastres(),
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Writes a change order.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_change_order_in_tx(
    tx: &mut PgConnection,
    new: &NewChangeOrder<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    let work = work_of(new.lines);
    sqlx::query!(
        "insert into booking.change_orders
            (id, booking_id, provider_id, note, labour, parts, amount, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8)",
        new.id.uuid(),
        new.booking.uuid(),
        new.provider.uuid(),
        new.note,
        work.labour.as_piastres(),
        work.parts.as_piastres(),
        work.amount().as_piastres(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    for (position, Line { line, photo_id }) in (0i16..).zip(new.lines) {
        sqlx::query!(
            "insert into booking.change_order_lines
                (change_order_id, position, kind, name, quantity, unit_price, amount, photo_id,
                 created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            new.id.uuid(),
            position,
            tag(line.kind),
            line.name,
            i32::try_from(line.quantity).unwrap_or(i32::MAX),
            line.unit_price.as_piastres(),
            line.amount().as_piastres(),
            *photo_id,
            now,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// A booking's estimates, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn estimates_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Vec<Proposal>, StoreError> {
    Ok(sqlx::query_as!(
        Proposal,
        "select id, booking_id, note, labour, parts, credit, total, state, created_at, decided_at
         from booking.estimates where booking_id = $1 order by created_at, id",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// A booking's change orders, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn change_orders_of(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Vec<Proposal>, StoreError> {
    Ok(sqlx::query_as!(
        Proposal,
        r#"select id, booking_id, note, labour, parts, 0::bigint as "credit!", amount as total,
                  state, created_at, decided_at
           from booking.change_orders where booking_id = $1 order by created_at, id"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// The lines of an estimate.
///
/// # Errors
/// When the database is away.
pub async fn estimate_lines(
    db: &mut PgConnection,
    estimate: Uuid,
) -> Result<Vec<Line>, StoreError> {
    let rows = sqlx::query!(
        "select kind, name, quantity, unit_price from booking.estimate_lines
         where estimate_id = $1 order by position",
        estimate,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| line(&row.kind, row.name, row.quantity, row.unit_price, None))
        .collect()
}

/// The lines of a change order.
///
/// # Errors
/// When the database is away.
pub async fn change_order_lines(
    db: &mut PgConnection,
    change_order: Uuid,
) -> Result<Vec<Line>, StoreError> {
    let rows = sqlx::query!(
        "select kind, name, quantity, unit_price, photo_id from booking.change_order_lines
         where change_order_id = $1 order by position",
        change_order,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| line(&row.kind, row.name, row.quantity, row.unit_price, row.photo_id))
        .collect()
}

fn line(
    kind: &str,
    name: String,
    quantity: i32,
    unit_price: i64,
    photo_id: Option<Uuid>,
) -> Result<Line, StoreError> {
    let line = ProposedLine {
        kind: from_tag("kind", kind)?,
        name,
        quantity: quantity.unsigned_abs(),
        unit_price: Money::piastres(unit_price),
    };
    Ok(Line { line, photo_id })
}

/// Decides an estimate that waits; false when it does not.
///
/// # Errors
/// When the database is away.
pub async fn decide_estimate_in_tx(
    tx: &mut PgConnection,
    id: EstimateId,
    approved: bool,
    now: Instant,
) -> Result<(), StoreError> {
    let state = if approved { "approved" } else { "declined" };
    sqlx::query!(
        "update booking.estimates set state = $2, decided_at = $3
         where id = $1 and state = 'proposed'",
        id.uuid(),
        state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Decides a change order that waits.
///
/// # Errors
/// When the database is away.
pub async fn decide_change_order_in_tx(
    tx: &mut PgConnection,
    id: ChangeOrderId,
    approved: bool,
    now: Instant,
) -> Result<(), StoreError> {
    let state = if approved { "approved" } else { "declined" };
    sqlx::query!(
        "update booking.change_orders set state = $2, decided_at = $3
         where id = $1 and state = 'proposed'",
        id.uuid(),
        state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Withdraws what waits for a decision: the provider takes it back, or the visit ended.
///
/// # Errors
/// When the database is away.
pub async fn withdraw_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.estimates set state = 'withdrawn', decided_at = $2
         where booking_id = $1 and state = 'proposed'",
        booking.uuid(),
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update booking.change_orders set state = 'withdrawn', decided_at = $2
         where booking_id = $1 and state = 'proposed'",
        booking.uuid(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
