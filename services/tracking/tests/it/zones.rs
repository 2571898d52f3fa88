//! Who comes into a zone, stays and leaves; and what operators see of it.

use crate::fixture::{Fixture, HERE, as_operator, booking, provider};
use contracts::booking::Stage;
use contracts::catalog::{ZoneChanged, ZoneFacts};
use contracts::privacy::UserErased;
use contracts::tracking::{ZoneDwelling, ZoneEntered, ZoneLeft, ZoneLeftBecause};
use kernel::ids::ZoneId;
use kernel::{LatLng, Localized, Role};
use serde_json::{Value, json};
use uuid::Uuid;

/// East of the zone by some 500 m.
const OUTSIDE: f64 = HERE.1 + 0.01 + 0.005;

fn zone() -> ZoneId {
    Uuid::from_u128(5_000).into()
}

/// A square of some two kilometres around [`HERE`].
async fn draw(f: &Fixture, is_active: bool) {
    let corner = |north: f64, east: f64| LatLng::parse(HERE.0 + north, HERE.1 + east).unwrap();
    let ring = [(-0.01, -0.01), (-0.01, 0.01), (0.01, 0.01), (0.01, -0.01), (-0.01, -0.01)];
    let ring = ring.map(|(north, east)| corner(north, east)).to_vec();
    let name = Localized::new("وسط البلد", "Downtown");
    let zone = ZoneFacts { id: zone(), name, polygons: vec![vec![ring]], is_active };
    f.app.publish(&ZoneChanged { zone }).await;
}

async fn on_shift() -> Fixture {
    let f = Fixture::new().await;
    draw(&f, true).await;
    f.shift(1, true).await;
    f
}

/// Provider 1 is at a longitude on the parallel of [`HERE`].
async fn at(f: &Fixture, lng: f64, changes: Value) {
    let mut fix = f.fix_with(0, changes);
    fix["lng"] = json!(lng);
    f.report(1, fix).await.expect(200);
}

async fn shown(f: &Fixture) -> Value {
    let path = "/api/v1/admin/live-map?south=29.9&west=31.1&north=30.2&east=31.5";
    let map = f.app.get(path, as_operator(Role::Operations)).await.expect(200).json;
    map["items"][0]["zone"].clone()
}

#[tokio::test]
async fn coming_staying_and_leaving_are_told_once_each() {
    let f = on_shift().await;
    f.stage(1, Stage::EnRoute, Some(1)).await;
    at(&f, OUTSIDE, json!({})).await;
    assert_eq!((f.api.watch_zones().await.unwrap(), shown(&f).await), (0, Value::Null));
    f.later(60);
    at(&f, HERE.1, json!({})).await;
    let entered_at = f.now();
    assert_eq!(shown(&f).await["name"]["en"], "Downtown");
    for _ in 0..15 {
        f.later(60);
        at(&f, HERE.1, json!({})).await;
    }
    assert_eq!(f.api.watch_zones().await.unwrap(), 2);
    let entered = f.app.told::<ZoneEntered>().await.remove(0).stay;
    assert_eq!((entered.provider_id, entered.zone_id), (provider(1), zone()));
    assert_eq!((entered.booking_id, entered.at), (Some(booking(1)), entered_at));
    assert_eq!(f.app.told::<ZoneDwelling>().await[0].stay.at, f.now());
    f.later(300);
    at(&f, OUTSIDE, json!({})).await;
    assert_eq!(f.api.watch_zones().await.unwrap(), 1);
    let left = f.app.told::<ZoneLeft>().await.remove(0);
    assert_eq!((left.because, left.stay.at), (ZoneLeftBecause::Seen, f.now()));
    assert_eq!((left.stay.booking_id, shown(&f).await), (Some(booking(1)), Value::Null));
}

#[tokio::test]
async fn what_can_not_be_relied_on_tells_nothing() {
    let f = on_shift().await;
    for changes in [json!({"mock": true}), json!({"accuracy": 51.0})] {
        f.later(10);
        at(&f, HERE.1, changes).await;
    }
    // Older than ten minutes (but of this shift), and a jump.
    f.later(1_000);
    f.report(1, f.fix(-601)).await.expect(200);
    f.later(10);
    at(&f, 31.9, json!({})).await;
    f.later(10);
    at(&f, HERE.1, json!({})).await;
    assert_eq!(f.api.watch_zones().await.unwrap(), 0);
}

#[tokio::test]
async fn the_end_of_the_shift_silence_and_the_end_of_the_zone_leave_it() {
    let f = on_shift().await;
    let mut because = vec![];
    for end in ["off_duty", "silent", "zone_closed"] {
        f.shift(1, true).await;
        f.later(60);
        at(&f, HERE.1, json!({})).await;
        match end {
            "off_duty" => f.shift(1, false).await,
            "silent" => f.later(601),
            _ => {
                draw(&f, false).await;
                f.later(10);
                at(&f, HERE.1, json!({})).await;
            }
        }
        f.api.tidy(false).await.unwrap();
        assert_eq!(f.api.watch_zones().await.unwrap(), 2, "{end}");
        because = f.app.told::<ZoneLeft>().await.into_iter().map(|left| left.because).collect();
    }
    use ZoneLeftBecause::{OffDuty, Silent, ZoneClosed};
    assert_eq!(because, [OffDuty, Silent, ZoneClosed]);
}

#[tokio::test]
async fn a_stay_outlives_a_restart_and_what_was_lost_is_closed() {
    let f = on_shift().await;
    at(&f, HERE.1, json!({})).await;
    assert_eq!(f.api.watch_zones().await.unwrap(), 1);
    let f = f.restarted().await;
    f.later(60);
    at(&f, HERE.1, json!({})).await;
    assert_eq!(
        (f.api.watch_zones().await.unwrap(), shown(&f).await["id"].clone()),
        (0, json!(zone()))
    );
    // The table says another zone, of which the end was lost: what is told still alternates.
    sqlx::query("update tracking.zone_stays set zone_id = gen_random_uuid()")
        .execute(f.db.pool())
        .await
        .unwrap();
    f.later(60);
    at(&f, OUTSIDE, json!({})).await;
    f.later(60);
    at(&f, HERE.1, json!({})).await;
    assert_eq!(f.api.watch_zones().await.unwrap(), 2);
    assert_eq!(f.app.told::<ZoneEntered>().await.len(), 2);
    assert_eq!(f.app.told::<ZoneLeft>().await.len(), 1);
    let twice = sqlx::query(
        "insert into tracking.zone_stays
             (id, provider_id, zone_id, name_ar, name_en, entered_at, created_at, updated_at)
         select gen_random_uuid(), provider_id, zone_id, name_ar, name_en, now(), now(), now()
         from tracking.zone_stays where left_at is null",
    );
    assert!(twice.execute(f.db.pool()).await.is_err());
}

#[tokio::test]
async fn stays_are_forgotten_after_ninety_days_and_with_the_person() {
    let f = on_shift().await;
    let rows = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from tracking.zone_stays")
            .fetch_one(f.db.pool())
            .await
            .unwrap()
    };
    for _ in 0..2 {
        at(&f, HERE.1, json!({})).await;
        f.later(60);
        at(&f, OUTSIDE, json!({})).await;
        f.api.watch_zones().await.unwrap();
        f.later(60);
    }
    f.later(90 * 86_400 - 150);
    f.api.tidy(true).await.unwrap();
    assert_eq!(rows().await, 1);
    f.app.publish(&UserErased { user_id: provider(1).into(), erased_at: f.now() }).await;
    assert_eq!(rows().await, 0);
}
