//! Single moves and their guards.

use super::acts::{Act, Life};
use super::samples;
use crate::domain::{
    ArrivedBy, Booking, CodeTry, Consent, Journey, MoveError, Position, Resolution, Rules, Side,
    State, Way,
};
use chrono::TimeDelta;
use contracts::booking::{CancelReason, PaymentMethod, Stage};
use contracts::catalog::Pricing;
use kernel::{Fault, LatLng, Money};
use uuid::Uuid;

/// Plays acts that must all succeed.
fn play(pricing: Pricing, acts: &[Act]) -> Life {
    let start = Life::of(samples::searching(pricing));
    acts.iter().fold(start, |life, act| match life.try_act(*act) {
        Ok(next) => next,
        Err(error) => panic!("{act:?} was refused: {error}"),
    })
}

const DAY: Act = Act::Wait(24 * 60);

fn at_the_door(pricing: Pricing) -> Life {
    play(pricing, &[Act::Offer, Act::Confirm(10), DAY, Act::EnRoute, Act::Arrive(0)])
}

fn inspecting() -> Life {
    at_the_door(Pricing::InspectionFirst).try_act(Act::Start(true)).unwrap()
}

fn working() -> Life {
    at_the_door(Pricing::FixedScope).try_act(Act::Start(true)).unwrap()
}

fn refused(life: &Life, act: Act) -> &'static str {
    life.try_act(act).expect_err("it must be refused").code()
}

#[test]
fn a_second_provider_is_told_that_another_was_faster() {
    let life = play(Pricing::FixedScope, &[Act::Offer, Act::Confirm(10)]);
    assert_eq!(refused(&life, Act::Confirm(11)), "booking.already_accepted");
    assert_eq!(life.booking.provider(), Some(Uuid::from_u128(10).into()));
}

#[test]
fn a_provider_sets_out_no_earlier_than_four_hours_before() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), Act::Wait(19 * 60)]);
    assert_eq!(refused(&life, Act::EnRoute), "booking.too_early");
    let life = life.try_act(Act::Wait(60)).unwrap();
    assert_eq!(life.try_act(Act::EnRoute).unwrap().booking.stage(), Stage::EnRoute);
}

#[test]
fn an_arrival_needs_a_fresh_position_near_the_address() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), DAY, Act::EnRoute]);
    let arrive = |position| life.booking.clone().arrive(position, life.now, &life.rules);
    let pin = life.booking.place.pin;
    // 0.0013 degrees of latitude are 145 m, 0.0014 are 156 m.
    let near = LatLng::parse(pin.lat() + 0.0013, pin.lng()).unwrap();
    let far = LatLng::parse(pin.lat() + 0.0014, pin.lng()).unwrap();
    let (now, stale) = (life.now, life.now - TimeDelta::seconds(121));
    let arrived = arrive(Position::Fix { place: near, at: now }).unwrap();
    let State::Confirmed(_, Way::Arrived { arrival, .. }) = arrived.state else { panic!() };
    assert_eq!(arrival.by, ArrivedBy::Fix);
    let code = |position| arrive(position).unwrap_err().code();
    assert_eq!(code(Position::Fix { place: far, at: now }), "booking.too_far");
    assert_eq!(code(Position::Fix { place: near, at: stale }), "booking.position_unknown");
    assert_eq!(code(Position::Unknown), "booking.position_unknown");
    assert_eq!(code(Position::Claimed(far)), "booking.too_far");
    let claimed = arrive(Position::Claimed(near)).unwrap();
    let State::Confirmed(_, Way::Arrived { arrival, .. }) = claimed.state else { panic!() };
    assert_eq!(arrival.by, ArrivedBy::Unverified);
}

#[test]
fn five_wrong_codes_lock_for_ten_minutes() {
    let mut life = at_the_door(Pricing::FixedScope);
    let mut left = vec![];
    for _ in 0..5 {
        let CodeTry::Wrong(booking, error) =
            life.booking.clone().start(false, life.now, &life.rules).unwrap()
        else {
            panic!("a wrong code started the work")
        };
        life.booking = booking;
        left.push(error);
    }
    let wrong = |left| MoveError::WrongCode { left };
    assert_eq!(left[..4], [wrong(4), wrong(3), wrong(2), wrong(1)]);
    assert_eq!(left[4], MoveError::CodeLocked { seconds: 600 });
    assert_eq!(refused(&life, Act::Start(true)), "booking.code_locked");
    let life = life.try_act(Act::Wait(9)).unwrap();
    assert_eq!(refused(&life, Act::Start(true)), "booking.code_locked");
    let life = life.try_act(Act::Wait(1)).unwrap();
    assert_eq!(life.try_act(Act::Start(true)).unwrap().booking.stage(), Stage::Working);
}

#[test]
fn nothing_may_wait_for_approval_when_the_work_ends() {
    let life = working().try_act(Act::Change(10_000, 0)).unwrap();
    assert_eq!(refused(&life, Act::Complete(true)), "booking.awaiting_approval");
    assert_eq!(refused(&life, Act::Change(1, 0)), "booking.awaiting_approval");
    let life = life.try_act(Act::DeclineChange).unwrap();
    let life = life.try_act(Act::Complete(false)).unwrap();
    assert_eq!(life.booking.price.approved_total, Money::piastres(37_050));
}

#[test]
fn after_inspection_an_approved_estimate_sets_the_price() {
    let life = inspecting();
    assert_eq!(life.booking.stage(), Stage::Inspecting);
    assert_eq!(refused(&life, Act::Complete(true)), "booking.estimate_missing");
    assert_eq!(refused(&working(), Act::Estimate(1, 0)), "booking.not_inspection_first");
    let life = life.try_act(Act::Estimate(60_000, 20_000)).unwrap();
    let life = life.try_act(Act::ApproveEstimate(60_000, 20_000)).unwrap();
    // 20.50 travel stays, the 350.00 inspection is credited.
    assert_eq!(life.booking.price.approved_total, Money::piastres(2_050 + 80_000));
    assert_eq!(refused(&life, Act::Complete(false)), "booking.parts_photo_missing");
    let life = life.try_act(Act::Complete(true)).unwrap();
    // Cash: rounded down to the pound.
    assert_eq!(life.booking.price.settlement.total, Money::egp(820));
}

#[test]
fn a_declined_estimate_ends_the_visit_at_the_quoted_fee() {
    let life = inspecting().try_act(Act::Estimate(60_000, 0)).unwrap();
    let life = life.try_act(Act::DeclineEstimate).unwrap();
    assert_eq!(life.booking.stage(), Stage::Done);
    assert_eq!(life.booking.price.approved_total, Money::piastres(37_050));
}

#[test]
fn a_proposal_that_waits_may_be_taken_back_and_written_anew() {
    let asked = inspecting().try_act(Act::Estimate(60_000, 20_000)).unwrap();
    assert_eq!(refused(&asked, Act::WithdrawChange), "booking.not_allowed_now");
    let back = asked.try_act(Act::WithdrawEstimate).unwrap();
    assert_eq!(back.booking.stage(), Stage::Inspecting);
    assert_eq!(back.booking.price, inspecting().booking.price);
    assert_eq!(refused(&back, Act::WithdrawEstimate), "booking.not_allowed_now");
    assert_eq!(refused(&back, Act::ApproveEstimate(60_000, 20_000)), "booking.not_allowed_now");
    let anew = back.try_act(Act::Estimate(60_000, 0)).unwrap();
    let agreed = anew.try_act(Act::ApproveEstimate(60_000, 0)).unwrap();
    assert_eq!(agreed.booking.price.approved_total, Money::piastres(2_050 + 60_000));
    assert_eq!(refused(&agreed, Act::WithdrawEstimate), "booking.not_allowed_now");

    let asked = working().try_act(Act::Change(10_000, 0)).unwrap();
    assert_eq!(refused(&asked, Act::WithdrawEstimate), "booking.not_allowed_now");
    let back = asked.try_act(Act::WithdrawChange).unwrap();
    assert_eq!(back.booking.stage(), Stage::Working);
    assert_eq!(back.booking.price, working().booking.price);
    assert_eq!(refused(&back, Act::DeclineChange), "booking.not_allowed_now");
}

#[test]
fn parts_have_a_cap_over_all_approvals() {
    let life = working().try_act(Act::Change(0, 60_000)).unwrap();
    let life = life.try_act(Act::ApproveChange(0, 60_000)).unwrap();
    assert_eq!(refused(&life, Act::Change(0, 40_001)), "booking.parts_cap");
    assert!(life.try_act(Act::Change(0, 40_000)).is_ok());
    assert!(life.try_act(Act::Change(500_000, 0)).is_ok());
}

#[test]
fn a_provider_waits_fifteen_minutes_inside_the_window() {
    let acts = [Act::Confirm(10), Act::Wait(23 * 60), Act::EnRoute, Act::Arrive(0)];
    // An hour early: the waiting counts from the window's start.
    let life = play(Pricing::FixedScope, &acts).try_act(Act::Wait(74)).unwrap();
    assert_eq!(refused(&life, Act::NoShow(Side::Provider)), "booking.still_waiting");
    let life = life.try_act(Act::Wait(1)).unwrap();
    let life = life.try_act(Act::NoShow(Side::Provider)).unwrap();
    let State::Cancelled(cancelled) = &life.booking.state else { panic!() };
    assert_eq!(cancelled.reason, CancelReason::NoShowCustomer);
    assert_eq!(cancelled.fee, Money::egp(100));
    assert_eq!(cancelled.fee_to_provider, Money::egp(100));
}

#[test]
fn a_customer_waits_thirty_minutes_past_the_window_and_pays_nothing() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), DAY, Act::Wait(29)]);
    assert_eq!(refused(&life, Act::NoShow(Side::Customer)), "booking.still_waiting");
    let life = life.try_act(Act::Wait(1)).unwrap();
    let life = life.try_act(Act::NoShow(Side::Customer)).unwrap();
    let State::Cancelled(cancelled) = &life.booking.state else { panic!() };
    assert_eq!(cancelled.reason, CancelReason::NoShowProvider);
    assert!(cancelled.fee.is_zero());
    let here = at_the_door(Pricing::FixedScope).try_act(Act::Wait(60)).unwrap();
    assert_eq!(refused(&here, Act::NoShow(Side::Customer)), "booking.not_allowed_now");
}

#[test]
fn a_reschedule_inside_the_fee_window_keeps_the_fee() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), Act::Wait(23 * 60)]);
    let (b, now, rules) = (&life.booking, life.now, &life.rules);
    let at = now + TimeDelta::days(3);
    let consent = b.may_reschedule(Side::Customer, at, now, rules).unwrap();
    // A tenth of 370 pounds.
    assert_eq!(consent, Consent::Needed { fee_floor: Money::egp(37) });
    let moved = b.clone().reschedule(at, Money::egp(37), now).unwrap();
    let later = now + TimeDelta::hours(1);
    let consequence = moved.assess(Side::Customer, later, &Journey::default(), rules).unwrap();
    assert_eq!((consequence.rule.tag(), consequence.fee), ("after_reschedule", Money::egp(37)));
    // Another provider, another promise.
    let released = moved.release(false, rules).unwrap().booking;
    assert!(released.fee_floor.is_zero());
}

#[test]
fn a_fee_that_is_due_sooner_than_consent_is_kept_too() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), Act::Wait(12 * 60)]);
    let (b, now) = (&life.booking, life.now);
    // Free only two days before, and no consent needed until an hour before.
    let rules = Rules {
        free_before_window_s: 2 * 86_400,
        reschedule_consent_s: 3_600,
        ..life.rules.clone()
    };
    let at = now + TimeDelta::days(5);
    let consent = b.may_reschedule(Side::Customer, at, now, &rules).unwrap();
    assert_eq!(consent, Consent::NotNeeded { fee_floor: Money::egp(37) });
    let moved = b.clone().reschedule(at, Money::egp(37), now).unwrap();
    let consequence = moved.assess(Side::Customer, now, &Journey::default(), &rules).unwrap();
    assert_eq!((consequence.rule.tag(), consequence.fee), ("after_reschedule", Money::egp(37)));
}

#[test]
fn who_may_move_a_visit_and_when() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10)]);
    let (b, rules) = (&life.booking, &life.rules);
    let may = |side, at, now| b.may_reschedule(side, at, now, rules);
    let (now, start) = (life.now - TimeDelta::minutes(1), b.window.starts_at);
    let hours = TimeDelta::hours;
    assert_eq!(
        may(Side::Customer, start + hours(5), now),
        Ok(Consent::NotNeeded { fee_floor: Money::ZERO })
    );
    let Ok(Consent::Needed { .. }) = may(Side::Customer, start + hours(5), life.now) else {
        panic!("24 hours before, the provider must agree")
    };
    assert!(matches!(may(Side::Provider, start + hours(5), now), Ok(Consent::Needed { .. })));
    assert_eq!(may(Side::Customer, start, now), Err(MoveError::BadNewTime));
    assert_eq!(may(Side::Customer, now + TimeDelta::minutes(29), now), Err(MoveError::BadNewTime));
    assert_eq!(may(Side::Customer, now + hours(24 * 91), now), Err(MoveError::BadNewTime));
    let mut instant = b.clone();
    instant.window.instant = true;
    let at = start + hours(5);
    assert_eq!(
        instant.may_reschedule(Side::Customer, at, now, rules),
        Err(MoveError::InstantNotMovable)
    );
    assert_eq!(b.clone().reschedule(now, Money::ZERO, now), Err(MoveError::BadNewTime));
}

#[test]
fn work_may_be_disputed_once_within_fourteen_days() {
    let done = working().try_act(Act::Complete(false)).unwrap();
    let late = done.try_act(Act::Wait(14 * 24 * 60 + 1)).unwrap();
    assert_eq!(refused(&late, Act::Dispute), "booking.too_late");
    let open = done.try_act(Act::Dispute).unwrap();
    assert_eq!(open.booking.stage(), Stage::Open);
    let part = |amount| Resolution::Part(amount);
    let total = open.booking.price.settlement.total;
    for wrong in [Money::ZERO, total, Money::piastres(-1)] {
        let refusal = open.booking.clone().resolve(part(wrong), open.now, &open.rules);
        assert_eq!(refusal.unwrap_err().code(), "booking.bad_refund");
    }
    let decided = open.try_act(Act::Review).unwrap().try_act(Act::Resolve(0)).unwrap();
    assert_eq!(decided.booking.stage(), Stage::Done);
    assert_eq!(refused(&decided, Act::Dispute), "booking.dispute_decided");
    let (cancelled, refund) =
        open.booking.clone().resolve(Resolution::Everything, open.now, &open.rules).unwrap();
    assert_eq!((cancelled.stage(), refund), (Stage::Closed, total));
}

#[test]
fn the_money_may_settle_before_or_after_a_dispute_is_decided() {
    let open = working().try_act(Act::Complete(false)).unwrap().try_act(Act::Dispute).unwrap();
    let settled = open.try_act(Act::Settle).unwrap();
    assert_eq!(settled.booking.stage(), Stage::Open);
    assert_eq!(settled.booking.payment.status.tag(), "disputed");
    let decided = settled.try_act(Act::Resolve(0)).unwrap();
    assert_eq!(decided.booking.stage(), Stage::Settled);
    assert_eq!(decided.booking.payment.status.tag(), "paid");
    let stopped = working().try_act(Act::Hold).unwrap();
    assert!(!stopped.booking.was_completed_before_dispute());
    assert!(open.booking.was_completed_before_dispute());
}

#[test]
fn a_prepaid_booking_waits_fifteen_minutes_for_its_money() {
    let order = samples::order(Pricing::FixedScope, PaymentMethod::Card);
    let life = Life::of(Booking::create(order, samples::noon(), &Rules::default()));
    assert_eq!(life.booking.stage(), Stage::AwaitingPayment);
    assert_eq!(refused(&life, Act::Offer), "booking.not_allowed_now");
    assert_eq!(refused(&life, Act::Confirm(10)), "booking.not_allowed_now");
    assert_eq!(life.try_act(Act::Pay).unwrap().booking.stage(), Stage::Searching);
    let expired = life.try_act(Act::ExpirePayment).unwrap();
    assert!(matches!(&expired.booking.state, State::Cancelled(c)
        if c.reason == CancelReason::PaymentExpired));
    assert_eq!(refused(&expired, Act::Pay), "booking.not_allowed_now");
}

#[test]
fn a_provider_that_leaves_after_the_window_ends_the_booking() {
    let life = play(Pricing::FixedScope, &[Act::Confirm(10), DAY, Act::Wait(60)]);
    let life = life.try_act(Act::Cancel(Side::Provider)).unwrap();
    assert!(matches!(&life.booking.state, State::Cancelled(c)
        if c.reason == CancelReason::ByProvider && c.fee.is_zero()));
}

#[test]
fn every_refusal_tells_people_what_to_do_in_both_languages() {
    let at = samples::noon();
    let cap = Money::egp(1);
    let all = [
        MoveError::NotAllowed { action: crate::domain::Action::Start, stage: Stage::Closed },
        MoveError::AlreadyAccepted,
        MoveError::HasProvider,
        MoveError::TooEarly { from: at },
        MoveError::StillWaiting { until: at },
        MoveError::TooLate { until: at },
        MoveError::TooFar { distance_m: 400 },
        MoveError::PositionUnknown,
        MoveError::WrongCode { left: 2 },
        MoveError::CodeLocked { seconds: 61 },
        MoveError::AwaitingApproval,
        MoveError::ProposalWithdrawn,
        MoveError::ProposalDecided,
        MoveError::EstimateMissing,
        MoveError::NotInspectionFirst,
        MoveError::PartsCap { cap },
        MoveError::PartsPhotoMissing,
        MoveError::InstantNotMovable,
        MoveError::BadNewTime,
        MoveError::FeeChanged { fee: cap },
        MoveError::DisputeDecided,
        MoveError::BadRefund { total: cap },
    ];
    let mut codes: Vec<_> = all.iter().map(Fault::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all.len());
    for error in &all {
        let text = error.text();
        assert!(text.ar.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)), "{error:?}");
        assert!(text.en.is_ascii() && text.en.len() > 10, "{}", text.en);
        let wrong_field = error.class() == kernel::ErrorClass::Invalid;
        assert_eq!(!error.fields().is_empty(), wrong_field, "{error:?}");
    }
}
