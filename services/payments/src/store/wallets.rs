//! Customers' wallets: what is in them, what is set aside, what is owed.

use crate::domain::account::Account;
use crate::store::ledger;
use chassis::StoreError;
use kernel::ids::{PaymentId, UserId};
use kernel::{Instant, Money, World};
use sqlx::PgConnection;

/// A customer's money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wallet {
    /// What is in it.
    pub balance: Money,
    /// What of it is set aside for bookings.
    pub held: Money,
}

impl Wallet {
    /// What may be spent.
    #[must_use]
    pub fn available(&self) -> Money {
        self.balance - self.held
    }
}

/// The wallet, locked until the commit, so that what is decided on is still true then. One that
/// was never used is empty.
pub async fn lock(tx: &mut PgConnection, user: UserId) -> Result<Wallet, StoreError> {
    let row = sqlx::query!(
        "select balance, held from payments.balances
         where owner_id = $1 and kind = 'customer_wallet' for update",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map_or_else(Wallet::default, |r| Wallet {
        balance: Money::piastres(r.balance),
        held: Money::piastres(r.held),
    }))
}

/// The wallet as it is now.
pub async fn read(tx: &mut PgConnection, user: UserId) -> Result<Wallet, StoreError> {
    let row = sqlx::query!(
        "select balance, held from payments.balances
         where owner_id = $1 and kind = 'customer_wallet'",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map_or_else(Wallet::default, |r| Wallet {
        balance: Money::piastres(r.balance),
        held: Money::piastres(r.held),
    }))
}

/// What the customer owes the platform; never negative.
pub async fn owed(tx: &mut PgConnection, user: UserId) -> Result<Money, StoreError> {
    let balance = sqlx::query_scalar!(
        "select balance from payments.balances
         where owner_id = $1 and kind = 'customer_receivable'",
        user.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(-Money::piastres(balance.unwrap_or_default()))
}

/// Sets money of the wallet aside for a payment.
pub async fn hold(
    tx: &mut PgConnection,
    world: &World,
    user: UserId,
    payment: PaymentId,
    amount: Money,
) -> Result<(), StoreError> {
    let account = ledger::account(tx, world, Account::Wallet(user)).await?;
    sqlx::query!(
        "insert into payments.holds (payment_id, account_id, amount, state, created_at)
         values ($1, $2, $3, 'active', $4)",
        payment.uuid(),
        account,
        amount.as_piastres(),
        world.now(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How a hold ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEnd {
    /// The money is taken.
    Captured,
    /// The money is free again.
    Released,
}

/// Ends the active hold of a payment. Returns what was held; nothing when there was none.
pub async fn end_hold(
    tx: &mut PgConnection,
    payment: PaymentId,
    end: HoldEnd,
    at: Instant,
) -> Result<Money, StoreError> {
    let state = match end {
        HoldEnd::Captured => "captured",
        HoldEnd::Released => "released",
    };
    let amount = sqlx::query_scalar!(
        "update payments.holds set state = $2, ended_at = $3
         where payment_id = $1 and state = 'active' returning amount",
        payment.uuid(),
        state,
        at,
    )
    .fetch_optional(tx)
    .await?;
    Ok(Money::piastres(amount.unwrap_or_default()))
}
