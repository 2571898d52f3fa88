//! Paused work that nobody goes on with, and the time it gives back.

use crate::stage::Stage;
use chrono::TimeDelta;
use contracts::booking::WorkStillPaused;
use kernel::ids::BookingId;
use serde_json::json;
use testkit::TestApp;

impl Stage {
    async fn paused(&self) -> BookingId {
        let id = self.started(self.order()).await;
        self.post(id, "pause", self.provider, json!({"reason": "قطعة"})).await.expect(200);
        // Past the end that was planned: days count from there.
        self.advance_minutes(120);
        id
    }

    async fn reminders(&self) -> Vec<bool> {
        let told = self.app.told::<WorkStillPaused>().await;
        told.into_iter().map(|event| event.overdue).collect()
    }

    async fn overdue(&self) -> usize {
        let path = "/api/v1/admin/bookings?overdue=true";
        let page = self.app.get(path, self.operator).await.expect(200).json;
        page["items"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn both_sides_are_reminded_and_then_staff_is_shown_it() {
    let stage = Stage::new().await;
    let id = stage.paused().await;
    for (day, told, shown) in [
        (1, vec![], 0),
        (2, vec![false], 0),
        (3, vec![false], 0),
        (4, vec![false, false], 0),
        (7, vec![false, false, true], 1),
        (8, vec![false, false, true], 1),
        (14, vec![false, false, true, true], 1),
    ] {
        let start = stage.app.told::<WorkStillPaused>().await.len();
        stage.clock.advance(TimeDelta::days(if day == 14 {
            6
        } else if day == 7 {
            3
        } else {
            1
        }));
        stage.app.settle().await;
        assert_eq!(stage.reminders().await, told, "day {day}, told {start} before");
        assert_eq!(stage.overdue().await, shown, "day {day}");
    }
    stage.act(id, "resume", stage.provider).await.expect(200);
    stage.clock.advance(TimeDelta::days(20));
    stage.app.settle().await;
    assert_eq!(stage.reminders().await.len(), 4, "it goes on");
    assert_eq!(stage.overdue().await, 0);
}

#[tokio::test]
async fn the_reminder_survives_a_restart_and_waits_for_the_agreed_visit() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let id = stage.paused().await;
    let at = stage.now() + TimeDelta::days(5);
    stage.post(id, "reschedule", stage.provider, json!({"startsAt": at})).await.expect(200);
    stage.act(id, "reschedule/accept", stage.customer).await.expect(200);
    // Another process takes over.
    let chassis = testkit::chassis(&stage.db, booking::SERVICE, &stage.inner.chassis.world);
    let (catalog, identity) = (stage.inner.catalog.clone(), stage.inner.identity.clone());
    let parts = booking::parts(chassis, catalog, identity, stage.tracking.clone()).unwrap();
    let second = TestApp::new(&stage.db, &stage.inner.chassis.world, vec![parts]);
    stage.clock.advance(TimeDelta::days(4));
    second.settle().await;
    assert!(stage.reminders().await.is_empty(), "both know when it goes on");
    // The visit was agreed and nobody came.
    stage.clock.advance(TimeDelta::days(3) + TimeDelta::hours(2));
    second.settle().await;
    assert_eq!(stage.reminders().await, [false]);
}

#[tokio::test]
async fn the_rest_of_a_paused_visit_is_free_once_a_further_one_is_held() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let id = stage.started(stage.order()).await;
    stage.advance_minutes(10);
    let until = "select extract(epoch from max(upper(during)) filter (where visit = 1))::bigint
                 from booking.reservations where booking_id = $1";
    let before = stage.count(until, id).await;
    assert!(before > stage.now().timestamp());
    let at = stage.now() + TimeDelta::days(2);
    let pause = json!({"reason": "قطعة", "continuesAt": at});
    stage.post(id, "pause", stage.provider, pause).await.expect(200);
    // What was used stays as a record; the rest is given back, and the further visit is held.
    assert_eq!(stage.count(until, id).await, stage.now().timestamp());
    let held = "select count(*) from booking.reservations
                where booking_id = $1 and visit = 2 and kind = 'hold'";
    assert_eq!(stage.count(held, id).await, 1);
}
