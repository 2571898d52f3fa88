//! A person registered or changed.

use crate::App;
use crate::store::people;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::identity::UserChanged;
use sqlx::PgConnection;

/// Keeps the person's present state.
pub struct OnUserChanged(pub App);

#[async_trait]
impl On<UserChanged> for OnUserChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        people::put_in_tx(tx, &event.event, self.0.now()).await?;
        Ok(())
    }
}
