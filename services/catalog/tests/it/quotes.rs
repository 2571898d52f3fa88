//! What would this cost, here, then?

use crate::fixture::{Fixture, admin, ask, ask_planned, customer, lines, maadi, with};
use catalog::demo;
use chrono::TimeDelta;
use contracts::providers::VerificationStatus;
use http::Method;
use kernel::Money;
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

const QUOTES: &str = "/api/v1/quotes";

async fn quote(f: &Fixture, body: Value) -> Value {
    f.app.post(QUOTES, None, body).await.expect(201).json
}

async fn refused(f: &Fixture, body: Value) -> Answer {
    f.app.post(QUOTES, None, body).await.expect(422)
}

/// A refusal has one stable code, names its field, and speaks both languages.
async fn refusal(f: &Fixture, body: Value, code: &str, field: &str) {
    let english = refused(f, body.clone()).await;
    assert_eq!((english.code(), english.wrong_fields()), (code, vec![field]), "{english:?}");
    let arabic = f
        .app
        .call_with(Method::POST, QUOTES, None, Some(body), &[("accept-language", "ar-EG")])
        .await;
    assert_eq!(arabic.code(), code);
    let text = |a: &Answer| a.json["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(text(&arabic).chars().any(|c| ('ء'..='ي').contains(&c)), "{}", text(&arabic));
    assert!(text(&english).is_ascii() || text(&english).contains('–'), "{}", text(&english));
}

#[tokio::test]
async fn a_planned_fixed_price_visit_nearby_is_one_line() {
    let f = Fixture::new().await;
    let quote = quote(&f, ask_planned("plumbing.tap_repair")).await;
    assert_eq!(lines(&quote), [("service".into(), 17_500)]);
    assert_eq!(quote["total"], json!({"amount": 17_500, "currency": "EGP"}));
    assert_eq!(quote["expiresAt"], "2026-11-22T10:15:00Z");
    assert_eq!(quote["startsAt"], "2026-11-23T10:00:00Z");
    assert_eq!(quote["district"]["en"], "Maadi");
    assert_eq!(quote["governorate"], "EG-C");
    assert_eq!(quote["zoneId"], json!(demo::zone_id("cairo-maadi")));
    assert_eq!(quote["durationMinutes"], 30);
    assert_eq!(quote["lines"][0]["explanation"]["ar"], "175 ج.م لكل قطعة × 1 (سعر المنصة).");
}

#[tokio::test]
async fn coming_now_costs_the_emergency_surcharge_where_it_is_offered() {
    let f = Fixture::new().await;
    let now = quote(&f, ask("plumbing.drain_unblock")).await;
    assert_eq!(lines(&now), [("service".into(), 47_500), ("emergency".into(), 14_250)]);
    assert!(now.get("startsAt").is_none());
    let just_past =
        with(ask("plumbing.drain_unblock"), &[("startsAt", json!("2026-11-22T09:55:00Z"))]);
    assert_eq!(quote(&f, just_past).await["total"]["amount"], 61_750);
    assert_eq!(lines(&quote(&f, ask("plumbing.tap_repair")).await).len(), 1);
}

#[tokio::test]
async fn an_inspection_first_service_is_quoted_at_its_fee() {
    let f = Fixture::new().await;
    let quote = quote(&f, ask_planned("appliances.washer")).await;
    assert_eq!(lines(&quote), [("inspection".into(), 27_500)]);
    assert_eq!(quote["service"]["pricing"], "inspection_first");
    let two = with(ask_planned("appliances.washer"), &[("quantity", json!(2))]);
    refusal(&f, two, "catalog.quantity_out_of_range", "quantity").await;
}

#[tokio::test]
async fn far_addresses_pay_the_begun_kilometres() {
    let f = Fixture::new().await;
    // Tura's south: 6.2 km from the hub in Maadi, 6 are free.
    let tura = json!({"lat": 29.915, "lng": 31.295});
    let quote = quote(&f, with(ask_planned("plumbing.tap_repair"), &[("pin", tura)])).await;
    assert_eq!(quote["zoneId"], json!(demo::zone_id("cairo-maadi")));
    assert_eq!(quote["district"]["en"], "Tura");
    assert_eq!(lines(&quote), [("service".into(), 17_500), ("travel".into(), 500)]);
    assert_eq!(quote["total"]["amount"], 18_000);
}

#[tokio::test]
async fn a_quote_never_changes_whatever_happens_to_prices() {
    let f = Fixture::new().await;
    let first = quote(&f, ask("plumbing.drain_unblock")).await;
    let path = format!("{QUOTES}/{}", first["id"].as_str().unwrap());
    for sql in [
        "update catalog.services set base_price = base_price * 2, name_en = 'x'",
        "update catalog.zones set surge_bp = 15000, travel_fee_per_km = 9000, name_en = 'x'",
        "update catalog.service_categories set is_active = false, commission_bp = 5000",
    ] {
        sqlx::query(sql).execute(f.db.pool()).await.unwrap();
    }
    assert_eq!(f.app.get(&path, None).await.expect(200).json, first);
    f.clock.advance(TimeDelta::minutes(15));
    let expired = f.app.get(&path, None).await.expect(200).json;
    assert_eq!(expired["isExpired"], true);
    assert_eq!(with(expired, &[("isExpired", json!(false))]), first);
    let error =
        sqlx::query("update catalog.quotes set total = 1").execute(f.db.pool()).await.unwrap_err();
    assert!(error.to_string().contains("a quote never changes"), "{error}");
}

#[tokio::test]
async fn a_quote_lives_exactly_fifteen_minutes() {
    let f = Fixture::new().await;
    let made = quote(&f, ask("plumbing.tap_repair")).await;
    let path = format!("{QUOTES}/{}", made["id"].as_str().unwrap());
    f.clock.advance(TimeDelta::minutes(15) - TimeDelta::milliseconds(1));
    assert_eq!(f.app.get(&path, None).await.expect(200).json["isExpired"], false);
    f.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(f.app.get(&path, None).await.expect(200).json["isExpired"], true);
}

#[tokio::test]
async fn a_quote_is_its_owners_and_a_guests_is_whoever_knows_its_id() {
    let f = Fixture::new().await;
    let own = f.app.post(QUOTES, customer(1), ask("plumbing.tap_repair")).await.expect(201).json;
    let path = format!("{QUOTES}/{}", own["id"].as_str().unwrap());
    f.app.get(&path, customer(1)).await.expect(200);
    for other in [Some(customer(2)), Some(admin()), None] {
        assert_eq!(f.app.get(&path, other).await.expect(404).code(), "not_found");
    }
    let guests = quote(&f, ask("plumbing.tap_repair")).await;
    let path = format!("{QUOTES}/{}", guests["id"].as_str().unwrap());
    f.app.get(&path, None).await.expect(200);
    f.app.get(&path, customer(1)).await.expect(200);
    for nothing in [Uuid::nil().to_string(), "x".into(), "1".into()] {
        f.app.get(&format!("{QUOTES}/{nothing}"), None).await.expect(404);
    }
}

#[tokio::test]
async fn the_same_key_gives_the_same_quote_and_another_body_is_refused() {
    let f = Fixture::new().await;
    let send = async |body: Value| {
        let key = &[("idempotency-key", "key-1")];
        f.app.call_with(Method::POST, QUOTES, Some(customer(1)), Some(body), key).await
    };
    let first = send(ask("plumbing.tap_repair")).await.expect(201);
    f.clock.advance(TimeDelta::minutes(1));
    let again = send(ask("plumbing.tap_repair")).await.expect(201);
    assert_eq!(again.json, first.json);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let other = send(ask("plumbing.mixer_replace")).await.expect(422);
    assert_eq!(other.code(), "idempotency.other_body");
    let count: i64 = sqlx::query_scalar("select count(*) from catalog.quotes")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_wanted_provider_has_its_own_price_or_does_not_offer_the_service() {
    let f = Fixture::new().await;
    let own = Some(Money::egp(150));
    let provider =
        f.offer(5, &[("plumbing.tap_repair", own), ("plumbing.mixer_replace", None)]).await;
    let of = |code: &str| with(ask_planned(code), &[("providerId", json!(provider))]);
    let quoted = quote(&f, of("plumbing.tap_repair")).await;
    assert_eq!(lines(&quoted), [("service".into(), 15_000)]);
    assert_eq!(quoted["providerId"], json!(provider));
    assert_eq!(lines(&quote(&f, of("plumbing.mixer_replace")).await), [("service".into(), 35_000)]);
    let not_offered = "catalog.provider_does_not_offer";
    refusal(&f, of("plumbing.leak_fix"), not_offered, "providerId").await;
    // It changes its mind, then may not work any more.
    f.offer(5, &[("plumbing.tap_repair", Some(Money::egp(160)))]).await;
    assert_eq!(quote(&f, of("plumbing.tap_repair")).await["total"]["amount"], 16_000);
    refusal(&f, of("plumbing.mixer_replace"), not_offered, "providerId").await;
    f.provider(5, &[("plumbing.tap_repair", own)], VerificationStatus::Suspended).await;
    refusal(&f, of("plumbing.tap_repair"), not_offered, "providerId").await;
}

#[tokio::test]
async fn a_promotion_takes_its_share_off_as_a_line_of_its_own() {
    let f = Fixture::new().await;
    let coded =
        |code: &str| with(ask_planned("plumbing.tap_repair"), &[("promoCode", json!(code))]);
    let quoted = quote(&f, coded(" welcome٢٠ ")).await;
    assert_eq!(lines(&quoted), [("service".into(), 17_500), ("promotion".into(), -3_500)]);
    assert_eq!(quoted["total"]["amount"], 14_000);
    refusal(&f, coded("NOSUCH"), "catalog.unknown_promotion", "promoCode").await;
    let unreadable = refused(&f, coded("خصم!")).await;
    assert_eq!(
        (unreadable.code(), unreadable.wrong_fields()),
        ("invalid_fields", vec!["promoCode"])
    );
    sqlx::query("update catalog.promotions set min_total = 20000")
        .execute(f.db.pool())
        .await
        .unwrap();
    refusal(&f, coded("WELCOME20"), "catalog.promotion_minimum", "promoCode").await;
    sqlx::query("update catalog.promotions set category_id = $1")
        .bind(demo::category_id("ac").uuid())
        .execute(f.db.pool())
        .await
        .unwrap();
    refusal(&f, coded("WELCOME20"), "catalog.promotion_for_other_services", "promoCode").await;
}

#[tokio::test]
async fn places_times_and_services_that_cannot_be_had_are_refused_by_name() {
    let f = Fixture::new().await;
    let tap = || ask_planned("plumbing.tap_repair");
    let at = |lat: f64, lng: f64| with(tap(), &[("pin", json!({"lat": lat, "lng": lng}))]);
    let starting = |at: &str| with(tap(), &[("startsAt", json!(at))]);
    for (body, code, field) in [
        (with(tap(), &[("serviceId", json!(Uuid::nil()))]), "catalog.unknown_service", "serviceId"),
        (at(48.85, 2.35), "place.outside_egypt", "pin"),
        // Luxor, and the middle of the Mediterranean within Egypt's box.
        (at(25.687, 32.64), "catalog.outside_zones", "pin"),
        (at(31.7, 29.0), "catalog.outside_zones", "pin"),
        (starting("2026-11-22T09:54:59Z"), "catalog.start_in_past", "startsAt"),
        (starting("1999-01-01T00:00:00Z"), "catalog.start_in_past", "startsAt"),
        (starting("2027-01-21T10:00:01Z"), "catalog.too_far_ahead", "startsAt"),
        (with(tap(), &[("quantity", json!(0))]), "catalog.quantity_out_of_range", "quantity"),
        (with(tap(), &[("quantity", json!(21))]), "catalog.quantity_out_of_range", "quantity"),
        (
            with(tap(), &[("quantity", json!(4_294_967_295u32))]),
            "catalog.quantity_out_of_range",
            "quantity",
        ),
    ] {
        refusal(&f, body, code, field).await;
    }
    for sql in [
        "update catalog.services set is_active = code <> 'plumbing.tap_repair'",
        "update catalog.services set is_active = true",
        "update catalog.service_categories set is_active = code <> 'plumbing'",
    ] {
        sqlx::query(sql).execute(f.db.pool()).await.unwrap();
        let answer = f.app.post(QUOTES, None, tap()).await;
        let active = sql.ends_with("true");
        assert_eq!(answer.status.as_u16(), if active { 201 } else { 422 }, "{sql}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let f = Fixture::new().await;
    let body = json!({
        "serviceId": Uuid::nil(), "pin": {"lat": 25.687, "lng": 32.64},
        "startsAt": "2020-01-01T00:00:00Z", "promoCode": "NOSUCH", "providerId": Uuid::nil(),
    });
    let answer = refused(&f, body).await;
    assert_eq!(answer.code(), "catalog.unknown_service");
    assert_eq!(answer.wrong_fields(), ["serviceId", "pin", "startsAt", "providerId", "promoCode"]);
    let count: i64 = sqlx::query_scalar("select count(*) from catalog.quotes")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn a_closed_zone_says_when_it_is_open() {
    let f = Fixture::new().await;
    // Helwan: 9 to 21, Cairo time.
    let helwan = json!({"lat": 29.85, "lng": 31.334});
    let at = |time: &str| {
        with(ask("plumbing.tap_repair"), &[("pin", helwan.clone()), ("startsAt", json!(time))])
    };
    refusal(&f, at("2026-11-23T06:59:59Z"), "catalog.zone_closed", "startsAt").await;
    quote(&f, at("2026-11-23T07:00:00Z")).await;
    quote(&f, at("2026-11-23T18:59:00Z")).await;
    let closed = refused(&f, at("2026-11-23T19:00:00Z")).await;
    let title = closed.json["title"].as_str().unwrap();
    assert!(title.contains("every day 9:00 AM – 9:00 PM"), "{title}");
    assert!(title.contains("Monday 23 November 2026, 9:00 PM"), "{title}");
    // "Now" is closed too at night.
    f.clock.advance(TimeDelta::hours(14));
    let now = with(ask("plumbing.tap_repair"), &[("pin", helwan)]);
    refusal(&f, now, "catalog.zone_closed", "startsAt").await;
}

#[tokio::test]
async fn the_hour_that_does_not_exist_in_cairo_is_refused() {
    let f = Fixture::new().await;
    f.clock.set("2027-04-20T10:00:00Z".parse().unwrap());
    let local = |text: &str| with(ask("plumbing.tap_repair"), &[("startsAtLocal", json!(text))]);
    refusal(&f, local("2027-04-30T00:30"), "catalog.no_such_hour", "startsAtLocal").await;
    assert_eq!(quote(&f, local("2027-04-30T01:30")).await["startsAt"], "2027-04-29T22:30:00Z");
    assert_eq!(quote(&f, local("2027-04-29T23:30")).await["startsAt"], "2027-04-29T21:30:00Z");
    for (body, code) in [
        (local("tomorrow"), "catalog.bad_local_time"),
        (
            with(local("2027-04-30T02:00"), &[("startsAt", json!("2027-04-30T00:00:00Z"))]),
            "catalog.two_starts",
        ),
    ] {
        let answer = refused(&f, body).await;
        assert_eq!(answer.code(), "invalid_fields");
        assert_eq!(answer.json["errors"][0]["code"], code);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_and_writes_nothing() {
    let f = Fixture::new().await;
    let tap = || ask("plumbing.tap_repair");
    for (body, field) in [
        (json!({}), "serviceId"),
        (json!({"serviceId": "x", "pin": maadi()}), "serviceId"),
        (with(tap(), &[("pin", json!({"lat": 91, "lng": 0}))]), "pin"),
        (with(tap(), &[("pin", json!({"lat": "30", "lng": 31}))]), "pin"),
        (with(tap(), &[("pin", json!(null))]), "pin"),
        (with(tap(), &[("quantity", json!(-1))]), "quantity"),
        (with(tap(), &[("quantity", json!("٢"))]), "quantity"),
        (with(tap(), &[("quantity", json!(1.5))]), "quantity"),
        (with(tap(), &[("startsAt", json!("yesterday"))]), "startsAt"),
        (with(tap(), &[("price", json!(1))]), "price"),
        (with(tap(), &[("customerId", json!(Uuid::nil()))]), "customerId"),
    ] {
        let answer = refused(&f, body.clone()).await;
        assert_eq!(answer.code(), "invalid_fields", "{body}");
        assert!(answer.wrong_fields()[0].starts_with(field), "{body}: {answer:?}");
    }
    let raw = |bytes: &'static [u8], kind: &'static str| {
        let request = http::Request::post(QUOTES).header("content-type", kind);
        f.app.send(request.body(bytes.to_vec().into()).unwrap())
    };
    assert_eq!(raw(b"{\"serviceId\": \"\xff\"}", "application/json").await.status, 400);
    assert_eq!(raw(b"{", "application/json").await.status, 400);
    assert_eq!(raw(b"{}", "text/plain").await.status, 415);
    let huge: &'static [u8] = vec![b' '; 10 << 20].leak();
    assert_eq!(raw(huge, "application/json").await.status, 413);
    let count: i64 = sqlx::query_scalar("select count(*) from catalog.quotes")
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn large_work_is_planned_as_a_working_day_at_most() {
    let f = Fixture::new().await;
    let walls = with(ask_planned("painting.wall_m2"), &[("quantity", json!(500))]);
    let quoted = quote(&f, walls).await;
    assert_eq!(quoted["durationMinutes"], 480);
    assert_eq!(quoted["total"]["amount"], 500 * 7_500);
    assert_eq!(quoted["lines"][0]["quantity"], 500);
}
