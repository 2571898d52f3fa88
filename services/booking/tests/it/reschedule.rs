//! Moving visits.

use crate::stage::{Order, Stage};
use chrono::TimeDelta;
use contracts::booking::{BookingRescheduleProposed, BookingRescheduled, BookingSearching};
use kernel::Instant;
use kernel::ids::BookingId;
use serde_json::json;

impl Stage {
    /// Lets the provider work all hours of every day.
    pub async fn open_all_hours(&self) {
        let days: Vec<_> =
            (0..7).map(|day| json!({"weekday": day, "fromMinute": 0, "toMinute": 1440})).collect();
        self.hours(&json!(days), 0).await;
    }

    pub async fn hours(&self, weekly: &serde_json::Value, notice_minutes: i32) {
        sqlx::query(
            "insert into booking.providers (provider_id, display_name, has_photo, verification,
                documents_valid, is_active, is_online, speaks_ar, speaks_en, weekly_hours,
                exceptions, notice_minutes, daily_limit, created_at, updated_at)
             values ($1, 'أحمد م.', true, 'verified', true, true, true, true, false, $2, '[]', $3,
                0, now(), now())
             on conflict (provider_id) do update set weekly_hours = $2, notice_minutes = $3",
        )
        .bind(self.provider.user_id.uuid())
        .bind(weekly)
        .bind(notice_minutes)
        .execute(self.db.pool())
        .await
        .unwrap();
    }

    async fn starts_at(&self, id: BookingId) -> Instant {
        let seen = self.seen(id, self.customer).await;
        seen["startsAt"].as_str().unwrap().parse().unwrap()
    }
}

#[tokio::test]
async fn a_pending_booking_moves_at_once_and_is_looked_for_anew() {
    let stage = Stage::new().await;
    let id = stage.ordered(stage.order()).await;
    let at = stage.now() + TimeDelta::days(5);
    stage.post(id, "reschedule", stage.customer, json!({"startsAt": at})).await.expect(200);
    assert_eq!(stage.starts_at(id).await, at);
    assert_eq!(stage.app.told::<BookingSearching>().await.len(), 1);
    let moved = &stage.app.told::<BookingRescheduled>().await[0];
    assert_eq!(moved.was, stage.now() + TimeDelta::days(3));
}

#[tokio::test]
async fn far_ahead_the_customer_moves_a_confirmed_visit_where_the_provider_is_free() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let id = stage.confirmed(stage.order()).await;
    let other = stage.confirmed(Order { starts_in: 4 * 24 * 60, ..stage.order() }).await;
    let start = stage.starts_at(other).await;
    let try_at =
        |at: Instant| stage.post(id, "reschedule", stage.customer, json!({"startsAt": at}));
    // On top of the other visit, and within its buffer.
    for minutes in [0, 59, 74, -74] {
        let refused = try_at(start + TimeDelta::minutes(minutes)).await.expect(409);
        assert_eq!(refused.code(), "booking.slot_taken", "{minutes}");
    }
    let at = start + TimeDelta::minutes(75);
    try_at(at).await.expect(200);
    assert_eq!(stage.starts_at(id).await, at);
    let sql = "select extract(epoch from lower(during))::bigint from booking.reservations where booking_id = $1";
    assert_eq!(stage.count(sql, id).await, at.timestamp());
}

#[tokio::test]
async fn a_visit_never_moves_outside_the_providers_hours() {
    let stage = Stage::new().await;
    // Sundays 9 to 17 in Cairo.
    stage.hours(&json!([{"weekday": 0, "fromMinute": 540, "toMinute": 1020}]), 600).await;
    let id = stage.confirmed(stage.order()).await;
    let sunday = stage.now() + TimeDelta::days(7);
    for at in [
        sunday + TimeDelta::days(1),
        sunday + TimeDelta::hours(5),
        stage.now() + TimeDelta::hours(2),
    ] {
        let refused =
            stage.post(id, "reschedule", stage.customer, json!({"startsAt": at})).await.expect(409);
        assert_eq!(refused.code(), "booking.outside_hours", "{at}");
    }
    stage.post(id, "reschedule", stage.customer, json!({"startsAt": sunday})).await.expect(200);
}

#[tokio::test]
async fn inside_a_day_the_other_side_must_agree() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 20 * 60, ..stage.order() }).await;
    let old = stage.starts_at(id).await;
    let at = stage.now() + TimeDelta::days(2);
    let body = json!({"startsAt": at, "reason": "سفر"});
    stage.post(id, "reschedule", stage.customer, body).await.expect(200);
    assert_eq!(stage.starts_at(id).await, old);
    let seen = stage.seen(id, stage.provider).await;
    assert_eq!(seen["reschedule"]["proposedBy"], "customer");
    assert!(stage.app.told::<BookingRescheduleProposed>().await[0].by_customer);
    // Nobody agrees with itself.
    stage.act(id, "reschedule/accept", stage.customer).await.expect(409);
    stage.act(id, "reschedule/decline", stage.provider).await.expect(200);
    assert_eq!(stage.starts_at(id).await, old);
    stage.act(id, "reschedule/accept", stage.provider).await.expect(409);
    // The provider proposes, the customer agrees.
    stage.post(id, "reschedule", stage.provider, json!({"startsAt": at})).await.expect(200);
    stage.act(id, "reschedule/accept", stage.customer).await.expect(200);
    assert_eq!(stage.starts_at(id).await, at);
    assert!(stage.seen(id, stage.customer).await["reschedule"].is_null());
}

#[tokio::test]
async fn a_reschedule_is_no_way_around_a_fee() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 90, ..stage.order() }).await;
    stage.advance_minutes(10);
    let at = stage.now() + TimeDelta::days(3);
    stage.post(id, "reschedule", stage.customer, json!({"startsAt": at})).await.expect(200);
    stage.act(id, "reschedule/accept", stage.provider).await.expect(200);
    let answer = stage.act(id, "cancel", stage.customer).await.expect(200).json;
    assert_eq!(answer["cancelFee"]["amount"], 6_000);
    let rule =
        "select count(*) from booking.bookings where id = $1 and cancel_rule = 'after_reschedule'";
    assert_eq!(stage.count(rule, id).await, 1);
}

#[tokio::test]
async fn times_that_make_no_sense_are_refused() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    let now = stage.now();
    for at in [now - TimeDelta::days(1), now + TimeDelta::minutes(29), now + TimeDelta::days(91)] {
        let refused =
            stage.post(id, "reschedule", stage.customer, json!({"startsAt": at})).await.expect(422);
        assert_eq!(refused.wrong_fields(), ["startsAt"]);
    }
    let instant = stage.confirmed(Order { instant: true, starts_in: 0, ..stage.order() }).await;
    let at = json!({"startsAt": now + TimeDelta::days(1)});
    let refused = stage.post(instant, "reschedule", stage.customer, at).await.expect(409);
    assert_eq!(refused.code(), "booking.instant_not_movable");
}

#[tokio::test]
async fn travel_between_two_visits_is_counted() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let id = stage.confirmed(stage.order()).await;
    let other = stage.confirmed(Order { starts_in: 4 * 24 * 60, ..stage.order() }).await;
    // The other visit is in Alexandria.
    sqlx::query("update booking.bookings set pin = ST_SetSRID(ST_MakePoint(29.92, 31.2), 4326)::geography where id = $1")
        .bind(other.uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    sqlx::query("update booking.reservations set lat = 31.2, lng = 29.92 where booking_id = $1")
        .bind(other.uuid())
        .execute(stage.db.pool())
        .await
        .unwrap();
    let start = stage.starts_at(other).await;
    for hours in [2, -2] {
        let at = json!({"startsAt": start + TimeDelta::hours(hours)});
        let refused = stage.post(id, "reschedule", stage.customer, at).await.expect(409);
        assert_eq!(refused.code(), "booking.no_time_to_travel", "{hours}");
    }
    let at = json!({"startsAt": start + TimeDelta::hours(7)});
    stage.post(id, "reschedule", stage.customer, at).await.expect(200);
}

#[tokio::test]
async fn a_visit_moves_across_both_changes_of_the_clocks_by_the_wall() {
    // The day before the clocks change, and ten, eleven and noon on the wall of the Friday after it.
    for (now, nine, ten, noon) in [
        (
            "2026-04-19T10:00:00Z",
            "2026-04-24T06:00:00Z",
            "2026-04-24T07:00:00Z",
            "2026-04-24T09:00:00Z",
        ),
        (
            "2026-10-25T10:00:00Z",
            "2026-10-30T07:00:00Z",
            "2026-10-30T08:00:00Z",
            "2026-10-30T10:00:00Z",
        ),
    ] {
        let stage = Stage::new().await;
        let at = |text: &str| text.parse::<Instant>().unwrap();
        stage.clock.set(at(now));
        // Wednesdays all day, Fridays from ten until noon.
        let hours = json!([
            {"weekday": 3, "fromMinute": 0, "toMinute": 1440},
            {"weekday": 5, "fromMinute": 600, "toMinute": 720},
        ]);
        stage.hours(&hours, 0).await;
        let id = stage.confirmed(stage.order()).await;
        for outside in [nine, noon] {
            let body = json!({"startsAt": at(outside)});
            let refused = stage.post(id, "reschedule", stage.customer, body).await.expect(409);
            assert_eq!(refused.code(), "booking.outside_hours", "{outside}");
        }
        let body = json!({"startsAt": at(ten)});
        stage.post(id, "reschedule", stage.customer, body).await.expect(200);
        assert_eq!(stage.starts_at(id).await, at(ten));
        // Its time is as long as before, whatever the wall did in between.
        let minutes = "select extract(epoch from upper(during) - lower(during))::bigint / 60
                       from booking.reservations where booking_id = $1";
        assert_eq!(stage.count(minutes, id).await, 75);
    }
}
