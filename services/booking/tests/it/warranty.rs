//! The same fault came back: a free visit, and who pays for it.

use crate::stage::{Stage, pin};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCreated, WarrantyClaimed, WarrantyJudged, WarrantyRefused, WarrantyVisitDone,
};
use httpkit::Actor;
use kernel::ids::BookingId;
use kernel::{Money, Role};
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

impl Stage {
    async fn claim(&self, id: BookingId, actor: Actor) -> Answer {
        let starts_at = self.now() + TimeDelta::hours(6);
        let body = json!({"fault": "ينقّط مرة أخرى", "startsAt": starts_at});
        self.post(id, "warranty-claims", actor, body).await
    }

    async fn visit(&self, id: BookingId) -> BookingId {
        let answer = self.claim(id, self.customer).await.expect(201).json;
        assert_eq!(answer["total"]["amount"], 0);
        answer["id"].as_str().unwrap().parse().unwrap()
    }

    async fn claims(&self, id: BookingId, actor: Actor) -> Value {
        let path = format!("/api/v1/bookings/{id}/warranty-claims");
        self.app.get(&path, actor).await.expect(200).json["items"].clone()
    }

    /// Somebody makes a visit from the way there to its end.
    async fn make(&self, visit: BookingId, by: Actor) {
        self.confirm_with(visit, by.user_id.into()).await;
        self.advance_minutes(5 * 60);
        self.act(visit, "en-route", by).await.expect(200);
        self.tracking.put(by.user_id.into(), pin(), self.now());
        self.act(visit, "arrive", by).await.expect(200);
        self.post(visit, "start", by, json!({"code": "4821"})).await.expect(200);
        self.act(visit, "complete", by).await.expect(200);
    }

    async fn staff_on_claim(&self, claim: &Value, path: &str, body: Value) -> Answer {
        let claim = claim["id"].as_str().unwrap();
        let path = format!("/api/v1/admin/warranty-claims/{claim}/{path}");
        self.app.post(&path, self.operator, body).await
    }
}

#[tokio::test]
async fn a_claim_opens_a_free_visit_that_asks_the_same_provider_first() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    stage.claim(id, stage.provider).await.expect(403);
    let visit = stage.visit(id).await;
    let again = stage.claim(id, stage.customer).await.expect(409);
    assert_eq!(again.code(), "booking.claim_open");
    let told = &stage.app.told::<WarrantyClaimed>().await[0];
    assert_eq!((told.of, told.first_provider), (id, stage.provider_id()));
    assert_eq!(told.booking.settlement.total, Money::ZERO);
    assert_eq!(stage.app.told::<BookingCreated>().await.last().unwrap().booking.id, visit);
    let wanted = "select count(*) from booking.bookings
                  where id = $1 and wanted_provider_id = '000000000000000000000000000000a1'";
    assert_eq!(stage.count(wanted, visit).await, 1);
    let sealed = "select count(*) from booking.warranty_claims
                  where visit_booking_id = $1 and fault_sealed like '%ينقّط%'";
    assert_eq!(stage.count(sealed, visit).await, 0);
    // The same provider goes: nobody owes anybody anything.
    stage.make(visit, stage.provider).await;
    let done = &stage.app.told::<WarrantyVisitDone>().await[0];
    assert_eq!((done.of, done.charged), (id, Money::ZERO));
    let claims = stage.claims(id, stage.customer).await;
    assert_eq!(
        (&claims[0]["state"], &claims[0]["fault"]),
        (&json!("done"), &json!("ينقّط مرة أخرى"))
    );
    assert!(claims[0]["atFault"].is_null() && claims[0]["charged"].is_null());
    // The warranty is the first work's, and goes on.
    stage.claim(visit, stage.customer).await.expect(409);
    stage.claim(id, stage.customer).await.expect(201);
}

#[tokio::test]
async fn when_another_one_goes_the_first_one_pays_and_only_a_verdict_counts() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    let other = testkit::actor(Uuid::from_u128(0xA2), Role::ServiceProvider);
    stage.make(visit, other).await;
    let done = &stage.app.told::<WarrantyVisitDone>().await[0];
    assert_eq!(done.first_provider, stage.provider_id());
    // 600 less 15 % and the VAT on that.
    assert_eq!(done.charged, Money::piastres(49_740));
    let at_fault = "select coalesce(sum(at_fault), 0)::bigint from booking.provider_stats
                    where $1::uuid is not null";
    assert_eq!(stage.count(at_fault, id).await, 0, "it counts against nobody yet");
    let claim = stage.claims(id, stage.provider).await[0].clone();
    assert_eq!(claim["charged"]["amount"], 49_740);
    let verdict = json!({"atFault": true, "reason": "القطعة رُكّبت مقلوبة"});
    stage.staff_on_claim(&claim, "refuse", json!({"reason": "x"})).await.expect(409);
    stage.staff_on_claim(&claim, "verdict", verdict.clone()).await.expect(200);
    stage.staff_on_claim(&claim, "verdict", verdict).await.expect(409);
    assert_eq!(stage.count(at_fault, id).await, 1);
    assert!(stage.app.told::<WarrantyJudged>().await[0].at_fault);
    let queue = stage.app.get("/api/v1/admin/warranty-claims", stage.operator).await.expect(200);
    assert_eq!(queue.json["items"][0]["atFault"], true);
}

#[tokio::test]
async fn staff_refuses_with_a_reason_and_the_visit_is_off() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    let claim = stage.claims(id, stage.customer).await[0].clone();
    let early = json!({"atFault": true, "reason": "x"});
    stage.staff_on_claim(&claim, "verdict", early).await.expect(409);
    let reason = json!({"reason": "العطل مختلف عن الأول"});
    stage.staff_on_claim(&claim, "refuse", reason).await.expect(200);
    assert_eq!(stage.stands(visit).await.0, "cancelled");
    let claims = stage.claims(id, stage.customer).await;
    assert_eq!(
        (&claims[0]["state"], &claims[0]["refusal"]),
        (&json!("refused"), &json!("العطل مختلف عن الأول"))
    );
    assert_eq!(stage.app.told::<WarrantyRefused>().await[0].of, id);
    let acted = stage.app.told::<OperatorActed>().await;
    assert_eq!(acted[0].action, "booking.refuse_warranty");
    // A visit that its customer cancels withdraws the claim, free of charge.
    stage.advance_minutes(1);
    let visit = stage.visit(id).await;
    stage.act(visit, "cancel", stage.customer).await.expect(200);
    assert_eq!(stage.claims(id, stage.customer).await[1]["state"], "withdrawn");
}

#[tokio::test]
async fn the_warranty_ends_with_its_days_and_needs_completed_work() {
    let stage = Stage::new().await;
    let running = stage.started(stage.order()).await;
    stage.claim(running, stage.customer).await.expect(409);
    stage.act(running, "complete", stage.provider).await.expect(200);
    let stranger = testkit::actor(Uuid::from_u128(0xBAD), Role::Customer);
    stage.claim(running, stranger).await.expect(404);
    let file = b"\xFF\xD8\xFF\xE0";
    let photo = stage.upload(running, stage.customer, "warranty", file).await.expect(201).json;
    stage.upload(running, stage.provider, "warranty", file).await.expect(409);
    let soon = stage.now() + TimeDelta::hours(1);
    let body = json!({"fault": "x", "startsAt": soon, "photoIds": [Uuid::from_u128(1)]});
    let refused = stage.post(running, "warranty-claims", stage.customer, body).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["photoIds"]);
    stage.advance_minutes(30 * 24 * 60);
    let late = stage.claim(running, stage.customer).await.expect(409);
    assert_eq!(late.code(), "booking.warranty_over");
    assert_eq!(photo["purpose"], "warranty");
}

#[tokio::test]
async fn a_dispute_may_end_with_another_visit() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    stage.post(id, "dispute", stage.customer, json!({"reason": "لم يُصلح"})).await.expect(200);
    let body = json!({"outcome": "re_service", "text": "أعود غدًا مجانًا"});
    stage.post(id, "dispute/proposals", stage.provider, body).await.expect(200);
    let path = format!("/api/v1/bookings/{id}/dispute");
    let proposal = stage.app.get(&path, stage.customer).await.expect(200).json;
    let proposal = proposal["proposals"][0]["id"].as_str().unwrap().to_owned();
    stage
        .act(id, &format!("dispute/proposals/{proposal}/accept"), stage.customer)
        .await
        .expect(200);
    assert_eq!(stage.stands(id).await.0, "completed");
    let claims = stage.claims(id, stage.customer).await;
    assert_eq!(
        (&claims[0]["state"], &claims[0]["fault"]),
        (&json!("open"), &json!("أعود غدًا مجانًا"))
    );
}
