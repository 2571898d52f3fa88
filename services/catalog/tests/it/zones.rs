//! Can I order here?

use crate::admin::{make, name, put, zone};
use crate::changes::in_days;
use crate::fixture::{Fixture, admin, with};
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn a_served_place_names_its_zone_district_and_hours() {
    let f = Fixture::new().await;
    let at = f.app.get("/api/v1/zones/at?lat=29.96&lng=31.257", None).await.expect(200).json;
    assert_eq!((at["served"].as_bool(), at["openNow"].as_bool()), (Some(true), Some(true)));
    assert_eq!(at["zoneName"]["en"], "Maadi");
    assert_eq!(at["district"]["ar"], "المعادي");
    assert_eq!(at["openingHoursText"]["en"], "around the clock");
    assert!(at["message"]["en"].as_str().unwrap().contains("We reach you in Maadi"));
    // Arabic-Indic digits are digits.
    let path = "/api/v1/zones/at?lat=%D9%A3%D9%A0.%D9%A0%D9%A4%D9%A8&lng=31.24";
    assert_eq!(f.app.get(path, None).await.expect(200).json["district"]["en"], "Downtown");
}

#[tokio::test]
async fn a_closed_zone_and_an_unserved_place_say_so_clearly() {
    let f = Fixture::new().await;
    f.clock.advance(TimeDelta::hours(12));
    let night = f.app.get("/api/v1/zones/at?lat=29.849&lng=31.334", None).await.expect(200).json;
    assert_eq!((night["served"].as_bool(), night["openNow"].as_bool()), (Some(true), Some(false)));
    assert!(night["message"]["en"].as_str().unwrap().contains("closed now"));
    let luxor = f.app.get("/api/v1/zones/at?lat=25.687&lng=32.64", None).await.expect(200).json;
    assert_eq!((luxor["served"].as_bool(), luxor["openNow"].as_bool()), (Some(false), Some(false)));
    assert!(luxor["message"]["en"].as_str().unwrap().contains("don't reach"));
    assert!(luxor.get("zoneId").is_none());
}

#[tokio::test]
async fn what_is_no_place_in_egypt_is_refused() {
    let f = Fixture::new().await;
    for (query, fields, code) in [
        ("lat=48.85&lng=2.35", vec!["lat"], "place.outside_egypt"),
        ("lat=NaN&lng=31", vec!["lat"], "place.out_of_range"),
        ("lat=95&lng=31", vec!["lat"], "place.out_of_range"),
        ("lat=here&lng=there", vec!["lat", "lng"], "wrong_type"),
        ("lat=30", vec!["lng"], "required"),
        ("lat=30&lng=31&alt=2", vec!["alt"], "unknown_field"),
    ] {
        let answer = f.app.get(&format!("/api/v1/zones/at?{query}"), None).await.expect(422);
        assert_eq!(answer.wrong_fields(), fields, "{query}");
        assert_eq!(answer.json["errors"][0]["code"], code, "{query}");
    }
}

#[tokio::test]
async fn the_list_of_zones_has_boundaries_only_when_asked_for() {
    let f = Fixture::new().await;
    let plain = f.app.get("/api/v1/zones", None).await.expect(200).json;
    let zones = plain["items"].as_array().unwrap();
    assert_eq!(zones.len(), 18);
    assert!(zones.iter().all(|z| z.get("area").is_none() && z["name"]["ar"].is_string()));
    let drawn = f.app.get("/api/v1/zones?area=true", None).await.expect(200).json;
    for zone in drawn["items"].as_array().unwrap() {
        assert_eq!(zone["area"]["type"], "MultiPolygon");
        assert!(zone["area"]["coordinates"][0][0].as_array().unwrap().len() > 3);
    }
    sqlx::query("update catalog.zones set is_active = false where code = 'cairo-maadi'")
        .execute(f.db.pool())
        .await
        .unwrap();
    let fewer = f.app.get("/api/v1/zones", None).await.expect(200).json;
    assert_eq!(fewer["items"].as_array().unwrap().len(), 17);
    let gone = f.app.get("/api/v1/zones/at?lat=29.96&lng=31.257", None).await.expect(200).json;
    assert_eq!(gone["served"], false);
}

/// The zone in Luxor, moved east by so many thousandths of a degree; it is twenty wide.
fn east(code: &str, by: i64) -> Value {
    let x = |lng: f64| lng + by as f64 / 1000.0;
    let ring = [(32.63, 25.68), (32.65, 25.68), (32.65, 25.70), (32.63, 25.70), (32.63, 25.68)];
    let ring: Vec<_> = ring.into_iter().map(|(lng, lat)| [x(lng), lat]).collect();
    with(
        zone(),
        &[
            ("code", json!(code)),
            ("name", name("شرق الأقصر", "Luxor East")),
            ("area", json!({"type": "Polygon", "coordinates": [ring]})),
            ("hub", json!({"lat": 25.687, "lng": x(32.64)})),
        ],
    )
}

#[tokio::test]
async fn two_active_zones_never_share_more_than_what_a_hand_draws_askew() {
    let f = Fixture::new().await;
    make(&f, "zones", zone()).await;
    let half = f.app.post("/api/v1/admin/zones", admin(), east("luxor-east", 10)).await.expect(422);
    assert_eq!(half.json["errors"][0]["field"], "area");
    assert_eq!(half.json["errors"][0]["code"], "catalog.zone_overlaps");
    let text = half.json["errors"][0]["message"].as_str().unwrap();
    assert!(text.contains("Luxor") || text.contains("الأقصر"), "{text}");
    // A sliver, and what only touches, are fine.
    let sliver = with(east("luxor-east", 0), &[("area", shifted(19_700))]);
    let sliver = with(sliver, &[("hub", json!({"lat": 25.687, "lng": 32.66}))]);
    let made = make(&f, "zones", sliver).await;
    // A pin in a sliver has one zone, always the same.
    let at = "/api/v1/zones/at?lat=25.69&lng=32.6499";
    assert_eq!(f.app.get(at, None).await.expect(200).json["zoneName"]["en"], "Luxor");
    // Switched off it may lie anywhere, but not be switched on there.
    let path = format!("zones/{}", made["id"].as_str().unwrap());
    let off = [("version", json!(1)), ("isActive", json!(false))];
    put(&f, &path, with(east("luxor-east", 5), &off)).await.expect(200);
    let on = put(&f, &path, with(east("luxor-east", 5), &[("version", json!(2))])).await;
    assert_eq!(on.expect(422).wrong_fields(), ["area"]);
}

/// The area of the zone in Luxor, moved east by so many millionths of a degree.
fn shifted(by: i64) -> Value {
    let x = |lng: f64| lng + by as f64 / 1e6;
    let ring = [(32.63, 25.68), (32.65, 25.68), (32.65, 25.70), (32.63, 25.70), (32.63, 25.68)];
    let ring: Vec<_> = ring.into_iter().map(|(lng, lat)| [x(lng), lat]).collect();
    json!({"type": "Polygon", "coordinates": [ring]})
}

#[tokio::test]
async fn a_zone_takes_the_place_of_another_at_the_same_moment() {
    let f = Fixture::new().await;
    let old = make(&f, "zones", zone()).await;
    let new = make(&f, "zones", with(east("luxor-east", 5), &[("isActive", json!(false))])).await;
    let at = json!(in_days(&f, 1));
    let path = |zone: &Value| format!("zones/{}", zone["id"].as_str().unwrap());
    let from = [("version", json!(1)), ("validFrom", at.clone())];
    let begin = with(east("luxor-east", 5), &from);
    // As long as nothing is known of the old one's end, it is in the way.
    put(&f, &path(&new), begin.clone()).await.expect(422);
    put(&f, &path(&old), with(with(zone(), &from), &[("isActive", json!(false))]))
        .await
        .expect(200);
    f.clock.advance(TimeDelta::seconds(1));
    put(&f, &path(&new), begin).await.expect(200);
    f.clock.advance(TimeDelta::days(1));
    let pin = "/api/v1/zones/at?lat=25.69&lng=32.64";
    assert_eq!(f.app.get(pin, None).await.expect(200).json["zoneName"]["en"], "Luxor East");
}
