//! The catalog told of a service.

use crate::store::known;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::catalog::ServiceChanged;
use kernel::World;
use sqlx::PgConnection;

/// Keeps what is needed of it. Providers are not told anew: who asks for a service that is closed
/// is refused by the catalog.
pub struct KeepService(pub World);

#[async_trait]
impl On<ServiceChanged> for KeepService {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<ServiceChanged>,
    ) -> Result<(), HandlerError> {
        Ok(known::keep_service_in_tx(tx, &told.event, self.0.now()).await?)
    }
}
