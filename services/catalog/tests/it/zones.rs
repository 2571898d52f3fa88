//! Can I order here?

use crate::fixture::Fixture;
use chrono::TimeDelta;

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
