//! The same fault came back: a free visit, and who pays for it.

use crate::stage::{Stage, pin};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCreated, WarrantyClaimed, WarrantyJudged, WarrantyRefused, WarrantyVisitDone,
    WarrantyWaiting,
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

/// What first providers were blamed for, and what one bears of a claim, as it sees it.
impl Stage {
    async fn blamed(&self, id: BookingId) -> i64 {
        let sql = "select coalesce(sum(at_fault), 0)::bigint from booking.provider_stats
                   where $1::uuid is not null";
        self.count(sql, id).await
    }

    async fn charged(&self, id: BookingId, nth: usize) -> Value {
        self.claims(id, self.provider).await[nth]["charged"]["amount"].clone()
    }

    /// The first provider is asked to go, and each offer ends like this.
    async fn ask_first(&self, visit: BookingId, ends: &[&str]) {
        for (n, status) in ends.iter().enumerate() {
            sqlx::query(
                "insert into booking.offers (id, booking_id, provider_id, round, instant, status,
                     earnings, distance_m, travel_s, expires_at, decided_at, created_at)
                 values ($1, $2, $3, $4, false, $5, 0, 0, 0, $6, $6, $6)",
            )
            .bind(self.inner.chassis.world.id::<kernel::ids::EventId>().uuid())
            .bind(visit.uuid())
            .bind(self.provider_id().uuid())
            .bind(i32::try_from(n).unwrap())
            .bind(*status)
            .bind(self.now())
            .execute(self.db.pool())
            .await
            .unwrap();
        }
    }
}

fn other() -> Actor {
    testkit::actor(Uuid::from_u128(0xA2), Role::ServiceProvider)
}

#[tokio::test]
async fn when_another_one_goes_the_platform_pays_and_the_first_bears_it_by_a_verdict() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    stage.ask_first(visit, &["declined"]).await;
    stage.make(visit, other()).await;
    let done = &stage.app.told::<WarrantyVisitDone>().await[0];
    assert_eq!(done.first_provider, stage.provider_id());
    // 600 less 15 % and the VAT on that goes to the one that went; the first one owes nothing yet.
    assert_eq!((done.charged, done.earned), (Money::ZERO, Some(Money::piastres(49_740))));
    assert_eq!((stage.blamed(id).await, stage.charged(id, 0).await), (0, json!(0)));
    let claim = stage.claims(id, stage.provider).await[0].clone();
    assert_eq!(claim["fairChance"], true);
    assert!(stage.claims(id, stage.customer).await[0]["fairChance"].is_null());
    let verdict = json!({"atFault": true, "reason": "القطعة رُكّبت مقلوبة"});
    stage.staff_on_claim(&claim, "refuse", json!({"reason": "x"})).await.expect(409);
    stage.staff_on_claim(&claim, "verdict", verdict.clone()).await.expect(200);
    stage.staff_on_claim(&claim, "verdict", verdict).await.expect(409);
    assert_eq!((stage.blamed(id).await, stage.charged(id, 0).await), (1, json!(49_740)));
    let judged = &stage.app.told::<WarrantyJudged>().await[0];
    assert_eq!((judged.at_fault, judged.charged), (true, Some(Money::piastres(49_740))));
    let queue = stage.app.get("/api/v1/admin/warranty-claims", stage.operator).await.expect(200);
    assert_eq!(queue.json["items"][0]["atFault"], true);
    // Staff looks again and says otherwise: neither the money nor the fault stays.
    stage.advance_minutes(3 * 24 * 60);
    let verdict = json!({"atFault": false, "reason": "الخرطوم انقطع من الخارج"});
    stage.staff_on_claim(&claim, "verdict", verdict).await.expect(200);
    assert_eq!((stage.blamed(id).await, stage.charged(id, 0).await), (0, json!(0)));
    assert_eq!(stage.app.told::<WarrantyJudged>().await[1].charged, Some(Money::ZERO));
}

#[tokio::test]
async fn without_a_fair_chance_the_first_provider_bears_nothing_whatever_the_verdict() {
    for (ends, bears) in [
        // Never asked: blocked by the customer, say, or at work elsewhere then.
        (vec![], 0),
        // One offer missed.
        (vec!["expired"], 0),
        (vec!["withdrawn"], 0),
        (vec!["expired", "expired"], 49_740),
        (vec!["expired", "declined"], 49_740),
    ] {
        let stage = Stage::new().await;
        let id = stage.done(stage.order()).await;
        let visit = stage.visit(id).await;
        stage.ask_first(visit, &ends).await;
        stage.make(visit, other()).await;
        let claim = stage.claims(id, stage.provider).await[0].clone();
        let verdict = json!({"atFault": true, "reason": "x"});
        stage.staff_on_claim(&claim, "verdict", verdict).await.expect(200);
        assert_eq!(stage.charged(id, 0).await, json!(bears), "{ends:?}");
        assert_eq!(stage.blamed(id).await, 1, "the fault counts all the same");
    }
}

#[tokio::test]
async fn however_often_it_is_repaired_the_first_provider_bears_no_more_than_it_earned() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    for (nth, bears) in [(0, 49_740), (1, 0)] {
        let visit = stage.visit(id).await;
        stage.ask_first(visit, &["declined"]).await;
        stage.make(visit, other()).await;
        stage.advance_minutes(24 * 60);
        let claim = stage.claims(id, stage.provider).await[nth].clone();
        let verdict = json!({"atFault": true, "reason": "x"});
        stage.staff_on_claim(&claim, "verdict", verdict).await.expect(200);
        assert_eq!(stage.charged(id, nth).await, json!(bears));
        let done = stage.app.told::<WarrantyVisitDone>().await;
        assert_eq!(done[nth].earned, Some(Money::piastres(49_740)), "who went is paid in full");
    }
}

#[tokio::test]
async fn what_went_back_in_a_dispute_is_not_borne_twice() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    stage.ask_first(visit, &["declined"]).await;
    stage.make(visit, other()).await;
    stage.post(id, "dispute", stage.customer, json!({"reason": "تأخر"})).await.expect(200);
    let half = json!({"amount": 30_000, "currency": "EGP"});
    let body = json!({"outcome": "partial_refund", "refund": half, "text": "نصف المبلغ"});
    stage.post(id, "dispute/proposals", stage.provider, body).await.expect(200);
    let path = format!("/api/v1/bookings/{id}/dispute");
    let proposals = stage.app.get(&path, stage.customer).await.expect(200).json;
    let proposal = proposals["proposals"][0]["id"].as_str().unwrap().to_owned();
    let accept = format!("dispute/proposals/{proposal}/accept");
    stage.act(id, &accept, stage.customer).await.expect(200);
    let claim = stage.claims(id, stage.provider).await[0].clone();
    let verdict = json!({"atFault": true, "reason": "x"});
    stage.staff_on_claim(&claim, "verdict", verdict).await.expect(200);
    // Half of what it earned went back to the customer; the other half is what is left to bear.
    assert_eq!(stage.charged(id, 0).await, json!(24_870));
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
}

#[tokio::test]
async fn a_cancelled_visit_leaves_the_claim_waiting_for_another_time() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let first = stage.visit(id).await;
    stage.act(first, "cancel", stage.customer).await.expect(200);
    let claim = stage.claims(id, stage.customer).await[0].clone();
    assert_eq!(claim["state"], "waiting");
    let told = stage.app.told::<WarrantyWaiting>().await;
    assert_eq!((told[0].booking.id, told[0].re_service), (id, false));
    // Claimed again it is the same claim, told anew, and not a second one beside it.
    let again = stage.visit(id).await;
    assert_eq!(stage.claims(id, stage.customer).await.as_array().unwrap().len(), 1);
    stage.claim(id, stage.customer).await.expect(409);
    stage.act(again, "cancel", stage.customer).await.expect(200);
    // The warranty's end is no matter to a claim that was made in time.
    stage.advance_minutes(40 * 24 * 60);
    let path = format!("warranty-claims/{}/visit", claim["id"].as_str().unwrap());
    let at = |hours| json!({"startsAt": stage.now() + TimeDelta::hours(hours)});
    stage.post(id, &path, stage.provider, at(6)).await.expect(403);
    let stranger = testkit::actor(Uuid::from_u128(0xBAD), Role::Customer);
    stage.post(id, &path, stranger, at(6)).await.expect(404);
    stage.post(id, &path, stage.customer, at(-1)).await.expect(422);
    let second = stage.post(id, &path, stage.customer, at(6)).await.expect(201).json;
    let second: BookingId = second["id"].as_str().unwrap().parse().unwrap();
    assert_ne!(first, second);
    stage.post(id, &path, stage.customer, at(7)).await.expect(409);
    let open = stage.claims(id, stage.customer).await[0].clone();
    assert_eq!((&open["state"], &open["visitBookingId"]), (&json!("open"), &json!(second)));
    // Cancelled by staff it waits again; only the customer gives it up.
    stage.staff(second, "cancel").await.expect(200);
    assert_eq!(stage.claims(id, stage.customer).await[0]["state"], "waiting");
    let path = format!("warranty-claims/{}/withdraw", claim["id"].as_str().unwrap());
    stage.act(id, &path, stage.provider).await.expect(403);
    stage.act(id, &path, stage.customer).await.expect(200);
    stage.act(id, &path, stage.customer).await.expect(409);
    assert_eq!(stage.claims(id, stage.customer).await[0]["state"], "withdrawn");
}

#[tokio::test]
async fn staff_may_refuse_a_claim_that_waits() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    stage.act(visit, "cancel", stage.customer).await.expect(200);
    let claim = stage.claims(id, stage.customer).await[0].clone();
    stage.staff_on_claim(&claim, "refuse", json!({"reason": "عطل آخر"})).await.expect(200);
    assert_eq!(stage.claims(id, stage.customer).await[0]["state"], "refused");
    assert_eq!(stage.stands(id).await.0, "completed");
}

#[tokio::test]
async fn the_warranty_ends_with_its_days_and_needs_completed_work() {
    let stage = Stage::new().await;
    let running = stage.started(stage.order()).await;
    stage.claim(running, stage.customer).await.expect(409);
    stage.act(running, "complete", stage.provider).await.expect(200);
    let stranger = testkit::actor(Uuid::from_u128(0xBAD), Role::Customer);
    stage.claim(running, stranger).await.expect(404);
    let file = &testkit::png("leak");
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
        (&json!("waiting"), &json!("أعود غدًا مجانًا"))
    );
    // Nobody chose a time for the customer: it is asked, and no visit stands at an odd hour.
    assert_eq!(
        (&claims[0]["origin"], &claims[0]["visitBookingId"]),
        (&json!("re_service"), &Value::Null)
    );
    assert!(stage.app.told::<WarrantyWaiting>().await[0].re_service);
    assert!(stage.app.told::<WarrantyClaimed>().await.is_empty());
    let path = format!("warranty-claims/{}/visit", claims[0]["id"].as_str().unwrap());
    let at = json!({"startsAt": stage.now() + TimeDelta::hours(20)});
    let visit = stage.post(id, &path, stage.customer, at).await.expect(201).json;
    assert_eq!(visit["total"]["amount"], 0);
    assert_eq!(stage.app.told::<WarrantyClaimed>().await[0].of, id);
    assert_eq!(stage.claims(id, stage.customer).await[0]["state"], "open");
}

#[tokio::test]
async fn a_customer_is_reminded_of_a_claim_that_waits_until_it_chooses_and_not_for_ever() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    stage.act(visit, "cancel", stage.customer).await.expect(200);
    let told = async |days: i64| {
        stage.advance_minutes(days * 24 * 60);
        stage.app.settle().await;
        stage.app.told::<WarrantyWaiting>().await.len()
    };
    // At once, after 2, 7 and 21 days, and then no more.
    assert_eq!((told(0).await, told(1).await, told(1).await), (1, 1, 2));
    assert_eq!((told(4).await, told(1).await, told(14).await, told(60).await), (2, 3, 4, 4));
    let again = stage.app.told::<WarrantyWaiting>().await.pop().unwrap();
    assert_eq!((again.booking.id, again.re_service), (id, false));
    assert_eq!(stage.claims(id, stage.customer).await[0]["state"], "waiting");
}

#[tokio::test]
async fn nobody_is_reminded_of_a_claim_whose_time_is_chosen() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let visit = stage.visit(id).await;
    stage.act(visit, "cancel", stage.customer).await.expect(200);
    let again = stage.visit(id).await;
    stage.confirm(again).await;
    stage.advance_minutes(3 * 24 * 60);
    stage.app.settle().await;
    assert_eq!(stage.app.told::<WarrantyWaiting>().await.len(), 1);
}
