//! Operators' actions go into the audit log.

use crate::store::audit;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::admin::OperatorActed;
use sqlx::PgConnection;

/// Appends to the chain.
pub struct OnOperatorActed;

#[async_trait]
impl On<OperatorActed> for OnOperatorActed {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<OperatorActed>,
    ) -> Result<(), HandlerError> {
        audit::append(tx, &event.event, event.occurred_at).await?;
        Ok(())
    }
}
