//! A new key to sign access tokens with.

use crate::app::App;
use crate::error::AccountError;
use crate::publish::{self, Deed};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;

/// The new key.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningKeyOut {
    /// Its id, as in the header of tokens and in the JWK set.
    pub kid: String,
}

/// Makes a new key and retires the present one, which verifies until its tokens have expired.
///
/// # Errors
/// When the database is away.
pub async fn run(app: &App, actor: Actor, key: &IdempotencyKey) -> Result<Answer, AccountError> {
    let new = app.signer.new_key().await?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    app.signer.rotate_in_tx(&mut tx, &new).await?;
    let kid = new.kid;
    let deed = Deed {
        action: "keys.rotate",
        subject_type: "signing_key",
        subject_id: kid.clone(),
        reason: None,
        details: serde_json::json!({}),
    };
    publish::operator_acted(&mut tx, app, actor, deed).await?;
    let answer = Answer::json(201, &SigningKeyOut { kid })?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    app.signer.forget().await;
    Ok(answer)
}
