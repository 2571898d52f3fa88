//! Operators change the catalog; nobody overwrites anybody.

use crate::fixture::{Fixture, admin, ask, ask_planned, lines, with};
use catalog::demo;
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use contracts::catalog::ServiceChanged;
use http::Method;
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

pub fn egp(pounds: i64) -> Value {
    json!({"amount": pounds * 100, "currency": "EGP"})
}

pub fn name(ar: &str, en: &str) -> Value {
    json!({"ar": ar, "en": en})
}

pub fn category() -> Value {
    json!({"code": "pools", "name": name("حمامات سباحة", "Swimming pools"), "keywords": "بيسين pool",
        "commissionBp": 2000, "sortOrder": 99, "iconUrl": "/icons/pool.svg",
        "description": name("كل أعمال حمامات السباحة.", "All work on pools.")})
}

pub fn service(category: &Value) -> Value {
    json!({"categoryId": category, "code": "pools.clean", "name": name("تنظيف حمام سباحة", "Pool cleaning"),
        "pricing": "fixed_scope", "priceUnit": "per_item", "unit": name("حمام", "pool"),
        "basePrice": egp(600), "estimatedDuration": 120, "isEmergencyService": true,
        "emergencySurchargeBp": 2500, "partsCap": egp(500)})
}

/// About 4 km² around a point in Luxor.
pub fn zone() -> Value {
    let ring = [[32.63, 25.68], [32.65, 25.68], [32.65, 25.70], [32.63, 25.70], [32.63, 25.68]];
    json!({"code": "luxor", "name": name("الأقصر", "Luxor"), "governorate": "EG-LX",
        "area": {"type": "Polygon", "coordinates": [ring]}, "hub": {"lat": 25.687, "lng": 32.64},
        "openingHours": (0..7).map(|d| json!({"weekday": d, "start_minute": 480, "end_minute": 1320}))
            .collect::<Vec<_>>(),
        "freeDistanceM": 3000, "travelFeePerKm": egp(4), "surgeMinBp": 10000, "surgeMaxBp": 13000})
}

fn promotion() -> Value {
    json!({"code": "summer10", "name": name("خصم الصيف", "Summer"), "amount": egp(10),
        "validFrom": "2026-11-01T00:00:00Z", "validUntil": "2026-12-01T00:00:00Z"})
}

pub async fn make(f: &Fixture, what: &str, body: Value) -> Value {
    f.app.post(&format!("/api/v1/admin/{what}"), admin(), body).await.expect(201).json
}

pub async fn put(f: &Fixture, path: &str, body: Value) -> Answer {
    f.app.put(&format!("/api/v1/admin/{path}"), admin(), body).await
}

/// The wrong fields with their codes.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.json["errors"].as_array().unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    errors.iter().map(|e| (text(&e["field"]), text(&e["code"]))).collect()
}

#[tokio::test]
async fn a_new_category_and_service_can_be_found_and_ordered() {
    let f = Fixture::new().await;
    let category = make(&f, "categories", category()).await;
    assert_eq!(
        (category["version"].as_i64(), category["commissionBp"].as_i64()),
        (Some(1), Some(2000))
    );
    let made = make(&f, "services", service(&category["id"])).await;
    assert_eq!(made["service"]["warrantyDays"], 30);
    let found = f.app.get("/api/v1/services?q=pool", None).await.expect(200).json;
    assert_eq!(found["items"][0]["code"], "pools.clean");
    let list = f.app.get("/api/v1/categories", None).await.expect(200).json;
    assert_eq!(list["items"].as_array().unwrap().len(), 21);
    let body = with(ask("plumbing.tap_repair"), &[("serviceId", made["service"]["id"].clone())]);
    let quote = f.app.post("/api/v1/quotes", None, body).await.expect(201).json;
    assert_eq!(lines(&quote), [("service".into(), 60_000), ("emergency".into(), 15_000)]);
    let told = f.app.told::<ServiceChanged>().await;
    let last = told.last().unwrap();
    assert_eq!((last.service.code.as_str(), last.service.commission.get()), ("pools.clean", 2000));
    let acted = f.app.told::<OperatorActed>().await;
    let actions: Vec<_> = acted.iter().map(|a| a.action.as_str()).collect();
    assert_eq!(actions, ["catalog.category_created", "catalog.service_created"]);
    assert!(acted.iter().all(|a| a.operator_id == admin().user_id));
}

#[tokio::test]
async fn making_the_same_thing_twice_with_one_key_makes_it_once() {
    let f = Fixture::new().await;
    let plumbing = json!(demo::category_id("plumbing"));
    let other = json!({"code": "plumbing.other"});
    for (what, body) in [
        ("categories", category()),
        ("services", with(service(&plumbing), &[("code", other["code"].clone())])),
        // An active one would be in its own way the second time.
        ("zones", with(zone(), &[("isActive", json!(false))])),
        ("promotions", promotion()),
    ] {
        let path = format!("/api/v1/admin/{what}");
        let key = &[("idempotency-key", "one")];
        let send = async || {
            f.app.call_with(Method::POST, &path, Some(admin()), Some(body.clone()), key).await
        };
        let (first, again) = (send().await.expect(201), send().await.expect(201));
        assert_eq!(first.json, again.json, "{what}");
        // Without the key it's another one with the same code.
        let taken = f.app.post(&path, admin(), body.clone()).await.expect(422);
        assert_eq!(wrong(&taken), [("code".into(), "catalog.code_taken".into())], "{what}");
    }
}

#[tokio::test]
async fn a_changed_price_shows_at_once_although_lists_are_cached() {
    let f = Fixture::new().await;
    let plumbing = json!(demo::category_id("plumbing"));
    let made =
        make(&f, "services", with(service(&plumbing), &[("code", json!("plumbing.pool"))])).await;
    let list = format!("/api/v1/services?categoryId={}&limit=100", plumbing.as_str().unwrap());
    let price = async || {
        let page = f.app.get(&list, None).await.expect(200).json;
        let items = page["items"].as_array().unwrap().clone();
        let item = items.into_iter().find(|s| s["code"] == "plumbing.pool");
        item.map(|s| s["basePrice"]["amount"].as_i64().unwrap())
    };
    assert_eq!(price().await, Some(60_000));
    let path = format!("services/{}", made["service"]["id"].as_str().unwrap());
    let changed = with(
        service(&plumbing),
        &[("code", json!("plumbing.pool")), ("basePrice", egp(700)), ("version", json!(1))],
    );
    let answer = put(&f, &path, changed.clone()).await.expect(200).json;
    assert_eq!(answer["version"], 2);
    assert_eq!(price().await, Some(70_000));
    let inactive = with(changed, &[("isActive", json!(false)), ("version", json!(2))]);
    put(&f, &path, inactive).await.expect(200);
    assert_eq!(price().await, None);
    let told = f.app.told::<ServiceChanged>().await;
    assert!(!told.last().unwrap().service.is_active);
    let admin_list =
        format!("/api/v1/admin/services?categoryId={}&limit=100", plumbing.as_str().unwrap());
    let page = f.app.get(&admin_list, admin()).await.expect(200).json;
    assert_eq!(page["items"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn the_slower_of_two_operators_is_told_and_overwrites_nothing() {
    let f = Fixture::new().await;
    let plumbing = json!(demo::category_id("plumbing"));
    let category_made = make(&f, "categories", category()).await;
    let service_in = with(service(&plumbing), &[("code", json!("plumbing.pool"))]);
    let service_made = make(&f, "services", service_in.clone()).await;
    let zone_made = make(&f, "zones", zone()).await;
    let promotion_made = make(&f, "promotions", promotion()).await;
    let id = |made: &Value| made["id"].as_str().unwrap_or_default().to_owned();
    for (path, body) in [
        (format!("categories/{}", id(&category_made)), category()),
        (format!("services/{}", id(&service_made["service"])), service_in),
        (format!("zones/{}", id(&zone_made)), zone()),
        (format!("promotions/{}", id(&promotion_made)), promotion()),
    ] {
        let first = with(body.clone(), &[("version", json!(1)), ("name", name("الأول", "First"))]);
        let second =
            with(body.clone(), &[("version", json!(1)), ("name", name("الثاني", "Second"))]);
        assert_eq!(put(&f, &path, first).await.expect(200).json["version"], 2, "{path}");
        let late = put(&f, &path, second).await.expect(409);
        assert_eq!(late.code(), "catalog.version_conflict", "{path}");
        let blind = put(&f, &path, body.clone()).await.expect(422);
        assert_eq!(wrong(&blind), [("version".into(), "required".into())], "{path}");
        let what = path.split('/').next().unwrap();
        let nowhere = format!("{what}/{}", Uuid::nil());
        put(&f, &nowhere, with(body, &[("version", json!(1))])).await.expect(404);
    }
    let seconds: i64 = sqlx::query_scalar(
        "select (select count(*) from catalog.service_categories where name_en = 'Second')
              + (select count(*) from catalog.services where name_en = 'Second')
              + (select count(*) from catalog.zones where name_en = 'Second')
              + (select count(*) from catalog.promotions where name_en = 'Second')",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(seconds, 0);
}

#[tokio::test]
async fn a_categorys_change_is_told_for_each_of_its_services() {
    let f = Fixture::new().await;
    let path = format!("categories/{}", demo::category_id("ac"));
    let before = f.app.told::<ServiceChanged>().await.len();
    let body = json!({"code": "ac", "name": name("تبريد", "Cooling"), "keywords": "chiller",
        "commissionBp": 1000, "isActive": false, "version": 1});
    put(&f, &path, body).await.expect(200);
    let told = f.app.told::<ServiceChanged>().await.split_off(before);
    assert_eq!(told.len(), 10);
    for t in &told {
        assert_eq!((t.service.commission.get(), t.service.is_active), (1000, false));
        assert_eq!(t.category_name.en, "Cooling");
    }
    let list = f.app.get("/api/v1/categories", None).await.expect(200).json;
    assert_eq!(list["items"].as_array().unwrap().len(), 19);
    let all = f.app.get("/api/v1/admin/categories", admin()).await.expect(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 20);
    let found = f.app.get("/api/v1/admin/services?q=chiller", admin()).await.expect(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn a_service_made_while_its_category_changes_is_told_with_the_new_facts() {
    let f = Fixture::new().await;
    let category = make(&f, "categories", category()).await;
    let mut other = f.db.pool().begin().await.unwrap();
    sqlx::query(
        "update catalog.service_categories set name_en = 'Ponds', commission_bp = 500
         where code = 'pools'",
    )
    .execute(&mut *other)
    .await
    .unwrap();
    let waits = async {
        let blocked = "select exists (select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(blocked).fetch_one(f.db.pool()).await.unwrap() {}
        other.commit().await.unwrap();
    };
    let waits = tokio::time::timeout(std::time::Duration::from_secs(20), waits);
    let (_, waited) = tokio::join!(make(&f, "services", service(&category["id"])), waits);
    waited.expect("the new service waits for its category");
    let told = f.app.told::<ServiceChanged>().await.pop().unwrap();
    assert_eq!((told.category_name.en.as_str(), told.service.commission.get()), ("Ponds", 500));
}

#[tokio::test]
async fn wrong_categories_and_services_name_every_wrong_field() {
    let f = Fixture::new().await;
    let bad = with(
        category(),
        &[
            ("code", json!("Pools!")),
            ("name", name("", "x")),
            ("commissionBp", json!(5001)),
            ("iconUrl", json!("javascript:alert(1)")),
        ],
    );
    let answer = f.app.post("/api/v1/admin/categories", admin(), bad).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["code", "name.ar", "iconUrl", "commissionBp"]);
    let bad = with(
        service(&json!(Uuid::nil())),
        &[
            ("code", json!("pools")),
            ("name", name("ا", "\u{0}")),
            ("unit", name("م", &"x".repeat(41))),
            ("basePrice", json!({"amount": 99, "currency": "EGP"})),
            ("partsCap", egp(-1)),
            ("estimatedDuration", json!(0)),
            ("maxQuantity", json!(1001)),
            ("emergencySurchargeBp", json!(10001)),
            ("warrantyDays", json!(731)),
            ("typicalPrice", json!({"min": egp(5), "max": egp(4)})),
        ],
    );
    let answer = f.app.post("/api/v1/admin/services", admin(), bad).await.expect(422);
    assert_eq!(
        answer.wrong_fields(),
        [
            "code",
            "name.en",
            "unit.en",
            "basePrice",
            "partsCap",
            "estimatedDuration",
            "maxQuantity",
            "emergencySurchargeBp",
            "warrantyDays",
            "typicalPrice.max"
        ]
    );
    let nowhere = service(&json!(Uuid::nil()));
    let answer = f.app.post("/api/v1/admin/services", admin(), nowhere).await.expect(422);
    assert_eq!(wrong(&answer), [("categoryId".into(), "catalog.unknown_category".into())]);
    let mixed = with(
        service(&json!(demo::category_id("ac"))),
        &[
            ("pricing", json!("inspection_first")),
            ("maxQuantity", json!(2)),
            ("isEmergencyService", json!(false)),
        ],
    );
    let answer = f.app.post("/api/v1/admin/services", admin(), mixed).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["maxQuantity", "priceUnit", "emergencySurchargeBp"]);
}

#[tokio::test]
async fn a_drawn_zone_is_served_from_then_on() {
    let f = Fixture::new().await;
    let luxor = || {
        with(ask_planned("plumbing.tap_repair"), &[("pin", json!({"lat": 25.695, "lng": 32.645}))])
    };
    f.app.post("/api/v1/quotes", None, luxor()).await.expect(422);
    let made = make(&f, "zones", zone()).await;
    assert_eq!(made["area"]["type"], "MultiPolygon");
    let quote = f.app.post("/api/v1/quotes", None, luxor()).await.expect(201).json;
    // No district of its own: the zone's name and governorate stand in.
    assert_eq!(
        (quote["district"]["en"].as_str(), quote["governorate"].as_str()),
        (Some("Luxor"), Some("EG-LX"))
    );
    let path = format!("zones/{}", made["id"].as_str().unwrap());
    let closed = with(zone(), &[("version", json!(1)), ("openingHours", json!([]))]);
    put(&f, &path, closed).await.expect(200);
    let refused = f.app.post("/api/v1/quotes", None, luxor()).await.expect(422);
    assert_eq!(refused.code(), "catalog.zone_closed");
    let off = with(zone(), &[("version", json!(2)), ("isActive", json!(false))]);
    put(&f, &path, off).await.expect(200);
    let refused = f.app.post("/api/v1/quotes", None, luxor()).await.expect(422);
    assert_eq!(refused.code(), "catalog.outside_zones");
    let all = f.app.get("/api/v1/admin/zones", admin()).await.expect(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 19);
}

#[tokio::test]
async fn an_area_that_cannot_be_one_is_refused() {
    let f = Fixture::new().await;
    let with_ring =
        |ring: Value| with(zone(), &[("area", json!({"type": "Polygon", "coordinates": [ring]}))]);
    let bow_tie =
        json!([[32.63, 25.68], [32.65, 25.70], [32.65, 25.68], [32.63, 25.70], [32.63, 25.68]]);
    let open = json!([[32.63, 25.68], [32.65, 25.68], [32.65, 25.70], [32.63, 25.70]]);
    let tiny = json!([[32.64, 25.687], [32.6401, 25.687], [32.6401, 25.6871], [32.64, 25.687]]);
    let huge = json!([[30.0, 24.0], [34.0, 24.0], [34.0, 28.0], [30.0, 28.0], [30.0, 24.0]]);
    let abroad = json!([[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]);
    for (body, wanted) in [
        (with_ring(bow_tie), vec![("area", "catalog.area_crosses_itself")]),
        (with_ring(open), vec![("area", "catalog.ring_open")]),
        (with_ring(tiny), vec![("area", "catalog.area_size")]),
        (with_ring(huge), vec![("area", "catalog.area_size")]),
        (with_ring(abroad), vec![("area", "place.outside_egypt")]),
        (with_ring(json!([])), vec![("area", "catalog.ring_too_short")]),
        (
            with(zone(), &[("hub", json!({"lat": 25.75, "lng": 32.64}))]),
            vec![("hub", "catalog.hub_outside_area")],
        ),
        (
            with(
                zone(),
                &[
                    ("governorate", json!("LUXOR")),
                    ("hub", json!({"lat": 48.85, "lng": 2.35})),
                    ("freeDistanceM", json!(100_001)),
                    ("travelFeePerKm", egp(101)),
                    ("surgeMinBp", json!(9_999)),
                    ("surgeMaxBp", json!(20_001)),
                ],
            ),
            vec![
                ("governorate", "catalog.bad_governorate"),
                ("hub", "place.outside_egypt"),
                ("freeDistanceM", "catalog.number_out_of_range"),
                ("travelFeePerKm", "catalog.amount_out_of_range"),
                ("surgeMinBp", "catalog.number_out_of_range"),
                ("surgeMaxBp", "catalog.number_out_of_range"),
            ],
        ),
    ] {
        let answer = f.app.post("/api/v1/admin/zones", admin(), body).await.expect(422);
        let wanted: Vec<_> = wanted.iter().map(|(f, c)| (f.to_string(), c.to_string())).collect();
        assert_eq!(wrong(&answer), wanted);
    }
    let overlap = json!([{"weekday": 0, "start_minute": 1, "end_minute": 9}, {"weekday": 0, "start_minute": 5, "end_minute": 9}]);
    let answer = f
        .app
        .post("/api/v1/admin/zones", admin(), with(zone(), &[("openingHours", overlap)]))
        .await;
    assert_eq!(answer.expect(422).wrong_fields(), ["openingHours"]);
}

#[tokio::test]
async fn surge_is_set_within_bounds_and_ends_by_itself() {
    let f = Fixture::new().await;
    let path = format!("zones/{}/surge", demo::zone_id("cairo-maadi"));
    let set = async |bp: i32, version: i64| {
        put(
            &f,
            &path,
            json!({"multiplierBp": bp, "version": version, "until": "2026-11-22T11:00:00Z",
            "reason": "موجة حر"}),
        )
        .await
    };
    let quote = async || {
        let quote = f.app.post("/api/v1/quotes", None, ask("plumbing.tap_repair")).await;
        lines(&quote.expect(201).json)
    };
    for bp in [9_999, 15_001] {
        let answer = set(bp, 1).await.expect(422);
        assert_eq!(wrong(&answer), [("multiplierBp".into(), "catalog.surge_out_of_bounds".into())]);
    }
    assert_eq!(set(12_000, 1).await.expect(200).json["surgeBp"], 12_000);
    assert_eq!(set(13_000, 1).await.expect(409).code(), "catalog.version_conflict");
    assert_eq!(quote().await, [("service".into(), 17_500), ("surge".into(), 3_500)]);
    f.clock.advance(TimeDelta::hours(1));
    assert_eq!(quote().await, [("service".into(), 17_500)]);
    let answer = set(12_000, 2).await.expect(422);
    assert_eq!(wrong(&answer), [("until".into(), "catalog.surge_ends_in_past".into())]);
    let acted = f.app.told::<OperatorActed>().await;
    assert_eq!((acted.len(), acted[0].reason.as_deref()), (1, Some("موجة حر")));
    assert_eq!(acted[0].details["afterBp"], 12_000);
}

#[tokio::test]
async fn promotions_are_made_changed_and_listed() {
    let f = Fixture::new().await;
    let made = make(&f, "promotions", promotion()).await;
    assert_eq!(made["code"], "SUMMER10");
    let coded = with(ask_planned("plumbing.tap_repair"), &[("promoCode", json!("Summer10"))]);
    let total = async || {
        let quote = f.app.post("/api/v1/quotes", None, coded.clone()).await;
        quote.expect(201).json["total"]["amount"].as_i64().unwrap()
    };
    assert_eq!(total().await, 16_500);
    let mut share = with(
        promotion(),
        &[("percentBp", json!(5000)), ("maxDiscount", egp(50)), ("version", json!(1))],
    );
    share.as_object_mut().unwrap().remove("amount");
    let path = format!("promotions/{}", made["id"].as_str().unwrap());
    put(&f, &path, share.clone()).await.expect(200);
    assert_eq!(total().await, 12_500);
    let first = f.app.get("/api/v1/admin/promotions?limit=1", admin()).await.expect(200).json;
    let cursor = first["nextCursor"].as_str().unwrap();
    let path = format!("/api/v1/admin/promotions?limit=1&cursor={cursor}");
    let second = f.app.get(&path, admin()).await.expect(200).json;
    let code = |page: &Value| page["items"][0]["code"].as_str().unwrap().to_owned();
    let mut codes = [code(&first), code(&second)];
    codes.sort();
    assert_eq!(codes, ["SUMMER10", "WELCOME20"]);
    for (body, wanted) in [
        (with(promotion(), &[("percentBp", json!(10))]), "percentBp"),
        (with(promotion(), &[("amount", json!(null))]), "percentBp"),
        (with(promotion(), &[("amount", json!(null)), ("percentBp", json!(10))]), "maxDiscount"),
        (with(promotion(), &[("validUntil", json!("2026-11-01T00:00:00Z"))]), "validUntil"),
        (with(promotion(), &[("code", json!("خصم"))]), "code"),
        (with(promotion(), &[("minTotal", egp(-1))]), "minTotal"),
        (
            with(promotion(), &[("categoryId", json!(Uuid::nil())), ("code", json!("OTHER"))]),
            "categoryId",
        ),
    ] {
        let answer = f.app.post("/api/v1/admin/promotions", admin(), body).await.expect(422);
        assert_eq!(answer.wrong_fields(), [wanted]);
    }
}

#[tokio::test]
async fn operators_say_what_is_checked_before_work_is_done_and_quotes_keep_it() {
    let f = Fixture::new().await;
    let category = make(&f, "categories", category()).await;
    let list = json!([name("لا تسريب", "No leaks"), name("المكان نظيف", "Cleaned up")]);
    let asks = [
        ("completionChecklist", list.clone()),
        ("minPhotosBefore", json!(1)),
        ("minPhotosAfter", json!(2)),
    ];
    let made = make(&f, "services", with(service(&category["id"]), &asks)).await;
    let id = made["service"]["id"].as_str().unwrap().to_owned();
    let seen = f.app.get(&format!("/api/v1/services/{id}"), None).await.expect(200).json;
    assert_eq!(seen["completionChecklist"], list);
    assert_eq!((&seen["minPhotosBefore"], &seen["minPhotosAfter"]), (&json!(1), &json!(2)));
    let told = f.app.told::<ServiceChanged>().await.pop().unwrap();
    assert_eq!(told.service.completion.checklist.len(), 2);
    let path = format!("services/{id}");
    // Whoever does not know of it changes nothing about it; an empty list takes it away.
    let body = with(service(&category["id"]), &[("version", made["version"].clone())]);
    let kept = put(&f, &path, body).await.expect(200).json;
    assert_eq!(kept["service"]["completionChecklist"], list);
    let none = [("version", kept["version"].clone()), ("completionChecklist", json!([]))];
    let bare = put(&f, &path, with(service(&category["id"]), &none)).await.expect(200).json;
    assert_eq!(bare["service"]["completionChecklist"], json!([]));
    assert_eq!(bare["service"]["minPhotosAfter"], 2);
    // What makes no sense is refused, all at once.
    let version = ("version", bare["version"].clone());
    let bad = [
        version.clone(),
        ("completionChecklist", json!([name("لا تسريب", "No leaks"), name(" ", "x")])),
        ("minPhotosBefore", json!(11)),
        ("minPhotosAfter", json!(-1)),
    ];
    let refused = put(&f, &path, with(service(&category["id"]), &bad)).await.expect(422);
    assert_eq!(
        refused.wrong_fields(),
        ["completionChecklist.1.ar", "minPhotosBefore", "minPhotosAfter"]
    );
    let many = vec![name("بند", "item"); 21];
    let long = [version, ("completionChecklist", json!(many))];
    let refused = put(&f, &path, with(service(&category["id"]), &long)).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["completionChecklist"]);
}
