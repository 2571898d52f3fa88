//! Ratings through their API, on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

use chrono::TimeDelta;
use contracts::booking::{BookingCompleted, BookingFacts, PaymentMethod, Stage, Status};
use contracts::ratings::{RatingRevealed, ReputationChanged, ServiceScoreChanged};
use http::Method;
use httpkit::Actor;
use kernel::ids::{BookingId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, LatLng, Localized, Role, World};
use serde_json::{Value, json};
use testkit::{TestApp, TestDb, actor};
use uuid::Uuid;

const CUSTOMER: u128 = 1;
const PROVIDER: u128 = 2;
const STRANGER: u128 = 3;

fn person(id: u128, role: Role) -> Actor {
    actor(Uuid::from_u128(id), role)
}

fn customer() -> Actor {
    person(CUSTOMER, Role::Customer)
}

fn provider() -> Actor {
    person(PROVIDER, Role::ServiceProvider)
}

fn operator() -> Actor {
    person(9, Role::Operations)
}

struct Scene {
    app: TestApp,
    db: TestDb,
    world: World,
    clock: ManualClock,
}

async fn scene() -> Scene {
    let db = TestDb::new(&[ratings::MIGRATIONS]).await;
    let (world, clock) = testkit::world();
    let parts = ratings::parts(testkit::chassis(&db, "ratings", &world));
    let app = TestApp::new(&db, &world, vec![parts]);
    Scene { app, db, world, clock }
}

impl Scene {
    /// The provider posts with the key `k-1`.
    async fn with_key(&self, path: &str, body: Value) -> testkit::Answer {
        let key = [("idempotency-key", "k-1")];
        self.app.call_with(Method::POST, path, Some(provider()), Some(body), &key).await
    }

    /// A visit ended just now.
    async fn completed(&self, n: u128) -> Uuid {
        let id = Uuid::from_u128(1000 + n);
        let now = self.world.now();
        let name = Localized::new("تسليك", "Unblock");
        let booking = BookingFacts {
            id: BookingId::from(id),
            number: "OS-222222".into(),
            customer_id: UserId::from(Uuid::from_u128(CUSTOMER)),
            provider_id: Some(Uuid::from_u128(PROVIDER).into()),
            service_id: Uuid::from_u128(5).into(),
            category_id: Uuid::from_u128(6).into(),
            service_name: name.clone(),
            zone_id: Uuid::from_u128(7).into(),
            district: name,
            governorate: "EG-C".into(),
            pin: LatLng::parse(30.0, 31.2).unwrap(),
            status: Status::Completed,
            stage: Stage::Done,
            instant: true,
            starts_at: now,
            ends_at: now,
            payment_method: PaymentMethod::Cash,
            settlement: contracts::Settlement::default(),
            commission: BasisPoints::percent(15),
            warranty_days: 30,
            created_at: now,
        };
        let event =
            BookingCompleted { booking, started_at: now, ended_at: now, actual_minutes: 60 };
        self.app.publish(&event).await;
        id
    }

    async fn rate(&self, who: Actor, booking: Uuid, stars: i64) -> testkit::Answer {
        let body = if who.role == Role::ServiceProvider {
            json!({"bookingId": booking, "stars": stars})
        } else {
            visit(booking, stars)
        };
        self.app.post("/api/v1/ratings", who, body).await
    }

    async fn public(&self) -> Value {
        let path = format!("/api/v1/providers/{}/ratings", Uuid::from_u128(PROVIDER));
        self.app.get(&path, None).await.expect(200).json
    }
}

fn visit(booking: Uuid, stars: i64) -> Value {
    json!({"bookingId": booking, "quality": stars, "punctuality": stars, "priceFairness": stars,
           "cleanliness": stars, "comment": "شغل نظيف"})
}

#[tokio::test]
async fn nothing_shows_until_both_have_rated_and_then_everything_does() {
    let s = scene().await;
    let booking = s.completed(1).await;
    s.rate(customer(), booking, 2).await.expect(201);
    s.app.settle().await;
    assert_eq!(s.public().await, json!({"items": []}));
    assert!(s.app.told::<ReputationChanged>().await.is_empty());
    assert!(s.app.told::<RatingRevealed>().await.is_empty());
    assert!(s.app.told::<ServiceScoreChanged>().await.is_empty());
    let path = format!("/api/v1/bookings/{booking}/ratings");
    assert_eq!(s.app.get(&path, provider()).await.expect(200).json, json!([]));
    let own = s.app.get(&path, customer()).await.expect(200).json;
    assert_eq!((own[0]["mine"].as_bool(), own[0]["state"].as_str()), (Some(true), Some("hidden")));

    s.rate(provider(), booking, 5).await.expect(201);
    s.app.settle().await;
    let public = s.public().await;
    assert_eq!(public["items"][0]["starsCenti"], 200);
    assert_eq!(public["reputation"]["count"], 1);
    assert_eq!(s.app.told::<RatingRevealed>().await.len(), 2);
    let told = s.app.told::<ReputationChanged>().await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|r| r.role == Role::ServiceProvider && r.mean_milli < 4300));
    assert_eq!(s.app.get(&path, provider()).await.json.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn after_fourteen_days_one_rating_shows_alone_and_the_other_side_is_too_late() {
    let s = scene().await;
    let booking = s.completed(1).await;
    s.rate(customer(), booking, 5).await.expect(201);
    s.clock.advance(TimeDelta::days(14));
    s.app.settle().await;
    assert_eq!(s.public().await["reputation"]["count"], 1);
    let late = s.rate(provider(), booking, 5).await.expect(410);
    assert_eq!(late.code(), "ratings.too_late");
}

#[tokio::test]
async fn a_rating_is_written_once_by_each_side_of_a_completed_booking_only() {
    let s = scene().await;
    let booking = s.completed(1).await;
    s.rate(customer(), booking, 5).await.expect(201);
    assert_eq!(s.rate(customer(), booking, 1).await.expect(409).code(), "ratings.already_rated");
    let stranger = person(STRANGER, Role::Customer);
    s.rate(stranger, booking, 1).await.expect(404);
    s.rate(person(STRANGER, Role::ServiceProvider), booking, 1).await.expect(404);
    s.rate(customer(), Uuid::from_u128(77), 5).await.expect(404);
    let path = format!("/api/v1/bookings/{booking}/ratings");
    s.app.get(&path, stranger).await.expect(404);
    let rewrite = sqlx::query("update ratings.ratings set stars_centi = 400").execute(s.db.pool());
    assert!(rewrite.await.is_err(), "not even the database's owner rewrites a rating");
    assert!(sqlx::query("delete from ratings.ratings").execute(s.db.pool()).await.is_err());
}

#[tokio::test]
async fn the_same_key_replays_the_answer_and_another_body_is_refused() {
    let s = scene().await;
    let booking = s.completed(1).await;
    let key = [("idempotency-key", "tap-1")];
    let send = async |stars| {
        let body = Some(visit(booking, stars));
        s.app.call_with(Method::POST, "/api/v1/ratings", Some(customer()), body, &key).await
    };
    let first = send(5).await.expect(201);
    let again = send(5).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(send(4).await.expect(422).code(), "idempotency.other_body");
}

#[tokio::test]
async fn wrong_input_names_every_field_in_the_callers_language() {
    let s = scene().await;
    let booking = s.completed(1).await;
    let body = json!({"bookingId": booking, "quality": 9, "punctuality": 0, "stars": 5,
                      "priceFairness": 3, "cleanliness": 3, "comment": "x".repeat(2001)});
    let english = s.app.post("/api/v1/ratings", customer(), body.clone()).await.expect(422);
    let mut wrong = english.wrong_fields();
    wrong.sort_unstable();
    assert_eq!(wrong, ["comment", "punctuality", "quality", "stars"]);
    let headers = [("accept-language", "ar")];
    let arabic = s
        .app
        .call_with(Method::POST, "/api/v1/ratings", Some(customer()), Some(body), &headers)
        .await
        .expect(422);
    assert!(arabic.json["title"].as_str().unwrap().contains("بعض البيانات"));
    let unknown = json!({"bookingId": booking, "stars": 5, "bonus": true});
    let refused = s.app.post("/api/v1/ratings", provider(), unknown).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["bonus"]);
}

#[tokio::test]
async fn a_suspicious_rating_waits_for_an_operator_and_counts_only_then() {
    let s = scene().await;
    let booking = s.completed(1).await;
    let mut body = visit(booking, 5);
    body["comment"] = json!("كلمني ٠١٠١٢٣٤٥٦٧٨");
    s.app.post("/api/v1/ratings", customer(), body).await.expect(201);
    s.rate(provider(), booking, 5).await.expect(201);
    s.app.settle().await;
    assert_eq!(s.public().await, json!({"items": []}));
    let held = s.app.get("/api/v1/admin/ratings", operator()).await.expect(200).json;
    assert_eq!(held["items"][0]["reasons"], json!(["contact_details"]));
    let id = held["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/admin/ratings/{id}/release");
    s.app.post(&path, operator(), json!({"reason": " "})).await.expect(422);
    s.app.post(&path, operator(), json!({"reason": "checked"})).await.expect(204);
    s.app.post(&path, operator(), json!({"reason": "again"})).await.expect(409);
    let told = s.app.told::<RatingRevealed>().await;
    assert_eq!(told.last().map(|r| r.rating_id.to_string()).as_deref(), Some(id));
    assert_eq!(s.public().await["reputation"]["count"], 1);
    let path = format!("/api/v1/admin/ratings/{id}/remove");
    s.app.post(&path, operator(), json!({"reason": "abuse"})).await.expect(204);
    assert_eq!(s.public().await["items"], json!([]));
    assert_eq!(s.app.told::<contracts::admin::OperatorActed>().await.len(), 2);
}

#[tokio::test]
async fn a_service_is_scored_by_what_customers_can_read_and_by_nothing_else() {
    let s = scene().await;
    let score = async || {
        s.app.settle().await;
        let told = s.app.told::<ServiceScoreChanged>().await;
        told.last().map(|score| (score.mean_centi, score.count))
    };
    for (n, stars) in [(1, 5), (2, 4), (3, 4)] {
        let booking = s.completed(n).await;
        s.rate(customer(), booking, stars).await.expect(201);
        // What a provider says of its customer is nothing about the service.
        s.rate(provider(), booking, 1).await.expect(201);
    }
    assert_eq!(score().await, Some((433, 3)));
    let told = s.app.told::<ServiceScoreChanged>().await;
    assert!(told.len() == 3 && told.iter().all(|t| t.service_id == Uuid::from_u128(5).into()));
    let shown = s.public().await["items"].clone();
    let best = shown.as_array().unwrap().iter().find(|item| item["starsCenti"] == 500).unwrap();
    let path = format!("/api/v1/admin/ratings/{}/remove", best["id"].as_str().unwrap());
    s.app.post(&path, operator(), json!({"reason": "abuse"})).await.expect(204);
    assert_eq!(score().await, Some((400, 2)));
}

#[tokio::test]
async fn scores_from_before_they_were_told_are_told_once() {
    let s = scene().await;
    sqlx::query(
        "insert into ratings.service_scores (service_id, sum_centi, count, is_told)
         values ($1, 1400, 3, false)",
    )
    .bind(Uuid::from_u128(5))
    .execute(s.db.pool())
    .await
    .unwrap();
    for _ in 0..2 {
        s.clock.advance(TimeDelta::hours(7));
        s.app.settle().await;
        let told = s.app.told::<ServiceScoreChanged>().await;
        assert_eq!(told.iter().map(|t| (t.mean_centi, t.count)).collect::<Vec<_>>(), [(467, 3)]);
    }
}

#[tokio::test]
async fn the_provider_replies_once_to_a_visible_rating_of_its_own() {
    let s = scene().await;
    let booking = s.completed(1).await;
    let rated = s.rate(customer(), booking, 4).await.expect(201).json;
    let path = format!("/api/v1/ratings/{}/reply", rated["id"].as_str().unwrap());
    let reply = json!({"text": "شكرًا"});
    s.app.post(&path, provider(), reply.clone()).await.expect(404);
    s.rate(provider(), booking, 5).await.expect(201);
    s.app.post(&path, person(STRANGER, Role::ServiceProvider), reply.clone()).await.expect(404);
    s.app.post(&path, provider(), reply.clone()).await.expect(204);
    assert_eq!(
        s.app.post(&path, provider(), reply).await.expect(409).code(),
        "ratings.already_replied"
    );
    assert_eq!(s.public().await["items"][0]["reply"], "شكرًا");
}

#[tokio::test]
async fn a_reply_sent_twice_with_one_key_is_done_once() {
    let s = scene().await;
    let booking = s.completed(1).await;
    let rated = s.rate(customer(), booking, 4).await.expect(201).json;
    s.rate(provider(), booking, 5).await.expect(201);
    let path = format!("/api/v1/ratings/{}/reply", rated["id"].as_str().unwrap());
    let reply = json!({"text": "شكرًا"});
    let first = s.with_key(&path, reply.clone()).await.expect(204);
    let again = s.with_key(&path, reply).await.expect(204);
    assert!(first.bytes.is_empty() && again.bytes.is_empty());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let other = json!({"text": "غير ذلك"});
    s.with_key(&path, other).await.expect(422);
}

#[tokio::test]
async fn a_reputation_fades_and_the_list_is_paged() {
    let s = scene().await;
    for n in 0..5 {
        let booking = s.completed(n).await;
        s.rate(customer(), booking, 1).await.expect(201);
        s.rate(provider(), booking, 5).await.expect(201);
        s.clock.advance(TimeDelta::minutes(1));
        s.app.settle().await;
    }
    let mean = async || s.public().await["reputation"]["meanMilli"].as_i64().unwrap();
    let fresh = mean().await;
    s.clock.advance(TimeDelta::days(360));
    s.app.settle().await;
    assert!(mean().await > fresh, "old ratings count less");
    let path = format!("/api/v1/providers/{}/ratings?limit=2", Uuid::from_u128(PROVIDER));
    let mut seen = 0;
    let mut next = Some(String::new());
    while let Some(cursor) = next {
        let path = if cursor.is_empty() { path.clone() } else { format!("{path}&cursor={cursor}") };
        let page = s.app.get(&path, None).await.expect(200).json;
        seen += page["items"].as_array().unwrap().len();
        next = page["nextCursor"].as_str().map(ToString::to_string);
    }
    assert_eq!(seen, 5);
    let bad = s.app.get(&format!("{path}&cursor=zzz"), None).await.expect(422);
    assert_eq!(bad.wrong_fields(), ["cursor"]);
}

#[tokio::test]
async fn what_may_still_be_rated_is_listed() {
    let s = scene().await;
    let (old, new) = (s.completed(1).await, s.completed(2).await);
    s.rate(customer(), old, 5).await.expect(201);
    let pending = s.app.get("/api/v1/ratings/pending", customer()).await.expect(200).json;
    assert_eq!(pending.as_array().unwrap().len(), 1);
    assert_eq!(pending[0]["bookingId"], json!(new));
    s.clock.advance(TimeDelta::days(15));
    let pending = s.app.get("/api/v1/ratings/pending", customer()).await.expect(200).json;
    assert_eq!(pending, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_sides_rating_at_once_reveal_exactly_once() {
    let s = scene().await;
    for n in 0..7 {
        let booking = s.completed(n).await;
        let (a, b) = tokio::join!(s.rate(customer(), booking, 5), s.rate(provider(), booking, 5));
        a.expect(201);
        b.expect(201);
    }
    s.app.settle().await;
    assert_eq!(s.app.told::<RatingRevealed>().await.len(), 14);
    assert_eq!(s.public().await["reputation"]["count"], 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ratings_of_many_visits_that_show_at_once_all_count() {
    let s = scene().await;
    let mut visits = Vec::new();
    for n in 0..6 {
        let booking = s.completed(n).await;
        s.rate(provider(), booking, 5).await.expect(201);
        visits.push(booking);
    }
    let rate = |n: usize| s.rate(customer(), visits[n], 4);
    let answers = tokio::join!(rate(0), rate(1), rate(2), rate(3), rate(4), rate(5));
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5];
    answers.into_iter().for_each(|answer| drop(answer.expect(201)));
    assert_eq!(s.public().await["reputation"]["count"], 6);
}

#[tokio::test]
async fn every_route_asks_for_its_permission() {
    let s = scene().await;
    let id = Uuid::from_u128(1);
    let routes = [
        (Method::POST, "/api/v1/ratings".to_string(), Some(Role::Support)),
        (Method::GET, "/api/v1/ratings/pending".into(), Some(Role::Admin)),
        (Method::GET, format!("/api/v1/bookings/{id}/ratings"), None),
        (Method::POST, format!("/api/v1/ratings/{id}/reply"), Some(Role::Customer)),
        (Method::GET, "/api/v1/admin/ratings".into(), Some(Role::Customer)),
        (Method::POST, format!("/api/v1/admin/ratings/{id}/release"), Some(Role::ServiceProvider)),
        (Method::POST, format!("/api/v1/admin/ratings/{id}/remove"), Some(Role::Finance)),
    ];
    for (method, path, wrong) in &routes {
        let body = (*method == Method::POST).then(|| json!({}));
        let guest = s.app.call_with(method.clone(), path, None, body.clone(), &[]).await;
        assert_eq!(guest.expect(401).code(), "unauthenticated", "{path}");
        if let Some(role) = wrong {
            let other = Some(person(STRANGER, *role));
            s.app.call_with(method.clone(), path, other, body, &[]).await.expect(403);
        }
    }
    let documented: usize = s.app.openapi().paths.paths.len();
    assert_eq!(documented, routes.len() + 1, "and one public list");
}
