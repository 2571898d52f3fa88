//! Identity told of an account.

use super::refused;
use crate::commands::tell;
use crate::store::{known, profiles};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::identity::UserChanged;
use kernel::World;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

/// Keeps the account's state. A provider whose account is stopped or closed takes no work.
pub struct KeepUser(pub World);

#[async_trait]
impl On<UserChanged> for KeepUser {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        told: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        let id = ProviderId::from(told.event.user_id);
        let took_work = match tell::own_in_tx(tx, id).await {
            Ok(profile) => Some(profile.takes_work()),
            Err(crate::error::ProviderError::NotApplied) => None,
            Err(error) => return Err(refused(error)),
        };
        known::keep_user_in_tx(tx, &told.event, self.0.now()).await?;
        let Some(took_work) = took_work else { return Ok(()) };
        let takes_work = profiles::find_in_tx(tx, id).await?.is_some_and(|p| p.takes_work());
        if took_work == takes_work {
            return Ok(());
        }
        if !takes_work {
            profiles::go_offline_in_tx(tx, id, self.0.now()).await?;
        }
        tell::changed_in_tx(tx, &self.0, id).await.map_err(refused)
    }
}
