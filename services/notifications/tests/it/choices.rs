//! What people want to be told how, and when.

use crate::fixture::{Fixture, MONA, mona, row, user};
use contracts::payments::PaymentRefunded;
use kernel::Money;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/api/v1/me/notification-preferences";

async fn refund(f: &Fixture) {
    let refund = PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        amount: Money::egp(10),
    };
    f.app.publish(&refund).await;
}

fn money(sms: bool, email: bool, quiet: Value) -> Value {
    json!({
        "purposes": [{"purpose": "money", "push": true, "sms": sms, "email": email}],
        "quietHours": quiet,
    })
}

#[tokio::test]
async fn everything_is_open_until_somebody_chooses() {
    let f = Fixture::new().await;
    let found = f.app.get(PATH, mona()).await.expect(200).json;
    assert_eq!(found["quietHours"], json!({"from": "22:00", "to": "08:00"}));
    let purposes = found["purposes"].as_array().unwrap();
    assert_eq!(purposes.len(), 5);
    assert!(purposes.iter().all(|p| p["push"] == true && p["sms"] == true && p["email"] == true));
    assert_eq!(
        purposes[4],
        json!({"purpose": "security", "push": true, "sms": true, "email": true, "fixed": true})
    );
    // What was read may be sent back as it is.
    f.app.put(PATH, mona(), found.clone()).await.expect(200);
    assert_eq!(f.app.get(PATH, mona()).await.json, found);
}

#[tokio::test]
async fn a_closed_channel_gives_way_to_the_next() {
    let f = Fixture::new().await;
    f.meet().await;
    let hours = json!({"from": "22:00", "to": "08:00"});
    f.app.put(PATH, mona(), money(false, true, hours.clone())).await.expect(200);
    refund(&f).await;
    assert_eq!(
        f.deliveries().await,
        [row("sms", "skipped", Some("recipient.unwanted")), row("email", "sent", None)]
    );
    f.app.put(PATH, mona(), money(false, false, hours)).await.expect(200);
    refund(&f).await;
    assert_eq!(f.mail.received().len(), 1);
    assert_eq!(f.told().await.len(), 2);
}

#[tokio::test]
async fn ones_own_quiet_hours_count() {
    let f = Fixture::new().await;
    f.meet().await;
    // It is noon in Cairo.
    let nap = json!({"from": "11:00", "to": "13:30"});
    f.app.put(PATH, mona(), money(true, true, nap)).await.expect(200);
    refund(&f).await;
    assert_eq!(f.deliveries().await, [row("sms", "queued", None)]);
    f.at("2026-11-22T11:29:59Z").await;
    assert!(f.sms.received().is_empty());
    f.at("2026-11-22T11:30:00Z").await;
    assert_eq!(f.sms.received().len(), 1);
    f.app.put(PATH, mona(), money(true, true, Value::Null)).await.expect(200);
    f.at("2026-11-22T23:30:00Z").await;
    refund(&f).await;
    assert_eq!(f.sms.received().len(), 2);
}

#[tokio::test]
async fn what_protects_the_account_stays_and_bad_choices_are_named() {
    let f = Fixture::new().await;
    for (body, fields) in [
        (
            json!({"purposes": [{"purpose": "security", "push": true, "sms": false, "email": true}], "quietHours": null}),
            vec!["purposes[0]"],
        ),
        (
            money(true, true, json!({"from": "25:00", "to": "8"})),
            vec!["quietHours.from", "quietHours.to"],
        ),
        (money(true, true, json!({"from": "08:00", "to": "08:00"})), vec!["quietHours.to"]),
        (json!({"purposes": [], "quietHours": null, "x": 1}), vec!["x"]),
    ] {
        assert_eq!(f.app.put(PATH, mona(), body).await.expect(422).wrong_fields(), fields);
    }
}
