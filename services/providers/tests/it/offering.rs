//! Services and areas.

use crate::fixture::{
    CLOSED, ELECTRICAL, Fixture, PLUMBING, PLUMBING_CATEGORY, plumbing, png, service,
};
use contracts::providers::{OwnPriceAdjusted, ProviderChanged, ServiceArea};
use kernel::Money;
use serde_json::{Value, json};
use uuid::Uuid;

const SERVICES: &str = "/api/v1/providers/me/services";
const AREAS: &str = "/api/v1/providers/me/areas";

fn one(id: u128, more: Value) -> Value {
    let mut service = json!({"serviceId": Uuid::from_u128(id)});
    service.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"services": [service]})
}

fn egp(pounds: i64) -> Value {
    json!({"amount": pounds * 100, "currency": "EGP"})
}

#[tokio::test]
async fn own_prices_stay_within_half_and_double() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    for (price, ok) in
        [(150, true), (600, true), (149, false), (601, false), (0, false), (-5, false)]
    {
        let answer =
            f.app.put(SERVICES, me, one(PLUMBING, json!({"customPrice": egp(price)}))).await;
        assert_eq!(answer.status.as_u16(), if ok { 200 } else { 422 }, "{price}");
        if !ok {
            assert_eq!(answer.wrong_fields(), ["services[0].customPrice"]);
            assert_eq!(answer.json["errors"][0]["code"], "providers.price_band");
        }
    }
    let list = f.app.get(SERVICES, me).await.expect(200).json;
    let service = &list["items"][0];
    assert_eq!((&service["basePrice"], &service["customPrice"]), (&egp(300), &egp(600)));
    assert_eq!((&service["lowestPrice"], &service["highestPrice"]), (&egp(150), &egp(600)));
    let told = f.app.told::<ProviderChanged>().await;
    assert_eq!(told.last().unwrap().services[0].custom_price.unwrap().as_piastres(), 60_000);
}

#[tokio::test]
async fn an_own_price_follows_when_the_catalogs_price_leaves_it_behind() {
    let f = Fixture::new().await;
    let (dear, cheap) = (f.applicant(1).await, f.applicant(2).await);
    for (who, price) in [(dear, 600), (cheap, 150)] {
        f.app
            .put(SERVICES, who, one(PLUMBING, json!({"customPrice": egp(price)})))
            .await
            .expect(200);
    }
    let mut told = service(PLUMBING, PLUMBING_CATEGORY, false, true);
    told.service.base_price = Money::egp(280);
    f.app.publish(&told).await;
    let adjusted = f.app.told::<OwnPriceAdjusted>().await;
    assert_eq!(adjusted.len(), 1, "150 is still within half and double of 280");
    assert_eq!(adjusted[0].provider_id, dear.user_id.into());
    assert_eq!((adjusted[0].before, adjusted[0].after), (Money::egp(600), Money::egp(560)));
    let list = f.app.get(SERVICES, dear).await.expect(200).json;
    assert_eq!(list["items"][0]["customPrice"], egp(560));
    let changed = f.app.told::<ProviderChanged>().await;
    let changed = changed.iter().rfind(|e| e.provider_id == dear.user_id.into()).unwrap();
    assert_eq!(changed.services[0].custom_price, Some(Money::egp(560)));
    // Told again, nothing moves.
    f.app.publish(&told).await;
    assert_eq!(f.app.told::<OwnPriceAdjusted>().await.len(), 1);
}

#[tokio::test]
async fn wrong_services_are_named_all_at_once() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let service = |id: u128| json!({"serviceId": Uuid::from_u128(id)});
    let certified = json!({
        "serviceId": Uuid::from_u128(ELECTRICAL), "certificateDocumentId": Uuid::from_u128(5),
    });
    let body = json!({"services": [
        service(PLUMBING), service(PLUMBING), service(0xFFFF), service(CLOSED), certified,
    ]});
    let wrong = f.app.put(SERVICES, me, body).await.expect(422);
    assert_eq!(
        wrong.wrong_fields(),
        [
            "services[1].serviceId",
            "services[2].serviceId",
            "services[3].serviceId",
            "services[4].certificateDocumentId"
        ]
    );
    let years = one(PLUMBING, json!({"experienceYears": 61}));
    let wrong = f.app.put(SERVICES, me, years).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["services[0].experienceYears"]);
    let many: Vec<_> = (0..121u128).map(service).collect();
    let wrong = f.app.put(SERVICES, me, json!({"services": many})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["services"]);
    assert_eq!(f.app.get(SERVICES, me).await.expect(200).json, json!({"items": []}));
}

#[tokio::test]
async fn a_certificate_counts_once_it_is_accepted() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    f.upload(me, "skill_certificate", "", "2026-12-01", &png("cert")).await.expect(201);
    let id = f.document(me, "skill_certificate", "single").await;
    let body = one(ELECTRICAL, json!({"certificateDocumentId": id}));
    let list = f.app.put(SERVICES, me, body.clone()).await.expect(200).json;
    assert_eq!(list["items"][0]["isCertified"], false);
    f.decide_document(me, &id, "accept").await.expect(200);
    let list = f.app.get(SERVICES, me).await.expect(200).json;
    assert_eq!(list["items"][0]["isCertified"], true);
    // Sending the list again keeps it.
    let list = f.app.put(SERVICES, me, body).await.expect(200).json;
    assert_eq!(list["items"][0]["isCertified"], true);
    assert!(f.app.told::<ProviderChanged>().await.last().unwrap().services[0].is_certified);
    // A forgery that comes to light ends it.
    f.decide_document(me, &id, "reject").await.expect(200);
    let list = f.app.get(SERVICES, me).await.expect(200).json;
    assert_eq!(list["items"][0]["isCertified"], false);
}

#[tokio::test]
async fn somebody_elses_certificate_is_no_certificate() {
    let f = Fixture::new().await;
    let (me, other) = (f.applicant(1).await, f.applicant(2).await);
    f.upload(other, "skill_certificate", "", "", &png("cert")).await.expect(201);
    let id = f.document(other, "skill_certificate", "single").await;
    let wrong =
        f.app.put(SERVICES, me, one(ELECTRICAL, json!({"certificateDocumentId": id}))).await;
    assert_eq!(wrong.expect(422).wrong_fields(), ["services[0].certificateDocumentId"]);
}

#[tokio::test]
async fn whoever_works_adds_a_trade_with_other_papers_only_with_those_papers() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.app.publish(&crate::fixture::service(0xA9, 0xC9, false, true)).await;
    sqlx::query(
        "insert into providers.document_requirements
            (id, category_id, kind, side, is_required, needs_expiry, sort_order, created_at)
         values ($1, $2, 'tax_card', 'single', true, true, 20, now())",
    )
    .bind(Uuid::from_u128(1))
    .bind(Uuid::from_u128(0xC9))
    .execute(f.db.pool())
    .await
    .unwrap();
    let both = json!({"services": [
        {"serviceId": Uuid::from_u128(PLUMBING)}, {"serviceId": Uuid::from_u128(0xA9)},
    ]});
    let wrong = f.app.put(SERVICES, me, both.clone()).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["services[1].serviceId"]);
    assert_eq!(wrong.json["errors"][0]["code"], "providers.service_needs_documents");
    f.upload(me, "tax_card", "", "2027-01-01", &png("tax")).await.expect(201);
    f.accept_all(me).await;
    f.app.put(SERVICES, me, both).await.expect(200);
    assert_eq!(f.me(me).await["documentsValid"], true);
}

#[tokio::test]
async fn a_service_the_catalog_closed_may_stay_in_the_list_but_is_not_told() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    f.app.put(SERVICES, me, plumbing()).await.expect(200);
    let closed = crate::fixture::service(PLUMBING, PLUMBING_CATEGORY, false, false);
    f.app.publish(&closed).await;
    let list = f.app.put(SERVICES, me, plumbing()).await.expect(200).json;
    assert_eq!(list["items"][0]["isActive"], false);
    assert!(f.app.told::<ProviderChanged>().await.last().unwrap().services.is_empty());
}

#[tokio::test]
async fn areas_are_polygons_or_distances_and_come_back_as_they_were() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let ring = json!([[31.25, 29.95], [31.3, 29.95], [31.3, 30.0], [31.25, 30.0], [31.25, 29.95]]);
    let body = json!({"areas": [
        {"name": "حول البيت", "shape": {"kind": "radius", "radiusM": 8000}},
        {"name": "المعادي", "shape": {"kind": "polygon", "ring": ring}, "isPrimary": true, "travelMinutes": 45},
        {"name": "الإسكندرية", "shape": {"kind": "radius", "center": {"lat": 31.2, "lng": 29.92}, "radiusM": 500}},
    ]});
    let out = f.app.put(AREAS, me, body).await.expect(200).json;
    assert_eq!(out["items"][0]["shape"]["center"], json!({"lat": 30.0444, "lng": 31.2357}));
    assert_eq!(out["items"][0]["travelMinutes"], 30);
    assert_eq!(out["items"][1]["shape"]["ring"], ring);
    assert_eq!(out["items"][1]["isPrimary"], true);
    assert_eq!(out["items"][0]["isPrimary"], false);
    assert_eq!(f.app.get(AREAS, me).await.expect(200).json, out);
    let told = f.app.told::<ProviderChanged>().await;
    let areas = &told.last().unwrap().areas;
    assert_eq!(areas.len(), 3);
    assert!(matches!(&areas[1], ServiceArea::Polygon { ring } if ring.len() == 5));
    let inside = "select count(*) from providers.provider_service_areas
        where st_covers(area_polygon, st_setsrid(st_makepoint(31.27, 29.97), 4326))";
    assert_eq!(f.count(inside).await, 1);
}

#[tokio::test]
async fn wrong_areas_are_refused_by_what_is_wrong_with_them() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let polygon = |ring: Value| json!({"kind": "polygon", "ring": ring});
    for (shape, field, code) in [
        // A bow tie.
        (
            polygon(json!([[31.2, 30.0], [31.3, 30.1], [31.3, 30.0], [31.2, 30.1], [31.2, 30.0]])),
            "areas[0].shape.ring",
            "providers.area_invalid",
        ),
        // A line.
        (
            polygon(json!([[31.2, 30.0], [31.3, 30.0], [31.2, 30.0], [31.2, 30.0]])),
            "areas[0].shape.ring",
            "providers.area_invalid",
        ),
        // All of Egypt.
        (
            polygon(json!([[25.0, 22.0], [36.0, 22.0], [36.0, 31.5], [25.0, 31.5], [25.0, 22.0]])),
            "areas[0].shape.ring",
            "providers.area_invalid",
        ),
        (
            polygon(json!([[31.2, 30.0], [31.3, 30.0], [31.3, 30.1], [31.2, 30.1]])),
            "areas[0].shape.ring",
            "providers.area_ring",
        ),
        (
            polygon(json!([[2.2, 48.0], [2.3, 48.0], [2.3, 48.1], [2.2, 48.0]])),
            "areas[0].shape.ring",
            "place.outside_egypt",
        ),
        (
            json!({"kind": "radius", "radiusM": 499}),
            "areas[0].shape.radiusM",
            "providers.area_radius",
        ),
        (
            json!({"kind": "radius", "radiusM": 800, "center": {"lat": 48.8, "lng": 2.3}}),
            "areas[0].shape.center",
            "place.outside_egypt",
        ),
    ] {
        let body = json!({"areas": [{"name": "هنا", "shape": shape}]});
        let wrong = f.app.put(AREAS, me, body).await.expect(422);
        assert_eq!(wrong.wrong_fields(), [field]);
        assert_eq!(wrong.json["errors"][0]["code"], code);
    }
    let radius = json!({"kind": "radius", "radiusM": 800});
    let body = json!({"areas": [
        {"name": " ", "shape": radius}, {"name": "a", "shape": radius, "isPrimary": true},
        {"name": "b", "shape": radius, "isPrimary": true, "travelMinutes": 241},
    ]});
    let wrong = f.app.put(AREAS, me, body).await.expect(422);
    assert_eq!(
        wrong.wrong_fields(),
        ["areas[0].name", "areas[2].travelMinutes", "areas[2].isPrimary"]
    );
    let eleven: Vec<_> = (0..11).map(|_| json!({"name": "a", "shape": radius})).collect();
    let wrong = f.app.put(AREAS, me, json!({"areas": eleven})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["areas"]);
    assert_eq!(f.count("select count(*) from providers.provider_service_areas").await, 0);
}

#[tokio::test]
async fn the_database_itself_refuses_a_polygon_that_crosses_itself() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let error = sqlx::query(
        "insert into providers.provider_service_areas
            (id, provider_id, area_name, area_polygon, sort_order, created_at)
         values ($1, $2, 'x', st_geomfromtext('POLYGON((31.2 30, 31.3 30.1, 31.3 30, 31.2 30.1, 31.2 30))', 4326), 0, now())",
    )
    .bind(Uuid::from_u128(1))
    .bind(me.user_id.uuid())
    .execute(f.db.pool())
    .await
    .unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("polygon_is_valid"));
}

#[tokio::test]
async fn areas_around_home_move_with_it_and_others_stay() {
    let f = Fixture::new().await;
    let me = f.applicant(1).await;
    let body = json!({"areas": [
        {"name": "حول البيت", "shape": {"kind": "radius", "radiusM": 5000}},
        {"name": "الورشة", "shape": {"kind": "radius", "radiusM": 3000,
            "center": {"lat": 30.1, "lng": 31.3}}},
    ]});
    f.app.put(AREAS, me, body).await.expect(200);
    let home = json!({"home": {"lat": 31.2, "lng": 29.92}});
    f.app.patch("/api/v1/providers/me", me, home).await.expect(200);
    let centers: Vec<_> = f.app.told::<ProviderChanged>().await.pop().unwrap().areas;
    let centers: Vec<_> = centers
        .iter()
        .map(|area| match area {
            ServiceArea::Radius { center, .. } => (center.lat(), center.lng()),
            ServiceArea::Polygon { .. } => panic!("both are circles"),
        })
        .collect();
    assert_eq!(centers, [(31.2, 29.92), (30.1, 31.3)]);
}
