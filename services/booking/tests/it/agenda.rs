//! `GET /providers/me/agenda`.

use crate::stage::{Order, Stage};
use serde_json::json;

#[tokio::test]
async fn a_technician_sees_its_days_with_the_ways_and_an_order() {
    let stage = Stage::new().await;
    stage.open_all_hours().await;
    sqlx::query("update booking.providers set home = ST_SetSRID(ST_MakePoint(31.25, 30.05), 4326)::geography")
        .execute(stage.db.pool())
        .await
        .unwrap();
    let day = 24 * 60;
    let first = stage.confirmed(stage.order()).await;
    let second = stage.confirmed(Order { starts_in: 3 * day + 120, ..stage.order() }).await;
    let other = stage.confirmed(Order { starts_in: 4 * day, ..stage.order() }).await;
    let gone = stage.confirmed(Order { starts_in: 5 * day, ..stage.order() }).await;
    stage.staff(gone, "cancel").await.expect(200);

    let path = "/api/v1/providers/me/agenda";
    let days = stage.app.get(path, stage.provider).await.expect(200).json;
    assert_eq!(days.as_array().unwrap().len(), 2);
    let today = &days[0];
    assert_eq!((&today["date"], &days[1]["date"]), (&json!("2026-11-25"), &json!("2026-11-26")));
    let visits = today["visits"].as_array().unwrap();
    assert_eq!(visits.len(), 2);
    assert_eq!((&visits[0]["bookingId"], &visits[1]["bookingId"]), (&json!(first), &json!(second)));
    // Ten kilometres from home off-peak, then next door with an hour to spare.
    assert_eq!(
        (&visits[0]["distanceM"], &visits[0]["spareMinutes"]),
        (&json!(10_008), &json!(null))
    );
    assert_eq!((&visits[1]["travelS"], &visits[1]["spareMinutes"]), (&json!(0), &json!(60)));
    assert_eq!(
        visits[0]["endsAt"],
        json!(stage.now() + chrono::TimeDelta::minutes(3 * 24 * 60 + 60))
    );
    assert_eq!(today["travelS"], visits[0]["travelS"]);
    assert_eq!(today["proposed"]["bookings"], json!([first, second]));
    assert_eq!(
        (&today["proposed"]["exact"], &today["proposed"]["lateS"]),
        (&json!(true), &json!(0))
    );
    assert_eq!(days[1]["visits"][0]["bookingId"], json!(other));

    let none = format!("{path}?from=2026-12-10&to=2026-12-12");
    assert_eq!(stage.app.get(&none, stage.provider).await.expect(200).json, json!([]));
    let wrong = format!("{path}?from=2026-12-10&to=2026-12-01");
    assert_eq!(stage.app.get(&wrong, stage.provider).await.expect(422).wrong_fields(), ["to"]);
}
