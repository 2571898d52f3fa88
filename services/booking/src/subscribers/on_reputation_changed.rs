//! Somebody's reputation moved.

use crate::App;
use crate::store::directory;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::ratings::ReputationChanged;
use sqlx::PgConnection;

/// Keeps the reputation.
pub struct OnReputationChanged(pub App);

#[async_trait]
impl On<ReputationChanged> for OnReputationChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ReputationChanged>,
    ) -> Result<(), HandlerError> {
        directory::put_reputation_in_tx(tx, &event.event, self.0.now()).await?;
        Ok(())
    }
}
