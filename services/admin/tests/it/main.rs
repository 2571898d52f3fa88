//! Admin through its API, on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says why by failing")]

use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingFacts,
    BookingOfferClosed, BookingOffered, BookingReleased, BookingUnmatched, CancelReason,
    PaymentMethod, Stage, Status, Verdict,
};
use contracts::identity::{AccountStatus, NotificationPreferences, UserChanged};
use contracts::ratings::RatingRevealed;
use contracts::{Event, Settlement};
use http::Method;
use httpkit::Actor;
use kernel::ids::{EventId, UserId};
use kernel::world::ManualClock;
use kernel::{BasisPoints, Lang, LatLng, Localized, Money, Role, World};
use serde_json::{Value, json};
use testkit::{TestApp, TestDb, actor};
use uuid::Uuid;

const CAIRO: u128 = 71;
const GIZA: u128 = 72;

fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(n))
}

fn person(role: Role) -> Actor {
    actor(Uuid::from_u128(900), role)
}

struct Scene {
    app: TestApp,
    db: TestDb,
    world: World,
    clock: ManualClock,
}

async fn scene() -> Scene {
    let db = TestDb::new(&[admin::MIGRATIONS]).await;
    let (world, clock) = testkit::world();
    let parts = admin::parts(testkit::chassis(&db, "admin", &world));
    let app = TestApp::new(&db, &world, vec![parts]);
    Scene { app, db, world, clock }
}

impl Scene {
    fn booking(&self, n: u128, zone: u128) -> BookingFacts {
        let name = Localized::new("تسليك", "Unblock");
        let now = self.world.now();
        let work = Money::egp(500);
        BookingFacts {
            id: id(n),
            number: "OS-222222".into(),
            customer_id: id(1),
            provider_id: None,
            service_id: id(5),
            category_id: id(6),
            service_name: name.clone(),
            zone_id: id(zone),
            district: name,
            governorate: "EG-C".into(),
            pin: LatLng::parse(30.0, 31.2).unwrap(),
            status: Status::Pending,
            stage: Stage::Searching,
            instant: true,
            starts_at: now,
            ends_at: now + TimeDelta::hours(1),
            payment_method: PaymentMethod::Cash,
            settlement: Settlement::of(work, Money::ZERO, Money::ZERO, BasisPoints::percent(15)),
            commission: BasisPoints::percent(15),
            warranty_days: 30,
            created_at: now,
        }
    }

    async fn tell(&self, event: impl Event) {
        self.app.publish(&event).await;
    }

    /// Created, offered twice, confirmed after 40 s, completed.
    async fn completed(&self, n: u128, zone: u128) {
        let mut booking = self.booking(n, zone);
        self.tell(BookingCreated { booking: booking.clone(), prepay: Money::ZERO, quote_id: None })
            .await;
        for (offer, to) in [(n * 10, 2), (n * 10 + 1, 3)] {
            self.tell(BookingOffered {
                booking: booking.clone(),
                offer_id: id(offer),
                offered_to: id(to),
                expires_at: self.world.now() + TimeDelta::seconds(30),
                earnings: Money::egp(400),
                distance_m: 1200,
            })
            .await;
            if to == 2 {
                self.tell(BookingOfferClosed {
                    booking: booking.clone(),
                    offer_id: id(offer),
                    offered_to: id(to),
                    outcome: "expired".into(),
                })
                .await;
            }
        }
        self.clock.advance(TimeDelta::seconds(40));
        booking.provider_id = Some(id(3));
        booking.status = Status::Confirmed;
        self.tell(BookingConfirmed { booking: booking.clone(), by_operator: false }).await;
        booking.status = Status::Completed;
        let now = self.world.now();
        self.tell(BookingCompleted { booking, started_at: now, ended_at: now, actual_minutes: 1 })
            .await;
    }

    async fn cancelled(&self, n: u128, reason: CancelReason) {
        let mut booking = self.booking(n, GIZA);
        self.tell(BookingCreated { booking: booking.clone(), prepay: Money::ZERO, quote_id: None })
            .await;
        self.tell(BookingUnmatched { booking: booking.clone() }).await;
        booking.status = Status::Cancelled;
        self.tell(BookingCancelled {
            booking,
            reason,
            verdict: Verdict::NoFault,
            rule: "pending".into(),
            fee: Money::ZERO,
            fee_to_provider: Money::ZERO,
        })
        .await;
    }

    async fn kpis(&self, query: &str) -> Value {
        let path = format!("/api/v1/admin/kpis{query}");
        self.app.get(&path, person(Role::Finance)).await.expect(200).json
    }

    async fn acted(&self, n: u128, action: &str) {
        self.tell(OperatorActed {
            action_id: EventId::from(Uuid::from_u128(n)),
            operator_id: id(900 + n % 2),
            action: action.into(),
            subject_type: "booking".into(),
            subject_id: format!("b{n}"),
            reason: Some("asked by phone".into()),
            details: json!({"b": 1, "a": {"y": 1.5, "x": "نص"}}),
        })
        .await;
    }
}

#[tokio::test]
async fn figures_are_built_from_events_and_narrowed_down() {
    let s = scene().await;
    s.completed(1, CAIRO).await;
    s.completed(2, GIZA).await;
    s.cancelled(3, CancelReason::ByCustomer).await;
    s.cancelled(4, CancelReason::NoProvider).await;
    let total = s.kpis("").await["total"].clone();
    assert_eq!(total["bookingsCreated"], 4);
    assert_eq!(total["bookingsConfirmed"], 2);
    assert_eq!(total["bookingsCompleted"], 2);
    assert_eq!(total["bookingsCancelled"], 2);
    assert_eq!(total["cancelledByCustomers"], 1);
    assert_eq!(total["bookingsUnmatched"], 2);
    assert_eq!(total["grossVolume"]["amount"], 100_000);
    assert_eq!(total["commission"]["amount"], 15_000);
    assert_eq!(total["taxes"]["amount"], 2_100);
    assert_eq!(total["medianSecondsToMatch"], 40);
    assert_eq!(total["offersMade"], 4);
    assert_eq!(total["offersAnswered"], 4);
    assert_eq!(total["offersAccepted"], 2);
    let giza = s.kpis(&format!("?zoneId={}", Uuid::from_u128(GIZA))).await;
    assert_eq!(giza["total"]["bookingsCreated"], 3);
    let other = s.kpis(&format!("?categoryId={}", Uuid::from_u128(77))).await;
    assert_eq!(other["total"]["bookingsCreated"], 0);
    assert_eq!(other["total"]["medianSecondsToMatch"], Value::Null);
    assert_eq!(other["days"], json!([]));
}

#[tokio::test]
async fn days_are_those_of_cairo() {
    let s = scene().await;
    s.completed(1, CAIRO).await;
    // 22:30 UTC is half past midnight in Cairo.
    s.clock.set("2026-11-22T22:30:00Z".parse().unwrap());
    s.completed(2, CAIRO).await;
    let days = s.kpis("?from=2026-11-22&to=2026-11-23").await["days"].clone();
    assert_eq!(days[0]["day"], "2026-11-22");
    assert_eq!(days[1]["day"], "2026-11-23");
    assert_eq!(s.kpis("?from=2026-11-23&to=2026-11-23").await["total"]["bookingsCreated"], 1);
    let path = "/api/v1/admin/kpis?from=2026-12-01&to=2026-11-01";
    let wrong = s.app.get(path, person(Role::Admin)).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["to"]);
    let path = "/api/v1/admin/kpis?from=yesterday";
    s.app.get(path, person(Role::Admin)).await.expect(422);
}

#[tokio::test]
async fn people_ratings_and_drop_outs_count_too() {
    let s = scene().await;
    for (n, role) in [(1, Role::Customer), (2, Role::ServiceProvider), (3, Role::Customer)] {
        for status in [AccountStatus::PendingVerification, AccountStatus::Active] {
            s.tell(UserChanged {
                user_id: UserId::from(Uuid::from_u128(n)),
                role,
                status,
                lang: Lang::Ar,
                sealed_contact: "osta1.sealed".into(),
                preferences: NotificationPreferences::default(),
                registered_at: s.world.now(),
            })
            .await;
        }
    }
    for (n, stars) in [(1u128, 5), (2, 4)] {
        s.tell(RatingRevealed {
            rating_id: id(n),
            booking_id: id(1),
            from_user: id(1),
            to_user: id(2),
            stars,
        })
        .await;
    }
    s.completed(1, CAIRO).await;
    s.tell(BookingReleased {
        booking: s.booking(1, CAIRO),
        released: id(3),
        verdict: Verdict::ProviderAtFault,
        reason: "left".into(),
    })
    .await;
    let total = s.kpis("").await["total"].clone();
    assert_eq!(total["newCustomers"], 2);
    assert_eq!(total["newProviders"], 1);
    assert_eq!(total["ratingsRevealed"], 2);
    assert_eq!(total["meanStarsMilli"], 4500);
    assert_eq!(total["providerDropOuts"], 1);
}

#[tokio::test]
async fn every_action_stands_in_the_log_and_a_changed_row_is_found() {
    let s = scene().await;
    for n in 1..=5 {
        s.acted(n, "booking.assign").await;
    }
    s.acted(6, "booking.cancel").await;
    let admin = || person(Role::Admin);
    let get = async |path: &str| s.app.get(path, admin()).await.expect(200).json;
    let log = get("/api/v1/admin/audit-log?limit=4").await;
    assert_eq!(log["items"][0]["seq"], 6);
    let next = log["nextCursor"].as_str().unwrap();
    let rest = get(&format!("/api/v1/admin/audit-log?limit=4&cursor={next}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    assert_eq!(rest["nextCursor"], Value::Null);
    let one = get("/api/v1/admin/audit-log?action=booking.cancel&subjectId=b6").await;
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    s.app.get("/api/v1/admin/audit-log?cursor=x", admin()).await.expect(422);
    let verify = "/api/v1/admin/audit-log/verify";
    assert_eq!(get(verify).await, json!({"intact": true, "rows": 6}));

    let forge = "update admin.audit_log set reason = 'forged' where seq = 3";
    assert!(sqlx::query(forge).execute(s.db.pool()).await.is_err());
    assert!(sqlx::query("truncate admin.audit_log").execute(s.db.pool()).await.is_err());
    // Somebody with full power over the database switches the guard off.
    sqlx::raw_sql(&*format!("alter table admin.audit_log disable trigger all; {forge}").leak())
        .execute(s.db.pool())
        .await
        .unwrap();
    assert_eq!(get(verify).await, json!({"intact": false, "rows": 2, "firstBroken": 3}));
}

#[tokio::test]
async fn dead_jobs_and_parked_events_are_seen_and_tried_again() {
    let s = scene().await;
    let job = Uuid::from_u128(50);
    sqlx::query(
        "insert into bus.jobs (id, service, kind, key, run_at, attempts, dead_at, created_at)
         values ($1, 'booking', 'search', 'b1', now(), 20, now(), now())",
    )
    .bind(job)
    .execute(s.db.pool())
    .await
    .unwrap();
    sqlx::query(
        "insert into bus.parked (subscriber, position, aggregate_type, aggregate_id, type, event,
             attempts, next_attempt_at)
         values ('payments', 7, 'booking', $1, 'booking.completed', '{}', 3, now())",
    )
    .bind(job)
    .execute(s.db.pool())
    .await
    .unwrap();
    let admin = || person(Role::Admin);
    let reason = json!({"reason": "mended"});
    let jobs = "/api/v1/admin/system/dead-jobs";
    assert_eq!(s.app.get(jobs, admin()).await.expect(200).json[0]["kind"], "search");
    let retry = format!("{jobs}/{job}/retry");
    s.app.post(&retry, admin(), json!({"reason": ""})).await.expect(422);
    s.app.post(&retry, admin(), reason.clone()).await.expect(204);
    s.app.post(&retry, admin(), reason.clone()).await.expect(404);
    assert_eq!(s.app.get(jobs, admin()).await.json, json!([]));
    let parked = "/api/v1/admin/system/parked-events";
    assert_eq!(s.app.get(parked, admin()).await.expect(200).json[0]["position"], 7);
    s.app.post(&format!("{parked}/payments/7/retry"), admin(), reason.clone()).await.expect(204);
    for nothing in ["payments/8", "pay%00ments/7"] {
        s.app.post(&format!("{parked}/{nothing}/retry"), admin(), reason.clone()).await.expect(404);
    }
    s.app.settle().await;
    let log = s.app.get("/api/v1/admin/audit-log", admin()).await.expect(200).json;
    assert_eq!(log["items"][0]["action"], "system.retry_event");
    assert_eq!(log["items"][1]["action"], "system.retry_job");
    let subscribers = s.app.get("/api/v1/admin/system/subscribers", admin()).await.expect(200);
    assert_eq!(subscribers.json[0]["subscriber"], "admin");
}

#[tokio::test]
async fn filters_that_nothing_can_match_are_named() {
    let s = scene().await;
    for field in ["action", "subjectType", "subjectId"] {
        let path = format!("/api/v1/admin/audit-log?{field}=a%00b");
        let answer = s.app.get(&path, person(Role::Admin)).await.expect(422);
        assert_eq!(answer.wrong_fields(), [field]);
    }
    for year in ["-9999", "%2B262142", "0001"] {
        let path = format!("/api/v1/admin/kpis?from={year}-01-01&to={year}-01-02");
        let answer = s.app.get(&path, person(Role::Admin)).await.expect(422);
        assert_eq!(answer.wrong_fields(), ["from", "to"], "{year}");
    }
}

#[tokio::test]
async fn every_route_asks_for_its_permission() {
    let s = scene().await;
    let id = Uuid::from_u128(1);
    let routes = [
        (Method::GET, "/api/v1/admin/kpis".to_string(), Role::Support),
        (Method::GET, "/api/v1/admin/audit-log".into(), Role::Operations),
        (Method::GET, "/api/v1/admin/audit-log/verify".into(), Role::Finance),
        (Method::GET, "/api/v1/admin/system/parked-events".into(), Role::Customer),
        (Method::POST, "/api/v1/admin/system/parked-events/a/1/retry".into(), Role::Support),
        (Method::GET, "/api/v1/admin/system/dead-jobs".into(), Role::ServiceProvider),
        (Method::POST, format!("/api/v1/admin/system/dead-jobs/{id}/retry"), Role::Operations),
        (Method::GET, "/api/v1/admin/system/subscribers".into(), Role::Finance),
        (Method::GET, "/api/v1/admin/settings".into(), Role::Operations),
    ];
    for (method, path, wrong) in &routes {
        let body = (*method == Method::POST).then(|| json!({"reason": "x"}));
        s.app.call_with(method.clone(), path, None, body.clone(), &[]).await.expect(401);
        let other = Some(person(*wrong));
        s.app.call_with(method.clone(), path, other, body, &[]).await.expect(403);
    }
    assert_eq!(s.app.openapi().paths.paths.len(), routes.len());
}

#[tokio::test]
async fn settings_show_every_version_and_which_one_holds() {
    let s = scene().await;
    let list =
        async || s.app.get("/api/v1/admin/settings", person(Role::Admin)).await.expect(200).json;
    assert_eq!(list().await["items"], json!([]));
    let now = testkit::NOON.parse::<kernel::Instant>().unwrap();
    for (version, from) in [(1, now), (2, now + chrono::TimeDelta::days(1))] {
        sqlx::query(
            "insert into bus.settings
                (service, key, version, value, valid_from, made_by, reason, created_at)
             values ('payments', 'payments.debt_limits', $1, '{}', $2, gen_random_uuid(), 'x', $3)",
        )
        .bind(version)
        .bind(from)
        .bind(now)
        .execute(s.db.pool())
        .await
        .unwrap();
    }
    let mut db = s.db.pool().acquire().await.unwrap();
    let declared = |key: &str| chassis::tunables::Declared {
        key: key.to_owned(),
        defaults: json!({"soft": 1}),
    };
    let keys = [declared("payments.debt_limits"), declared("booking.matching")];
    for _ in 0..2 {
        chassis::tunables::declare(&mut db, now, &keys).await.unwrap();
    }
    let items = list().await["items"].clone();
    assert_eq!((&items[0]["key"], &items[0]["version"]), (&json!("booking.matching"), &json!(0)));
    assert_eq!(items[0]["value"], json!({"soft": 1}), "the file's, while no version holds");
    let limits = &items[1];
    assert_eq!((&limits["version"], &limits["newest"]), (&json!(1), &json!(2)));
    assert_eq!((&limits["scheduled"]["version"], &limits["value"]), (&json!(2), &json!({})));
    let versions = limits["versions"].clone();
    assert_eq!((&versions[0]["version"], &versions[0]["inForce"]), (&json!(2), &json!(false)));
    assert_eq!((&versions[1]["version"], &versions[1]["inForce"]), (&json!(1), &json!(true)));
}
