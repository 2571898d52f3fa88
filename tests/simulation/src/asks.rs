//! What people ask for.

use crate::act::{self, Done};
use crate::money;
use crate::plan::Plan;
use crate::store::Tx;
use booking::domain::{
    Actor, Journey, NewBooking, Position, ProposedWork, Resolution, Side, WorkConfirmer,
};
use contracts::booking::PaymentMethod;
use kernel::ids::{BookingId, OfferId, ProviderId, UserId};
use kernel::{Instant, Money};

/// A thing that can be asked for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A customer orders.
    Order(Box<NewBooking>),
    /// It pays what must be there first.
    Pay(BookingId, PaymentMethod),
    /// It looks again.
    SearchAgain(BookingId),
    /// A provider accepts.
    Accept(OfferId),
    /// It declines.
    Decline(OfferId),
    /// It sets out.
    EnRoute(BookingId),
    /// It is there; nowhere is staff's word.
    Arrive(BookingId, Option<Position>),
    /// It gives a code, the right one or not.
    Start(BookingId, bool),
    /// It proposes work.
    ProposeWork(BookingId, ProposedWork),
    /// It takes it back.
    WithdrawWork(BookingId),
    /// The customer decides on it.
    DecideWork(BookingId, bool),
    /// The provider interrupts the work.
    Pause(BookingId),
    /// It goes on.
    Resume(BookingId),
    /// It ends it.
    Complete(BookingId),
    /// The customer confirms it.
    Confirm(BookingId),
    /// Somebody ends it, knowing what is known of the way, and having been shown a fee.
    Cancel(BookingId, Actor, Journey, Option<Money>),
    /// The other side is not there.
    NoShow(BookingId, Side),
    /// Another time.
    Move(BookingId, Side, Instant),
    /// The word on another time.
    DecideMove(BookingId, Side, bool),
    /// The customer disputes.
    Dispute(BookingId),
    /// A side tells its own.
    TellOwn(BookingId, Side),
    /// How it should end.
    Propose(BookingId, Side, Resolution),
    /// The word on that.
    Answer(BookingId, Side, bool),
    /// Staff stops the work.
    Hold(BookingId),
    /// Staff decides.
    Decide(BookingId, Resolution),
    /// Staff gives it to somebody.
    Assign(BookingId, ProviderId),
    /// Staff takes the provider off, for a fault or not.
    Release(BookingId, bool),
    /// Money into a wallet, or out of it.
    TopUp(UserId, Money),
    /// A provider's debt paid.
    PayDebt(ProviderId, Money),
    /// A payout.
    PayOut(ProviderId, Money),
}

/// A request with its idempotency key.
#[derive(Clone, Debug)]
pub struct Request {
    /// The key.
    pub key: u64,
    /// The provider that asks, where it must be the bound one.
    pub bound: Option<ProviderId>,
    /// What is asked.
    pub ask: Ask,
}

/// What came of running a request.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The answer.
    pub answer: Result<(), String>,
    /// Whether it was given before and only repeated.
    pub kept: bool,
}

impl Request {
    /// Runs it in a transaction that is yet to be committed.
    pub fn run(&self, tx: &mut Tx, plan: &Plan) -> Ran {
        let forgets = tx.has(crate::defect::Defect::KeyForgotten);
        if !forgets {
            tx.t.answers.lock(self.key);
            if let Some(answer) = tx.t.answers.get(self.key) {
                return Ran { answer: answer.clone(), kept: true };
            }
        }
        let mut within = tx.clone();
        let done = self.check(&within).and_then(|()| self.act(&mut within, plan));
        // A wrong code is refused and counted all the same.
        if done.is_ok() || matches!(self.ask, Ask::Start(_, false)) {
            *tx = within;
        }
        if done.is_ok() && !forgets {
            tx.t.answers.put(self.key, Ok(()));
        }
        Ran { answer: done.map_err(|refused| refused.0), kept: false }
    }

    fn check(&self, tx: &Tx) -> Done {
        let (Some(provider), Some(id)) = (self.bound, self.ask.booking()) else { return Ok(()) };
        let bound = tx.t.bookings.get(id).and_then(|row| row.booking.provider());
        if bound == Some(provider) { Ok(()) } else { Err("booking.not_found".into()) }
    }

    fn act(&self, tx: &mut Tx, plan: &Plan) -> Done {
        match &self.ask {
            Ask::Order(new) => act::order(tx, plan, (**new).clone()),
            Ask::Pay(id, method) => act::pay(tx, *id, *method),
            Ask::SearchAgain(id) => act::search_again(tx, *id),
            Ask::Accept(id) => act::accept(tx, plan, *id),
            Ask::Decline(id) => act::decline(tx, *id),
            Ask::EnRoute(id) => act::en_route(tx, *id),
            Ask::Arrive(id, position) => act::arrive(tx, *id, *position),
            Ask::Start(id, right) => act::start(tx, *id, *right),
            Ask::ProposeWork(id, work) => act::propose_work(tx, *id, *work),
            Ask::WithdrawWork(id) => act::withdraw_work(tx, *id),
            Ask::DecideWork(id, yes) => act::decide_work(tx, *id, *yes),
            Ask::Pause(id) => act::pause(tx, *id),
            Ask::Resume(id) => act::resume(tx, *id),
            Ask::Complete(id) => act::complete(tx, *id),
            Ask::Confirm(id) => act::confirm(tx, *id, WorkConfirmer::Customer),
            Ask::Cancel(id, by, journey, fee) => act::cancel(tx, *id, *by, journey, *fee),
            Ask::NoShow(id, side) => act::no_show(tx, *id, *side),
            Ask::Move(id, side, at) => act::move_to(tx, plan, *id, *side, *at),
            Ask::DecideMove(id, side, yes) => act::decide_move(tx, plan, *id, *side, *yes),
            Ask::Dispute(id) => act::dispute(tx, *id),
            Ask::TellOwn(id, side) => act::tell_own(tx, *id, *side),
            Ask::Propose(id, side, how) => act::propose(tx, *id, *side, *how),
            Ask::Answer(id, side, yes) => act::answer(tx, *id, *side, *yes),
            Ask::Hold(id) => act::hold(tx, *id),
            Ask::Decide(id, how) => act::decide(tx, *id, *how),
            Ask::Assign(id, provider) => act::assign(tx, plan, *id, *provider),
            Ask::Release(id, at_fault) => act::release(tx, *id, *at_fault),
            Ask::TopUp(customer, amount) => money::top_up(tx, plan, *customer, *amount, self.key),
            Ask::PayDebt(provider, amount) => {
                money::pay_debt(tx, plan, *provider, *amount, self.key)
            }
            Ask::PayOut(provider, amount) => money::pay_out(tx, plan, *provider, *amount, self.key),
        }
    }
}

impl Ask {
    /// The booking that it is about, where it is about one.
    #[must_use]
    pub fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Order(new) => Some(new.id),
            Self::Pay(id, _)
            | Self::SearchAgain(id)
            | Self::EnRoute(id)
            | Self::Arrive(id, _)
            | Self::Start(id, _)
            | Self::ProposeWork(id, _)
            | Self::WithdrawWork(id)
            | Self::DecideWork(id, _)
            | Self::Pause(id)
            | Self::Resume(id)
            | Self::Complete(id)
            | Self::Confirm(id)
            | Self::Cancel(id, ..)
            | Self::NoShow(id, _)
            | Self::Move(id, ..)
            | Self::DecideMove(id, ..)
            | Self::Dispute(id)
            | Self::TellOwn(id, _)
            | Self::Propose(id, ..)
            | Self::Answer(id, ..)
            | Self::Hold(id)
            | Self::Decide(id, _)
            | Self::Assign(id, _)
            | Self::Release(id, _) => Some(*id),
            Self::Accept(_) | Self::Decline(_) => None,
            Self::TopUp(..) | Self::PayDebt(..) | Self::PayOut(..) => None,
        }
    }
}
