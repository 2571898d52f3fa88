//! What the tables hold.

use booking::domain::{Booking, Consequence, ProposedWork, Rules, Side, Talk};
use booking::store::searches::Last;
use contracts::Settlement;
use contracts::booking::{PaymentMethod, Stage};
use kernel::ids::{BookingId, PaymentId, ProviderId, SearchId, UserId};
use kernel::{Instant, Money};
use payments::domain::collect::Collected;
use payments::domain::payment;
use payments::domain::transfer::Posting;
use std::rc::Rc;

/// A line of a booking's history.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where it stood; nowhere before it was ordered.
    pub from: Option<Stage>,
    /// Where it stands then.
    pub to: Stage,
    /// What happened.
    pub action: &'static str,
}

/// How a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchState {
    /// It goes on.
    Running,
    /// Nobody is left.
    Exhausted,
    /// Somebody was found, or it is not needed any more.
    Ended,
}

/// A booking's newest search.
#[derive(Clone, Copy, Debug)]
pub struct SearchRow {
    /// The search.
    pub id: SearchId,
    /// How it stands.
    pub state: SearchState,
    /// Its last decided round.
    pub last: Option<Last>,
}

/// A proposed time that the other side decides on.
#[derive(Clone, Copy, Debug)]
pub struct Proposed {
    /// Who proposes.
    pub by: Side,
    /// When.
    pub starts_at: Instant,
    /// What stays due.
    pub fee_floor: Money,
}

/// How a booking was ended, as its two sides see it.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// Who was bound.
    pub provider: Option<ProviderId>,
    /// What the product said.
    pub consequence: Consequence,
    /// The fee that the customer was shown before it cancelled.
    pub shown: Option<Money>,
}

/// A booking with what hangs on it.
#[derive(Clone, Debug)]
pub struct BookingRow {
    /// The booking.
    pub booking: Booking,
    /// The rules it was made under.
    pub rules: Rc<Rules>,
    /// Its newest search.
    pub search: Option<SearchRow>,
    /// Work that awaits the customer's word.
    pub work: Option<ProposedWork>,
    /// Another time that awaits the other side's.
    pub proposed: Option<Proposed>,
    /// The talk of its dispute, and who was heard.
    pub talk: Option<(Talk, bool, bool)>,
    /// Who left it.
    pub left_by: Vec<ProviderId>,
    /// What happened.
    pub history: Vec<Line>,
    /// How it, or a provider's part in it, ended.
    pub ends: Vec<End>,
    /// What was due when its customer asked to move it.
    pub owed_at_move: Money,
    /// Counts its saved changes.
    pub version: u32,
}

/// An offer.
#[derive(Clone, Copy, Debug)]
pub struct OfferRow {
    /// The booking.
    pub booking: BookingId,
    /// The search that chose the provider; none when staff did.
    pub search: Option<SearchId>,
    /// To whom.
    pub provider: ProviderId,
    /// As the product stores it.
    pub status: &'static str,
    /// Whether the work is wanted now.
    pub instant: bool,
    /// How long the way is.
    pub travel_s: u32,
    /// Until when it stands.
    pub expires_at: Instant,
}

/// Taken time of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Reservation {
    /// Whose.
    pub provider: ProviderId,
    /// From when.
    pub from: Instant,
    /// Until when, buffer included.
    pub until: Instant,
}

/// A provider in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Offers it got.
    pub offers: u32,
    /// Offers it accepted.
    pub accepts: u32,
    /// Offers it declined or let pass.
    pub refusals: u32,
    /// Bookings it completed.
    pub completions: u32,
    /// Bookings that ended without its fault.
    pub excused: u32,
    /// Bookings that ended by its fault.
    pub at_fault: u32,
}

/// A payment.
#[derive(Clone, Copy, Debug)]
pub struct PaymentRow {
    /// Its id.
    pub id: PaymentId,
    /// Where it stands.
    pub stage: payment::Stage,
    /// How much.
    pub amount: Money,
    /// What went back.
    pub refunded: Money,
}

/// Money that is set aside.
#[derive(Clone, Copy, Debug)]
pub struct HoldRow {
    /// Whose.
    pub customer: UserId,
    /// How much.
    pub amount: Money,
    /// Whether it is still aside.
    pub active: bool,
}

/// A settled job.
#[derive(Clone, Copy, Debug)]
pub struct SettledRow {
    /// Its payment.
    pub payment: PaymentId,
    /// Who pays.
    pub customer: UserId,
    /// Who worked.
    pub provider: ProviderId,
    /// How it was paid.
    pub method: PaymentMethod,
    /// The price, divided.
    pub split: Settlement,
    /// Where it came from.
    pub collected: Collected,
    /// When.
    pub at: Instant,
}

/// A dispute as payments sees it.
#[derive(Clone, Copy, Debug)]
pub struct HeldRow {
    /// Whose share.
    pub provider: Option<ProviderId>,
    /// How much is held.
    pub held: Money,
    /// Whether it is still held.
    pub open: bool,
}

/// A ledger entry.
#[derive(Clone, Debug)]
pub struct EntryRow {
    /// The booking it belongs to.
    pub booking: Option<BookingId>,
    /// The name of its template.
    pub template: &'static str,
    /// What it does.
    pub postings: Vec<Posting>,
}
