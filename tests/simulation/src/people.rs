//! What people do next, and when: mostly what is usual, sometimes what nobody expects.

use crate::asks::Ask;
use crate::chance::Chance;
use crate::plan::Plan;
use crate::rows::BookingRow;
use crate::store::Tables;
use booking::domain::{
    Actor, Journey, Position, ProposedWork, Resolution, Side, Trouble, TroubleKind,
};
use chrono::TimeDelta;
use contracts::booking::{PaymentMethod, Stage};
use kernel::ids::UserId;
use kernel::{Instant, LatLng, Money};
use payments::domain::account::Account;

/// When a side looks at a booking again that stands there.
pub fn looks_again(chance: &mut Chance, row: &BookingRow, side: Side, now: Instant) -> Instant {
    let minutes = |chance: &mut Chance, least: i64, most: i64| {
        now + TimeDelta::seconds(chance.between(least * 60, most * 60))
    };
    let start = row.booking.window().starts_at;
    match (row.booking.stage(), side) {
        (_, Side::Operator) => minutes(chance, 1, 3_000),
        (Stage::AwaitingPayment, _) => minutes(chance, 0, 20),
        (Stage::Searching | Stage::Offered, _) => minutes(chance, 0, 240),
        (Stage::Assigned, _) => {
            let around = start + TimeDelta::minutes(chance.between(-240, 60));
            if chance.percent(70) {
                around.max(minutes(chance, 0, 10))
            } else {
                minutes(chance, 0, 120)
            }
        }
        (Stage::EnRoute | Stage::Arrived | Stage::AwaitingApproval, _) => minutes(chance, 0, 90),
        (Stage::Inspecting | Stage::Working, _) => minutes(chance, 5, 120),
        (Stage::Paused, _) => minutes(chance, 60, 6_000),
        (Stage::Done | Stage::Settled, _) => minutes(chance, 10, 22_000),
        (Stage::Open | Stage::UnderReview, _) => minutes(chance, 30, 4_000),
        (Stage::Closed, _) => minutes(chance, 1, 60),
    }
}

/// What a side of a booking asks for now, having seen what is committed.
pub fn next(
    chance: &mut Chance,
    plan: &Plan,
    t: &Tables,
    row: &BookingRow,
    side: Side,
    now: Instant,
) -> Option<Ask> {
    if chance.percent(plan.mischief) {
        return Some(anything(chance, plan, t, row, side, now));
    }
    match side {
        Side::Customer => customer(chance, t, row, now),
        Side::Provider => provider(chance, row, now),
        Side::Operator => operator(chance, plan, row),
    }
}

fn customer(chance: &mut Chance, t: &Tables, row: &BookingRow, now: Instant) -> Option<Ask> {
    let id = row.booking.id();
    match row.booking.stage() {
        Stage::AwaitingPayment => {
            let facts = row.booking.facts();
            let wallet = Account::Wallet(facts.customer_id);
            let has = t.balances.get(wallet).copied().unwrap_or_default();
            Some(match chance.upto(3) {
                0 => Ask::Pay(id, PaymentMethod::Cash),
                1 if has < facts.settlement.total => {
                    Ask::TopUp(facts.customer_id, facts.settlement.total + Money::egp(20))
                }
                _ => Ask::Pay(id, PaymentMethod::Wallet),
            })
        }
        Stage::Searching | Stage::Offered => match chance.upto(29) {
            0 => Some(cancels(chance, row, Side::Customer, now)),
            1 | 2 => Some(moves(chance, row, Side::Customer, now)),
            3..=6 => Some(Ask::SearchAgain(id)),
            _ => None,
        },
        Stage::Assigned | Stage::EnRoute | Stage::Arrived => match chance.upto(29) {
            0 => Some(cancels(chance, row, Side::Customer, now)),
            1 | 2 => Some(moves(chance, row, Side::Customer, now)),
            5 => Some(Ask::NoShow(id, Side::Customer)),
            3 | 4 => Some(Ask::DecideMove(id, Side::Customer, chance.percent(60))),
            _ => None,
        },
        Stage::AwaitingApproval => Some(Ask::DecideWork(id, chance.percent(75))),
        Stage::Paused => Some(Ask::DecideMove(id, Side::Customer, chance.percent(70))),
        Stage::Done | Stage::Settled => match chance.upto(3) {
            0 => Some(Ask::Dispute(id)),
            1 => Some(Ask::Confirm(id)),
            _ => None,
        },
        Stage::Open | Stage::UnderReview => match chance.upto(2) {
            0 => Some(Ask::TellOwn(id, Side::Customer)),
            _ => Some(Ask::Answer(id, Side::Customer, chance.percent(50))),
        },
        Stage::Closed if chance.percent(20) => {
            let customer = row.booking.facts().customer_id;
            Some(Ask::TopUp(customer, Money::egp(chance.between(-50, 300))))
        }
        Stage::Closed | Stage::Inspecting | Stage::Working => None,
    }
}

fn provider(chance: &mut Chance, row: &BookingRow, now: Instant) -> Option<Ask> {
    let (id, pin) = (row.booking.id(), row.booking.facts().pin);
    Some(match row.booking.stage() {
        Stage::Assigned => match chance.upto(19) {
            0 => cancels(chance, row, Side::Provider, now),
            1 => moves(chance, row, Side::Provider, now),
            2 => Ask::DecideMove(id, Side::Provider, chance.percent(60)),
            _ => Ask::EnRoute(id),
        },
        Stage::EnRoute => match chance.upto(19) {
            0 => cancels(chance, row, Side::Provider, now),
            1 => Ask::Arrive(id, Some(Position::Unknown)),
            2 => Ask::Arrive(id, Some(Position::Claimed(pin))),
            _ => Ask::Arrive(id, Some(Position::Fix { place: pin, at: now })),
        },
        Stage::Arrived => match chance.upto(19) {
            0 => cancels(chance, row, Side::Provider, now),
            1 => Ask::NoShow(id, Side::Provider),
            2 => Ask::Start(id, false),
            _ => Ask::Start(id, true),
        },
        Stage::Inspecting => Ask::ProposeWork(id, work(chance)),
        Stage::Working => match chance.upto(5) {
            0 => Ask::ProposeWork(id, work(chance)),
            1 => Ask::Pause(id),
            _ => Ask::Complete(id),
        },
        Stage::AwaitingApproval if chance.percent(20) => Ask::WithdrawWork(id),
        Stage::Paused if chance.percent(50) => Ask::Resume(id),
        Stage::Paused => moves(chance, row, Side::Provider, now),
        Stage::Open | Stage::UnderReview => match chance.upto(2) {
            0 => Ask::TellOwn(id, Side::Provider),
            1 => Ask::Propose(id, Side::Provider, how(chance)),
            _ => Ask::Answer(id, Side::Provider, chance.percent(50)),
        },
        _ => return None,
    })
}

fn operator(chance: &mut Chance, plan: &Plan, row: &BookingRow) -> Option<Ask> {
    let id = row.booking.id();
    let someone = plan.workers.first()?.id;
    let any = chance.pick(&plan.workers.iter().map(|worker| worker.id).collect::<Vec<_>>());
    let any = any.unwrap_or(someone);
    Some(match row.booking.stage() {
        Stage::Open | Stage::UnderReview if chance.percent(60) => Ask::Decide(id, how(chance)),
        Stage::Open | Stage::UnderReview => Ask::Propose(id, Side::Operator, how(chance)),
        Stage::Searching | Stage::Offered if chance.percent(15) => Ask::Assign(id, any),
        Stage::Assigned if chance.percent(6) => Ask::Release(id, chance.percent(50)),
        Stage::EnRoute if chance.percent(40) => Ask::Arrive(id, None),
        Stage::Inspecting | Stage::Working | Stage::Paused if chance.percent(12) => Ask::Hold(id),
        _ if chance.percent(25) => Ask::PayDebt(any, Money::egp(chance.between(1, 80))),
        _ if chance.percent(25) => Ask::PayOut(any, Money::egp(chance.between(1, 80))),
        _ => return None,
    })
}

/// What nobody expects.
fn anything(
    chance: &mut Chance,
    plan: &Plan,
    t: &Tables,
    row: &BookingRow,
    side: Side,
    now: Instant,
) -> Ask {
    let id = row.booking.id();
    let yes = chance.percent(50);
    match (side, chance.upto(11)) {
        (_, 0) => cancels(chance, row, side, now),
        (_, 1) => moves(chance, row, side, now),
        (Side::Operator, 2) => Ask::Release(id, yes),
        (Side::Operator, 3) => Ask::Hold(id),
        (Side::Operator, 4) => Ask::Decide(id, how(chance)),
        (Side::Operator, 5) => Ask::Arrive(id, None),
        (Side::Operator, 6 | 7) => match operator(chance, plan, row) {
            Some(ask) => ask,
            None => Ask::Propose(id, side, how(chance)),
        },
        (Side::Operator, _) => cancels(chance, row, side, now),
        (_, 2) => Ask::NoShow(id, side),
        (_, 3) => Ask::DecideMove(id, side, yes),
        (_, 4) => Ask::Answer(id, side, yes),
        (_, 5) => Ask::TellOwn(id, side),
        (Side::Customer, 6) => Ask::Dispute(id),
        (Side::Customer, 7) => Ask::Confirm(id),
        (Side::Customer, 8) => Ask::DecideWork(id, yes),
        (Side::Customer, 9) => Ask::SearchAgain(id),
        (Side::Customer, 10) => {
            Ask::Pay(id, if yes { PaymentMethod::Cash } else { PaymentMethod::Wallet })
        }
        (Side::Customer, _) => customer(chance, t, row, now).unwrap_or(Ask::Dispute(id)),
        (Side::Provider, 6) => Ask::Start(id, yes),
        (Side::Provider, 7) => Ask::Complete(id),
        (Side::Provider, 8) => Ask::Pause(id),
        (Side::Provider, 9) => Ask::Resume(id),
        (Side::Provider, 10) => Ask::ProposeWork(id, work(chance)),
        (Side::Provider, _) => Ask::EnRoute(id),
    }
}

/// Ends it, mostly after a look at what that costs.
fn cancels(chance: &mut Chance, row: &BookingRow, side: Side, now: Instant) -> Ask {
    let facts = row.booking.facts();
    let user: UserId = match side {
        Side::Provider => row.booking.provider().map_or(facts.customer_id, UserId::from),
        Side::Customer | Side::Operator => facts.customer_id,
    };
    let journey = journey(chance, now);
    let preview = row.booking.assess(side, now, &journey, &row.rules).map(|preview| preview.fee);
    let shown = preview.ok().filter(|_| side == Side::Customer && chance.percent(70));
    Ask::Cancel(row.booking.id(), Actor { side, user_id: user }, journey, shown)
}

fn moves(chance: &mut Chance, row: &BookingRow, side: Side, now: Instant) -> Ask {
    let side = if side == Side::Operator { Side::Customer } else { side };
    let at = now + TimeDelta::minutes(chance.between(-10, 5 * 24 * 60));
    Ask::Move(row.booking.id(), side, at)
}

fn journey(chance: &mut Chance, now: Instant) -> Journey {
    let kind = chance.pick(&[TroubleKind::Stalled, TroubleKind::Retreating, TroubleKind::Dark]);
    let since = now - TimeDelta::minutes(chance.between(0, 30));
    let trouble = kind.filter(|_| chance.percent(25)).map(|kind| Trouble { kind, since });
    let metres = |chance: &mut Chance| chance.percent(50).then(|| chance.upto(9_000));
    Journey { trouble, from_m: metres(chance), now_m: metres(chance) }
}

fn work(chance: &mut Chance) -> ProposedWork {
    ProposedWork {
        labour: Money::piastres(chance.between(0, 60_000)),
        parts: Money::piastres(if chance.percent(50) { chance.between(0, 60_000) } else { 0 }),
    }
}

fn how(chance: &mut Chance) -> Resolution {
    match chance.upto(3) {
        0 => Resolution::Nothing,
        1 => Resolution::Everything,
        2 => Resolution::ReService,
        _ => Resolution::Part(Money::piastres(chance.between(1, 60_000))),
    }
}

/// Where somebody is, roughly.
pub fn near(chance: &mut Chance, home: LatLng) -> LatLng {
    let off = |chance: &mut Chance| chance.between(-9, 9) as f64 / 1_000.0;
    LatLng::parse(home.lat() + off(chance), home.lng() + off(chance)).unwrap_or(home)
}
