//! An operator puts money into a customer's wallet, or takes it out, with a reason.

use crate::app::App;
use crate::commands::collect_owed;
use crate::commands::operator::{Action, business_key, post_once_in_tx, tell_in_tx};
use crate::domain::template::{AdjustmentSource, Template};
use crate::error::OperatorError;
use crate::ledger::About;
use crate::reads::wallet::{WalletOut, wallet_in_tx};
use crate::store::{people, wallets};
use chassis::idempotency::{Answer, IdempotencyKey};
use httpkit::Actor;
use kernel::ids::UserId;
use kernel::{Money, Role};
use serde_json::json;

/// What to do to the wallet.
pub struct Adjustment {
    /// By how much; negative takes out.
    pub amount: Money,
    /// What stands behind it.
    pub source: AdjustmentSource,
    /// Why.
    pub reason: String,
}

/// Adjusts the wallet of `customer`. What the customer owes is taken from what comes in.
///
/// # Errors
/// No such customer; not enough in the wallet.
pub async fn run(
    app: &App,
    actor: Actor,
    key: &IdempotencyKey,
    customer: UserId,
    wanted: &Adjustment,
) -> Result<Answer, OperatorError> {
    let business_key = business_key(key)?;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    if people::role(&mut tx, customer).await? != Some(Role::Customer) {
        return Err(OperatorError::NotFound);
    }
    let before = wallets::lock(&mut tx, customer).await?;
    if before.available() + wanted.amount < Money::ZERO {
        return Err(OperatorError::WalletTooLow);
    }
    let template =
        Template::WalletAdjusted { customer, amount: wanted.amount, source: wanted.source };
    let about =
        About { operator_id: Some(actor.user_id), memo: Some(&wanted.reason), ..About::default() };
    let entry = post_once_in_tx(&mut tx, app, &business_key, &template, about).await?;
    collect_owed::run_in_tx(&mut tx, app, customer, &entry.to_string(), about).await?;
    let action = Action {
        name: "wallet.adjust",
        subject_type: "wallet",
        subject_id: customer.to_string(),
        reason: &wanted.reason,
        details: json!({"amount": wanted.amount, "source": wanted.source, "entryId": entry}),
    };
    tell_in_tx(&mut tx, app, actor, action).await?;
    let out: WalletOut = wallet_in_tx(&mut tx, customer).await?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}
