//! Ratings told of somebody's reputation.

use crate::store::profiles;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::ratings::ReputationChanged;
use kernel::Role;
use sqlx::PgConnection;

/// Keeps providers' reputation for their cards.
pub struct KeepReputation;

#[async_trait]
impl On<ReputationChanged> for KeepReputation {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<ReputationChanged>,
    ) -> Result<(), HandlerError> {
        let event = &told.event;
        if event.role != Role::ServiceProvider {
            return Ok(());
        }
        let id = event.user_id.into();
        Ok(profiles::set_reputation_in_tx(tx, id, event.mean_milli, event.count).await?)
    }
}
