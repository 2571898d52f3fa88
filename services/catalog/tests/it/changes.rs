//! Changes from a moment on, and the history of every change.

use crate::admin::{category, egp, make, name, put, service, zone};
use crate::fixture::{Fixture, admin, ask, with};
use catalog::demo;
use chrono::TimeDelta;
use contracts::catalog::{CatalogApi, ServiceChanged, SlotTermsRequest};
use kernel::{Instant, LatLng};
use serde_json::{Value, json};
use uuid::Uuid;

pub fn in_days(f: &Fixture, days: i64) -> Instant {
    f.chassis.world.now() + TimeDelta::days(days)
}

/// A service of the plumbers at 600 EGP, with what is sent to change its price.
async fn priced(f: &Fixture) -> (String, Value) {
    let plumbing = json!(demo::category_id("plumbing"));
    let body = with(service(&plumbing), &[("code", json!("plumbing.pool"))]);
    let made = make(f, "services", body.clone()).await;
    (made["service"]["id"].as_str().unwrap().to_owned(), body)
}

async fn shown_price(f: &Fixture, id: &str) -> i64 {
    let path = format!("/api/v1/services/{id}");
    let shown = f.app.get(&path, None).await.expect(200).json;
    shown["basePrice"]["amount"].as_i64().unwrap()
}

/// The price in the list of its category, which comes from the cache.
async fn listed_price(f: &Fixture, id: &str) -> i64 {
    let path = format!("/api/v1/services?categoryId={}&limit=100", demo::category_id("plumbing"));
    let listed = f.app.get(&path, None).await.expect(200).json;
    let items = listed["items"].as_array().unwrap();
    items.iter().find(|s| s["id"] == id).unwrap()["basePrice"]["amount"].as_i64().unwrap()
}

async fn quoted(f: &Fixture, id: &str) -> Value {
    let body = with(ask("plumbing.tap_repair"), &[("serviceId", json!(id))]);
    f.app.post("/api/v1/quotes", None, body).await.expect(201).json
}

fn work(quote: &Value) -> i64 {
    quote["lines"][0]["amount"]["amount"].as_i64().unwrap()
}

async fn history(f: &Fixture, path: &str) -> Value {
    f.app.get(&format!("/api/v1/admin/{path}/history"), admin()).await.expect(200).json
}

#[tokio::test]
async fn a_price_of_the_future_holds_from_its_moment_on_and_quotes_stay() {
    let f = Fixture::new().await;
    let (id, body) = priced(&f).await;
    let from = in_days(&f, 2);
    let dearer = with(
        body.clone(),
        &[
            ("basePrice", egp(700)),
            ("version", json!(1)),
            ("validFrom", json!(from)),
            ("reason", json!("ارتفعت أسعار المواد")),
        ],
    );
    let kept = put(&f, &format!("services/{id}"), dearer.clone()).await.expect(200).json;
    assert_eq!(
        (&kept["version"], &kept["service"]["basePrice"]["amount"]),
        (&json!(1), &json!(60_000))
    );
    let waiting = history(&f, &format!("services/{id}")).await["items"][0].clone();
    assert_eq!(
        (&waiting["state"], &waiting["reason"]),
        (&json!("waiting"), &json!("ارتفعت أسعار المواد"))
    );
    assert_eq!(waiting["value"]["basePrice"]["amount"], 70_000);
    assert!(waiting["value"].get("version").is_none());
    // Another change would undo it, or be undone.
    let other = with(body.clone(), &[("version", json!(1)), ("basePrice", egp(650))]);
    let refused = put(&f, &format!("services/{id}"), other.clone()).await.expect(409);
    assert_eq!(refused.code(), "catalog.change_waiting");

    assert_eq!((listed_price(&f, &id).await, shown_price(&f, &id).await), (60_000, 60_000));
    f.clock.advance(TimeDelta::days(2) - TimeDelta::microseconds(1));
    assert_eq!(listed_price(&f, &id).await, 60_000);
    let before = quoted(&f, &id).await;
    assert_eq!(work(&before), 60_000);
    // Its moment, to the microsecond, without any job having run.
    f.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(work(&quoted(&f, &id).await), 70_000);
    assert_eq!((listed_price(&f, &id).await, shown_price(&f, &id).await), (70_000, 70_000));
    let path = format!("/api/v1/quotes/{}", before["id"].as_str().unwrap());
    let still = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(work(&still), 60_000, "a quote never changes");
    let told = f.app.told::<ServiceChanged>().await;
    let told = told.iter().rfind(|e| e.service.id.to_string() == id).unwrap();
    assert_eq!(told.service.base_price.as_piastres(), 70_000);
    let written = history(&f, &format!("services/{id}")).await["items"].clone();
    assert_eq!((&written[0]["state"], &written[0]["version"]), (&json!("applied"), &json!(2)));
    assert_eq!(written[0]["before"]["service"]["basePrice"]["amount"], 60_000);
    assert_eq!((&written[1]["version"], written.as_array().unwrap().len()), (&json!(1), 2));
    // The job that comes after finds nothing to do.
    f.app.settle().await;
    assert_eq!(history(&f, &format!("services/{id}")).await["items"], written);
    put(&f, &format!("services/{id}"), with(other, &[("version", json!(2))])).await.expect(200);
    assert_eq!(shown_price(&f, &id).await, 65_000);
}

#[tokio::test]
async fn a_waiting_change_is_written_by_its_job_or_taken_back() {
    let f = Fixture::new().await;
    let (id, body) = priced(&f).await;
    let later = |price: i64, version: i64| {
        with(
            body.clone(),
            &[
                ("basePrice", egp(price)),
                ("version", json!(version)),
                ("validFrom", json!(in_days(&f, 1))),
            ],
        )
    };
    let path = format!("services/{id}");
    put(&f, &path, later(700, 1)).await.expect(200);
    let withdraw = format!("/api/v1/admin/{path}/scheduled-change");
    f.app.delete(&withdraw, admin()).await.expect(204);
    f.app.delete(&withdraw, admin()).await.expect(404);
    f.clock.advance(TimeDelta::days(1));
    f.app.settle().await;
    assert_eq!(shown_price(&f, &id).await, 60_000);
    put(&f, &path, later(800, 1)).await.expect(200);
    f.clock.advance(TimeDelta::days(1));
    f.app.settle().await;
    let price: i64 = sqlx::query_scalar("select base_price from catalog.services where id = $1")
        .bind(id.parse::<Uuid>().unwrap())
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(price, 80_000, "by the job, before anybody read");
    let past = with(later(900, 2), &[("validFrom", json!(in_days(&f, -1)))]);
    assert_eq!(put(&f, &path, past).await.expect(422).wrong_fields(), ["validFrom"]);
    put(&f, &path, later(900, 1)).await.expect(409);
    let states = history(&f, &path).await;
    let states: Vec<_> = states["items"].as_array().unwrap().iter().map(|c| &c["state"]).collect();
    assert_eq!(states, ["applied", "withdrawn", "applied"]);
    let first = f.app.get(&format!("/api/v1/admin/{path}/history?limit=2"), admin()).await;
    let cursor = first.expect(200).json["nextCursor"].as_str().unwrap().to_owned();
    let rest = format!("/api/v1/admin/{path}/history?limit=2&cursor={cursor}");
    let rest = f.app.get(&rest, admin()).await.expect(200).json;
    assert_eq!(
        (rest["items"].as_array().unwrap().len(), &rest["items"][0]["version"]),
        (1, &json!(1))
    );
}

#[tokio::test]
async fn commission_and_zones_change_from_their_moment_on_too() {
    let f = Fixture::new().await;
    let made = make(&f, "categories", category()).await;
    let id = made["id"].as_str().unwrap();
    let service_made = make(&f, "services", service(&made["id"])).await;
    let dearer = with(
        category(),
        &[
            ("commissionBp", json!(2500)),
            ("version", json!(1)),
            ("validFrom", json!(in_days(&f, 1))),
            ("reason", json!("اتفاق جديد")),
        ],
    );
    put(&f, &format!("categories/{id}"), dearer).await.expect(200);
    let beyond = with(category(), &[("commissionBp", json!(5001)), ("version", json!(1))]);
    let beyond = put(&f, &format!("categories/{id}"), beyond).await.expect(422);
    assert_eq!(beyond.wrong_fields(), ["commissionBp"]);
    let drawn = make(&f, "zones", zone()).await;
    let zone_id = drawn["id"].as_str().unwrap();
    let closed = with(
        zone(),
        &[("isActive", json!(false)), ("version", json!(1)), ("validFrom", json!(in_days(&f, 1)))],
    );
    put(&f, &format!("zones/{zone_id}"), closed).await.expect(200);
    let terms = async || {
        let request = SlotTermsRequest {
            service_id: service_made["service"]["id"].as_str().unwrap().parse().unwrap(),
            pin: LatLng::parse(29.9618, 31.257).unwrap(),
            quantity: 1,
            provider_id: None,
        };
        f.port().slot_terms(request).await.unwrap().service.commission.get()
    };
    let served = async || {
        let path = "/api/v1/zones/at?lat=25.687&lng=32.64";
        f.app.get(path, None).await.expect(200).json["served"].clone()
    };
    assert_eq!((terms().await, served().await), (2_000, json!(true)));
    f.clock.advance(TimeDelta::days(1));
    assert_eq!((terms().await, served().await), (2_500, json!(false)));
    // Both were made in the same instant of the clock.
    let said = history(&f, &format!("categories/{id}")).await;
    let said = said["items"].as_array().unwrap().iter().find(|c| c["version"] == 2).unwrap();
    assert_eq!((&said["state"], &said["reason"]), (&json!("applied"), &json!("اتفاق جديد")));
    let drawn = history(&f, &format!("zones/{zone_id}")).await;
    assert!(drawn["items"].as_array().unwrap().iter().any(|c| c["version"] == 2));
}

#[tokio::test]
async fn a_change_that_can_t_be_written_fails_with_its_reason_and_holds_up_nobody() {
    let f = Fixture::new().await;
    let (id, body) = priced(&f).await;
    let renamed = with(
        body.clone(),
        &[
            ("code", json!("plumbing.basin")),
            ("version", json!(1)),
            ("validFrom", json!(in_days(&f, 1))),
        ],
    );
    put(&f, &format!("services/{id}"), renamed).await.expect(200);
    let rival = with(body, &[("code", json!("plumbing.basin"))]);
    let rival = make(&f, "services", rival).await;
    assert_eq!(rival["service"]["name"], name("تنظيف حمام سباحة", "Pool cleaning"));
    f.clock.advance(TimeDelta::days(1));
    assert_eq!(shown_price(&f, &id).await, 60_000);
    let said = history(&f, &format!("services/{id}")).await["items"][0].clone();
    assert_eq!(
        (&said["state"], &said["trouble"]),
        (&json!("failed"), &json!("catalog.code_taken"))
    );
    let early = with(
        service(&json!(demo::category_id("plumbing"))),
        &[("validFrom", json!(in_days(&f, 1)))],
    );
    let early = f.app.post("/api/v1/admin/services", admin(), early).await.expect(422);
    assert_eq!(early.wrong_fields(), ["validFrom"]);
}
