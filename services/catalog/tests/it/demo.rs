//! The demo world: complete, the same everywhere, and loaded once.

use crate::fixture::Fixture;
use catalog::demo;
use contracts::catalog::ServiceChanged;

#[tokio::test]
async fn the_demo_world_is_loaded_once_and_told_once() {
    let f = Fixture::empty().await;
    let first = demo::load(&f.chassis).await.unwrap();
    assert_eq!((first.categories, first.services, first.zones), (20, 104, 18));
    assert_eq!((first.districts, first.promotions), (112, 1));
    let again = demo::load(&f.chassis).await.unwrap();
    assert_eq!(again, demo::Loaded::default());
    let told = f.app.told::<ServiceChanged>().await;
    assert_eq!(told.len(), 104);
    let tap = told.iter().find(|t| t.service.code == "plumbing.tap_repair").unwrap();
    assert_eq!(tap.service.id, demo::service_id("plumbing.tap_repair"));
    assert_eq!(tap.category_name.en, "Plumbing");
    assert_eq!(tap.service.commission.get(), 1500);
}

#[tokio::test]
async fn what_operators_changed_survives_a_reload() {
    let f = Fixture::new().await;
    let id = demo::service_id("plumbing.tap_repair").uuid();
    sqlx::query("update catalog.services set base_price = 12300 where id = $1")
        .bind(id)
        .execute(f.db.pool())
        .await
        .unwrap();
    demo::load(&f.chassis).await.unwrap();
    let price: i64 = sqlx::query_scalar("select base_price from catalog.services where id = $1")
        .bind(id)
        .fetch_one(f.db.pool())
        .await
        .unwrap();
    assert_eq!(price, 12300);
}

#[tokio::test]
async fn zones_hold_their_districts_and_do_not_overlap_nor_leave_holes() {
    let f = Fixture::new().await;
    let strays: i64 = sqlx::query_scalar(
        "select count(*) from catalog.districts d join catalog.zones z on z.id = d.zone_id
         where not st_covers(z.area, d.location)",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(strays, 0);
    // Less than a thousand square metres over all pairs: rounding along the seams.
    let overlap_m2: f64 = sqlx::query_scalar(
        "select coalesce(sum(st_area(st_intersection(a.area, b.area)::geography)), 0)
         from catalog.zones a join catalog.zones b
           on a.id < b.id and st_intersects(a.area, b.area)",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert!(overlap_m2 < 1_000.0, "{overlap_m2}");
    // No hole larger than a grain of rounding inside the union of all.
    let holes: i64 = sqlx::query_scalar(
        "select count(*) from (
            select (st_dumprings((st_dump(st_union(area))).geom)).* from catalog.zones) r
         where r.path[1] > 0 and st_area(r.geom::geography) > 1000",
    )
    .fetch_one(f.db.pool())
    .await
    .unwrap();
    assert_eq!(holes, 0);
}

#[tokio::test]
async fn every_place_near_a_district_is_in_the_zone_of_its_nearest_district() {
    let f = Fixture::new().await;
    // Points on circles of 0.5 to 2.9 km around every district.
    let wrong: Vec<(String, f64, f64)> = sqlx::query_as(
        "with probes as (
            select st_project(d.location::geography, m, radians(a))::geometry as p
            from catalog.districts d, unnest(array[500, 1500, 2900.0]) m,
                 generate_series(0, 330, 30) a)
         select coalesce(z.code, 'none'), st_y(p), st_x(p) from probes
         cross join lateral (select d.zone_id, st_distance(d.location::geography, p::geography) as m
             from catalog.districts d order by 2 limit 1) nearest
         cross join lateral (select min(st_distance(d.location::geography, p::geography)) as m
             from catalog.districts d where d.zone_id <> nearest.zone_id) other
         left join catalog.zones z on st_dwithin(z.area, p, 0.000001)
         -- A margin for the difference between the plane and the globe.
         where other.m - nearest.m > 30 and z.id is distinct from nearest.zone_id",
    )
    .fetch_all(f.db.pool())
    .await
    .unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}
