//! Entries and postings: written, never changed.

use crate::domain::account::Account;
use crate::domain::transfer::Posting;
use chassis::StoreError;
use kernel::ids::{BookingId, EntryId, PaymentId, UserId};
use kernel::{Instant, Money, World};
use sqlx::PgConnection;
use uuid::Uuid;

/// The header of an entry.
pub struct NewEntry<'a> {
    /// Its id.
    pub id: EntryId,
    /// The name of its template.
    pub template: &'a str,
    /// What it is for; never posted twice.
    pub key: &'a str,
    /// The booking it belongs to.
    pub booking_id: Option<BookingId>,
    /// The payment it belongs to.
    pub payment_id: Option<PaymentId>,
    /// The entry it undoes.
    pub reverses: Option<EntryId>,
    /// The operator who made it.
    pub operator_id: Option<UserId>,
    /// Why.
    pub memo: Option<&'a str>,
    /// The rule of the booking's end that it follows from.
    pub rule: Option<&'a str>,
    /// When.
    pub at: Instant,
}

/// Writes the header. `false` when the same thing was posted before.
pub async fn insert_entry(tx: &mut PgConnection, entry: &NewEntry<'_>) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into payments.entries
            (id, template, business_key, booking_id, payment_id, reverses, operator_id, memo,
             rule, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (business_key) do nothing",
        entry.id.uuid(),
        entry.template,
        entry.key,
        entry.booking_id.map(BookingId::uuid),
        entry.payment_id.map(PaymentId::uuid),
        entry.reverses.map(EntryId::uuid),
        entry.operator_id.map(UserId::uuid),
        entry.memo,
        entry.rule,
        entry.at,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes the postings of an entry of this transaction, in the order in which rows are locked.
pub async fn insert_postings(
    tx: &mut PgConnection,
    world: &World,
    entry: EntryId,
    postings: &[Posting],
    at: Instant,
) -> Result<(), StoreError> {
    let mut accounts = Vec::with_capacity(postings.len());
    for posting in postings {
        accounts.push(account(tx, world, posting.account).await?);
    }
    let amounts: Vec<i64> = postings.iter().map(|p| p.amount.as_piastres()).collect();
    sqlx::query!(
        "insert into payments.postings (entry_id, account_id, amount, created_at)
         select $1, p.account_id, p.amount, $4
         from unnest($2::uuid[], $3::bigint[]) with ordinality as p(account_id, amount, n)
         order by p.n",
        entry.uuid(),
        &accounts,
        &amounts,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The id of an account, opened when it is used for the first time.
pub async fn account(
    tx: &mut PgConnection,
    world: &World,
    account: Account,
) -> Result<Uuid, StoreError> {
    if let Some(id) = find_account(tx, account).await? {
        return Ok(id);
    }
    sqlx::query!(
        "insert into payments.accounts (id, kind, owner_id, created_at)
         values ($1, $2, $3, $4) on conflict do nothing",
        world.id::<EntryId>().uuid(),
        account.kind().tag(),
        account.owner(),
        world.now(),
    )
    .execute(&mut *tx)
    .await?;
    find_account(tx, account).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
}

async fn find_account(tx: &mut PgConnection, account: Account) -> Result<Option<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select id from payments.accounts
         where kind = $1
           and coalesce(owner_id, '00000000-0000-0000-0000-000000000000')
             = coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid)
           and coalesce(gateway, '') = ''",
        account.kind().tag(),
        account.owner(),
    )
    .fetch_optional(tx)
    .await?)
}

/// An entry that may be undone.
pub struct Found {
    /// Its template's name.
    pub template: String,
    /// Its booking.
    pub booking_id: Option<BookingId>,
    /// Its payment.
    pub payment_id: Option<PaymentId>,
    /// Whether another entry undoes it.
    pub is_reversed: bool,
}

/// An entry by its id.
pub async fn find(tx: &mut PgConnection, entry: EntryId) -> Result<Option<Found>, StoreError> {
    let row = sqlx::query!(
        r#"select template, booking_id, payment_id,
                  exists (select from payments.entries r where r.reverses = e.id) as "is_reversed!"
           from payments.entries e where id = $1"#,
        entry.uuid(),
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|r| Found {
        template: r.template,
        booking_id: r.booking_id.map(BookingId::from),
        payment_id: r.payment_id.map(PaymentId::from),
        is_reversed: r.is_reversed,
    }))
}

/// Writes the mirror of `reversed`'s postings into `entry`.
pub async fn mirror_postings(
    tx: &mut PgConnection,
    entry: EntryId,
    reversed: EntryId,
    at: Instant,
) -> Result<(), StoreError> {
    // The order in which rows are locked everywhere: wallet, receivable, payable.
    sqlx::query!(
        "insert into payments.postings (entry_id, account_id, amount, created_at)
         select $1, p.account_id, -p.amount, $3
         from payments.postings p join payments.accounts a on a.id = p.account_id
         where p.entry_id = $2
         order by array_position(
            array['customer_wallet', 'customer_receivable', 'provider_payable'], a.kind)",
        entry.uuid(),
        reversed.uuid(),
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The owners of an entry's accounts of one kind.
pub async fn owners(
    tx: &mut PgConnection,
    entry: EntryId,
    kind: &str,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select a.owner_id as "owner!" from payments.postings p
           join payments.accounts a on a.id = p.account_id
           where p.entry_id = $1 and a.kind = $2 and a.owner_id is not null order by 1"#,
        entry.uuid(),
        kind,
    )
    .fetch_all(tx)
    .await?)
}

/// What an entry does to a customer's wallet.
pub async fn amount_on(
    tx: &mut PgConnection,
    entry: EntryId,
    customer: Uuid,
) -> Result<Money, StoreError> {
    let amount = sqlx::query_scalar!(
        "select p.amount from payments.postings p
         join payments.accounts a on a.id = p.account_id
         where p.entry_id = $1 and a.kind = 'customer_wallet' and a.owner_id = $2",
        entry.uuid(),
        customer,
    )
    .fetch_optional(tx)
    .await?;
    Ok(Money::piastres(amount.unwrap_or_default()))
}
