//! Everything that can be tried on a booking, for random lives.

use super::samples;
use crate::domain::{
    Actor, Booking, CodeTry, Consent, Journey, MoveError, Position, Proof, ProposedWork,
    Resolution, Rules, Side, Trouble, TroubleKind, WorkConfirmer,
};
use chrono::TimeDelta;
use kernel::ids::ProviderId;
use kernel::{Instant, LatLng, Money};
use proptest::prelude::*;
use uuid::Uuid;

/// One thing that is tried.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Wait(i64),
    Pay,
    SearchBegun,
    Offer,
    LookFurther,
    Confirm(u128),
    Cancel(Side),
    ExpirePayment,
    GiveUp,
    Release(bool),
    EnRoute,
    Arrive(u8),
    ArriveByOperator,
    Start(bool),
    Pause,
    PauseUntil(i64),
    Resume,
    Estimate(i64, i64),
    Change(i64, i64),
    WithdrawEstimate,
    WithdrawChange,
    ApproveEstimate(i64, i64),
    DeclineEstimate,
    ApproveChange(i64, i64),
    DeclineChange,
    Complete(bool),
    ConfirmWork,
    Settle,
    Refund,
    Reschedule(Side, i64),
    NoShow(Side),
    Dispute,
    Hold,
    Review,
    Resolve(u8),
    Drive(Journey),
}

fn journey() -> impl Strategy<Value = Journey> {
    let metres = || prop::option::of(0u32..12_000);
    let kind = prop::sample::select(vec![
        TroubleKind::Stalled,
        TroubleKind::Retreating,
        TroubleKind::Dark,
    ]);
    let trouble = (kind, 0i64..3_000).prop_map(|(kind, minutes)| Trouble {
        kind,
        since: samples::noon() + TimeDelta::minutes(minutes),
    });
    (prop::option::of(trouble), metres(), metres()).prop_map(|(trouble, from_m, now_m)| Journey {
        trouble,
        from_m,
        now_m,
    })
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Customer), Just(Side::Provider), Just(Side::Operator)]
}

/// Anything at all, the usual way to the end made likely.
pub fn any_act() -> impl Strategy<Value = Act> {
    let way = prop_oneof![
        (0i64..3_000).prop_map(Act::Wait),
        Just(Act::Pay),
        Just(Act::Offer),
        (10u128..13).prop_map(Act::Confirm),
        Just(Act::EnRoute),
        (0u8..4).prop_map(Act::Arrive),
        any::<bool>().prop_map(Act::Start),
        (0i64..90_000, 0i64..60_000).prop_map(|(l, p)| Act::Estimate(l, p)),
        (0i64..90_000, 0i64..60_000).prop_map(|(l, p)| Act::ApproveEstimate(l, p)),
        (0i64..90_000, 0i64..60_000).prop_map(|(l, p)| Act::Change(l, p)),
        (0i64..90_000, 0i64..60_000).prop_map(|(l, p)| Act::ApproveChange(l, p)),
        any::<bool>().prop_map(Act::Complete),
        Just(Act::Settle),
    ];
    let others = prop_oneof![
        side().prop_map(Act::Cancel),
        any::<bool>().prop_map(Act::Release),
        (side(), 0i64..200).prop_map(|(s, h)| Act::Reschedule(s, h)),
        side().prop_map(Act::NoShow),
        (0u8..3).prop_map(Act::Resolve),
        (0i64..200).prop_map(Act::PauseUntil),
        journey().prop_map(Act::Drive),
        prop::sample::select(vec![
            Act::SearchBegun,
            Act::LookFurther,
            Act::ExpirePayment,
            Act::GiveUp,
            Act::ArriveByOperator,
            Act::Pause,
            Act::Resume,
            Act::WithdrawEstimate,
            Act::WithdrawChange,
            Act::DeclineEstimate,
            Act::DeclineChange,
            Act::ConfirmWork,
            Act::Refund,
            Act::Dispute,
            Act::Hold,
            Act::Review,
        ]),
    ];
    prop_oneof![4 => way, 1 => others]
}

/// A life: the booking, and what time it is.
#[derive(Clone, Debug)]
pub struct Life {
    /// The booking.
    pub booking: Booking,
    /// The time.
    pub now: Instant,
    /// What the customer has approved, counted apart.
    pub approved: Money,
    /// What is known of the provider's way.
    pub journey: Journey,
    /// The rules.
    pub rules: Rules,
}

fn work(labour: i64, parts: i64) -> ProposedWork {
    ProposedWork { labour: Money::piastres(labour), parts: Money::piastres(parts) }
}

fn position(kind: u8, now: Instant) -> Position {
    let pin = LatLng::parse(29.96, 31.25).expect("a constant place");
    let away = LatLng::parse(30.05, 31.25).expect("a constant place");
    match kind {
        0 => Position::Fix { place: pin, at: now },
        1 => Position::Claimed(pin),
        2 => Position::Fix { place: away, at: now },
        _ => Position::Unknown,
    }
}

impl Life {
    /// Begins a life.
    pub fn of(booking: Booking) -> Self {
        let approved = booking.price.approved_total;
        let journey = Journey::default();
        Self { booking, now: samples::noon(), approved, journey, rules: Rules::default() }
    }

    /// Tries an act; nothing changes when it is refused.
    pub fn try_act(&self, act: Act) -> Result<Self, MoveError> {
        let mut next = self.clone();
        if let Act::Wait(minutes) = act {
            next.now += TimeDelta::minutes(minutes);
            return Ok(next);
        }
        if let Act::Drive(journey) = act {
            next.journey = journey;
            return Ok(next);
        }
        next.booking = self.moved(act)?;
        let credit = self.booking.inspection_credit();
        next.approved += match act {
            Act::ApproveEstimate(l, p) => Money::piastres(l + p) - credit,
            Act::ApproveChange(l, p) => Money::piastres(l + p),
            _ => Money::ZERO,
        };
        Ok(next)
    }

    fn moved(&self, act: Act) -> Result<Booking, MoveError> {
        let (b, now, rules) = (self.booking.clone(), self.now, &self.rules);
        let actor = |side| Actor { side, user_id: Uuid::from_u128(9).into() };
        match act {
            Act::Wait(_) | Act::Drive(_) => Ok(b),
            Act::Pay => b.paid(),
            Act::SearchBegun => b.search_begun(),
            Act::Offer => b.offered(),
            Act::LookFurther => b.looking_further(),
            Act::Confirm(p) => b.confirm(ProviderId::from(Uuid::from_u128(p)), "s".into(), now),
            Act::Cancel(side) => b.cancel(actor(side), now, &self.journey, rules).map(|(b, _)| b),
            Act::ExpirePayment => b.expire_payment(now, rules).map(|(b, _)| b),
            Act::GiveUp => b.give_up(now, rules).map(|(b, _)| b),
            Act::Release(at_fault) => b.release(at_fault, rules).map(|u| u.booking),
            Act::EnRoute => b.en_route(now, rules),
            Act::Arrive(kind) => b.arrive(position(kind, now), now, rules),
            Act::ArriveByOperator => b.arrive_by_operator(now),
            Act::Start(right) => b.start(right, now, rules).map(|tried| match tried {
                CodeTry::Started(b) | CodeTry::Wrong(b, _) => b,
            }),
            Act::Pause => b.pause(),
            Act::PauseUntil(h) => {
                b.pause().and_then(|b| b.reschedule(now + TimeDelta::hours(h), Money::ZERO, now))
            }
            Act::Resume => b.resume(),
            Act::Estimate(l, p) => b.propose_estimate(work(l, p)),
            Act::Change(l, p) => b.propose_change(work(l, p)),
            Act::WithdrawEstimate => b.withdraw_estimate(),
            Act::WithdrawChange => b.withdraw_change(),
            Act::ApproveEstimate(l, p) => b.approve_estimate(work(l, p)),
            Act::DeclineEstimate => b.decline_estimate(now),
            Act::ApproveChange(l, p) => b.approve_change(work(l, p)),
            Act::DeclineChange => b.decline_change(),
            Act::Complete(photo) => {
                b.complete(&Proof { has_parts_photo: photo, ..Proof::default() }, now)
            }
            Act::ConfirmWork => b.confirm_work(WorkConfirmer::Customer, now),
            Act::Settle => Ok(b.settled(now)),
            Act::Refund => Ok(b.refunded()),
            Act::Reschedule(side, h) => {
                let at = now + TimeDelta::hours(h);
                let consent = b.may_reschedule(side, at, now, rules)?;
                let (Consent::Needed { fee_floor } | Consent::NotNeeded { fee_floor }) = consent;
                let floor = if side == Side::Customer { fee_floor } else { Money::ZERO };
                b.reschedule(at, floor, now)
            }
            Act::NoShow(side) => b.no_show(side, now, rules).map(|(b, _)| b),
            Act::Dispute => b.dispute(now, rules),
            Act::Hold => b.hold(now),
            Act::Review => b.review(),
            Act::Resolve(0) => b.resolve(Resolution::Nothing, now, rules).map(|(b, _)| b),
            Act::Resolve(1) => {
                let part = Resolution::Part(Money::egp(1));
                b.resolve(part, now, rules).map(|(b, _)| b)
            }
            Act::Resolve(_) => b.resolve(Resolution::Everything, now, rules).map(|(b, _)| b),
        }
    }
}
