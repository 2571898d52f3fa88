//! Random lives: whatever is tried in whatever order, the laws hold.

use super::acts::{Act, Life, any_act};
use super::samples;
use crate::domain::{Booking, Consequence, Effect, Journey, Side, State};
use contracts::booking::{PaymentMethod, Stage, Status, Verdict};
use contracts::catalog::Pricing;
use kernel::Money;
use proptest::prelude::*;

/// The legal moves of the design (`domain.md`, Booking), written down a second time: from a stage
/// to the stages it may go to. Staying is always legal.
fn legal(from: Stage) -> &'static [Stage] {
    use Stage as S;
    match from {
        S::AwaitingPayment => &[S::Searching, S::Closed],
        S::Searching => &[S::Offered, S::Assigned, S::Closed],
        S::Offered => &[S::Searching, S::Assigned, S::Closed],
        S::Assigned => &[S::EnRoute, S::Searching, S::Closed],
        S::EnRoute => &[S::Arrived, S::Searching, S::Closed],
        S::Arrived => &[S::Inspecting, S::Working, S::Searching, S::Closed],
        S::Inspecting => &[S::AwaitingApproval, S::Closed, S::Open],
        S::AwaitingApproval => {
            &[S::Inspecting, S::Working, S::Done, S::Settled, S::Closed, S::Open]
        }
        S::Working => &[S::AwaitingApproval, S::Paused, S::Done, S::Settled, S::Closed, S::Open],
        S::Paused => &[S::Working, S::Closed, S::Open],
        S::Done => &[S::Settled, S::Open],
        S::Settled => &[S::Open],
        S::Closed => &[],
        S::Open => &[S::UnderReview, S::Done, S::Settled, S::Closed],
        S::UnderReview => &[S::Done, S::Settled, S::Closed],
    }
}

fn status_of(stage: Stage) -> Status {
    use Stage as S;
    match stage {
        S::AwaitingPayment | S::Searching | S::Offered => Status::Pending,
        S::Assigned | S::EnRoute | S::Arrived => Status::Confirmed,
        S::Inspecting | S::AwaitingApproval | S::Working | S::Paused => Status::InProgress,
        S::Done | S::Settled => Status::Completed,
        S::Closed => Status::Cancelled,
        S::Open | S::UnderReview => Status::Disputed,
    }
}

fn start(inspection: bool, prepaid: bool) -> Life {
    let pricing = if inspection { Pricing::InspectionFirst } else { Pricing::FixedScope };
    let method = if prepaid { PaymentMethod::Wallet } else { PaymentMethod::Cash };
    let order = samples::order(pricing, method);
    Life::of(Booking::create(order, samples::noon(), &crate::domain::Rules::default()))
}

/// The usual way to the end. Random lives begin somewhere along it, because chance alone hardly
/// ever gets past the door.
fn usual_way(inspection: bool) -> Vec<Act> {
    let mut way = vec![Act::Pay, Act::Offer, Act::Confirm(10), Act::Wait(24 * 60)];
    way.extend([Act::EnRoute, Act::Arrive(0), Act::Start(true)]);
    if inspection {
        way.extend([Act::Estimate(60_000, 0), Act::ApproveEstimate(60_000, 0)]);
    }
    way.extend([Act::Change(5_000, 7_000), Act::ApproveChange(5_000, 7_000)]);
    way.extend([Act::Complete(true), Act::Dispute, Act::Review]);
    way
}

fn check_step(before: &Life, after: &Life, act: Act) -> Result<(), TestCaseError> {
    let (from, to) = (before.booking.stage(), after.booking.stage());
    prop_assert!(from == to || legal(from).contains(&to), "{act:?}: {from:?} to {to:?}");
    if let Act::Reschedule(Side::Customer, _) = act {
        // A reschedule is never a way around a fee: what was due before it is the floor after it.
        let (knows_nothing, rules) = (Journey::default(), &before.rules);
        let due = before.booking.assess(Side::Customer, before.now, &knows_nothing, rules);
        // Work that goes on can't be cancelled by its customer, so nothing is due for that.
        let goes_on = before.booking.status() == Status::InProgress;
        prop_assert!(goes_on || due.is_ok_and(|due| due.fee <= after.booking.fee_floor));
    }
    if let Act::WithdrawEstimate | Act::WithdrawChange = act {
        // What is taken back leaves nothing behind: the price is as it was before it was proposed.
        prop_assert_eq!(from, Stage::AwaitingApproval);
        prop_assert_eq!(&before.booking.price, &after.booking.price);
    }
    check_state(after)
}

fn check_state(life: &Life) -> Result<(), TestCaseError> {
    let b = &life.booking;
    prop_assert_eq!(b.status(), status_of(b.stage()));
    // Confirmed means a provider is bound; pending means none is.
    match b.status() {
        Status::Pending => prop_assert!(b.provider().is_none()),
        Status::Confirmed | Status::InProgress | Status::Completed | Status::Disputed => {
            prop_assert!(b.provider().is_some());
        }
        Status::Cancelled => {}
    }
    // The price adds up to the piastre and is what the customer approved, never more.
    let settlement = b.price.settlement;
    prop_assert_eq!(settlement.unexplained(), Money::ZERO);
    prop_assert_eq!(b.price.approved_total, life.approved);
    prop_assert!(settlement.total <= life.approved);
    prop_assert!(settlement.parts <= b.service.parts_cap || settlement.parts.is_zero());
    if let State::Cancelled(cancelled) = &b.state {
        let bound = cancelled.trail.is_some();
        prop_assert!(cancelled.fee.is_zero() || bound, "a fee and nobody was assigned");
        let blamed = cancelled.verdict == Verdict::CustomerAtFault;
        prop_assert!(cancelled.fee.is_zero() || blamed);
        prop_assert!(cancelled.fee <= settlement.total);
        prop_assert!(cancelled.fee_to_provider <= cancelled.fee);
    }
    let open = b.dispute.as_ref().is_some_and(|d| d.decided.is_none());
    prop_assert_eq!(open, b.status() == Status::Disputed);
    prop_assert!(b.stage() != Stage::Settled || b.payment.settled_at.is_some());
    Ok(())
}

/// Nobody pays, and nobody's rates are touched, but for a fault of its own.
fn check_fairness(life: &Life, charged: &Consequence) -> Result<(), TestCaseError> {
    let (b, verdict) = (&life.booking, charged.verdict());
    prop_assert!(charged.fee.is_zero() || verdict == Verdict::CustomerAtFault);
    prop_assert!(charged.fee.is_zero() || b.provider().is_some(), "nobody was assigned");
    prop_assert!(charged.fee <= b.price.settlement.total);
    let compensation = charged.compensation.amount;
    prop_assert!(compensation.is_zero() || verdict == Verdict::ProviderAtFault);
    prop_assert!(compensation.is_zero() || matches!(charged.effect, Effect::Cancels(_)));
    prop_assert!(compensation <= b.price.settlement.total);
    prop_assert_eq!(
        charged.counts_against(),
        match verdict {
            Verdict::CustomerAtFault => Some(Side::Customer),
            Verdict::ProviderAtFault => Some(Side::Provider),
            Verdict::NoFault => None,
        }
    );
    // However the visit was moved about: what was due before the customer moved it stays due.
    if verdict == Verdict::CustomerAtFault {
        prop_assert!(charged.fee >= b.fee_floor.min(b.price.settlement.total));
    }
    Ok(())
}

/// What a preview says, a cancellation in the same instant charges.
fn check_preview(life: &Life) -> Result<(), TestCaseError> {
    for side in [Side::Customer, Side::Provider, Side::Operator] {
        let preview = life.booking.assess(side, life.now, &life.journey, &life.rules);
        let actor = crate::domain::Actor { side, user_id: uuid::Uuid::from_u128(9).into() };
        let ended = life.booking.clone().cancel(actor, life.now, &life.journey, &life.rules);
        match (preview, ended) {
            (Ok(preview), Ok((booking, charged))) => {
                prop_assert_eq!(preview, charged);
                check_fairness(life, &charged)?;
                if let (Effect::Cancels(_), State::Cancelled(c)) = (charged.effect, &booking.state)
                {
                    prop_assert_eq!(
                        (c.fee, c.fee_to_provider),
                        (preview.fee, preview.fee_to_provider)
                    );
                    prop_assert_eq!(c.rule.as_str(), preview.rule.tag());
                } else {
                    prop_assert_eq!(charged.effect, Effect::Releases);
                    prop_assert_eq!(booking.stage(), Stage::Searching);
                    prop_assert!(charged.fee.is_zero());
                }
            }
            (preview, ended) => prop_assert_eq!(preview.err(), ended.err()),
        }
    }
    Ok(())
}

/// Approving what was never proposed is a matter of the store (only a waiting proposal can be
/// decided), so a random approval repeats the last proposal.
fn honest(act: Act, proposed: (i64, i64)) -> Act {
    match act {
        Act::ApproveEstimate(..) => Act::ApproveEstimate(proposed.0, proposed.1),
        Act::ApproveChange(..) => Act::ApproveChange(proposed.0, proposed.1),
        act => act,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_the_laws_hold(
        inspection in any::<bool>(),
        prepaid in any::<bool>(),
        begun in 0usize..=14,
        acts in prop::collection::vec(any_act(), 1..60),
    ) {
        let mut life = start(inspection, prepaid);
        let (mut history, mut proposed) = (vec![(None, life.booking.stage())], (0, 0));
        check_state(&life)?;
        let begin = usual_way(inspection).into_iter().take(begun);
        for act in begin.chain(acts) {
            let act = honest(act, proposed);
            check_preview(&life)?;
            let Ok(next) = life.try_act(act) else { continue };
            if let Act::Estimate(l, p) | Act::Change(l, p) = act {
                proposed = (l, p);
            }
            check_step(&life, &next, act)?;
            if !matches!(act, Act::Wait(_) | Act::Drive(_)) {
                history.push((Some(life.booking.stage()), next.booking.stage()));
            }
            life = next;
        }
        // The history is the fold of the moves: each begins where the one before ended.
        let end = history.iter().try_fold(None, |at, (from, to)| (at == *from).then_some(Some(*to)));
        prop_assert_eq!(end, Some(Some(life.booking.stage())));
    }
}
