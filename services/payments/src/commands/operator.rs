//! What all commands of operators share.

use crate::app::App;
use crate::domain::template::Template;
use crate::error::OperatorError;
use crate::ledger::{About, Posted, post_in_tx};
use chassis::StoreError;
use chassis::idempotency::IdempotencyKey;
use contracts::admin::OperatorActed;
use httpkit::Actor;
use kernel::ids::{EntryId, EventId};
use sqlx::PgConnection;

/// The longest reason an operator may give, in characters.
pub const LONGEST_REASON: usize = 500;

/// The business key of what an operator does. Money is never moved by hand without one: a
/// doubled click would move it twice.
///
/// # Errors
/// [`OperatorError::KeyMissing`].
pub fn business_key(key: &IdempotencyKey) -> Result<String, OperatorError> {
    let given = key.key.as_deref().ok_or(OperatorError::KeyMissing)?;
    // The database bounds keys; a long route and a long key are told apart by the first of both.
    Ok(format!("operator:{}:{}:{given}", key.account, key.route).chars().take(400).collect())
}

/// What an operator did, for the audit log.
pub struct Action<'a> {
    /// What: `wallet.adjust`.
    pub name: &'a str,
    /// The kind of thing it was done to.
    pub subject_type: &'a str,
    /// The thing.
    pub subject_id: String,
    /// Why.
    pub reason: &'a str,
    /// What changed.
    pub details: serde_json::Value,
}

/// Tells what the operator did.
///
/// # Errors
/// When the database is away.
pub async fn tell_in_tx(
    tx: &mut PgConnection,
    app: &App,
    actor: Actor,
    action: Action<'_>,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    let event = OperatorActed {
        action_id: world.id::<EventId>(),
        operator_id: actor.user_id,
        action: action.name.into(),
        subject_type: action.subject_type.into(),
        subject_id: action.subject_id,
        reason: Some(action.reason.into()),
        details: action.details,
    };
    chassis::bus::append(tx, world, &event).await
}

/// Posts what an operator asked for. The business key outlives the kept answer: who uses it again
/// later is told, and not answered as if the money had moved a second time.
///
/// # Errors
/// [`OperatorError::AlreadyRecorded`].
pub async fn post_once_in_tx(
    tx: &mut PgConnection,
    app: &App,
    key: &str,
    template: &Template,
    about: About<'_>,
) -> Result<EntryId, OperatorError> {
    match post_in_tx(tx, app, key, template, about).await? {
        Posted::Now(entry) => Ok(entry),
        Posted::Already | Posted::Nothing => Err(OperatorError::AlreadyRecorded),
    }
}
