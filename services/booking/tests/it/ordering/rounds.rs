//! The search, round after round.

use super::world::{Town, at, customer, north, provider, zone};
use booking::commands::search;
use contracts::booking::{BookingCancelled, BookingSearching, BookingUnmatched, CancelReason};
use kernel::ids::BookingId;
use serde_json::json;

/// The radius of each decided round of a booking, in order.
async fn radii(town: &Town, id: BookingId) -> Vec<i32> {
    sqlx::query_scalar(
        "select r.radius_m from booking.search_rounds r
         join booking.searches s on s.id = r.search_id
         where s.booking_id = $1 order by s.search_no, r.round",
    )
    .bind(id.uuid())
    .fetch_all(town.db.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn nobody_answers_the_radius_widens_and_then_the_customer_is_asked() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0, 4_000.0, 18_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let progress = async || {
        let page = town.app.get(&format!("/api/v1/bookings/{id}"), customer(1)).await.expect(200);
        let search = page.json["search"].clone();
        let until =
            search["offeredUntil"].as_str().map(|at| at.parse::<kernel::Instant>().unwrap());
        (search["round"].clone(), search["radiusM"].clone(), until, search["exhausted"].clone())
    };
    let within = chrono::TimeDelta::seconds(30);
    assert_eq!(
        progress().await,
        (json!(1), json!(3_000), Some(town.now() + within), json!(false)),
        "the customer sees how far the search has come"
    );
    for n in 1..=4 {
        town.offer(provider(n)).await;
        town.wait_s(30).await;
    }
    assert_eq!(progress().await, (json!(6), json!(20_000), None, json!(true)));
    assert_eq!(radii(&town, id).await, [3_000, 3_000, 5_000, 8_000, 12_000, 20_000]);
    assert_eq!(town.app.told::<BookingUnmatched>().await.len(), 1);
    assert_eq!(town.stands(id).await, ("pending".into(), "searching".into()));
    let exhausted = "select count(*) from booking.searches where state = 'exhausted'
                     and radius_m = 20000 and round = 6 and ended_at is not null";
    assert_eq!(town.count(exhausted).await, 1);
    // Every round has exactly one outcome for everybody.
    assert_eq!(town.count("select count(*) from booking.search_outcomes").await, 6 * 4);
    assert_eq!(town.outcome(id, 1, provider(3)).await.0, "out_of_radius");
    assert_eq!(town.outcome(id, 1, provider(2)).await.0, "scored");
    assert_eq!(town.outcome(id, 6, provider(4)).await.0, "offered");
}

#[tokio::test]
async fn a_stored_round_decides_the_same_again() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_500.0, 6_000.0]).await;
    town.searched(customer(1), None).await;
    town.wait_s(30).await;
    let records: Vec<serde_json::Value> =
        sqlx::query_scalar("select record from booking.search_rounds")
            .fetch_all(town.db.pool())
            .await
            .unwrap();
    assert_eq!(records.len(), 2);
    for record in records {
        let text = record.to_string();
        assert!(!text.contains("\"lat\""), "a record holds distances only");
        let record: dispatch::Record = serde_json::from_value(record).unwrap();
        assert!(record.replays());
        assert_eq!(record.decision.outcomes.len(), 3);
    }
}

#[tokio::test]
async fn a_search_job_that_runs_again_changes_nothing() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), None).await;
    for _ in 0..3 {
        search::run(&town.inner, id).await.unwrap();
    }
    assert_eq!(radii(&town, id).await, [3_000]);
    assert_eq!(town.count("select count(*) from booking.offers").await, 1);
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    search::run(&town.inner, id).await.unwrap();
    assert_eq!(town.stands(id).await.0, "confirmed");
    let unknown = uuid::Uuid::from_u128(7).into();
    search::run(&town.inner, unknown).await.unwrap();
}

#[tokio::test]
async fn without_tracking_homes_and_switches_tell_who_can_come() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let mut offline = town.plumber(provider(1), 1_000.0);
    offline.is_online = false;
    town.app.publish(&offline).await;
    town.tracking.set_away(true);
    let id = town.searched(customer(1), None).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("offline"));
    let offer = town.offer(provider(2)).await;
    town.accept(provider(2), offer).await.expect(200);
}

#[tokio::test]
async fn work_now_goes_by_where_people_are_and_not_by_where_they_live() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    // The first is far from home; the third lives far away but is near.
    town.tracking.put(provider(1).user_id.into(), north(9_000.0), town.now());
    town.app.publish(&town.plumber(provider(3), 40_000.0)).await;
    let mut visitor = town.plumber(provider(3), 40_000.0);
    visitor.areas =
        vec![contracts::providers::ServiceArea::Radius { center: north(0.0), radius_m: 5_000 }];
    town.app.publish(&visitor).await;
    town.tracking.put(provider(3).user_id.into(), north(500.0), town.now());
    let id = town.searched(customer(1), None).await;
    town.offer(provider(3)).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.0, "out_of_radius");
}

#[tokio::test]
async fn who_left_is_not_asked_again_by_the_next_search() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), Some(at("2026-11-23T10:00:00Z"))).await;
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    let path = format!("/api/v1/bookings/{id}/cancel");
    town.app.post(&path, provider(1), json!({"reason": "السيارة تعطلت"})).await.expect(200);
    town.app.settle().await;
    let told = town.app.told::<BookingSearching>().await;
    assert_eq!(told.iter().map(|t| t.again).collect::<Vec<_>>(), [false, true]);
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("already_asked"));
    let offer = town.offer(provider(2)).await;
    town.accept(provider(2), offer).await.expect(200);
    let searches = "select count(*) from booking.searches where state = 'found'";
    assert_eq!(town.count(searches).await, 2);
}

#[tokio::test]
async fn the_customer_may_wait_and_everybody_is_asked_anew() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let again = format!("/api/v1/bookings/{id}/search-again");
    // While an offer is open, nothing changes.
    town.app.post(&again, customer(1), json!({})).await.expect(200);
    assert_eq!(town.app.told::<BookingSearching>().await.len(), 1);
    town.wait_s(30).await;
    assert!(town.offers(provider(1)).await.is_empty());

    town.app.post(&again, customer(2), json!({})).await.expect(404);
    let answer = town.app.post(&again, customer(1), json!({})).await.expect(200);
    assert_eq!(answer.json["stage"], "searching");
    town.app.settle().await;
    let offer = town.offer(provider(1)).await;
    // The job that would have given up finds that the customer answered.
    town.accept(provider(1), offer).await.expect(200);
    town.wait_s(3_600).await;
    assert_eq!(town.stands(id).await.0, "confirmed");
    town.app.post(&again, customer(1), json!({})).await.expect(409);
}

#[tokio::test]
async fn a_customer_that_does_not_answer_is_not_kept_waiting_for_ever() {
    let town = Town::new().await;
    let instant = town.searched(customer(1), None).await;
    let planned = town.searched(customer(2), Some(at("2026-11-23T10:00:00Z"))).await;
    assert_eq!(town.app.told::<BookingUnmatched>().await.len(), 2);
    town.wait_s(3_599).await;
    assert_eq!(town.stands(instant).await.0, "pending");
    town.wait_s(1).await;
    assert_eq!(town.stands(instant).await.0, "cancelled");
    assert_eq!(town.stands(planned).await.0, "pending");
    town.wait_s(23 * 3_600).await;
    assert_eq!(town.stands(planned).await.0, "cancelled");
    let told = town.app.told::<BookingCancelled>().await;
    assert!(told.iter().all(|t| t.reason == CancelReason::NoProvider && t.fee.is_zero()));
}

#[tokio::test]
async fn a_planned_time_that_is_over_is_not_searched_for_again() {
    let town = Town::new().await;
    let id = town.searched(customer(1), Some(at("2026-11-22T11:00:00Z"))).await;
    town.advance_s(3_600);
    let path = format!("/api/v1/bookings/{id}/search-again");
    let late = town.app.post(&path, customer(1), json!({})).await;
    assert_eq!(late.wrong_fields(), ["startsAt"], "{}", late.json);
}

#[tokio::test]
async fn one_instant_offer_at_a_time_even_when_another_was_made_a_moment_ago() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let first = town.searched(customer(1), None).await;
    town.offer(provider(1)).await;
    let second = town.searched(customer(2), None).await;
    assert_eq!(town.outcome(second, 1, provider(1)).await.1.as_deref(), Some("open_offer"));
    town.offer(provider(2)).await;
    // Over, but not closed yet: only the constraint knows, and the round is decided again.
    town.advance_s(31);
    let third = town.ordered(customer(3), None).await;
    search::run(&town.inner, third).await.unwrap();
    assert_eq!(town.outcome(third, 1, provider(1)).await.1.as_deref(), Some("open_offer"));
    assert_eq!(town.stands(third).await.1, "searching");
    assert_eq!(town.stands(first).await.1, "offered");
    let open = "select count(*) from booking.offers where status = 'open'";
    assert_eq!(town.count(open).await, 2);
}

#[tokio::test]
async fn a_thin_zone_asks_several_at_once() {
    let config = json!({"ordering": {"broadcast_zones": [zone()]}});
    let town = Town::configured(config).await;
    town.plumbers(&[1_000.0, 2_000.0, 2_500.0]).await;
    let id = town.searched(customer(1), None).await;
    for n in 1..=3 {
        town.offer(provider(n)).await;
    }
    let offer = town.offer(provider(1)).await;
    town.decline(provider(1), offer).await.expect(200);
    town.app.settle().await;
    // Two still have it before them.
    assert_eq!(town.stands(id).await.1, "offered");
    assert_eq!(radii(&town, id).await, [3_000]);
    town.wait_s(30).await;
    assert_eq!(town.stands(id).await.1, "searching");
}
