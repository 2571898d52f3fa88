//! A provider is new or changed.

use crate::App;
use crate::store::directory;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::providers::ProviderChanged;
use sqlx::PgConnection;

/// Keeps the provider's present state.
pub struct OnProviderChanged(pub App);

#[async_trait]
impl On<ProviderChanged> for OnProviderChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ProviderChanged>,
    ) -> Result<(), HandlerError> {
        directory::put_in_tx(tx, &event.event, self.0.now()).await?;
        Ok(())
    }
}
