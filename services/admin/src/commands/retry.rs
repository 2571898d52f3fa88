//! Trying parked events and dead jobs again.

use crate::App;
use chassis::{StoreError, bus};
use contracts::admin::OperatorActed;
use httpkit::{Actor, Problem};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// Makes a parked event due now.
pub async fn parked_event(
    app: &App,
    actor: Actor,
    subscriber: &str,
    position: i64,
    reason: &str,
) -> Result<(), Problem> {
    let mut tx = app.chassis.db.begin().await?;
    let now = app.chassis.world.now();
    if !bus::retry_parked_now(&mut tx, subscriber, position, now).await? {
        return Err(Problem::not_found());
    }
    let subject = ("parked_event", format!("{subscriber}/{position}"));
    acted_in_tx(&mut tx, app, actor, "system.retry_event", subject, reason).await?;
    Ok(tx.commit().await?)
}

/// Brings a dead job back to life.
pub async fn dead_job(app: &App, actor: Actor, id: Uuid, reason: &str) -> Result<(), Problem> {
    let mut tx = app.chassis.db.begin().await?;
    let done = sqlx::query!(
        "update bus.jobs set dead_at = null, attempts = 0, leased_until = null, run_at = $2
         where id = $1 and dead_at is not null",
        id,
        app.chassis.world.now(),
    )
    .execute(&mut *tx)
    .await
    .map_err(StoreError)?;
    if done.rows_affected() == 0 {
        return Err(Problem::not_found());
    }
    acted_in_tx(&mut tx, app, actor, "system.retry_job", ("job", id.to_string()), reason).await?;
    Ok(tx.commit().await?)
}

async fn acted_in_tx(
    tx: &mut PgConnection,
    app: &App,
    actor: Actor,
    action: &str,
    (subject_type, subject_id): (&str, String),
    reason: &str,
) -> Result<(), StoreError> {
    let event = OperatorActed {
        action_id: app.chassis.world.id(),
        operator_id: actor.user_id,
        action: action.into(),
        subject_type: subject_type.into(),
        subject_id,
        reason: Some(reason.to_string()),
        details: json!({}),
    };
    bus::append(tx, &app.chassis.world, &event).await
}
