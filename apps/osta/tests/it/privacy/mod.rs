//! Every service answers when somebody wants a copy of its data, and nobody who was forgotten is
//! found again: words are planted wherever something personal stands, and looked for afterwards.

use axum::body::Bytes;
use chassis::Chassis;
use chassis::storage::Storage;
use contracts::privacy::{ExportReady, HOLDERS, PersonalDataErased, UserErased};
use httpkit::ServiceParts;
use kernel::ids::UserId;
use kernel::{Role, World};
use osta::platform::MIGRATIONS;
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use std::sync::Arc;
use testkit::{TestApp, TestDb, actor};
use uuid::Uuid;

const CUSTOMER: u128 = 0xc1;
const PROVIDER: u128 = 0xd1;

/// Every service that keeps something of people, in one process.
async fn everybody(db: &TestDb, world: &World, files: &Storage) -> TestApp {
    let on = |service| Chassis { storage: files.clone(), ..testkit::chassis(db, service, world) };
    let (identity, port) = identity::parts(on("identity")).unwrap();
    let (tracking, positions) = tracking::parts(on("tracking"), None).unwrap();
    let catalog = Arc::new(catalog::LocalCatalog::new(on("catalog")));
    let all: Vec<ServiceParts> = vec![
        identity,
        providers::parts(on("providers")).unwrap(),
        booking::parts(on("booking"), catalog, port, positions).unwrap(),
        tracking,
        payments::parts(on("payments")).unwrap(),
        notifications::parts(on("notifications")).unwrap(),
        ratings::parts(on("ratings")),
        admin::parts(on("admin")),
    ];
    let partitions: Vec<_> = all.iter().flat_map(|p| p.partitions.iter().copied()).collect();
    chassis::bus::maintain(db.owner(), world, &partitions).await.unwrap();
    TestApp::new(db, world, all)
}

/// The tables whose rows hold `text`.
async fn holding(pool: &PgPool, text: &str) -> Vec<String> {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select schemaname::text, tablename::text from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema', 'public')",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut found = Vec::new();
    for (schema, table) in tables {
        let sql = format!("select exists (select from {schema}.{table} t where t::text like $1)");
        let query = sqlx::query_scalar::<_, bool>(AssertSqlSafe(sql));
        if query.bind(format!("%{text}%")).fetch_one(pool).await.unwrap() {
            found.push(format!("{schema}.{table}"));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn nothing_personal_of_a_forgotten_person_is_found_again() {
    let db = TestDb::new(MIGRATIONS).await;
    let (world, _clock) = testkit::world();
    let files = Storage::memory();
    let app = everybody(&db, &world, &files).await;
    sqlx::raw_sql(include_str!("plant.sql")).execute(db.pool()).await.unwrap();
    for key in ["canary/selfie", "canary/photo"] {
        files.put(key, "image/png", Bytes::from_static(b"x")).await.unwrap();
    }
    let planted = holding(db.pool(), "canary").await;
    assert!(planted.len() >= 20, "{planted:?}");
    for n in [CUSTOMER, PROVIDER] {
        let user_id = UserId::from(Uuid::from_u128(n));
        app.publish(&UserErased { user_id, erased_at: world.now() }).await;
    }
    app.settle().await;
    let erased = app.told::<PersonalDataErased>().await;
    for n in [CUSTOMER, PROVIDER] {
        let of = |holder: &str| {
            erased.iter().any(|e| e.user_id.uuid() == Uuid::from_u128(n) && e.holder == holder)
        };
        for holder in HOLDERS {
            assert!(of(holder), "{holder} did not answer");
        }
    }
    assert_eq!(holding(db.pool(), "canary").await, Vec::<String>::new());
    assert_eq!(holding(db.pool(), "30.123456").await, Vec::<String>::new());
    let pins: String = sqlx::query_scalar(
        "select string_agg(ST_AsText(p), ' ') from (
            select pin::geometry as p from booking.bookings
            union all select home from providers.service_provider_profiles
            union all select home::geometry from booking.providers) pins",
    )
    .fetch_one(db.pool())
    .await
    .unwrap();
    assert!(!pins.contains("30.123456") && !pins.contains("31.654321"), "{pins}");
    assert!(files.list("canary").await.unwrap().is_empty());
    let parked: i64 =
        sqlx::query_scalar("select count(*) from bus.parked").fetch_one(db.pool()).await.unwrap();
    assert_eq!(parked, 0);
    // The register says that all are done, and what must be kept is kept by pseudonym.
    let states: Vec<String> = sqlx::query_scalar("select state from identity.deletions")
        .fetch_all(db.pool())
        .await
        .unwrap();
    assert_eq!(states, ["erased", "erased"]);
    assert!(!holding(db.pool(), &Uuid::from_u128(CUSTOMER).to_string()).await.is_empty());
}

#[tokio::test]
async fn a_copy_of_ones_data_has_a_part_of_every_service() {
    let db = TestDb::new(MIGRATIONS).await;
    let (world, _clock) = testkit::world();
    let files = Storage::memory();
    let app = everybody(&db, &world, &files).await;
    sqlx::raw_sql(include_str!("plant.sql")).execute(db.pool()).await.unwrap();
    // Whoever has nothing sealed: the planted seals are none that open.
    let stranger = Uuid::from_u128(0xf1);
    sqlx::query(
        "insert into identity.users (id, phone, phone_hash, user_type, role, status,
            phone_verified, created_at, updated_at)
         values ($1, $2, $3, 'customer', 'customer', 'active', true, now(), now())",
    )
    .bind(stranger)
    .bind(
        chassis::crypto::Keyring::for_tests()
            .seal_text("identity.users.phone", "+201012345678")
            .as_str(),
    )
    .bind(vec![7u8; 32])
    .execute(db.pool())
    .await
    .unwrap();
    sqlx::query(
        r#"insert into identity.customer_profiles (id, user_id, first_name, last_name,
            preferred_language, notification_preferences, created_at, updated_at)
         values ($1, $1, 'منى', 'علي', 'ar', '{"push": true, "sms": true, "email": true}', now(),
            now())"#,
    )
    .bind(stranger)
    .execute(db.pool())
    .await
    .unwrap();
    let me = actor(stranger, Role::Customer);
    let asked = app.post("/api/v1/me/export", me, json!({})).await.expect(202).json;
    app.settle().await;
    assert_eq!(app.told::<ExportReady>().await.len(), 1);
    let content = format!("/api/v1/me/exports/{}/content", asked["id"].as_str().unwrap());
    let copy = app.get(&content, me).await.expect(200).json;
    assert_eq!(copy["missing"], json!([]));
    for holder in HOLDERS {
        assert!(copy["data"][holder].is_object(), "{holder}: {copy}");
    }
    assert_eq!(copy["data"]["identity"]["account"]["firstName"], "منى");
    assert!(!copy.to_string().contains("canary"), "somebody else's data");
}
