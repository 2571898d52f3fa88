//! The lines of somebody's account, newest first, each explained.

use crate::domain::account::Kind;
use crate::domain::explain::{Line, explain, source};
use chassis::StoreError;
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, EntryId};
use kernel::{DateTime, Localized, Money};
use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;
use uuid::Uuid;

/// One movement of an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountLineOut {
    /// The ledger entry it belongs to.
    pub entry_id: EntryId,
    /// How the balance moved.
    pub amount: Money,
    /// The balance after it.
    pub balance_after: Money,
    /// What it was.
    pub text: Localized,
    /// The kind of movement: a stable name of the ledger's templates.
    #[schema(example = "wallet_job_settled")]
    pub template: String,
    /// The rule it follows from: why a fee or a compensation was due.
    #[schema(example = "late_cancellation")]
    pub rule: Option<String>,
    /// The booking it belongs to.
    pub booking_id: Option<BookingId>,
    /// The booking's number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: Option<String>,
    /// When.
    pub created_at: DateTime,
    /// Its place in the account.
    #[serde(skip)]
    version: i64,
}

/// A page of an owner's account. Lines are ordered by their place in the account, so that each
/// balance follows from the line below it.
///
/// # Errors
/// When the database is away.
pub async fn page(
    pool: &PgPool,
    kind: Kind,
    owner: Uuid,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<AccountLineOut>, StoreError> {
    let before = cursor.and_then(|c| i64::try_from(c.id.as_u128()).ok());
    let rows = sqlx::query!(
        r#"select p.entry_id, p.amount, p.balance_after as "balance_after!",
                  p.account_version as "version!", p.created_at, e.template, e.rule, e.booking_id,
                  u.template as "undone?", k.number as "number?"
           from payments.postings p
           join payments.accounts a on a.id = p.account_id
           join payments.entries e on e.id = p.entry_id
           left join payments.entries u on u.id = e.reverses
           left join payments.bookings k on k.id = e.booking_id
           where a.kind = $1 and a.owner_id = $2
             and ($3::bigint is null or p.account_version < $3)
           order by p.account_version desc limit $4"#,
        kind.tag(),
        owner,
        before,
        limit + 1,
    )
    .fetch_all(pool)
    .await?;
    let items = rows.into_iter().map(|r| {
        let (template, is_reversal) = source(&r.template, r.undone.as_deref());
        let amount = Money::piastres(r.amount);
        let line = Line { kind, template, is_reversal, amount, booking: r.number.as_deref() };
        AccountLineOut {
            entry_id: r.entry_id.into(),
            amount,
            balance_after: Money::piastres(r.balance_after),
            text: explain(&line),
            rule: r.rule,
            template: r.template,
            booking_id: r.booking_id.map(BookingId::from),
            booking_number: r.number,
            created_at: r.created_at,
            version: r.version,
        }
    });
    Ok(Page::from_rows(items.collect(), limit, |line: &AccountLineOut| Cursor {
        at: line.created_at,
        id: Uuid::from_u128(u128::from(line.version.unsigned_abs())),
    }))
}
