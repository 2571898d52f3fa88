//! Posting: the only way a balance changes. Whatever moves a provider's balance also tells it.

use crate::app::App;
use crate::domain::account::Kind;
use crate::domain::template::{REVERSAL, Template};
use crate::reads::settings;
use crate::store::{ledger, providers};
use chassis::StoreError;
use contracts::payments::ProviderBalanceChanged;
use kernel::ids::{BookingId, EntryId, PaymentId, ProviderId, UserId};
use sqlx::PgConnection;

/// What an entry is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The booking.
    pub booking_id: Option<BookingId>,
    /// The payment.
    pub payment_id: Option<PaymentId>,
    /// The operator who made it.
    pub operator_id: Option<UserId>,
    /// Why, in the operator's words.
    pub memo: Option<&'a str>,
    /// The rule of the booking's end that it follows from.
    pub rule: Option<&'a str>,
}

/// What came of posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The entry was written.
    Now(EntryId),
    /// The same thing was posted before; nothing was written.
    Already,
    /// No money moved; nothing was written.
    Nothing,
}

/// Posts what `template` says, once for `key`.
///
/// # Errors
/// When the database refuses: a wallet would go below zero, say.
pub async fn post_in_tx(
    tx: &mut PgConnection,
    app: &App,
    key: &str,
    template: &Template,
    about: About<'_>,
) -> Result<Posted, StoreError> {
    let postings = template.postings();
    if postings.is_empty() {
        return Ok(Posted::Nothing);
    }
    let world = &app.chassis.world;
    let (id, at) = (world.id::<EntryId>(), world.now());
    let entry = ledger::NewEntry {
        id,
        template: template.name(),
        key,
        booking_id: about.booking_id,
        payment_id: about.payment_id,
        reverses: None,
        operator_id: about.operator_id,
        memo: about.memo,
        rule: about.rule,
        at,
    };
    if !ledger::insert_entry(tx, &entry).await? {
        return Ok(Posted::Already);
    }
    ledger::insert_postings(tx, world, id, &postings, at).await?;
    tell_balances(tx, app, id).await?;
    Ok(Posted::Now(id))
}

/// Undoes an entry with its mirror. Nothing when it was undone before.
///
/// # Errors
/// A wallet's check when its money is gone.
pub async fn reverse_in_tx(
    tx: &mut PgConnection,
    app: &App,
    reversed: EntryId,
    about: About<'_>,
) -> Result<Option<EntryId>, StoreError> {
    let world = &app.chassis.world;
    let (id, at) = (world.id::<EntryId>(), world.now());
    let entry = ledger::NewEntry {
        id,
        template: REVERSAL,
        key: &format!("reverse:{reversed}"),
        booking_id: about.booking_id,
        payment_id: about.payment_id,
        reverses: Some(reversed),
        operator_id: about.operator_id,
        memo: about.memo,
        rule: about.rule,
        at,
    };
    if !ledger::insert_entry(tx, &entry).await? {
        return Ok(None);
    }
    ledger::mirror_postings(tx, id, reversed, at).await?;
    tell_balances(tx, app, id).await?;
    Ok(Some(id))
}

/// Tells the balance of every provider the entry touched.
async fn tell_balances(tx: &mut PgConnection, app: &App, entry: EntryId) -> Result<(), StoreError> {
    for owner in ledger::owners(tx, entry, Kind::ProviderPayable.tag()).await? {
        tell_balance_in_tx(tx, app, ProviderId::from(owner)).await?;
    }
    Ok(())
}

/// Tells how a provider's balance and debt stand now.
///
/// # Errors
/// When the database is away.
pub async fn tell_balance_in_tx(
    tx: &mut PgConnection,
    app: &App,
    provider_id: ProviderId,
) -> Result<(), StoreError> {
    let world = &app.chassis.world;
    let now = providers::balance(tx, provider_id, world.now()).await?;
    let limits = settings::limits_in_tx(tx, app).await?;
    let debt = limits.state(now.debt());
    let event = ProviderBalanceChanged { provider_id, balance: now.balance, debt };
    chassis::bus::append(tx, world, &event).await
}
