//! Many at once: one winner, clean refusals, nothing doubled.

use super::world::{Town, at, customer, provider, zone};
use contracts::booking::{BookingConfirmed, BookingOfferClosed};
use serde_json::json;
use std::sync::Arc;
use testkit::Answer;
use tokio::task::JoinSet;

/// How many answers had each status and code, the good ones first.
async fn counted(mut answers: JoinSet<Answer>) -> Vec<(u16, String, usize)> {
    let mut counts: Vec<(u16, String, usize)> = Vec::new();
    while let Some(answer) = answers.join_next().await {
        let answer = answer.unwrap();
        let (status, code) = (answer.status.as_u16(), answer.code().to_owned());
        match counts.iter_mut().find(|(s, c, _)| *s == status && *c == code) {
            Some((.., count)) => *count += 1,
            None => counts.push((status, code, 1)),
        }
    }
    counts.sort();
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_orders_with_one_quote_one_wins() {
    let town = Arc::new(Town::new().await);
    let quote = town.quote(None, None);
    let mut answers = JoinSet::new();
    for n in 0..20 {
        let (town, id) = (town.clone(), quote.id);
        answers.spawn(async move {
            let body = town.body(customer(n), id);
            town.order(customer(n), body).await
        });
    }
    let expected = [(201, String::new(), 1), (409, "booking.quote_used".to_owned(), 19)];
    assert_eq!(counted(answers).await, expected);
    assert_eq!(town.count("select count(*) from booking.bookings").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_technicians_that_accept_one_wins() {
    let config = json!({
        "ordering": {"broadcast_zones": [zone()]},
        "matching": {"policy": {"broadcast_size": 20}},
    });
    let town = Arc::new(Town::configured(config).await);
    town.plumbers(&[1_000.0; 20]).await;
    town.searched(customer(1), None).await;
    let mut offers = Vec::new();
    for n in 1..=20 {
        offers.push((n, town.offer(provider(n)).await));
    }
    let mut answers = JoinSet::new();
    for (n, offer) in offers {
        let town = town.clone();
        answers.spawn(async move { town.accept(provider(n), offer).await });
    }
    let expected = [(200, String::new(), 1), (409, "booking.already_accepted".to_owned(), 19)];
    assert_eq!(counted(answers).await, expected);
    town.app.settle().await;
    assert_eq!(town.app.told::<BookingConfirmed>().await.len(), 1);
    assert_eq!(town.app.told::<BookingOfferClosed>().await.len(), 19);
    assert_eq!(town.count("select count(*) from booking.reservations").await, 1);
    assert_eq!(town.count("select count(*) from booking.offers where status = 'open'").await, 0);
    let found = "select count(*) from booking.searches where state = 'found'";
    assert_eq!(town.count(found).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_technician_gets_one_of_ten_bookings_at_the_same_time() {
    let town = Arc::new(Town::new().await);
    town.plumbers(&[1_000.0]).await;
    for n in 0..10 {
        town.searched(customer(n), Some(at("2026-11-23T10:00:00Z"))).await;
    }
    let offers = town.offers(provider(1)).await;
    assert_eq!(offers.len(), 10);
    let mut answers = JoinSet::new();
    for offer in offers {
        let (town, id) = (town.clone(), offer["id"].as_str().unwrap().parse().unwrap());
        answers.spawn(async move { town.accept(provider(1), id).await });
    }
    let expected = [(200, String::new(), 1), (409, "booking.slot_taken".to_owned(), 9)];
    assert_eq!(counted(answers).await, expected);
    assert_eq!(town.count("select count(*) from booking.reservations").await, 1);
    let confirmed = "select count(*) from booking.bookings where booking_status = 'confirmed'";
    assert_eq!(town.count(confirmed).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_technician_that_taps_twice_accepts_once() {
    let town = Arc::new(Town::new().await);
    town.plumbers(&[1_000.0]).await;
    town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    let mut answers = JoinSet::new();
    for _ in 0..5 {
        let town = town.clone();
        answers.spawn(async move { town.accept(provider(1), offer).await });
    }
    assert_eq!(counted(answers).await, [(200, String::new(), 5)]);
    assert_eq!(town.app.told::<BookingConfirmed>().await.len(), 1);
    let accepts = "select accepts::bigint from booking.provider_stats";
    assert_eq!(town.count(accepts).await, 1);
}
