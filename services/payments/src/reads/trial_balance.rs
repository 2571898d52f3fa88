//! The trial balance: every kind of account, and that all of it adds up to nothing.

use crate::domain::account::Kind;
use crate::store::impossible;
use chassis::StoreError;
use kernel::Money;
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

/// One kind of account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrialBalanceLineOut {
    /// The kind.
    pub kind: Kind,
    /// How many accounts.
    pub accounts: i64,
    /// What the platform owes them together; negative is owed to it or held for it.
    pub balance: Money,
    /// The same as a debit, of accounts that stand there.
    pub debit: Money,
    /// The same as a credit, of accounts that stand there.
    pub credit: Money,
}

impl TrialBalanceLineOut {
    fn unused(kind: Kind) -> Self {
        let none = Money::ZERO;
        Self { kind, accounts: 0, balance: none, debit: none, credit: none }
    }
}

/// The trial balance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrialBalanceOut {
    /// Every kind of account.
    pub items: Vec<TrialBalanceLineOut>,
    /// All debits.
    pub debit: Money,
    /// All credits.
    pub credit: Money,
    /// What is left; always nothing.
    pub sum: Money,
    /// Whether nothing is left.
    pub is_balanced: bool,
}

/// The trial balance now, in one snapshot.
///
/// # Errors
/// When the database is away.
pub async fn trial_balance(pool: &PgPool) -> Result<TrialBalanceOut, StoreError> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", count(*) as "accounts!",
                  coalesce(sum(balance), 0)::bigint as "balance!",
                  coalesce(-sum(balance) filter (where balance < 0), 0)::bigint as "debit!",
                  coalesce(sum(balance) filter (where balance > 0), 0)::bigint as "credit!"
           from payments.account_balances group by kind"#,
    )
    .fetch_all(pool)
    .await?;
    let mut items = Vec::with_capacity(rows.len());
    for r in rows {
        items.push(TrialBalanceLineOut {
            kind: Kind::from_tag(&r.kind).ok_or_else(|| impossible("accounts.kind", &r.kind))?,
            accounts: r.accounts,
            balance: Money::piastres(r.balance),
            debit: Money::piastres(r.debit),
            credit: Money::piastres(r.credit),
        });
    }
    for kind in Kind::ALL {
        if items.iter().all(|item: &TrialBalanceLineOut| item.kind != *kind) {
            items.push(TrialBalanceLineOut::unused(*kind));
        }
    }
    items.sort_by_key(|item| item.kind);
    let sum: Money = items.iter().map(|item| item.balance).sum();
    Ok(TrialBalanceOut {
        debit: items.iter().map(|item| item.debit).sum(),
        credit: items.iter().map(|item| item.credit).sum(),
        sum,
        is_balanced: sum.is_zero(),
        items,
    })
}
