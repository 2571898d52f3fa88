//! An operator drew, changed or closed a zone.

use crate::app::App;
use crate::store::zones;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::catalog::ZoneChanged;
use sqlx::PgConnection;

/// Keeps where zones are.
pub struct OnZoneChanged(pub App);

#[async_trait]
impl On<ZoneChanged> for OnZoneChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<ZoneChanged>,
    ) -> Result<(), HandlerError> {
        let (zone, version) = (&envelope.event.zone, envelope.version);
        if zones::save_in_tx(tx, self.0.chassis.world.now(), zone, version).await? {
            self.0.zones.put(zone, version);
        }
        Ok(())
    }
}
