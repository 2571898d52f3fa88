//! Bookings that are decided together, and searches that wait.

use super::world::{Town, at, customer, id_of, north, operator, pin, provider};
use booking::commands::{search, search_batch};
use chrono::TimeDelta;
use dispatch::{Batch, Record};
use kernel::ids::BookingId;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::Answer;

/// A town whose searches wait for others, as they do by default.
async fn town() -> Town {
    Town::configured(json!({"searching": {}})).await
}

/// An order for now, `metres` north of the pin, that waits for its window.
async fn ordered_at(town: &Town, n: u128, metres: f64) -> BookingId {
    let mut quote = town.quote(Some(customer(n)), None);
    quote.pin = north(metres);
    let quote = town.keep(quote);
    let address = town.address(customer(n), north(metres));
    let body = json!({"quoteId": quote.id, "addressId": address});
    let answer = town.order(customer(n), body).await.expect(201);
    town.app.settle().await;
    answer.json["id"].as_str().unwrap().parse().unwrap()
}

/// To whom a booking is offered.
async fn offered_to(town: &Town, id: BookingId) -> Vec<uuid::Uuid> {
    sqlx::query_scalar(
        "select provider_id from booking.offers where booking_id = $1 and status = 'open'",
    )
    .bind(id.uuid())
    .fetch_all(town.db.pool())
    .await
    .unwrap()
}

async fn records(town: &Town) -> Vec<Record> {
    let stored: Vec<Value> =
        sqlx::query_scalar("select record from booking.search_rounds where batch_id is not null")
            .fetch_all(town.db.pool())
            .await
            .unwrap();
    stored.into_iter().map(|record| serde_json::from_value(record).unwrap()).collect()
}

async fn batches(town: &Town) -> Vec<Batch> {
    let stored: Vec<Value> = sqlx::query_scalar("select record from booking.search_batches")
        .fetch_all(town.db.pool())
        .await
        .unwrap();
    stored.into_iter().map(|record| serde_json::from_value(record).unwrap()).collect()
}

async fn why(town: &Town, id: BookingId) -> Answer {
    town.app.get(&format!("/api/v1/admin/bookings/{id}/matching"), operator()).await.expect(200)
}

/// One technician between the two customers, one beyond the first: the first alone would take the
/// one between, and leave the second nobody near.
async fn contested(town: &Town) -> (BookingId, BookingId) {
    town.plumbers(&[-200.0, -1_000.0]).await;
    (ordered_at(town, 1, 0.0).await, ordered_at(town, 2, 2_500.0).await)
}

#[tokio::test]
async fn bookings_of_one_window_are_shared_at_the_least_total_cost() {
    let town = town().await;
    let (first, second) = contested(&town).await;
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 2);
    assert_eq!(town.count("select count(*) from booking.offers").await, 0);
    town.wait_s(2).await;
    // Alone, the first would have got its nearest one.
    assert_eq!(offered_to(&town, first).await, [provider(2).user_id.uuid()]);
    assert_eq!(offered_to(&town, second).await, [provider(1).user_id.uuid()]);
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 0);

    let answer = why(&town, first).await.json;
    let round = &answer["searches"][0]["rounds"][0];
    let batch = &round["batch"];
    assert_eq!(
        (&batch["method"], &batch["searches"], &batch["given"], &batch["replays"]),
        (&json!("exact"), &json!(2), &json!(2), &json!(true)),
        "{batch}"
    );
    assert_eq!(round["replays"], true);
    let taken = &round["outcomes"][0];
    assert_eq!((&taken["rank"], &taken["taken"]), (&json!(1), &json!(true)), "{taken}");
    assert!(taken["note"]["en"].as_str().unwrap().contains("another booking"));
    assert!(taken["reasons"][0]["ms"].as_i64() >= taken["reasons"][1]["ms"].as_i64());

    // The one who was given elsewhere is told so.
    let mine = town.app.get("/api/v1/providers/me/searches", provider(1)).await.expect(200);
    let outcomes: Vec<_> = mine.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.contains(&"offered") && outcomes.contains(&"other_request"), "{outcomes:?}");
}

#[tokio::test]
async fn a_stored_batch_is_decided_the_same_again() {
    let town = town().await;
    contested(&town).await;
    ordered_at(&town, 3, 500.0).await;
    town.wait_s(2).await;
    let (batches, records) = (batches(&town).await, records(&town).await);
    assert_eq!((batches.len(), records.len()), (1, 3));
    assert!(batches[0].replays(&records) && records.iter().all(Record::replays));
    // Everybody considered has exactly one outcome, in the record and in the table.
    for record in &records {
        assert_eq!(record.decision.outcomes.len(), 2);
    }
    let doubled = "select count(*) from (select from booking.search_outcomes
                   group by search_id, round, provider_id having count(*) > 1) d";
    assert_eq!(town.count(doubled).await, 0);
    let mut changed = records.clone();
    changed[0].candidates[0].rating_milli = 1_000;
    assert!(!batches[0].replays(&changed));
}

#[tokio::test]
async fn who_gets_nobody_in_a_batch_looks_further_at_once() {
    let town = town().await;
    town.plumbers(&[0.0, 7_000.0]).await;
    let first = ordered_at(&town, 1, 0.0).await;
    let second = ordered_at(&town, 2, 10.0).await;
    let third = ordered_at(&town, 3, 20.0).await;
    town.wait_s(2).await;
    let mut asked = Vec::new();
    for id in [first, second, third] {
        asked.extend(offered_to(&town, id).await);
    }
    asked.sort();
    assert_eq!(asked, [provider(1).user_id.uuid(), provider(2).user_id.uuid()]);
    // Two share the far one; the last one's customer is asked.
    let exhausted = "select count(*) from booking.searches where state = 'exhausted'";
    assert_eq!(town.count(exhausted).await, 1);
    let open = "select count(*) from booking.offers where status = 'open'";
    assert_eq!(town.count(open).await, 2);
    for (batch, records) in [(batches(&town).await, records(&town).await)] {
        for one in &batch {
            let own =
                records.iter().filter(|r| r.given.as_ref().is_some_and(|g| g.batch == one.id));
            assert!(one.replays(&own.cloned().collect::<Vec<_>>()));
        }
    }
}

#[tokio::test]
async fn a_booking_that_was_left_is_first_in_line() {
    let town = town().await;
    town.plumbers(&[500.0, 900.0]).await;
    let left = ordered_at(&town, 1, 0.0).await;
    town.wait_s(2).await;
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    let waiting = ordered_at(&town, 2, 0.0).await;
    let path = format!("/api/v1/bookings/{left}/cancel");
    town.app.post(&path, provider(1), json!({"reason": "السيارة تعطلت"})).await.expect(200);
    town.app.settle().await;
    // It does not wait for a window; the other one does, and takes what is left.
    assert_eq!(offered_to(&town, left).await, [provider(2).user_id.uuid()]);
    assert!(offered_to(&town, waiting).await.is_empty());
    town.wait_s(2).await;
    assert_eq!(offered_to(&town, waiting).await, [provider(1).user_id.uuid()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_at_once_decide_each_booking_once_and_ask_nobody_twice() {
    let town = Arc::new(town().await);
    town.plumbers(&[300.0, 600.0, 900.0, 1_200.0, 1_500.0, 1_800.0]).await;
    for n in 0..12 {
        ordered_at(&town, n, f64::from(n as u32) * 50.0).await;
    }
    town.advance_s(2);
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let app = town.inner.clone();
        workers.spawn(async move {
            // A deadlock or a lost race is an error that the job would repeat.
            for _ in 0..5 {
                if search_batch::run(&app).await.is_ok() {
                    return true;
                }
            }
            false
        });
    }
    assert!(workers.join_all().await.into_iter().all(|done| done));
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 0);
    assert_eq!(town.count("select count(*) from booking.searches").await, 12);
    let open = "select count(*) from booking.offers where status = 'open'";
    assert_eq!(town.count(open).await, 6);
    let asked = "select count(distinct provider_id) from booking.offers";
    assert_eq!(town.count(asked).await, 6);
    let told = town.app.told::<contracts::booking::BookingOffered>().await;
    assert_eq!(told.len(), 6);
}

#[tokio::test]
async fn what_a_killed_worker_held_is_taken_by_the_next_batch() {
    let town = town().await;
    town.plumbers(&[500.0]).await;
    let first = ordered_at(&town, 1, 0.0).await;
    // Joining again keeps its place.
    search::run(&town.inner, first).await.unwrap();
    // Its worker dies with the transaction open: the lease of its job runs on, nothing else is left.
    town.advance_s(2);
    let sql = "update bus.jobs set leased_until = now() + interval '100 years'
               where kind = 'search_batch'";
    sqlx::query(sql).execute(town.db.pool()).await.unwrap();
    let mut dying = town.inner.chassis.db.begin().await.unwrap();
    let held = booking::store::search_queue::take_in_tx(&mut dying, &[first]).await.unwrap();
    assert_eq!(held, [first]);
    search_batch::run(&town.inner).await.unwrap();
    assert!(offered_to(&town, first).await.is_empty());
    drop(dying);
    // The window of another booking takes it, too.
    ordered_at(&town, 2, 0.0).await;
    town.wait_s(2).await;
    assert_eq!(offered_to(&town, first).await.len(), 1);
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 0);
    // One by one, as after failures: the same, and stale places in the queue are given up.
    let third = ordered_at(&town, 3, 0.0).await;
    let path = format!("/api/v1/bookings/{third}/cancel");
    town.app.post(&path, customer(3), json!({"reason": "غيرت رأيي"})).await.expect(200);
    town.advance_s(2);
    search_batch::one_by_one(&town.inner).await.unwrap();
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 0);
}

#[tokio::test]
async fn one_bad_booking_does_not_hold_up_the_others() {
    let town = town().await;
    town.plumbers(&[500.0, 900.0]).await;
    let bad = ordered_at(&town, 1, 0.0).await;
    let good = ordered_at(&town, 2, 0.0).await;
    // Its next search has a number that is taken.
    sqlx::query(
        "insert into booking.searches
            (id, booking_id, search_no, mode, state, created_at, ended_at)
         values (gen_random_uuid(), $1, 1, 'instant', 'ended', now(), now())",
    )
    .bind(bad.uuid())
    .execute(town.db.pool())
    .await
    .unwrap();
    // Together fails twice; the third time each is by itself.
    for seconds in [2, 2, 4] {
        assert!(offered_to(&town, good).await.is_empty());
        town.wait_s(seconds).await;
    }
    assert_eq!(offered_to(&town, good).await.len(), 1);
    assert_eq!(town.count("select count(*) from booking.search_queue").await, 0);
    let later = "select count(*) from bus.jobs where kind = 'search' and dead_at is null";
    assert_eq!(town.count(later).await, 1);
}

#[tokio::test]
async fn planned_work_waits_for_a_better_match_until_its_deadline() {
    let config = json!({
        "matching": {"policy": {"good_enough_s": 600}},
        "searching": {"batch_window_ms": 0},
    });
    let town = Town::configured(config).await;
    town.plumbers(&[2_500.0]).await;
    let id = town.searched(customer(1), Some(town.now() + TimeDelta::days(3))).await;
    assert!(offered_to(&town, id).await.is_empty());
    let answer = why(&town, id).await.json;
    let round = &answer["searches"][0]["rounds"][0];
    assert_eq!((&round["waits"], &round["replays"]), (&json!(true), &json!(true)));
    let mine = town.app.get("/api/v1/providers/me/searches", provider(1)).await.expect(200);
    assert_eq!(mine.json["items"][0]["outcome"], "waiting");
    // Looked at again and again; the search does not go wider meanwhile, and ends with an offer.
    for _ in 0..3 {
        town.wait_s(900).await;
        assert!(offered_to(&town, id).await.is_empty());
    }
    town.wait_s(900).await;
    assert_eq!(offered_to(&town, id).await, [provider(1).user_id.uuid()]);
    let rounds = "select count(*) from booking.search_rounds where radius_m = 3000";
    assert_eq!(town.count(rounds).await, 5);
    let waited = "select count(*) from booking.search_rounds where waits";
    assert_eq!(town.count(waited).await, 4);
}

#[tokio::test]
async fn a_better_match_that_comes_in_time_is_taken() {
    let config = json!({
        "matching": {"policy": {"good_enough_s": 1_500}},
        "searching": {"batch_window_ms": 0},
    });
    let town = Town::configured(config).await;
    town.plumbers(&[2_900.0]).await;
    let id = town.searched(customer(1), Some(town.now() + TimeDelta::days(3))).await;
    assert!(offered_to(&town, id).await.is_empty());
    let path = format!("/api/v1/me/favourites/{}", id_of(provider(2)));
    town.app.publish(&town.plumber(provider(2), 100.0)).await;
    town.app.put(&path, customer(1), json!({})).await.expect(204);
    town.wait_s(900).await;
    assert_eq!(offered_to(&town, id).await, [provider(2).user_id.uuid()]);
}

#[tokio::test]
async fn the_second_in_line_is_asked_first_when_the_first_drops_out() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), Some(at("2026-11-23T10:00:00Z"))).await;
    let backup = why(&town, id).await.json["backup"].clone();
    assert_eq!(backup, json!(id_of(provider(2))));
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    // Somebody nearer has come since; the second in line goes first all the same.
    town.app.publish(&town.plumber(provider(3), 100.0)).await;
    let path = format!("/api/v1/bookings/{id}/cancel");
    town.app.post(&path, provider(1), json!({"reason": "السيارة تعطلت"})).await.expect(200);
    town.app.settle().await;
    assert_eq!(offered_to(&town, id).await, [provider(2).user_id.uuid()]);
    assert_eq!(why(&town, id).await.json["backup"], json!(id_of(provider(3))));
    let offer = town.offer(provider(2)).await;
    town.decline(provider(2), offer).await.expect(200);
    town.app.settle().await;
    assert_eq!(offered_to(&town, id).await, [provider(3).user_id.uuid()]);
    assert_eq!(why(&town, id).await.json["backup"], Value::Null);
}

#[tokio::test]
async fn who_accepts_at_such_hours_is_asked_before_who_does_not() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_100.0]).await;
    // The same all in all; the nearer one says no at this kind of hour.
    for (n, hour, accepts) in
        [(1, "weekend", 0), (1, "night", 20), (2, "weekend", 20), (2, "night", 0)]
    {
        sqlx::query(
            "insert into booking.provider_answers
                (provider_id, day, hour_kind, answers, accepts, created_at)
             values ($1, $2, $3, 20, $4, $5), ($1, $2, 'workday', 20, $4, $5),
                    ($1, $2, 'evening', 20, $4, $5)
             on conflict do nothing",
        )
        .bind(provider(n).user_id.uuid())
        .bind(kernel::cairo::local_date(town.now()))
        .bind(hour)
        .bind(accepts)
        .bind(town.now())
        .execute(town.db.pool())
        .await
        .unwrap();
    }
    let id = town.searched(customer(1), None).await;
    assert_eq!(offered_to(&town, id).await, [provider(2).user_id.uuid()]);
    let offer = town.offer(provider(2)).await;
    let before = "select sum(answers)::bigint from booking.provider_answers";
    let answers = town.count(before).await;
    town.decline(provider(2), offer).await.expect(200);
    assert_eq!(town.count(before).await, answers + 1);
    // Half a year later nothing of it is left.
    town.wait_s(190 * 86_400).await;
    let old = "select count(*) from booking.provider_answers where hour_kind = 'weekend'
               and answers >= 20";
    assert_eq!(town.count(old).await, 0);
}

#[tokio::test]
async fn a_pin_far_from_everybody_asks_the_customer_after_one_window() {
    let town = town().await;
    let id = ordered_at(&town, 1, 0.0).await;
    assert!(pin().distance_m(north(0.0)) < 1.0);
    town.wait_s(2).await;
    assert_eq!(town.stands(id).await, ("pending".into(), "searching".into()));
    let told = town.app.told::<contracts::booking::BookingUnmatched>().await;
    assert_eq!(told.len(), 1);
    assert!(batches(&town).await.is_empty());
}
