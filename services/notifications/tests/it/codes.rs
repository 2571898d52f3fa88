//! One-time codes: at once, by SMS, once, and nowhere else.

use crate::fixture::{Fixture, MONA, MONA_PHONE, noon, otp, person, row};
use crate::wire::Sms;
use chrono::TimeDelta;
use contracts::identity::OtpRequested;
use kernel::{Lang, Role};

/// Everything this service and its jobs keep, as text.
async fn everything(f: &Fixture) -> String {
    let mut all = String::new();
    for table in ["notifications.deliveries", "notifications.notifications", "bus.jobs"] {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let rows: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(f.db.pool()).await.unwrap();
        all.push_str(&rows);
    }
    all
}

#[tokio::test]
async fn a_code_arrives_at_once_even_at_night_and_is_in_no_inbox() {
    let f = Fixture::new().await;
    let mut mona = person(MONA, Role::Customer, MONA_PHONE);
    mona.preferences.sms = false;
    mona.registered_at -= TimeDelta::days(30);
    f.app.publish(&mona).await;
    f.at("2026-11-22T21:30:00Z").await;
    let expires_at = f.world.now() + TimeDelta::minutes(5);
    f.app.publish(&OtpRequested { expires_at, ..otp(1, "493027", 0) }).await;
    let sms =
        ("201012345678".to_owned(), "رمز دخول أسطى: 493027\nصالح 5 دقائق. لا تعطه لأحد.".to_owned());
    assert_eq!(f.sms.texts(), [sms]);
    assert!(f.told().await.is_empty());
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
}

#[tokio::test]
async fn a_code_is_sealed_while_it_waits_and_erased_when_it_is_sent() {
    let f = Fixture::new().await;
    f.sms.will([Sms::Code("1907")]);
    f.app.publish(&otp(1, "493027", 5)).await;
    let waiting = everything(&f).await;
    assert!(!waiting.contains("493027") && !waiting.contains("12345678"), "{waiting}");
    let code = "select sealed_code from notifications.deliveries";
    assert!(f.value(code).await.is_some());
    f.advance(TimeDelta::seconds(2)).await;
    assert_eq!(f.sms.received().len(), 2);
    assert_eq!(f.value(code).await, None);
    assert!(f.value("select sealed_to from notifications.deliveries").await.is_some());
}

#[tokio::test]
async fn a_code_that_is_over_is_not_sent() {
    let f = Fixture::new().await;
    f.write(&otp(1, "493027", 5)).await;
    f.advance(TimeDelta::minutes(5)).await;
    assert_eq!(f.deliveries().await, [row("sms", "skipped", Some("delivery.expired"))]);
    assert!(f.sms.received().is_empty());
    assert_eq!(f.value("select sealed_code from notifications.deliveries").await, None);
}

#[tokio::test]
async fn a_code_is_tried_every_few_seconds_until_it_is_over() {
    let f = Fixture::new().await;
    f.sms.will(vec![Sms::Code("1907"); 100]);
    f.app.publish(&otp(1, "493027", 2)).await;
    for _ in 0..150 {
        f.advance(TimeDelta::seconds(1)).await;
    }
    // At 0, 2, 6, 14, 30, 60 and 90 seconds; the one at 120 would be too late.
    assert_eq!(f.sms.received().len(), 7);
    assert_eq!(f.deliveries().await, [row("sms", "dead", Some("sms.provider_updating"))]);
}

#[tokio::test]
async fn a_code_whose_fate_is_unknown_is_not_sent_again_and_a_new_one_is() {
    let f = Fixture::new().await;
    f.sms.will([Sms::CutOff]);
    f.app.publish(&otp(1, "493027", 5)).await;
    assert_eq!(f.deliveries().await, [row("sms", "unknown", Some("sms.cut_off"))]);
    f.advance(TimeDelta::minutes(2)).await;
    assert_eq!(f.sms.received().len(), 1);
    f.app.publish(&otp(2, "118822", 5)).await;
    assert!(f.sms.texts()[1].1.contains("118822"));
    assert!(f.sms.texts()[1].1.contains("3 دقائق"));
}

#[tokio::test]
async fn a_code_that_is_asked_for_twice_by_one_event_goes_out_once() {
    let f = Fixture::new().await;
    f.app.publish(&otp(1, "493027", 5)).await;
    f.replay().await;
    assert_eq!(f.sms.received().len(), 1);
    assert_eq!(f.deliveries().await.len(), 1);
}

#[tokio::test]
async fn with_a_template_of_the_provider_the_code_goes_alone() {
    let f = Fixture::with(serde_json::json!({
        "sms_misr": {"otp_template": "tpl", "environment": "live"},
    }))
    .await;
    f.app.publish(&OtpRequested { lang: Lang::En, ..otp(1, "493027", 5) }).await;
    let (path, form) = f.sms.received().remove(0);
    assert_eq!(path, "/api/OTP/");
    assert_eq!((form["otp"].as_str(), form["template"].as_str()), ("493027", "tpl"));
    assert_eq!(form["environment"], "1");
    assert!(!form.contains_key("message"));
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
}

#[tokio::test]
async fn without_an_sms_provider_a_code_is_skipped_and_not_kept() {
    let f = Fixture::bare().await;
    f.app.publish(&otp(1, "493027", 5)).await;
    assert_eq!(f.deliveries().await, [row("sms", "skipped", Some("channel.not_configured"))]);
    assert_eq!(f.value("select sealed_code from notifications.deliveries").await, None);
    assert_eq!(noon(), f.world.now());
}
