//! Disputes, from the customer's word to staff's decision.

use crate::stage::Stage;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingDisputed, DisputeDecided, DisputeEvidenceAdded,
    DisputeEvidenceClosed, DisputeProposalClosed, DisputeProposed,
};
use httpkit::Actor;
use kernel::Money;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;

impl Stage {
    /// The other side's word: both are heard, so staff need not wait for the deadline.
    async fn hear_the_provider(&self, id: BookingId) {
        let body = json!({"text": "أصلحته وجرّبته"});
        self.post(id, "dispute/evidence", self.provider, body).await.expect(200);
    }

    async fn dispute(&self, id: BookingId, actor: Actor) -> Value {
        self.app.get(&format!("/api/v1/bookings/{id}/dispute"), actor).await.expect(200).json
    }

    async fn propose(&self, id: BookingId, actor: Actor, body: Value) -> Answer {
        let path = match actor == self.operator {
            true => format!("/api/v1/admin/bookings/{id}/dispute/proposals"),
            false => format!("/api/v1/bookings/{id}/dispute/proposals"),
        };
        self.app.post(&path, actor, body).await
    }

    async fn answer(&self, id: BookingId, actor: Actor, word: &str) -> Answer {
        let proposals = self.dispute(id, actor).await["proposals"].clone();
        let last = proposals.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
        self.act(id, &format!("dispute/proposals/{last}/{word}"), actor).await
    }

    async fn resolve(&self, id: BookingId, body: Value) -> Answer {
        let path = format!("/api/v1/admin/bookings/{id}/resolve-dispute");
        self.app.post(&path, self.operator, body).await
    }

    async fn disputed(&self) -> BookingId {
        let id = self.done(self.order()).await;
        let body = json!({"reason": "عاد التسريب بعد يومين"});
        self.post(id, "dispute", self.customer, body).await.expect(200);
        id
    }
}

#[tokio::test]
async fn a_dispute_is_opened_reviewed_and_decided_with_a_part_refunded() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    assert_eq!(stage.stands(id).await, ("disputed".into(), "open".into()));
    assert_eq!(stage.seen(id, stage.customer).await["paymentStatus"], "disputed");
    stage.upload(id, stage.customer, "dispute", &testkit::png("leak")).await.expect(201);
    stage.upload(id, stage.provider, "dispute", &testkit::png("leak")).await.expect(201);
    stage.staff(id, "review-dispute").await.expect(200);
    stage.staff(id, "review-dispute").await.expect(409);
    stage.hear_the_provider(id).await;
    let body = json!({"outcome": "partial_refund", "refund": {"amount": 20_000, "currency": "EGP"},
        "reason": "العمل ناقص"});
    let answer = stage.resolve(id, body.clone()).await.expect(200).json;
    assert_eq!(
        (&answer["status"], &answer["paymentStatus"]),
        (&json!("completed"), &json!("pending"))
    );
    let dispute = stage.seen(id, stage.customer).await["dispute"].clone();
    assert_eq!(dispute["refund"]["amount"], 20_000);
    assert_eq!(stage.app.told::<BookingDisputed>().await.len(), 1);
    assert_eq!(stage.app.told::<DisputeDecided>().await[0].refund, Money::egp(200));
    // It was completed before, and is not completed a second time.
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
    stage.resolve(id, body).await.expect(409);
    let again = stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(409);
    assert_eq!(again.code(), "booking.dispute_decided");
    let actions: Vec<_> =
        stage.app.told::<OperatorActed>().await.into_iter().map(|a| a.action).collect();
    assert_eq!(actions, ["booking.review_dispute", "booking.resolve_dispute"]);
}

#[tokio::test]
async fn a_full_refund_cancels_and_nothing_else_is_told_of_money() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    stage.hear_the_provider(id).await;
    let answer = stage
        .resolve(id, json!({"outcome": "full_refund", "reason": "لم يُصلح"}))
        .await
        .expect(200)
        .json;
    assert_eq!(
        (&answer["status"], &answer["paymentStatus"]),
        (&json!("cancelled"), &json!("refunded"))
    );
    assert_eq!(stage.app.told::<DisputeDecided>().await[0].refund, Money::egp(600));
    assert!(stage.app.told::<BookingCancelled>().await.is_empty());
}

#[tokio::test]
async fn staff_stops_work_and_the_decision_ends_it() {
    let stage = Stage::new().await;
    let kept = stage.started(stage.order()).await;
    let path = format!("/api/v1/admin/bookings/{kept}/hold");
    let body = json!({"reason": "عمل غير آمن"});
    stage.app.post(&path, stage.operator, body).await.expect(200);
    assert_eq!(stage.stands(kept).await.1, "open");
    assert!(stage.app.told::<BookingCompleted>().await.is_empty());
    let early = json!({"outcome": "no_refund", "reason": "العمل تم"});
    assert_eq!(stage.resolve(kept, early).await.expect(409).code(), "booking.evidence_open");
    stage.advance_minutes(48 * 60);
    stage.resolve(kept, json!({"outcome": "no_refund", "reason": "العمل تم"})).await.expect(200);
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);

    stage.advance_minutes(300);
    let dropped = stage.started(stage.order()).await;
    stage.staff(dropped, "hold").await.expect(200);
    stage.advance_minutes(48 * 60);
    stage.resolve(dropped, json!({"outcome": "full_refund", "reason": "خطر"})).await.expect(200);
    let cancelled = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((cancelled.booking.id, cancelled.fee), (dropped, Money::ZERO));
    // Nothing was settled, so nothing but the prepayment can go back.
    assert!(stage.app.told::<DisputeDecided>().await.iter().all(|d| d.refund.is_zero()));
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
}

#[tokio::test]
async fn a_decision_must_make_sense() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    let money = |amount: i64| json!({"amount": amount, "currency": "EGP"});
    for (body, field) in [
        (json!({"outcome": "partial_refund", "reason": "x"}), "refund"),
        (json!({"outcome": "no_refund", "refund": money(1), "reason": "x"}), "refund"),
        (json!({"outcome": "partial_refund", "refund": money(60_000), "reason": "x"}), "refund"),
        (json!({"outcome": "partial_refund", "refund": money(0), "reason": "x"}), "refund"),
        (json!({"outcome": "no_refund", "reason": ""}), "reason"),
        (json!({"outcome": "half", "reason": "x"}), "outcome"),
    ] {
        assert_eq!(stage.resolve(id, body).await.expect(422).wrong_fields(), [field]);
    }
    assert_eq!(stage.stands(id).await.1, "open");
}

#[tokio::test]
async fn after_fourteen_days_it_is_too_late() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    stage.advance_minutes(14 * 24 * 60 + 1);
    let refused =
        stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(409);
    assert_eq!(refused.code(), "booking.too_late");
}

#[tokio::test]
async fn both_sides_tell_and_show_theirs_until_the_deadline() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let path = format!("/api/v1/bookings/{id}/dispute");
    stage.app.get(&path, stage.customer).await.expect(404);
    let photo =
        stage.upload(id, stage.customer, "dispute", &testkit::png("leak")).await.expect(201);
    let photo = photo.json["id"].clone();
    let claim = json!({"reason": "عاد التسريب", "kind": "not_fixed", "wanted": "partial_refund",
        "wantedRefund": {"amount": 10_000, "currency": "EGP"}, "photoIds": [photo]});
    stage.post(id, "dispute", stage.customer, claim).await.expect(200);
    stage.advance_minutes(1);
    // The provider shows its own, and nobody else's pictures.
    let stolen = json!({"text": "x", "photoIds": [photo]});
    let refused = stage.post(id, "dispute/evidence", stage.provider, stolen).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["photoIds"]);
    stage.hear_the_provider(id).await;
    let stranger = testkit::actor(uuid::Uuid::from_u128(0xBAD), kernel::Role::Customer);
    let body = json!({"text": "x"});
    stage.post(id, "dispute/evidence", stranger, body.clone()).await.expect(404);
    stage.app.get(&path, stranger).await.expect(404);
    for viewer in [stage.customer, stage.provider, stage.operator] {
        let seen = stage.dispute(id, viewer).await;
        assert_eq!((&seen["kind"], &seen["state"]), (&json!("not_fixed"), &json!("evidence")));
        assert_eq!(seen["wantedRefund"]["amount"], 10_000);
        let sides: Vec<_> =
            seen["evidence"].as_array().unwrap().iter().map(|e| e["side"].clone()).collect();
        assert_eq!(sides, ["customer", "provider"]);
        assert_eq!(seen["evidence"][0]["photoIds"], json!([photo]));
    }
    let sql = "select count(*) from booking.dispute_evidence where booking_id = $1 and text_sealed like '%تسريب%'";
    assert_eq!(stage.count(sql, id).await, 0, "what people tell is sealed");
    let queue = stage.app.get("/api/v1/admin/disputes", stage.operator).await.expect(200).json;
    assert_eq!(queue["items"][0]["bookingId"], json!(id));
    // The deadline.
    stage.advance_minutes(48 * 60 - 1);
    stage.app.settle().await;
    let late = stage.post(id, "dispute/evidence", stage.provider, body).await.expect(409);
    assert_eq!(late.code(), "booking.too_late");
    assert_eq!(stage.dispute(id, stage.operator).await["state"], "escalated");
    assert_eq!(stage.app.told::<DisputeEvidenceClosed>().await.len(), 1);
    assert_eq!(stage.app.told::<DisputeEvidenceAdded>().await.len(), 1);
}

#[tokio::test]
async fn a_providers_proposal_ends_it_with_the_customers_yes() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    let half = json!({"outcome": "partial_refund", "refund": {"amount": 15_000, "currency": "EGP"},
        "text": "أرد ربع الثمن"});
    stage.propose(id, stage.customer, half.clone()).await.expect(403);
    stage.propose(id, stage.provider, half).await.expect(200);
    assert_eq!(
        stage.answer(id, stage.provider, "accept").await.expect(409).code(),
        "booking.no_proposal"
    );
    let answer = stage.answer(id, stage.customer, "accept").await.expect(200).json;
    assert_eq!(answer["status"], "completed");
    let decided = &stage.app.told::<DisputeDecided>().await[0];
    // What a side said stays sealed where it was said.
    assert_eq!((decided.refund, decided.reason.as_str()), (Money::egp(150), ""));
    assert_eq!(stage.dispute(id, stage.provider).await["proposals"][0]["text"], "أرد ربع الثمن");
    let seen = stage.dispute(id, stage.customer).await;
    assert_eq!((&seen["state"], &seen["decidedBy"]), (&json!("decided"), &json!("agreed")));
    assert_eq!(stage.app.told::<DisputeProposed>().await[0].refund, Money::egp(150));
    assert_eq!(stage.app.told::<DisputeProposalClosed>().await[0].result, "accepted");
    let queue = stage.app.get("/api/v1/admin/disputes", stage.operator).await.expect(200).json;
    assert_eq!(queue["items"], json!([]));
}

#[tokio::test]
async fn staffs_proposal_needs_both_and_lapses_unanswered() {
    let stage = Stage::new().await;
    let id = stage.disputed().await;
    let nothing = json!({"outcome": "none", "text": "الصور تبيّن أن العمل سليم"});
    stage.propose(id, stage.operator, nothing.clone()).await.expect(200);
    stage.answer(id, stage.provider, "accept").await.expect(200);
    assert_eq!(stage.stands(id).await.0, "disputed");
    stage.advance_minutes(48 * 60);
    stage.app.settle().await;
    assert_eq!(stage.app.told::<DisputeProposalClosed>().await[0].result, "lapsed");
    assert_eq!(
        stage.answer(id, stage.customer, "accept").await.expect(409).code(),
        "booking.no_proposal"
    );
    stage.propose(id, stage.operator, nothing).await.expect(200);
    stage.answer(id, stage.customer, "decline").await.expect(200);
    assert_eq!(stage.dispute(id, stage.operator).await["state"], "escalated");
    stage.resolve(id, json!({"outcome": "no_refund", "reason": "العمل سليم"})).await.expect(200);
    let states: Vec<_> = stage.dispute(id, stage.customer).await["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["state"].clone())
        .collect();
    assert_eq!(states, ["lapsed", "declined"]);
    let actions: Vec<_> =
        stage.app.told::<OperatorActed>().await.into_iter().map(|a| a.action).collect();
    assert_eq!(
        actions,
        ["booking.propose_settlement", "booking.propose_settlement", "booking.resolve_dispute"]
    );
}

#[tokio::test]
async fn what_is_said_in_a_dispute_stands_nowhere_in_clear_and_is_forgotten_with_its_author() {
    let stage = Stage::new().await;
    let id = stage.done(stage.order()).await;
    let body = json!({"reason": "Qanarycomplaint عاد التسريب"});
    stage.post(id, "dispute", stage.customer, body).await.expect(200);
    let told = json!({"text": "Qanaryanswer"});
    stage.post(id, "dispute/evidence", stage.provider, told).await.expect(200);
    let proposal = json!({"outcome": "re_service", "text": "Qanaryproposal"});
    stage.propose(id, stage.provider, proposal).await.expect(200);
    stage.answer(id, stage.customer, "accept").await.expect(200);
    let said = stage.dispute(id, stage.customer).await;
    assert_eq!(said["evidence"][0]["text"], "Qanarycomplaint عاد التسريب");
    assert_eq!(said["proposals"][0]["text"], "Qanaryproposal");
    for table in [
        "booking.bookings",
        "booking.booking_status_history",
        "booking.disputes",
        "booking.dispute_evidence",
        "booking.dispute_proposals",
        "booking.warranty_claims",
        "booking.job_records",
        "bus.events",
    ] {
        let sql = format!("select count(*) from {table} t where to_jsonb(t)::text like '%Qanary%'");
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(stage.db.pool()).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
    let who = stage.provider.user_id;
    stage
        .app
        .publish(&contracts::privacy::UserErased { user_id: who, erased_at: stage.now() })
        .await;
    stage.app.settle().await;
    let said = stage.dispute(id, stage.customer).await;
    assert_eq!(
        (&said["evidence"][1]["text"], &said["proposals"][0]["text"]),
        (&json!("—"), &json!("—"))
    );
    assert_eq!(said["evidence"][0]["text"], "Qanarycomplaint عاد التسريب");
}
