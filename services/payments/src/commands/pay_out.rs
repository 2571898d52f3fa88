//! The platform paid a provider, and an operator records it.

use crate::app::App;
use crate::commands::operator::{Action, business_key, post_once_in_tx, tell_in_tx};
use crate::commands::settle_debt::ProviderPayment;
use crate::domain::template::Template;
use crate::error::OperatorError;
use crate::ledger::About;
use crate::reads::earnings::{ProviderBalanceOut, balance_in_tx};
use crate::store::{people, providers};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::Role;
use kernel::ids::ProviderId;
use serde_json::json;

/// Records a payout. What was earned within the reserve window stays, so that a dispute finds it.
///
/// # Errors
/// No such provider; more than may be paid out.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    provider: ProviderId,
    payout: &ProviderPayment,
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
    let reserved_from = app.chassis.world.now() - app.config.reserve();
    let payable = providers::balance(&mut tx, provider, reserved_from).await?.payable();
    if payout.amount > payable {
        return Err(OperatorError::AbovePayable { payable });
    }
    let template = Template::ProviderPaidOut { provider, amount: payout.amount, from: payout.till };
    let about =
        About { operator_id: Some(actor.user_id), memo: Some(&payout.reason), ..About::default() };
    post_once_in_tx(&mut tx, app, &business_key, &template, about).await?;
    let action = Action {
        name: "provider.pay_out",
        subject_type: "provider",
        subject_id: provider.to_string(),
        reason: &payout.reason,
        details: json!({"amount": payout.amount, "till": payout.till}),
    };
    tell_in_tx(&mut tx, app, actor, action).await?;
    let out: ProviderBalanceOut = balance_in_tx(&mut tx, app, provider).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
