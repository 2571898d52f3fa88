//! A provider's balance moved.

use crate::App;
use crate::store::directory;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::payments::ProviderBalanceChanged;
use sqlx::PgConnection;

/// Keeps what the provider owes.
pub struct OnProviderBalanceChanged(pub App);

#[async_trait]
impl On<ProviderBalanceChanged> for OnProviderBalanceChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<ProviderBalanceChanged>,
    ) -> Result<(), HandlerError> {
        directory::put_debt_in_tx(tx, &event.event, self.0.now()).await?;
        Ok(())
    }
}
