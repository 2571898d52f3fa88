//! What this service keeps of a provider as a person, and how it is erased.

use super::refused;
use crate::App;
use crate::commands::apply::NATIONAL_ID_CONTEXT;
use crate::commands::tell;
use crate::store::{erase, profiles};
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::privacy::{Erased, PersonalData};
use kernel::ids::{ProviderId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;

/// This service's personal data.
pub struct Keeps(pub App);

#[async_trait]
impl PersonalData for Keeps {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let id = ProviderId::from(user);
        let Some(sealed) = profiles::sealed_national_id_in_tx(tx, id).await? else {
            return Ok(json!({}));
        };
        let digits = self.0.chassis.keyring.open_any(NATIONAL_ID_CONTEXT, &sealed).await;
        let digits = digits.map_err(|error| HandlerError::Refused(error.to_string()))?;
        let mut all = erase::gather_in_tx(tx, id).await?;
        all["profile"]["nationalId"] = json!(String::from_utf8_lossy(&digits));
        Ok(all)
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let (id, world) = (ProviderId::from(user), &self.0.chassis.world);
        if !profiles::lock_in_tx(tx, id).await? {
            return Ok(Erased::default());
        }
        let files = erase::file_keys_in_tx(tx, id).await?;
        let nothing = self.0.chassis.keyring.seal_text(NATIONAL_ID_CONTEXT, "");
        let random = world.bytes::<32>();
        let rows = erase::run_in_tx(tx, id, (&nothing, &random), world.now()).await?;
        // Whoever keeps a copy of the profile hears that there is none any more.
        tell::changed_in_tx(tx, world, id).await.map_err(refused)?;
        Ok(Erased { rows, files })
    }
}
