//! The database goes away for some seconds; services are not running.

use crate::harness::{
    Answer, Database, Options, Person, Platform, Topology, Who, eventually, world,
};
use crate::visits;
use pgcluster::{Cluster, Durability};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

#[tokio::test]
async fn without_its_database_the_platform_says_so_and_heals_by_itself() {
    let folder = Folder::new();
    let cluster = folder.start().await;
    let database = Database::fresh_on(&cluster.url("postgres")).await;
    let settings = vec![("OSTA_BOOKING__MATCHING__POLICY__INSTANT_OFFER_S", "5".to_owned())];
    let options = Options { database: Some(database), settings, ..Options::default() };
    let platform = Platform::start_with(options).await;
    let mona = platform.person(Who::Mona).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.plumber(n).await);
    }
    let quote = visits::quote(&mona, "plumbing.drain_unblock").await;
    let booking = visits::book(&mona, &quote, "cash").await.id();
    let (first, _) = visits::offered(&plumbers, &booking).await;

    // Until the offer has run out.
    tokio::task::spawn_blocking(|| cluster.stop()).await.expect("it stops");
    let (alive, ready) = tokio::join!(health(&platform, "/healthz"), health(&platform, "/readyz"));
    assert_eq!((alive.0, ready.0), (200, 503), "{}", ready.1);
    assert!(ready.1.contains("\"postgresql\":\"down\""), "{}", ready.1);
    let path = format!("/api/v1/bookings/{booking}");
    let order = json!({"quoteId": quote.id(), "address": visits::address()});
    let (seen, quoted, ordered, offers) = tokio::join!(
        mona.get(&path),
        mona.get("/api/v1/wallet"),
        mona.post("/api/v1/bookings", order),
        first.get("/api/v1/offers"),
    );
    for answer in [seen, quoted, ordered, offers] {
        assert_unavailable(&answer);
    }
    // Positions don't wait for the database.
    crate::harness::be_at(first, world::HOME.0, world::HOME.1).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let cluster = folder.start().await;

    eventually("readiness", async || (health(&platform, "/readyz").await.0 == 200).then_some(()))
        .await;
    mona.get(&path).await.expect(200);
    // The timer that was due meanwhile ran: somebody else is asked.
    let others: Vec<Person> = plumbers.iter().filter(|p| p.id != first.id).cloned().collect();
    let plumber = visits::accepted(&others, &booking).await;
    // A job that was being done as the database went is its doer's for a minute.
    platform.settle_within(Duration::from_secs(90)).await;
    visits::begin(&platform, &mona, plumber, &booking).await;
    visits::step(plumber, &booking, "complete").await;
    visits::settled(&mona, &booking).await;
    platform.settle().await;
    platform.assert_sound().await;
    drop(platform);
    drop(cluster);
}

async fn health(platform: &Platform, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{}{path}", platform.base)).await.expect("it answers");
    (answer.status().as_u16(), answer.text().await.expect("it has a body"))
}

fn assert_unavailable(answer: &Answer) {
    let (status, json) = (answer.status, &answer.json);
    assert_eq!(status, 503, "{}: {json}", answer.asked);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let wait: u32 = answer.header("retry-after").parse().expect("Retry-After in seconds");
    assert!((1..=60).contains(&wait), "{}: {wait}", answer.asked);
}

/// A folder for a cluster of the test's own.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        // The server's user must be able to reach it.
        Self(PathBuf::from(format!("/tmp/osta-bad-luck-{}", std::process::id())))
    }

    async fn start(&self) -> Cluster {
        let folder = self.0.clone();
        let start = move || {
            let options = pgcluster::Options { folder, durability: Durability::Throwaway };
            Cluster::start(&options)
        };
        tokio::task::spawn_blocking(start).await.expect("no panic").expect("PostgreSQL starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = Cluster::remove(&self.0);
    }
}

#[tokio::test]
async fn a_booking_completes_without_the_services_it_does_not_need_and_they_catch_up() {
    let missing = ["notifications", "ratings", "admin", "tracking"];
    let mut platform = Platform::start_with(Options {
        topology: Topology::ProcessPerService,
        without: missing.to_vec(),
        ..Options::default()
    })
    .await;
    let mona = platform.person(Who::Mona).await;
    let admin = platform.person(Who::Admin).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.person(Who::Plumber(n)).await);
    }
    for path in ["/api/v1/notifications", "/api/v1/ratings/pending"] {
        assert_unavailable(&mona.get(path).await);
    }
    assert_unavailable(&admin.get("/api/v1/admin/kpis").await);
    assert_unavailable(&admin.get("/api/v1/admin/live-map?bbox=31,29,32,31").await);

    let quote = visits::quote(&mona, "plumbing.drain_unblock").await;
    let booking = visits::book(&mona, &quote, "cash").await.id();
    let plumber = visits::accepted(&plumbers, &booking).await;
    visits::step(plumber, &booking, "en-route").await;
    let there = json!({"position": visits::pin()});
    plumber.post(&format!("/api/v1/bookings/{booking}/arrive"), there).await.expect(200);
    let seen = mona.get(&format!("/api/v1/bookings/{booking}")).await.expect(200);
    let code = json!({"code": seen.text("/startCode")});
    plumber.post(&format!("/api/v1/bookings/{booking}/start"), code).await.expect(200);
    visits::step(plumber, &booking, "complete").await;
    visits::settled(&mona, &booking).await;

    for name in missing {
        platform.start_service(name).await;
    }
    platform.settle().await;
    let told = visits::news(&mona).await;
    for kind in ["provider_found", "visit_completed"] {
        assert!(told.iter().any(|k| k == kind), "{kind} is not among {told:?}");
    }
    visits::rate(&mona, plumber, &booking).await;
    let kpis = admin.get("/api/v1/admin/kpis").await.expect(200);
    assert_eq!(kpis.json["total"]["bookingsCompleted"], 1, "{}", kpis.json);
    crate::harness::be_at(plumber, world::HOME.0, world::HOME.1).await;
    platform.settle().await;
    // One service after the other goes as a supervisor stops it, and nobody falls over.
    for name in missing {
        platform.stop_service(name);
    }
    mona.get(&format!("/api/v1/bookings/{booking}")).await.expect(200);
    platform.assert_sound().await;
}

#[tokio::test]
async fn a_booking_completes_while_any_one_of_them_is_stopped_and_it_catches_up() {
    let topology = Topology::ProcessPerService;
    let mut platform = Platform::start_with(Options { topology, ..Options::default() }).await;
    // Two in turn, since one may order three times a minute.
    let customers = [platform.person(Who::Mona).await, platform.person(Who::Sarah).await];
    let admin = platform.person(Who::Admin).await;
    let mut plumbers = Vec::new();
    for n in 0..world::PLUMBERS {
        plumbers.push(platform.person(Who::Plumber(n)).await);
    }
    for (before, name) in ["notifications", "ratings", "admin", "tracking"].into_iter().enumerate()
    {
        let customer = &customers[before % 2];
        for (n, plumber) in (0..world::PLUMBERS).zip(&plumbers) {
            let home = world::near_home(n);
            crate::harness::be_at(plumber, home.lat(), home.lng()).await;
        }
        platform.stop_service(name);
        let quote = visits::quote(customer, "plumbing.tap_repair").await;
        let booking = visits::book(customer, &quote, "cash").await.id();
        let plumber = visits::accepted(&plumbers, &booking).await;
        let path = format!("/api/v1/bookings/{booking}");
        if name == "tracking" {
            assert_unavailable(&customer.get(&format!("{path}/track")).await);
            visits::step(plumber, &booking, "en-route").await;
            let there = json!({"position": visits::pin()});
            plumber.post(&format!("{path}/arrive"), there).await.expect(200);
            let code = customer.get(&path).await.expect(200).text("/startCode");
            plumber.post(&format!("{path}/start"), json!({"code": code})).await.expect(200);
        } else {
            visits::begin(&platform, customer, plumber, &booking).await;
        }
        visits::step(plumber, &booking, "complete").await;
        visits::settled(customer, &booking).await;

        platform.start_service(name).await;
        platform.settle().await;
        let told = visits::news(customer).await;
        let found = told.iter().filter(|kind| *kind == "provider_found").count();
        assert_eq!(found, before / 2 + 1, "after {name} was away: {told:?}");
        visits::rate(customer, plumber, &booking).await;
        let kpis = admin.get("/api/v1/admin/kpis").await.expect(200);
        let completed = &kpis.json["total"]["bookingsCompleted"];
        assert_eq!(*completed, before + 1, "after {name} was away: {}", kpis.json);
    }
    platform.assert_sound().await;
}
