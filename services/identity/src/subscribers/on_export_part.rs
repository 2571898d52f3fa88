//! A service laid down its part of a copy; with the last one the copy is made.

use crate::app::App;
use crate::jobs::ASSEMBLE_EXPORT;
use crate::store::exports;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::privacy::{ExportPartReady, HOLDERS};
use serde_json::json;
use sqlx::PgConnection;

/// Counts parts.
pub struct OnExportPart(pub App);

#[async_trait]
impl On<ExportPartReady> for OnExportPart {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<ExportPartReady>,
    ) -> Result<(), HandlerError> {
        let (export, world) = (told.event.export_id, &self.0.chassis.world);
        let now = world.now();
        exports::note_part_in_tx(tx, export, &told.event.holder, now).await?;
        let there = exports::parts_in_tx(tx, export).await?;
        if HOLDERS.iter().all(|holder| there.iter().any(|h| h == holder)) {
            chassis::jobs::schedule(tx, world, "identity", ASSEMBLE_EXPORT, export, now, json!({}))
                .await?;
        }
        Ok(())
    }
}
