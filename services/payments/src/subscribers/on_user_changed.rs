//! Who people are, so that an operator's typing error does not open a wallet for nobody.

use crate::app::App;
use crate::store::people;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::identity::UserChanged;
use sqlx::PgConnection;

/// Keeps people's roles.
pub struct OnUserChanged(pub App);

#[async_trait]
impl On<UserChanged> for OnUserChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        let user = &event.event;
        Ok(people::upsert(tx, user.user_id, user.role, self.0.chassis.world.now()).await?)
    }
}
