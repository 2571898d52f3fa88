//! What other services tell.

use crate::fixture::Fixture;
use contracts::booking::{BookingCompleted, BookingFacts, PaymentMethod, Stage, Status};
use contracts::identity::{AccountStatus, NotificationPreferences, UserChanged};
use contracts::price::Settlement;
use contracts::providers::ProviderChanged;
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{BasisPoints, Lang, LatLng, Localized, Money, Role};
use serde_json::json;
use uuid::Uuid;

fn user(id: UserId, status: AccountStatus) -> UserChanged {
    UserChanged {
        user_id: id,
        role: Role::ServiceProvider,
        status,
        lang: Lang::Ar,
        sealed_contact: "sealed".into(),
        preferences: NotificationPreferences::default(),
        registered_at: testkit::NOON.parse().unwrap(),
    }
}

fn completed(f: &Fixture, booking: u128, provider: Option<ProviderId>) -> BookingCompleted {
    let now = f.world.now();
    let settlement =
        Settlement::of(Money::egp(300), Money::ZERO, Money::ZERO, BasisPoints::DEFAULT_COMMISSION);
    let facts = json!({
        "id": BookingId::from(Uuid::from_u128(booking)),
        "number": "OS-7K2M4Q",
        "customerId": Uuid::from_u128(5),
        "providerId": provider,
        "serviceId": Uuid::from_u128(6),
        "categoryId": Uuid::from_u128(7),
        "serviceName": Localized::new("س", "s"),
        "zoneId": Uuid::from_u128(8),
        "district": Localized::new("المعادي", "Maadi"),
        "governorate": "EG-C",
        "pin": LatLng::parse(30.0, 31.2).unwrap(),
        "status": Status::Completed,
        "stage": Stage::Done,
        "instant": true,
        "startsAt": now,
        "endsAt": now,
        "paymentMethod": PaymentMethod::Cash,
        "settlement": settlement,
        "commission": BasisPoints::DEFAULT_COMMISSION,
        "warrantyDays": 30,
        "createdAt": now,
    });
    let booking: BookingFacts = serde_json::from_value(facts).unwrap();
    BookingCompleted { booking, started_at: now, ended_at: now, actual_minutes: 60 }
}

#[tokio::test]
async fn a_stopped_account_takes_no_work_and_comes_back_offline() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    f.app.publish(&user(me.user_id, AccountStatus::Active)).await;
    let before = f.app.told::<ProviderChanged>().await.len();
    f.app.put("/api/v1/providers/me/availability", me, json!({"online": true})).await.expect(200);
    for status in [AccountStatus::Suspended, AccountStatus::Inactive] {
        f.app.publish(&user(me.user_id, status)).await;
        let told = f.app.told::<ProviderChanged>().await;
        let last = told.last().unwrap();
        assert!(!last.is_active && !last.is_online);
        // From stopped to closed nothing changes for others.
        assert_eq!(told.len(), before + 2);
    }
    let refused = f
        .app
        .put("/api/v1/providers/me/availability", me, json!({"online": true}))
        .await
        .expect(409);
    assert_eq!(refused.code(), "providers.not_active");
    f.app.publish(&user(me.user_id, AccountStatus::Active)).await;
    let told = f.app.told::<ProviderChanged>().await;
    let last = told.last().unwrap();
    assert!(last.is_active && !last.is_online);
    // Somebody who is no provider is only remembered.
    f.app.publish(&user(Uuid::from_u128(77).into(), AccountStatus::Suspended)).await;
    assert_eq!(f.app.told::<ProviderChanged>().await.len(), told.len());
    assert_eq!(f.count("select count(*) from providers.users").await, 2);
}

#[tokio::test]
async fn an_account_that_was_stopped_before_it_applied_is_not_active() {
    let f = Fixture::new().await;
    let me = crate::fixture::provider(1);
    f.app.publish(&user(me.user_id, AccountStatus::Suspended)).await;
    f.applicant(1).await;
    assert!(!f.app.told::<ProviderChanged>().await[0].is_active);
}

#[tokio::test]
async fn every_job_counts_once() {
    let f = Fixture::new().await;
    let me = f.verified(1).await;
    let id = Some(me.user_id.into());
    for booking in [1, 2, 2] {
        f.app.publish(&completed(&f, booking, id)).await;
    }
    // Nobody bound, and somebody we don't know: nothing to count, nothing parked.
    f.app.publish(&completed(&f, 3, None)).await;
    f.app.publish(&completed(&f, 4, Some(Uuid::from_u128(99).into()))).await;
    assert_eq!(f.count("select count(*) from bus.parked").await, 0);
    let mine = f.me(me).await;
    assert_eq!(mine["jobsCompleted"], 2);
    let each =
        Settlement::of(Money::egp(300), Money::ZERO, Money::ZERO, BasisPoints::DEFAULT_COMMISSION)
            .earnings;
    assert_eq!(mine["earnings"]["amount"].as_i64(), Some(2 * each.as_piastres()));
}
