//! A provider says that its papers are complete.

use super::tell;
use crate::domain::documents::{self as rules, Lack, Trade};
use crate::domain::verification::{Move, after};
use crate::error::{ProviderError, Result};
use crate::store::{decisions, documents, profiles, services};
use crate::{App, reads};
use chassis::idempotency::{Answer, IdempotencyKey};
use kernel::cairo::{NaiveDate, local_date};
use kernel::ids::ProviderId;
use kernel::{FieldError, Invalid};
use sqlx::PgConnection;

/// Sends the application to the operators.
///
/// # Errors
/// [`ProviderError::Move`] when it was sent already, [`ProviderError::NoServices`],
/// [`ProviderError::DocumentsMissing`], [`ProviderError::AppealOpen`].
pub async fn run(app: &App, id: ProviderId, key: &IdempotencyKey) -> Result<Answer> {
    let world = &app.chassis.world;
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let profile = tell::own_in_tx(&mut tx, id).await?;
    let to = after(profile.status, Move::Submit)?;
    let past = decisions::list_in_tx(&mut tx, id).await?;
    if past.iter().any(|d| d.appeal_state.as_deref() == Some("open")) {
        return Err(ProviderError::AppealOpen);
    }
    if services::list_in_tx(&mut tx, id).await?.is_empty() {
        return Err(ProviderError::NoServices);
    }
    complete_in_tx(&mut tx, id, local_date(now), rules::to_send).await?;
    profiles::set_status_in_tx(&mut tx, id, to, now).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    let out = reads::own::load_in_tx(&mut tx, id, now).await?;
    let answer = Answer::json(200, &out)?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

type Lacking = fn(&[rules::Requirement], &[Trade], &[rules::Paper], NaiveDate) -> Vec<Lack>;

/// Refuses when `lacking` finds a needed document that is not there.
///
/// # Errors
/// [`ProviderError::DocumentsMissing`] with one entry a document: `national_id.front`.
pub async fn complete_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    today: NaiveDate,
    lacking: Lacking,
) -> Result<()> {
    let trades: Vec<Trade> =
        services::list_in_tx(tx, id).await?.iter().map(services::Offer::trade).collect();
    let papers = documents::papers_in_tx(tx, id).await?;
    let needed = documents::requirements_in_tx(tx).await?;
    let lacking = lacking(&needed, &trades, &papers, today);
    if lacking.is_empty() {
        return Ok(());
    }
    Err(ProviderError::DocumentsMissing(lacking.into_iter().map(missing).collect()))
}

fn missing((kind, side): Lack) -> FieldError {
    let name = rules::name(kind, side);
    Invalid::new(
        "providers.document_needed",
        format!("{}: مطلوب ولم يُقبل بعد.", name.ar),
        format!("{}: needed, and not there or not accepted yet.", name.en),
    )
    .at(format!("{}.{}", kind.tag(), side.tag()))
}
