//! The history of a booking's moves; append-only.

use super::tags::tag;
use crate::domain::By;
use chassis::StoreError;
use contracts::booking::{Stage, Status};
use kernel::ids::{BookingId, EventId};
use kernel::{Instant, World};
use sqlx::PgConnection;
use uuid::Uuid;

/// One move.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// The booking.
    pub booking: BookingId,
    /// Its version after the move.
    pub version: i32,
    /// Where it stood, unless it was created.
    pub from: Option<(Status, Stage)>,
    /// Where it stands.
    pub to: (Status, Stage),
    /// Who moved it.
    pub by: By,
    /// A stable word for what was done.
    pub action: &'a str,
    /// The rule, or the words of who did it.
    pub reason: Option<&'a str>,
}

/// Writes a move.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_in_tx(
    tx: &mut PgConnection,
    world: &World,
    step: Move<'_>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.booking_status_history
            (id, booking_id, version, previous_status, new_status, previous_stage, new_stage,
             changed_by, changed_by_kind, action, change_reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        world.id::<EventId>().uuid(),
        step.booking.uuid(),
        step.version,
        step.from.map(|(status, _)| tag(status)),
        tag(step.to.0),
        step.from.map(|(_, stage)| tag(stage)),
        tag(step.to.1),
        step.by.user_id().map(|user| user.uuid()),
        step.by.tag(),
        step.action,
        step.reason,
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One stored move.
#[derive(Clone, Debug)]
pub struct Step {
    /// The booking's version after it.
    pub version: i32,
    /// Status before.
    pub previous_status: Option<String>,
    /// Status after.
    pub new_status: String,
    /// Stage before.
    pub previous_stage: Option<String>,
    /// Stage after.
    pub new_stage: String,
    /// Who.
    pub changed_by: Option<Uuid>,
    /// On which side.
    pub changed_by_kind: String,
    /// What was done.
    pub action: String,
    /// Why.
    pub change_reason: Option<String>,
    /// When.
    pub created_at: Instant,
}

/// A booking's moves, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn of(db: &mut PgConnection, booking: BookingId) -> Result<Vec<Step>, StoreError> {
    Ok(sqlx::query_as!(
        Step,
        "select version, previous_status, new_status, previous_stage, new_stage, changed_by,
                changed_by_kind, action, change_reason, created_at
         from booking.booking_status_history where booking_id = $1 order by version",
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}
