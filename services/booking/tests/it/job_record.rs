//! The record of a job, from its order to its money.

use crate::stage::Stage;
use booking::domain::job_record::{Flaw, verify};
use booking::store::words;
use httpkit::Actor;
use kernel::Role;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use uuid::Uuid;

impl Stage {
    async fn record(&self, id: BookingId, actor: Actor) -> (Vec<u8>, Value) {
        let answer =
            self.app.get(&format!("/api/v1/bookings/{id}/record"), actor).await.expect(200);
        (answer.bytes.to_vec(), answer.json)
    }
}

#[tokio::test]
async fn a_job_leaves_a_record_that_each_side_can_check() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    stage.upload(id, stage.provider, "completion", &testkit::png("done")).await.expect(201);
    stage.act(id, "complete", stage.provider).await.expect(200);
    let key = stage.app.get("/api/v1/job-record-key", stage.customer).await.expect(200).json;
    let key = key["publicKey"].as_str().unwrap().to_owned();
    let (bytes, json) = stage.record(id, stage.customer).await;
    let checked = verify(&bytes, Some(&key)).unwrap();
    let kinds: Vec<_> = json["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["body"]["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        ["created", "accepted", "en_route", "arrived", "started", "photo", "completed"]
    );
    assert_eq!(checked.entries, kinds.len());
    // The picture is in it by the hash of its bytes.
    let photo = &json["entries"][5]["body"]["content"];
    assert_eq!(photo["sha256"].as_str().unwrap().len(), 64);
    // Each reads its own, and the chain is the same one.
    let (provider, _) = stage.record(id, stage.provider).await;
    let (staff, _) = stage.record(id, stage.operator).await;
    let said = |bytes: &[u8], word: &str| String::from_utf8_lossy(bytes).contains(word);
    assert_eq!(verify(&provider, Some(&key)).unwrap().head, checked.head);
    assert_eq!(verify(&staff, Some(&key)).unwrap().head, checked.head);
    for (bytes, money) in [(&bytes, false), (&provider, true), (&staff, true)] {
        assert_eq!(said(bytes, "commission"), money);
        for secret in ["4821", "شارع", "الجرس"] {
            assert!(!said(bytes, secret), "{secret} is nobody's business");
        }
    }
    // Somebody else's record is not there.
    let stranger = testkit::actor(Uuid::from_u128(0xBAD), Role::Customer);
    stage.app.get(&format!("/api/v1/bookings/{id}/record"), stranger).await.expect(404);
    // A changed byte is found, and names its entry.
    let text = String::from_utf8(bytes).unwrap();
    let forged = text.replacen("\"kind\":\"arrived\"", "\"kind\":\"arrivee\"", 1);
    assert_eq!(verify(forged.as_bytes(), None), Err(Flaw::Entry { seq: 4 }));
}

#[tokio::test]
async fn the_record_is_written_with_the_move_and_never_changed() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    let count = "select count(*) from booking.job_records where booking_id = $1";
    let before = stage.count(count, id).await;
    stage.act(id, "complete", stage.provider).await.expect(409);
    assert_eq!(stage.count(count, id).await, before, "what was refused did not happen");
    stage.act(id, "cancel", stage.customer).await.expect(200);
    assert_eq!(stage.count(count, id).await, before + 1);
    // Private words may be forgotten; the chain stays whole.
    let mut tx = stage.inner.chassis.db.begin().await.unwrap();
    let rows = words::forget_in_tx(&mut tx, stage.customer.user_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(i64::try_from(rows).unwrap(), before + 1);
    assert!(verify(&stage.record(id, stage.customer).await.0, None).is_ok());
    let change = sqlx::query("update booking.job_records set body = '{}'").execute(stage.db.pool());
    assert!(change.await.is_err());
    let (_, json) = stage.record(id, stage.customer).await;
    let last = json["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["body"]["content"]["cancellation"]["rule"], json!("soon_after_confirmation"));
}
