//! A customer's wallet.

use crate::store::wallets;
use chassis::StoreError;
use kernel::Money;
use kernel::ids::UserId;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

/// A customer's money with the platform.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WalletOut {
    /// What is in the wallet.
    pub balance: Money,
    /// What of it is set aside for bookings.
    pub held: Money,
    /// What may be spent.
    pub available: Money,
    /// What the customer owes; taken from the next money that comes in.
    pub owed: Money,
}

/// The wallet as it is in this transaction.
///
/// # Errors
/// When the database is away.
pub async fn wallet_in_tx(
    tx: &mut PgConnection,
    customer: UserId,
) -> Result<WalletOut, StoreError> {
    let wallet = wallets::read(tx, customer).await?;
    let owed = wallets::owed(tx, customer).await?;
    Ok(WalletOut {
        balance: wallet.balance,
        held: wallet.held,
        available: wallet.available(),
        owed,
    })
}
