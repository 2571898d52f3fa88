//! Many at once.

use super::world::monday;
use crate::ordering::world::{Town, customer, pin, provider, service};
use crate::stage::{Order, Stage};
use chrono::TimeDelta;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_want_one_time_of_one_technician_exactly_one_holds_it() {
    let town = Arc::new(Town::with_terms().await);
    town.plumbers(&[900.0]).await;
    for round in 0..4 {
        let calls = (0..16u128).map(|n| {
            let town = Arc::clone(&town);
            // Times that overlap, each of them on the grid.
            let starts_at = monday(2 * round) + TimeDelta::minutes(30 * (n as i64 % 2));
            let who = customer(100 * (round as u128 + 1) + n);
            tokio::spawn(async move { town.hold(who, starts_at).await.status })
        });
        let mut held = 0;
        for call in calls.collect::<Vec<_>>() {
            let status = call.await.unwrap();
            assert!(status == 201 || status == 409, "{status}");
            held += usize::from(status == 201);
        }
        assert_eq!(held, 1);
    }
    assert_eq!(town.count("select count(*) from booking.reservations").await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_holds_twice_at_once_holds_one() {
    let town = Arc::new(Town::with_terms().await);
    town.plumbers(&[900.0, 1_000.0]).await;
    let hold = |hours| {
        let town = Arc::clone(&town);
        tokio::spawn(async move { town.hold(customer(1), monday(hours)).await.status })
    };
    let calls: Vec<_> = (0..6).map(hold).collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 201);
    }
    assert_eq!(town.count("select count(*) from booking.holds where state = 'held'").await, 1);
    assert_eq!(town.count("select count(*) from booking.reservations").await, 1);
}

/// While a visit moves, whoever looks sees it reserved at exactly one of the two times, and the
/// booking says the same; whoever wants one of them gets at most the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_that_moves_is_reserved_once_at_every_moment() {
    let stage = Arc::new(Stage::new().await);
    stage.open_all_hours().await;
    let id = stage.confirmed(stage.order()).await;
    let old = stage.now() + TimeDelta::days(3);
    let new = old + TimeDelta::days(1);
    let done = Arc::new(AtomicBool::new(false));
    let looking = {
        let (stage, done) = (Arc::clone(&stage), Arc::clone(&done));
        tokio::spawn(async move {
            let mut looks = 0;
            while !done.load(Ordering::SeqCst) || looks == 0 {
                let rows: Vec<(bool,)> = sqlx::query_as(
                    "select lower(r.during) = b.scheduled_date from booking.bookings b
                     join booking.reservations r on r.booking_id = b.id where b.id = $1",
                )
                .bind(id.uuid())
                .fetch_all(stage.db.pool())
                .await
                .unwrap();
                assert_eq!(rows, [(true,)]);
                looks += 1;
            }
        })
    };
    for round in 0..6 {
        let to = if round % 2 == 0 { new } else { old };
        let rival = stage.ordered(Order { starts_in: 30 * 24 * 60, ..stage.order() }).await;
        stage.confirm(rival).await;
        let at = json!({"startsAt": to});
        let (moved, taken) = tokio::join!(
            stage.post(id, "reschedule", stage.customer, at.clone()),
            stage.post(rival, "reschedule", stage.customer, at),
        );
        assert!((moved.status == 200) ^ (taken.status == 200), "{moved:?} {taken:?}");
        stage.staff(rival, "cancel").await.expect(200);
        if moved.status != 200 {
            stage.post(id, "reschedule", stage.customer, json!({"startsAt": to})).await.expect(200);
        }
    }
    done.store(true, Ordering::SeqCst);
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_and_an_acceptance_of_the_same_time_never_both_succeed() {
    let town = Arc::new(Town::with_terms().await);
    town.plumbers(&[900.0]).await;
    for hours in [0, 2, 4] {
        let id = town.searched(customer(1), Some(monday(hours))).await;
        let offer = town.offer(provider(1)).await;
        // The offer keeps others away, unless it has just ended for them: try all the same.
        let (accepted, held) =
            tokio::join!(town.accept(provider(1), offer), town.hold(customer(2), monday(hours)));
        assert_eq!((accepted.status.as_u16(), held.status.as_u16()), (200, 409), "{id}");
    }
    let body = json!({"serviceId": service(), "startsAt": monday(0), "pin": pin()});
    town.app.post("/api/v1/slots/holds", customer(3), body).await.expect(409);
}
