//! Providers of the demo world.

use crate::fixture::{ELECTRICAL, Fixture, PLUMBING, PLUMBING_CATEGORY, service};
use chrono::TimeDelta;
use contracts::providers::{ProviderChanged, ServiceArea, VerificationStatus, WeeklyInterval};
use kernel::national_id::Gender;
use kernel::{Lang, LatLng, Money};
use providers::demo::{DemoProvider, DemoService, ensure_provider, ensure_providers};
use serde_json::json;
use uuid::Uuid;

fn demo(index: u16) -> DemoProvider {
    let home = LatLng::parse(30.0444 + f64::from(index) / 1000.0, 31.2357).unwrap();
    let needs_certificate = index % 2 == 1;
    let service = if needs_certificate {
        service(ELECTRICAL, 0xC2, true, true)
    } else {
        service(PLUMBING, PLUMBING_CATEGORY, false, true)
    };
    DemoProvider {
        user_id: Uuid::from_u128(0x5000 + u128::from(index)).into(),
        index,
        first_name: "محمود".into(),
        last_name: "السيد".into(),
        gender: if needs_certificate { Gender::Female } else { Gender::Male },
        birth_date: "1988-05-20".parse().unwrap(),
        home,
        languages: vec![Lang::Ar],
        bio: Some("خبرة عشر سنوات".into()),
        services: vec![DemoService {
            service,
            custom_price: Some(Money::egp(350)),
            experience_years: 10,
        }],
        areas: vec![("حول البيت".into(), ServiceArea::Radius { center: home, radius_m: 12_000 })],
        hours: (0..7)
            .map(|weekday| WeeklyInterval { weekday, from_minute: 540, to_minute: 1320 })
            .collect(),
        notice_minutes: 60,
        online: true,
        joined_at: testkit::NOON.parse::<kernel::Instant>().unwrap() - TimeDelta::days(200),
        operator: Uuid::from_u128(0x9001).into(),
    }
}

#[tokio::test]
async fn sixty_verified_providers_are_made_once() {
    let f = Fixture::new().await;
    let all: Vec<_> = (0..60).map(demo).collect();
    let ids = ensure_providers(&f.chassis, &all).await.unwrap();
    assert_eq!(ids[7], all[7].user_id.into());
    let told = f.app.told::<ProviderChanged>().await;
    assert_eq!(told.len(), 60);
    for state in &told {
        assert_eq!(state.verification, VerificationStatus::Verified);
        assert!(state.documents_valid && state.is_active && state.is_online && state.photo);
        assert_eq!((state.services.len(), state.areas.len(), state.weekly_hours.len()), (1, 1, 7));
        assert_eq!(state.services[0].is_certified, state.gender.as_deref() == Some("female"));
        assert_eq!(state.verified_at, Some(all[0].joined_at));
    }
    assert_eq!(ensure_providers(&f.chassis, &all).await.unwrap(), ids);
    assert_eq!(f.app.told::<ProviderChanged>().await.len(), 60);
    let photo = format!("/api/v1/providers/{}/photo", ids[3]);
    assert_eq!(f.app.get(&photo, None).await.expect(200).headers["content-type"], "image/png");
    let card = f.app.get(&format!("/api/v1/providers/{}", ids[3]), None).await.expect(200).json;
    assert_eq!(card["displayName"], "محمود س.");
    assert_eq!(
        card["badges"],
        json!({"identity": true, "backgroundCheck": true, "certified": true})
    );
}

#[tokio::test]
async fn a_demo_provider_can_work_like_any_other() {
    let f = Fixture::new().await;
    let one = demo(3);
    ensure_provider(&f.chassis, &one).await.unwrap();
    let me = testkit::actor(one.user_id.uuid(), kernel::Role::ServiceProvider);
    let mine = f.me(me).await;
    assert_eq!(mine["bio"], "خبرة عشر سنوات");
    f.app.put("/api/v1/providers/me/availability", me, json!({"online": false})).await.expect(200);
    let list = f.app.get("/api/v1/providers/me/checklist", me).await.expect(200).json;
    assert_eq!(list["next"], "work");
}

#[tokio::test]
async fn a_demo_provider_that_is_not_allowed_leaves_nothing() {
    let f = Fixture::new().await;
    let mut one = demo(0);
    one.hours.push(one.hours[0]);
    let error = ensure_provider(&f.chassis, &one).await.unwrap_err();
    assert_eq!(error.code, "invalid_fields");
    assert_eq!(f.count("select count(*) from providers.service_provider_profiles").await, 0);
}
