//! A provider paid what it owed, and an operator records it.

use crate::app::App;
use crate::commands::operator::{Action, business_key, post_once_in_tx, tell_in_tx};
use crate::domain::template::{Template, Till};
use crate::error::OperatorError;
use crate::ledger::About;
use crate::reads::earnings::{ProviderBalanceOut, balance_in_tx};
use crate::store::{people, providers};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::ProviderId;
use kernel::{Money, Role};
use serde_json::json;

/// A payment between the platform and a provider.
pub struct ProviderPayment {
    /// How much.
    pub amount: Money,
    /// Where the platform's money lies.
    pub till: Till,
    /// Receipt or transfer number, and why.
    pub reason: String,
}

/// Records that `provider` paid. Never more than it owes: the platform keeps no money for it.
///
/// # Errors
/// No such provider; more than it owes.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    provider: ProviderId,
    paid: &ProviderPayment,
) -> Result<Answer, OperatorError> {
    let business_key = business_key(key)?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    if people::role(&mut tx, provider.into()).await? != Some(Role::ServiceProvider) {
        return Err(OperatorError::NotFound);
    }
    providers::lock(&mut tx, provider).await?;
    let now = app.chassis.world.now();
    let before = providers::balance(&mut tx, provider, now - app.config.reserve()).await?;
    let owed = (-before.balance).max(Money::ZERO);
    if paid.amount > owed {
        return Err(OperatorError::MoreThanOwed { owed });
    }
    let template = Template::ProviderPaidDebt { provider, amount: paid.amount, into: paid.till };
    let about =
        About { operator_id: Some(actor.user_id), memo: Some(&paid.reason), ..About::default() };
    post_once_in_tx(&mut tx, app, &business_key, &template, about).await?;
    let action = Action {
        name: "provider.settle_debt",
        subject_type: "provider",
        subject_id: provider.to_string(),
        reason: &paid.reason,
        details: json!({"amount": paid.amount, "till": paid.till}),
    };
    tell_in_tx(&mut tx, app, actor, action).await?;
    let out: ProviderBalanceOut = balance_in_tx(&mut tx, app, provider).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
