//! What this service itself keeps of people: the account, addresses, sessions, consents.

use crate::app::App;
use crate::error::AccountError;
use crate::reads::{addresses, me};
use crate::store::{consents, erase, exports};
use async_trait::async_trait;
use chassis::bus::HandlerError;
use chassis::privacy::{Erased, PersonalData};
use kernel::Fault as _;
use kernel::ids::{EventId, UserId};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

/// This service's own personal data.
pub struct Own(pub App);

#[async_trait]
impl PersonalData for Own {
    async fn gather(&self, tx: &mut PgConnection, user: UserId) -> Result<Value, HandlerError> {
        let account = match me::read(&self.0, user).await {
            Ok(account) => account,
            // Forgotten since it was asked for.
            Err(AccountError::NotFound) => return Ok(json!({})),
            Err(error) => return Err(refused(error.code())),
        };
        let addresses = addresses::all(&self.0, user).await.map_err(|e| refused(e.code()))?;
        let said = consents::history_in_tx(tx, user).await.map_err(|e| refused(e.code()))?;
        let said: Vec<Value> = said
            .iter()
            .map(|c| {
                json!({
                    "purpose": c.purpose, "version": c.said.version, "granted": c.said.granted,
                    "lang": c.lang, "channel": c.channel, "at": c.at,
                })
            })
            .collect();
        let sessions = erase::sessions_in_tx(tx, user).await?;
        Ok(json!({
            "account": account, "addresses": addresses, "consents": said, "sessions": sessions,
        }))
    }

    async fn erase(&self, tx: &mut PgConnection, user: UserId) -> Result<Erased, HandlerError> {
        let world = &self.0.chassis.world;
        let nothing = self.0.chassis.keyring.seal_text("identity.users.phone", "");
        let bundles = exports::list(&mut *tx, user).await?;
        let rows =
            erase::run_in_tx(tx, user, (&nothing, &world.bytes::<32>()), world.now()).await?;
        let keys = |export: Uuid| crate::jobs::keys_of(EventId::from(export));
        Ok(Erased { rows, files: bundles.into_iter().flat_map(|e| keys(e.id)).collect() })
    }
}

fn refused(code: &'static str) -> HandlerError {
    HandlerError::Refused(code.to_owned())
}
