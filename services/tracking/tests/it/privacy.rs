//! A copy of what is known of somebody, and being forgotten.

use crate::fixture::{Fixture, as_customer, as_operator, booking, customer, provider};
use chassis::privacy::get_sealed;
use contracts::booking::Stage;
use contracts::privacy::{
    ExportPartReady, ExportRequested, PersonalDataErased, UserErased, part_key,
};
use kernel::Role;
use kernel::ids::{EventId, UserId};
use serde_json::{Value, json};

async fn visited(f: &Fixture) {
    f.shift(1, true).await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    f.report(1, f.fix(0)).await.expect(200);
    f.api.flush().await.unwrap();
    let path = format!("/api/v1/bookings/{}", booking(1));
    f.app.post(&format!("{path}/share-links"), as_customer(1), json!({})).await.expect(201);
    let note = json!({"note": "Help", "place": {"lat": 30.1, "lng": 31.2}});
    let alarm = f.app.post(&format!("{path}/sos"), as_customer(1), note).await.expect(201).json;
    let close = format!("/api/v1/admin/sos/{}/close", alarm["id"].as_str().unwrap());
    let note = json!({"note": "She is fine"});
    f.app.post(&close, as_operator(Role::Admin), note).await.expect(200);
    f.stage(1, Stage::Done, Some(1)).await;
    f.shift(1, false).await;
}

async fn copy(f: &Fixture, user_id: UserId) -> Value {
    let export_id: EventId = f.world.id();
    f.app.publish(&ExportRequested { export_id, user_id }).await;
    let told = f.app.told::<ExportPartReady>().await;
    assert!(told.iter().any(|part| part.export_id == export_id && part.holder == "tracking"));
    let part = get_sealed(&f.chassis, &part_key(export_id, "tracking")).await.unwrap().unwrap();
    serde_json::from_slice(&part).unwrap()
}

#[tokio::test]
async fn a_copy_holds_tracks_visits_links_and_what_was_said() {
    let f = Fixture::new().await;
    visited(&f).await;
    let hers = copy(&f, customer(1)).await;
    assert_eq!(hers["visits"][0]["latitude"], 30.09);
    assert_eq!(hers["links"][0]["booking"], "OS-7K2M4Q");
    let sent = &hers["alarms"][0]["sent"][0];
    assert_eq!((&sent["note"], &sent["place"]["lat"]), (&json!("Help"), &json!(30.1)));
    assert_eq!(hers["track"], json!([]));
    let his = copy(&f, provider(1).into()).await;
    assert_eq!((his["track"][0][1].as_f64(), &his["alarms"]), (Some(30.0444), &json!([])));
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_ids_and_times() {
    let f = Fixture::new().await;
    visited(&f).await;
    for (user_id, rows) in [(customer(1), 4), (provider(1).into(), 2)] {
        for rows in [rows, 0] {
            f.app.publish(&UserErased { user_id, erased_at: f.now() }).await;
            let told = f.app.told::<PersonalDataErased>().await;
            assert_eq!((told.last().unwrap().user_id, told.last().unwrap().rows), (user_id, rows));
        }
    }
    let hers = copy(&f, customer(1)).await;
    assert_eq!(hers["visits"][0]["latitude"], 30.1);
    assert_eq!((&hers["links"], &hers["alarms"][0]["sent"]), (&json!([]), &json!([])));
    assert_eq!(copy(&f, provider(1).into()).await["track"], json!([]));
    let names: Vec<String> =
        sqlx::query_scalar("select display_name from tracking.provider_states")
            .fetch_all(f.db.pool())
            .await
            .unwrap();
    assert_eq!(names, [""]);
}
