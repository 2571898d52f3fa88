//! Money came into a wallet: what its owner owes is taken from it first.

use crate::app::App;
use crate::domain::collect::of_debt;
use crate::domain::template::Template;
use crate::ledger::{About, post_in_tx};
use crate::store::wallets;
use chassis::StoreError;
use kernel::Money;
use kernel::ids::UserId;
use sqlx::PgConnection;

/// Takes what the customer owes from what is free in its wallet. `cause` is the business key of
/// the entry that brought the money. Returns how much was taken.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    customer: UserId,
    cause: &str,
    about: About<'_>,
) -> Result<Money, StoreError> {
    let wallet = wallets::lock(tx, customer).await?;
    let owed = wallets::owed(tx, customer).await?;
    let Some(amount) = of_debt(owed, wallet.available()) else { return Ok(Money::ZERO) };
    let template = Template::ReceivableCollected { customer, amount };
    post_in_tx(tx, app, &format!("collect:{cause}"), &template, about).await?;
    Ok(amount)
}
