//! Disputes, warranty visits, compensations and plans.

use crate::fixture::{Fixture, MONA, OMAR, SAID, facts, noon, provider, user};
use contracts::Event;
use contracts::booking::{
    CompensationDue, DisputeEvidenceAdded, DisputeProposalClosed, DisputeProposed, PlanVisitFailed,
    Stage, Status, WarrantyClaimed, WarrantyJudged, WarrantyRefused, WarrantyVisitDone,
    WarrantyWaiting,
};
use kernel::ids::{BookingId, UserId};
use kernel::{Localized, Money};
use uuid::Uuid;

async fn told<E: Event>(event: E) -> Vec<(UserId, String)> {
    let f = Fixture::bare().await;
    f.meet().await;
    f.app.publish(&event).await;
    let mut told = f.told().await;
    told.sort();
    told
}

fn both(kind: &str) -> Vec<(UserId, String)> {
    vec![(user(MONA), kind.into()), (user(SAID), kind.into())]
}

#[tokio::test]
async fn whoever_may_answer_a_proposal_is_asked() {
    let proposed = |by_operator| DisputeProposed {
        booking: facts(Status::Disputed, Stage::UnderReview),
        by_operator,
        outcome: "partial_refund".into(),
        refund: Money::egp(100),
        expires_at: noon() + chrono::TimeDelta::days(2),
    };
    assert_eq!(told(proposed(true)).await, both("dispute_proposed"));
    assert_eq!(told(proposed(false)).await, both("dispute_proposed")[..1]);
    let booking = facts(Status::Disputed, Stage::UnderReview);
    let closed = DisputeProposalClosed { booking, result: "declined".into() };
    assert_eq!(told(closed).await, both("dispute_proposal_closed"));
}

#[tokio::test]
async fn the_other_side_learns_of_evidence() {
    for (by_customer, at) in [(true, 1), (false, 0)] {
        let booking = facts(Status::Disputed, Stage::Open);
        let told = told(DisputeEvidenceAdded { booking, by_customer }).await;
        assert_eq!(told, both("dispute_evidence_added")[at..=at]);
    }
}

#[tokio::test]
async fn warranty_is_told_to_whom_it_concerns() {
    let of: BookingId = Uuid::from_u128(0x66).into();
    let first_provider = provider(OMAR);
    let visit = || facts(Status::Pending, Stage::Searching);
    let one = |who, kind: &str| vec![(user(who), kind.to_owned())];
    let claimed = WarrantyClaimed { booking: visit(), of, first_provider };
    assert_eq!(told(claimed).await, one(OMAR, "warranty_asked"));
    let refused = WarrantyRefused { booking: visit(), of, reason: "another fault".into() };
    assert_eq!(told(refused).await, one(MONA, "warranty_refused"));
    let done =
        |charged| WarrantyVisitDone { booking: visit(), of, first_provider, charged, earned: None };
    assert_eq!(told(done(Money::egp(200))).await, one(OMAR, "warranty_charged"));
    assert!(told(done(Money::ZERO)).await.is_empty());
    let reason = "x".to_owned();
    let judged = |charged| WarrantyJudged {
        booking: visit(),
        of,
        first_provider,
        at_fault: true,
        reason: reason.clone(),
        charged,
    };
    assert_eq!(told(judged(Some(Money::ZERO))).await, one(OMAR, "warranty_judged"));
    assert_eq!(told(judged(Some(Money::egp(200)))).await, one(OMAR, "warranty_charged"));
    for re_service in [true, false] {
        let waiting =
            WarrantyWaiting { booking: visit(), claim_id: Uuid::from_u128(7), re_service };
        assert_eq!(told(waiting).await, one(MONA, "warranty_waiting"));
    }
}

#[tokio::test]
async fn compensations_and_visits_that_could_not_be_ordered_are_told() {
    let booking = facts(Status::Cancelled, Stage::Closed);
    let due = CompensationDue {
        booking,
        amount: Money::egp(50),
        by_provider: false,
        rule: "provider_no_show".into(),
    };
    assert_eq!(told(due).await, [(user(MONA), "compensated".to_owned())]);
    let failed = PlanVisitFailed {
        plan_id: Uuid::from_u128(0x99).into(),
        customer_id: user(MONA),
        service_name: Localized::new("صيانة تكييف", "Air conditioner service"),
        starts_at: noon(),
        code: "catalog.not_here".into(),
        reason: Localized::new("لا يوجد فني متاح.", "No technician is free."),
    };
    assert_eq!(told(failed).await, [(user(MONA), "plan_visit_failed".to_owned())]);
}
