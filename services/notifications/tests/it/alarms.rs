//! Calls for help reach the staff on duty, at night too, and nobody of the visit.

use crate::fixture::{Fixture, MONA, SAID, person, provider, user};
use contracts::identity::{AccountStatus, NotificationPreferences};
use contracts::tracking::{SosEscalated, SosFacts, SosRaised, SosRepeated, VisitSide};
use kernel::{Localized, Role};
use uuid::Uuid;

fn alarm() -> SosFacts {
    SosFacts {
        sos_id: Uuid::from_u128(70).into(),
        booking_id: Uuid::from_u128(71).into(),
        number: "OS-7K2M4Q".into(),
        side: VisitSide::Provider,
        customer_id: user(MONA),
        provider_id: provider(SAID),
        district: Some(Localized::new("الزمالك", "Zamalek")),
        silent: true,
        presses: 1,
        raised_at: "2026-11-22T21:30:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn staff_on_duty_are_told_at_once_and_again() {
    let f = Fixture::new().await;
    f.meet().await;
    let roles = [Role::Admin, Role::Operations, Role::Support, Role::Finance, Role::Support];
    for (n, role) in (0xE0..).zip(roles) {
        let mut staff = person(n, role, &format!("+20101234567{}", n - 0xE0));
        staff.preferences = NotificationPreferences { push: false, sms: false, email: false };
        if n == 0xE4 {
            staff.status = AccountStatus::Suspended;
        }
        f.app.publish(&staff).await;
    }
    // 23:30 in Cairo.
    f.at("2026-11-22T21:30:00Z").await;
    f.app.publish(&SosRaised { sos: alarm(), sealed_details: "osta1.x.y".into() }).await;
    let expected: Vec<_> = [0xE0, 0xE1, 0xE2].map(|n| (user(n), "sos_raised".to_owned())).into();
    let mut told = f.told().await;
    told.sort();
    assert_eq!(told, expected);
    let sent = f.sms.received();
    assert_eq!(sent.len(), 3);
    f.app.publish(&SosEscalated { sos: alarm(), level: 1 }).await;
    assert_eq!((f.told().await.len(), f.sms.received().len()), (6, 6));
}

#[tokio::test]
async fn further_presses_reach_staff_once_a_minute_at_night_too() {
    let f = Fixture::new().await;
    f.meet().await;
    let mut staff = person(0xE0, Role::Support, "+201012345670");
    staff.preferences = NotificationPreferences { push: false, sms: false, email: false };
    f.app.publish(&staff).await;
    let press = |presses| {
        let sos = SosFacts { presses, ..alarm() };
        SosRepeated { sos, sealed_details: "osta1.x.y".into() }
    };
    f.at("2026-11-22T21:30:10Z").await;
    f.app.publish(&press(2)).await;
    f.at("2026-11-22T21:30:20Z").await;
    f.app.publish(&press(3)).await;
    assert_eq!((f.told().await.len(), f.sms.received().len()), (1, 1));
    f.at("2026-11-22T21:31:30Z").await;
    f.app.publish(&press(4)).await;
    // Another alarm has minutes of its own.
    let mut other = press(2);
    other.sos.sos_id = Uuid::from_u128(7_000_000).into();
    f.app.publish(&other).await;
    assert_eq!(f.told().await, vec![(user(0xE0), "sos_raised".to_owned()); 3]);
    assert_eq!(f.sms.received().len(), 3);
}

#[tokio::test]
async fn without_staff_an_alarm_parks_nothing() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&SosRaised { sos: alarm(), sealed_details: "osta1.x.y".into() }).await;
    assert_eq!(f.told().await, []);
    f.replay().await;
}
