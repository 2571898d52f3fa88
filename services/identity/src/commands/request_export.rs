//! A person asks for a copy of everything that is known of it.

use crate::app::App;
use crate::domain::deletion::GATHER_FOR;
use crate::error::PrivacyError;
use crate::jobs::ASSEMBLE_EXPORT;
use crate::reads::privacy::DataExportOut;
use crate::store::exports;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::privacy::ExportRequested;
use kernel::ids::{EventId, UserId};
use serde_json::json;

/// Asks every service for its part.
///
/// # Errors
/// [`PrivacyError::ExportRunning`].
pub async fn run(app: &App, user: UserId, key: &IdempotencyKey) -> Result<Answer, PrivacyError> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let id: EventId = world.id();
    exports::insert_in_tx(&mut tx, id, user, now).await.map_err(|error| {
        let store = chassis::StoreError::from(error);
        if store.is_constraint("exports_one_open_idx") {
            PrivacyError::ExportRunning
        } else {
            store.into()
        }
    })?;
    chassis::bus::append(&mut tx, world, &ExportRequested { export_id: id, user_id: user }).await?;
    // Made as soon as all parts are there; then without those that are still missing.
    let latest = now + GATHER_FOR;
    chassis::jobs::schedule(&mut tx, world, "identity", ASSEMBLE_EXPORT, id, latest, json!({}))
        .await?;
    let out = DataExportOut::asked(id.uuid(), now);
    let answer = Answer::json(202, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
