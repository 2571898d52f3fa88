//! Keeps what customers say of each service, for whoever looks at it.

use crate::store::service_scores;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::ratings::ServiceScoreChanged;
use kernel::World;
use sqlx::PgConnection;

/// Replaces the service's score.
pub struct OnServiceScoreChanged {
    /// Tells the time.
    pub world: World,
}

#[async_trait]
impl On<ServiceScoreChanged> for OnServiceScoreChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ServiceScoreChanged>,
    ) -> Result<(), HandlerError> {
        let ServiceScoreChanged { service_id, mean_centi, count } = event.event;
        service_scores::put(tx, service_id, mean_centi, count, self.world.now()).await?;
        Ok(())
    }
}
