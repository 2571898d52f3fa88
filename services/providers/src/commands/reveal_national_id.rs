//! An operator reads a national ID in clear.

use super::apply::NATIONAL_ID_CONTEXT;
use super::tell::{self, Act};
use crate::App;
use crate::error::{ProviderError, Result};
use crate::store::profiles;
use kernel::ids::{ProviderId, UserId};
use serde_json::json;

/// The 14 digits. The read is told and committed before they are given out.
///
/// # Errors
/// [`ProviderError::NotFound`].
pub async fn run(app: &App, operator: UserId, id: ProviderId, reason: &str) -> Result<String> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let sealed = profiles::sealed_national_id_in_tx(&mut tx, id).await?;
    let sealed = sealed.ok_or(ProviderError::NotFound)?;
    let act = Act {
        operator,
        action: "provider.national_id.reveal",
        provider: id,
        reason: Some(reason),
        details: json!({}),
    };
    tell::acted_in_tx(&mut tx, world, act).await?;
    tx.commit().await?;
    let digits = app.chassis.keyring.open_any(NATIONAL_ID_CONTEXT, &sealed).await?;
    Ok(String::from_utf8_lossy(&digits).into_owned())
}
