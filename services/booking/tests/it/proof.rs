//! What a service asks for before its work is done.

use crate::stage::Stage;
use contracts::booking::BookingCompleted;
use httpkit::Actor;
use kernel::Role;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

impl Stage {
    /// Work that goes on, whose service asked for two items and a picture before and after.
    async fn asked(&self) -> BookingId {
        let id = self.started(self.order()).await;
        sqlx::query(
            "update booking.bookings set photos_before = 1, photos_after = 1, checklist =
                 '[{\"ar\": \"لا تسريب\", \"en\": \"no leaks\"}, {\"ar\": \"نظيف\", \"en\": \"clean\"}]'
             where id = $1",
        )
        .bind(id.uuid())
        .execute(self.db.pool())
        .await
        .unwrap();
        id
    }

    async fn tick(&self, id: BookingId, item: u32, done: bool, actor: Actor) -> Answer {
        let path = format!("/api/v1/bookings/{id}/checklist/{item}");
        self.app.put(&path, actor, json!({"done": done})).await
    }

    async fn complete_refused(&self, id: BookingId) -> Value {
        let path = format!("/api/v1/bookings/{id}/complete");
        let (body, english) = (Some(json!({})), [("accept-language", "en")]);
        let call =
            self.app.call_with(http::Method::POST, &path, Some(self.provider), body, &english);
        let refused = call.await.expect(409);
        assert_eq!(refused.code(), "booking.proof_missing");
        refused.json
    }
}

#[tokio::test]
async fn work_is_ended_once_everything_is_there_that_the_service_asks_for() {
    let stage = Stage::new().await;
    let id = stage.asked().await;
    let refused = stage.complete_refused(id).await.to_string();
    for word in ["no leaks", "clean", "before the work", "finished work"] {
        assert!(refused.contains(word), "{refused}");
    }
    let file = &testkit::png("tap");
    stage.upload(id, stage.provider, "before", file).await.expect(201);
    stage.upload(id, stage.customer, "before", file).await.expect(409);
    let seen = stage.tick(id, 0, true, stage.provider).await.expect(200).json;
    assert!(seen["checklist"][0]["doneAt"].is_string() && seen["checklist"][1]["doneAt"].is_null());
    assert_eq!((&seen["photosBefore"], &seen["isComplete"]), (&json!(1), &json!(false)));
    stage.tick(id, 1, true, stage.provider).await.expect(200);
    stage.upload(id, stage.provider, "completion", file).await.expect(201);
    // A tick that was taken back is missing again.
    stage.tick(id, 0, false, stage.provider).await.expect(200);
    assert!(!stage.complete_refused(id).await.to_string().contains("clean"));
    for _ in 0..2 {
        stage.tick(id, 0, true, stage.provider).await.expect(200);
    }
    assert_eq!(stage.seen(id, stage.customer).await["completion"]["isComplete"], true);
    stage.act(id, "complete", stage.provider).await.expect(200);
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
    // It is on the record of the job: two ticks, one taken back, one again.
    let ticks =
        "select count(*) from booking.job_records where booking_id = $1 and kind = 'checklist'";
    assert_eq!(stage.count(ticks, id).await, 4);
    stage.tick(id, 0, false, stage.provider).await.expect(409);
}

#[tokio::test]
async fn only_its_technician_ticks_off_and_only_what_is_asked() {
    let stage = Stage::new().await;
    let id = stage.asked().await;
    stage.tick(id, 2, true, stage.provider).await.expect(404);
    stage.tick(id, 70_000, true, stage.provider).await.expect(404);
    stage.tick(id, 0, true, stage.customer).await.expect(403);
    let other = testkit::actor(Uuid::from_u128(0xA9), Role::ServiceProvider);
    stage.tick(id, 0, true, other).await.expect(404);
    let waiting = stage.confirmed(stage.order()).await;
    stage.tick(waiting, 0, true, stage.provider).await.expect(404);
}

#[tokio::test]
async fn a_service_that_asks_for_nothing_is_ended_as_before() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let seen = stage.seen(id, stage.provider).await["completion"].clone();
    assert_eq!((&seen["checklist"], &seen["isComplete"]), (&json!([]), &json!(true)));
    stage.act(id, "complete", stage.provider).await.expect(200);
}
