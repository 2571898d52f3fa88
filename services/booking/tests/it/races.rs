//! Two at once: one wins, the other is told so, and nothing happens twice.

use crate::stage::{Order, Stage};
use contracts::booking::{BookingCancelled, BookingCompleted, EstimateDecided, EstimateWithdrawn};
use contracts::catalog::Pricing;
use serde_json::json;
use testkit::Answer;

fn wins(answers: &[Answer]) -> usize {
    for answer in answers {
        assert!([200, 404, 409].contains(&answer.status.as_u16()), "{answer:?}");
    }
    answers.iter().filter(|a| a.status == 200).count()
}

#[tokio::test]
async fn work_is_completed_once_however_often_it_is_tried() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let tries = || stage.act(id, "complete", stage.provider);
    let (a, b, c, d) = tokio::join!(tries(), tries(), tries(), tries());
    assert_eq!(wins(&[a, b, c, d]), 1);
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
    let sql = "select completions::bigint from booking.provider_stats where $1::uuid is not null";
    assert_eq!(stage.count(sql, id).await, 1);
}

#[tokio::test]
async fn a_booking_is_started_or_cancelled_and_never_both() {
    let stage = Stage::new().await;
    for _ in 0..5 {
        let id = stage.at_the_door(stage.order()).await;
        let code = json!({"code": "4821"});
        let (start, cancel, staff) = tokio::join!(
            stage.post(id, "start", stage.provider, code),
            stage.act(id, "cancel", stage.customer),
            stage.staff(id, "release"),
        );
        let started = start.status == 200;
        // Released first, it is pending and may still be cancelled.
        let others = wins(&[cancel, staff]);
        assert!(if started { others == 0 } else { (1..=2).contains(&others) }, "{others}");
        assert_eq!(stage.stands(id).await.0 == "in_progress", started);
        stage.staff(id, "cancel").await;
        stage.advance_minutes(300);
    }
}

#[tokio::test]
async fn both_sides_cancel_at_once_and_it_ends_once() {
    let stage = Stage::new().await;
    for _ in 0..5 {
        let id = stage.confirmed(Order { starts_in: 600, ..stage.order() }).await;
        let (customer, provider, staff) = tokio::join!(
            stage.act(id, "cancel", stage.customer),
            stage.act(id, "cancel", stage.provider),
            stage.staff(id, "cancel"),
        );
        // The provider may leave first; then the customer or staff still cancels what is pending.
        assert!((1..=2).contains(&wins(&[customer, provider, staff])));
        let told = stage.app.told::<BookingCancelled>().await;
        assert_eq!(told.iter().filter(|c| c.booking.id == id).count(), 1);
        assert_eq!(stage.stands(id).await.0, "cancelled");
        let sql = "select count(*) from booking.reservations where booking_id = $1";
        assert_eq!(stage.count(sql, id).await, 0);
    }
}

#[tokio::test]
async fn two_visits_never_move_onto_the_same_time() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    let first = stage.confirmed(stage.order()).await;
    let second = stage.confirmed(Order { starts_in: 4 * 24 * 60, ..stage.order() }).await;
    let at = json!({"startsAt": stage.now() + chrono::TimeDelta::days(6)});
    let (a, b) = tokio::join!(
        stage.post(first, "reschedule", stage.customer, at.clone()),
        stage.post(second, "reschedule", stage.customer, at),
    );
    assert_eq!(wins(&[a, b]), 1);
    let overlaps: i64 = sqlx::query_scalar(
        "select count(*) from booking.reservations a join booking.reservations b
         on a.provider_id = b.provider_id and a.id < b.id and a.during && b.during",
    )
    .fetch_one(stage.db.pool())
    .await
    .unwrap();
    assert_eq!(overlaps, 0);
}

#[tokio::test]
async fn a_proposal_is_decided_or_taken_back_and_never_both() {
    let stage = Stage::new().await;
    for decide in ["approve", "decline", "approve", "decline"] {
        let inspection = Order { pricing: Pricing::InspectionFirst, ..stage.order() };
        let id = stage.started(inspection).await;
        let line = json!({"kind": "labour", "name": "شغل", "quantity": 1,
            "unitPrice": {"amount": 70_000, "currency": "EGP"}});
        let estimate = stage.post(id, "estimates", stage.provider, json!({"lines": [line]})).await;
        let estimate = estimate.expect(201).json["id"].as_str().unwrap().to_owned();
        let (decide_it, withdraw_it) =
            (format!("estimates/{estimate}/{decide}"), format!("estimates/{estimate}/withdraw"));
        let (decided, once, twice) = tokio::join!(
            stage.act(id, &decide_it, stage.customer),
            stage.act(id, &withdraw_it, stage.provider),
            stage.act(id, &withdraw_it, stage.provider),
        );
        let by_customer = decided.status == 200;
        let answers = [decided, once, twice];
        assert_eq!(wins(&answers), 1);
        let expected = match (by_customer, decide) {
            (false, _) => ("inspecting", "withdrawn", "booking.proposal_withdrawn"),
            (true, "approve") => ("working", "approved", "booking.proposal_decided"),
            (true, _) => ("done", "declined", "booking.proposal_decided"),
        };
        for answer in &answers {
            assert!(answer.status == 200 || answer.code() == expected.2, "{answer:?}");
        }
        assert_eq!(stage.stands(id).await.1, expected.0);
        let list = stage.app.get(&format!("/api/v1/bookings/{id}/estimates"), stage.customer).await;
        assert_eq!(list.expect(200).json["items"][0]["state"], expected.1);
        let told = stage.app.told::<EstimateDecided>().await;
        assert_eq!(told.iter().filter(|d| d.booking.id == id).count(), usize::from(by_customer));
        let told = stage.app.told::<EstimateWithdrawn>().await;
        assert_eq!(told.iter().filter(|w| w.booking.id == id).count(), usize::from(!by_customer));
        stage.staff(id, "hold").await;
        stage.advance_minutes(300);
    }
}

#[tokio::test]
async fn the_same_key_runs_once_even_at_the_same_moment() {
    let stage = Stage::new().await;
    let id = stage.started(stage.order()).await;
    let path = format!("/api/v1/bookings/{id}/complete");
    let key = [("idempotency-key", "twice")];
    let call = || {
        stage.app.call_with(http::Method::POST, &path, Some(stage.provider), Some(json!({})), &key)
    };
    let (a, b) = tokio::join!(call(), call());
    let codes: Vec<_> = [&a, &b].iter().map(|x| x.status.as_u16()).collect();
    assert!(codes.contains(&200) && codes.iter().all(|c| [200, 409].contains(c)), "{codes:?}");
    assert_eq!(stage.app.told::<BookingCompleted>().await.len(), 1);
}

#[tokio::test]
async fn time_is_given_back_only_under_the_calendars_lock() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    for ends in ["resume", "hold", "reschedule/decline"] {
        let id = stage.started(stage.order()).await;
        let at = stage.now() + chrono::TimeDelta::days(1);
        let pause = json!({"reason": "قطعة", "continuesAt": at});
        stage.post(id, "pause", stage.provider, pause).await.expect(200);
        // What is held for the further visit has expired, and nobody has noticed yet.
        stage.clock.advance(chrono::TimeDelta::days(2));
        let provider = stage.provider.user_id.uuid();
        let mut other = stage.db.pool().begin().await.unwrap();
        sqlx::query("select from booking.provider_calendars where provider_id = $1 for update")
            .bind(provider)
            .execute(&mut *other)
            .await
            .unwrap();
        let rival = async {
            let waits = "select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'";
            let mut waiting = 0;
            while waiting == 0 {
                waiting =
                    sqlx::query_scalar::<_, i64>(waits).fetch_one(stage.db.pool()).await.unwrap();
                tokio::task::yield_now().await;
            }
            // What everybody does who has locked a calendar. Were one of these reservations touched
            // by the command that waits for the calendar, the two would wait for each other.
            sqlx::query(
                "delete from booking.reservations where provider_id = $1 and expires_at <= $2",
            )
            .bind(provider)
            .bind(stage.now())
            .execute(&mut *other)
            .await
            .unwrap();
            other.commit().await.unwrap();
        };
        let command = async {
            match ends {
                "hold" => stage.staff(id, "hold").await,
                "resume" => stage.act(id, ends, stage.provider).await,
                _ => stage.act(id, ends, stage.customer).await,
            }
        };
        let (answer, ()) = tokio::join!(command, rival);
        answer.expect(200);
        stage.staff(id, "hold").await;
    }
}

#[tokio::test]
async fn a_disputes_end_and_its_deadline_at_the_same_moment_do_not_wait_for_each_other() {
    let stage = Stage::new().await;
    for _ in 0..6 {
        let id = stage.done(stage.order()).await;
        stage.post(id, "dispute", stage.customer, json!({"reason": "x"})).await.expect(200);
        let body = json!({"outcome": "none", "text": "x"});
        stage.post(id, "dispute/proposals", stage.provider, body).await.expect(200);
        let seen = stage.app.get(&format!("/api/v1/bookings/{id}/dispute"), stage.customer).await;
        let proposal = seen.expect(200).json["proposals"][0]["id"].as_str().unwrap().to_owned();
        // Both deadlines are over in this moment, and the customer answers in it.
        stage.advance_minutes(48 * 60);
        let accept = format!("dispute/proposals/{proposal}/accept");
        let (answer, staff, ()) = tokio::join!(
            stage.act(id, &accept, stage.customer),
            stage.staff_decides(id),
            stage.app.settle(),
        );
        for answer in [&answer, &staff] {
            assert!([200, 409].contains(&answer.status.as_u16()), "{answer:?}");
        }
        let failed = "select count(*) from bus.jobs where $1::uuid is not null and attempts > 0";
        assert_eq!(stage.count(failed, id).await, 0, "no timer was the victim of a deadlock");
    }
}

impl Stage {
    async fn staff_decides(&self, id: kernel::ids::BookingId) -> Answer {
        let path = format!("/api/v1/admin/bookings/{id}/resolve-dispute");
        let body = json!({"outcome": "no_refund", "reason": "x"});
        self.app.post(&path, self.operator, body).await
    }
}
