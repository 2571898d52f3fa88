//! Trying parked events and dead jobs again.

use crate::App;
use chassis::{StoreError, bus};
use contracts::admin::OperatorActed;
use httpkit::{Actor, Problem};
use serde_json::json;
use uuid::Uuid;

/// Makes a parked event due now.
pub async fn parked_event(
    app: &App,
    actor: Actor,
    subscriber: &str,
    position: i64,
    reason: &str,
) -> Result<(), Problem> {
    let world = &app.chassis.world;
    let db = &app.chassis.db;
    if !bus::retry_parked_now(db, subscriber, position, world.now()).await? {
        return Err(Problem::not_found());
    }
    let subject = format!("{subscriber}/{position}");
    acted(app, actor, "system.retry_event", "parked_event", subject, reason).await
}

/// Brings a dead job back to life.
pub async fn dead_job(app: &App, actor: Actor, id: Uuid, reason: &str) -> Result<(), Problem> {
    let done = sqlx::query!(
        "update bus.jobs set dead_at = null, attempts = 0, leased_until = null, run_at = $2
         where id = $1 and dead_at is not null",
        id,
        app.chassis.world.now(),
    )
    .execute(app.chassis.db.pool())
    .await
    .map_err(StoreError)?;
    if done.rows_affected() == 0 {
        return Err(Problem::not_found());
    }
    acted(app, actor, "system.retry_job", "job", id.to_string(), reason).await
}

async fn acted(
    app: &App,
    actor: Actor,
    action: &str,
    subject_type: &str,
    subject_id: String,
    reason: &str,
) -> Result<(), Problem> {
    let event = OperatorActed {
        action_id: app.chassis.world.id(),
        operator_id: actor.user_id,
        action: action.into(),
        subject_type: subject_type.into(),
        subject_id,
        reason: Some(reason.to_string()),
        details: json!({}),
    };
    let mut tx = app.chassis.db.begin().await?;
    bus::append(&mut tx, &app.chassis.world, &event).await?;
    tx.commit().await?;
    Ok(())
}
