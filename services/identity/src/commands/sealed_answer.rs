//! Idempotent answers that hold personal data: they are kept sealed.

use crate::app::App;
use crate::error::Trouble;
use chassis::crypto::Sealed;
use chassis::idempotency::{Answer, IdempotencyKey};
use sqlx::PgConnection;

const CONTEXT: &str = "bus.idempotency.answer";

/// Takes the key; `Some` is the kept answer, opened.
///
/// # Errors
/// As [`IdempotencyKey::claim`], and when the answer can't be opened.
pub async fn claim_in_tx(
    tx: &mut PgConnection,
    app: &App,
    key: &IdempotencyKey,
) -> Result<Option<Answer>, Trouble> {
    let Some(kept) = key.claim(tx).await? else { return Ok(None) };
    let text = String::from_utf8(kept.body)
        .map_err(|e| Trouble::broken_by("a kept answer", e.utf8_error()))?;
    let sealed = Sealed::parse(text).map_err(|e| Trouble::broken_by("a kept answer", e))?;
    let body = app.chassis.keyring.open(CONTEXT, &sealed)?.to_vec();
    Ok(Some(Answer { body, ..kept }))
}

/// Keeps the answer, sealed.
///
/// # Errors
/// When the database is away.
pub async fn keep_in_tx(
    tx: &mut PgConnection,
    app: &App,
    key: &IdempotencyKey,
    answer: &Answer,
) -> Result<(), Trouble> {
    let sealed = String::from(app.chassis.keyring.seal(CONTEXT, &answer.body));
    let kept = Answer { body: sealed.into_bytes(), ..answer.clone() };
    Ok(key.keep(tx, &app.chassis.world, &kept).await?)
}
