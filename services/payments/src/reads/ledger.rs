//! The ledger as operators see it.

use crate::domain::account::Kind;
use crate::store::impossible;
use chassis::StoreError;
use httpkit::{Cursor, Page};
use kernel::ids::{BookingId, EntryId, PaymentId, UserId};
use kernel::{DateTime, Money};
use serde::Serialize;
use sqlx::PgConnection;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What an entry does to one account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerPostingOut {
    /// The kind of account.
    pub kind: Kind,
    /// Whose account.
    pub owner_id: Option<Uuid>,
    /// The gateway's name.
    pub gateway: Option<String>,
    /// Positive: the platform owes the account more.
    pub amount: Money,
    /// The balance after it, of accounts with an owner.
    pub balance_after: Option<Money>,
}

/// One balanced entry.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntryOut {
    /// Its id.
    pub id: EntryId,
    /// What happened.
    #[schema(example = "wallet_job_settled")]
    pub template: String,
    /// The booking.
    pub booking_id: Option<BookingId>,
    /// Its number.
    #[schema(example = "OS-7K2M4Q")]
    pub booking_number: Option<String>,
    /// The payment.
    pub payment_id: Option<PaymentId>,
    /// The entry it undoes.
    pub reverses: Option<EntryId>,
    /// The entry that undoes it.
    pub reversed_by: Option<EntryId>,
    /// The operator who made it.
    pub operator_id: Option<UserId>,
    /// Why.
    pub reason: Option<String>,
    /// What it does; adds up to nothing.
    pub postings: Vec<LedgerPostingOut>,
    /// When.
    pub created_at: DateTime,
}

/// Which entries are wanted.
#[derive(Debug, Default)]
pub struct EntryFilter {
    /// Of one template.
    pub template: Option<String>,
    /// Of one booking.
    pub booking: Option<BookingId>,
    /// That touch an account of this kind.
    pub kind: Option<Kind>,
    /// That touch an account of this owner.
    pub owner: Option<Uuid>,
    /// Only this one.
    pub id: Option<EntryId>,
}

/// A page of entries, newest first.
///
/// # Errors
/// When the database is away.
pub async fn page(
    tx: &mut PgConnection,
    filter: &EntryFilter,
    limit: i64,
    cursor: Option<Cursor>,
) -> Result<Page<LedgerEntryOut>, StoreError> {
    let rows = sqlx::query!(
        r#"select e.id, e.template, e.booking_id, e.payment_id, e.reverses, e.operator_id, e.memo,
                  e.created_at, r.id as "reversed_by?", b.number as "number?"
           from payments.entries e
           left join payments.entries r on r.reverses = e.id
           left join payments.bookings b on b.id = e.booking_id
           where ($1::text is null or e.template = $1)
             and ($2::uuid is null or e.booking_id = $2)
             and (($3::text is null and $4::uuid is null) or exists (
                select from payments.postings p join payments.accounts a on a.id = p.account_id
                where p.entry_id = e.id and ($3::text is null or a.kind = $3)
                  and ($4::uuid is null or a.owner_id = $4)))
             and ($5::uuid is null or e.id = $5)
             and ($6::timestamptz is null or (e.created_at, e.id) < ($6, $7))
           order by e.created_at desc, e.id desc limit $8"#,
        filter.template,
        filter.booking.map(BookingId::uuid),
        filter.kind.map(Kind::tag),
        filter.owner,
        filter.id.map(EntryId::uuid),
        cursor.map(|c| c.at),
        cursor.map(|c| c.id),
        limit + 1,
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let mut postings = postings(tx, &ids).await?;
    let items = rows.into_iter().map(|r| LedgerEntryOut {
        id: r.id.into(),
        template: r.template,
        booking_id: r.booking_id.map(BookingId::from),
        booking_number: r.number,
        payment_id: r.payment_id.map(PaymentId::from),
        reverses: r.reverses.map(EntryId::from),
        reversed_by: r.reversed_by.map(EntryId::from),
        operator_id: r.operator_id.map(UserId::from),
        reason: r.memo,
        postings: postings.remove(&r.id).unwrap_or_default(),
        created_at: r.created_at,
    });
    Ok(Page::from_rows(items.collect(), limit, |e: &LedgerEntryOut| Cursor {
        at: e.created_at,
        id: e.id.uuid(),
    }))
}

/// One entry.
///
/// # Errors
/// When the database is away, or there is none.
pub async fn entry_in_tx(
    tx: &mut PgConnection,
    entry: EntryId,
) -> Result<LedgerEntryOut, StoreError> {
    let filter = EntryFilter { id: Some(entry), ..EntryFilter::default() };
    let mut found = page(tx, &filter, 1, None).await?;
    found.items.pop().ok_or_else(|| sqlx::Error::RowNotFound.into())
}

async fn postings(
    tx: &mut PgConnection,
    entries: &[Uuid],
) -> Result<HashMap<Uuid, Vec<LedgerPostingOut>>, StoreError> {
    let rows = sqlx::query!(
        "select p.entry_id, a.kind, a.owner_id, a.gateway, p.amount, p.balance_after
         from payments.postings p join payments.accounts a on a.id = p.account_id
         where p.entry_id = any($1) order by p.amount, a.kind",
        entries,
    )
    .fetch_all(tx)
    .await?;
    let mut all = HashMap::<Uuid, Vec<LedgerPostingOut>>::new();
    for r in rows {
        let kind = Kind::from_tag(&r.kind).ok_or_else(|| impossible("accounts.kind", &r.kind))?;
        all.entry(r.entry_id).or_default().push(LedgerPostingOut {
            kind,
            owner_id: r.owner_id,
            gateway: r.gateway,
            amount: Money::piastres(r.amount),
            balance_after: r.balance_after.map(Money::piastres),
        });
    }
    Ok(all)
}
