//! The database: tables, transactions that see a snapshot and commit by compare-and-swap, the
//! constraints that PostgreSQL keeps, and the outbox that commits with the change.

use crate::bus::{Cursor, Event, Fact, Parked, Service};
use crate::defect::Defect;
use crate::rows::{
    BookingRow, EntryRow, HeldRow, HoldRow, OfferRow, PaymentRow, Reservation, SettledRow, Stats,
};
use crate::table::Table;
use crate::timers::{Job, JobKey};
use contracts::payments::DebtState;
use kernel::ids::{BookingId, OfferId, PaymentId, ProviderId, UserId};
use kernel::{Instant, Money};
use payments::domain::account::Account;
use std::collections::BTreeMap;
use uuid::Uuid;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $key:ty => $row:ty;)+) => {
        /// All tables.
        #[derive(Clone, Debug, Default)]
        pub struct Tables { $($(#[$doc])* pub $name: Table<$key, $row>),+ }

        impl Tables {
            fn clashes_with(&self, now: &Self) -> bool {
                $(self.$name.clashes_with(&now.$name))||+
            }

            fn commit_into(&self, now: &mut Self) {
                $(self.$name.commit_into(&mut now.$name);)+
            }
        }
    };
}

tables! {
    /// Bookings with what hangs on them.
    bookings: BookingId => BookingRow;
    /// Offers.
    offers: OfferId => OfferRow;
    /// Providers' taken time, by booking and visit.
    reservations: (BookingId, i16) => Reservation;
    /// Bookings that wait for their batch, until when.
    queue: BookingId => Instant;
    /// Providers in numbers.
    stats: ProviderId => Stats;
    /// What booking knows of providers' debts.
    debts: ProviderId => (Money, DebtState);
    /// Jobs.
    jobs: JobKey => Job;
    /// Answers that were given, by the key of the request.
    answers: u64 => Result<(), String>;
    /// How far services have followed the log.
    cursors: Service => Cursor;
    /// Events that could not be applied.
    parked: (Service, u64) => Parked;
    /// How often an event was applied by a service.
    applied: (Service, u64) => u32;
    /// Payments, in the order of attempts.
    payments: BookingId => Vec<PaymentRow>;
    /// Money that is set aside.
    holds: PaymentId => HoldRow;
    /// Settled jobs.
    settled: BookingId => SettledRow;
    /// Disputes, in their order.
    held: BookingId => Vec<HeldRow>;
    /// The ledger, by the digest of its business keys.
    entries: u128 => EntryRow;
    /// Balances.
    balances: Account => Money;
}

/// Why a commit failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// Somebody else was first: read again and decide again.
    Clash,
    /// A constraint refuses it.
    Refused(&'static str),
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct Tx {
    /// What it sees and changes.
    pub t: Tables,
    /// What it tells.
    pub events: Vec<Event>,
    /// What time it is where it runs.
    pub now: Instant,
    /// The planted fault, if one is.
    pub defect: Option<Defect>,
    /// Ids that it makes.
    next_id: u128,
}

impl Tx {
    /// A new id.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        self.next_id += 1;
        Uuid::from_u128(self.next_id).into()
    }

    /// Whether this fault is planted.
    #[must_use]
    pub fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Tells of a change.
    pub fn tell(&mut self, event: impl Into<Event>) {
        self.events.push(event.into());
    }

    /// A booking, locked.
    #[must_use]
    pub fn booking(&mut self, id: BookingId) -> Option<BookingRow> {
        self.t.bookings.lock(id);
        self.t.bookings.get(id).cloned()
    }

    /// Saves a booking.
    pub fn save(&mut self, row: BookingRow) {
        self.t.bookings.put(row.booking.id(), row);
    }

    /// An account's balance.
    #[must_use]
    pub fn balance(&self, account: Account) -> Money {
        self.t.balances.get(account).copied().unwrap_or_default()
    }

    /// What of a wallet is set aside.
    #[must_use]
    pub fn aside(&self, customer: UserId) -> Money {
        let of = self.t.holds.iter().filter(|(_, hold)| hold.active && hold.customer == customer);
        of.map(|(_, hold)| hold.amount).sum()
    }
}

/// The database.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// What is committed.
    pub t: Tables,
    /// Committed events without a place in the log.
    pub outbox: Vec<Fact>,
    /// The log.
    pub log: Vec<Fact>,
    heads: BTreeMap<Uuid, u64>,
    told: u64,
    /// How many transactions were begun.
    begun: u64,
    /// How many were committed.
    pub commits: u64,
}

impl Store {
    /// Begins a transaction on a machine whose clock shows `now`.
    pub fn begin(&mut self, now: Instant, defect: Option<Defect>) -> Tx {
        self.begun += 1;
        let next_id = (0x7000u128 << 64) | (u128::from(self.begun) << 16);
        Tx { t: self.t.clone(), events: Vec::new(), now, defect, next_id }
    }

    /// Commits, all or nothing. `blind` writes over what others changed meanwhile.
    ///
    /// # Errors
    /// [`Unsaved`]; then nothing has happened.
    pub fn commit(&mut self, tx: &Tx, blind: bool) -> Result<(), Unsaved> {
        if !blind && tx.t.clashes_with(&self.t) {
            return Err(Unsaved::Clash);
        }
        let mut after = self.t.clone();
        tx.t.commit_into(&mut after);
        check_calendars(tx, &after)?;
        check_offers(tx, &after)?;
        check_wallets(tx, &after)?;
        self.t = after;
        self.commits += 1;
        for event in &tx.events {
            self.tell(event, tx.now);
        }
        Ok(())
    }

    fn tell(&mut self, event: &Event, at: Instant) {
        self.told += 1;
        let version = self.heads.entry(event.aggregate()).or_default();
        *version += 1;
        let fact = Fact { no: self.told, version: *version, at, event: event.clone() };
        self.outbox.push(fact);
    }
}

/// `reservations_overlap_excl`.
fn check_calendars(tx: &Tx, after: &Tables) -> Result<(), Unsaved> {
    if tx.has(Defect::NoExclusion) {
        return Ok(());
    }
    for key in tx.t.reservations.changed() {
        let Some(new) = after.reservations.get(key) else { continue };
        let overlaps = after.reservations.iter().any(|(other, taken)| {
            other != key
                && taken.provider == new.provider
                && taken.from < new.until
                && new.from < taken.until
        });
        if overlaps {
            return Err(Unsaved::Refused("slots.taken"));
        }
    }
    Ok(())
}

/// `offers_instant_open_idx` and `offers_accepted_idx`. A search that meets the first one decides
/// again, knowing of the other offer.
fn check_offers(tx: &Tx, after: &Tables) -> Result<(), Unsaved> {
    for key in tx.t.offers.changed() {
        let Some(new) = after.offers.get(key) else { continue };
        let others = || after.offers.iter().filter(|(other, _)| *other != key).map(|(_, o)| o);
        let open_now = |o: &OfferRow| o.instant && o.status == "open" && o.provider == new.provider;
        let two_open = open_now(new) && others().any(open_now);
        if two_open && !tx.has(Defect::TwoInstantOffers) {
            return Err(Unsaved::Clash);
        }
        let won = |o: &OfferRow| o.booking == new.booking && o.status == "accepted";
        if won(new) && others().any(won) && !tx.has(Defect::AcceptWithoutSwap) {
            return Err(Unsaved::Clash);
        }
    }
    Ok(())
}

/// A wallet is never below zero nor below what is set aside of it.
fn check_wallets(tx: &Tx, after: &Tables) -> Result<(), Unsaved> {
    if tx.has(Defect::WalletUnlocked) {
        return Ok(());
    }
    let balances = tx.t.balances.changed();
    let holds = tx.t.holds.changed().filter_map(|key| after.holds.get(key).map(|h| h.customer));
    let customers = balances.filter_map(|account| match account {
        Account::Wallet(customer) => Some(customer),
        _ => None,
    });
    let mut customers: Vec<UserId> = customers.chain(holds).collect();
    customers.sort_unstable();
    customers.dedup();
    for customer in customers {
        let balance = after.balances.get(Account::Wallet(customer)).copied().unwrap_or_default();
        let holds = after.holds.iter().filter(|(_, h)| h.active && h.customer == customer);
        if balance < holds.map(|(_, h)| h.amount).sum() {
            return Err(Unsaved::Clash);
        }
    }
    Ok(())
}
