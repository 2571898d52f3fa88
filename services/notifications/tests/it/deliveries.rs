//! What becomes of deliveries when the outside world is well, slow, broken or silent.

use crate::fixture::{Fixture, MONA, MONA_PHONE, facts, noon, person, row, sealed_contact, user};
use crate::wire::Sms;
use chrono::TimeDelta;
use contracts::booking::{EstimateProposed, Stage, Status};
use contracts::identity::Contact;
use contracts::payments::{PaymentRefunded, PaymentSettled};
use kernel::{Money, Role};
use uuid::Uuid;

fn refund() -> PaymentRefunded {
    PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        amount: Money::egp(10),
    }
}

fn receipt() -> PaymentSettled {
    PaymentSettled {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(MONA),
        provider_id: None,
        method: contracts::booking::PaymentMethod::Card,
        amount: Money::piastres(35_050),
        commission: Money::ZERO,
        taxes: Money::ZERO,
    }
}

#[tokio::test]
async fn an_sms_goes_out_in_the_documented_form() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&refund()).await;
    let (path, form) = f.sms.received().remove(0);
    assert_eq!(path, "/api/SMS/");
    let expected = [
        ("environment", "2"),
        ("language", "2"),
        ("message", "أسطى: أضفنا 10 جنيه إلى محفظتك."),
        ("mobile", "201012345678"),
        ("password", "secret"),
        ("sender", "token"),
        ("username", "osta"),
    ];
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(form, expected);
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
    let sent = "select sender || ':' || provider_message_id from notifications.deliveries
                where channel = 'sms'";
    assert_eq!(f.value(sent).await.as_deref(), Some("sms_misr:1"));
}

#[tokio::test]
async fn a_receipt_goes_out_by_mail_in_arabic() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&receipt()).await;
    let mail = f.mail.received().remove(0);
    assert_eq!(mail.to, "usera@example.com");
    assert!(mail.data.contains("Subject: =?utf-8?b?"), "{}", mail.data);
    assert!(mail.data.contains("Content-Type: text/html; charset=utf-8"));
    assert!(mail.data.contains("Content-Language: ar"));
    assert!(f.sms.received().is_empty());
    assert_eq!(f.deliveries().await, [row("email", "sent", None)]);
}

#[tokio::test]
async fn a_provider_in_trouble_is_asked_again_with_growing_waits() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::Code("1907"), Sms::Status(503), Sms::Code("1906")]);
    f.app.publish(&refund()).await;
    let failed = |error| [row("sms", "failed", Some(error))];
    assert_eq!(f.deliveries().await, failed("sms.provider_updating"));
    f.advance(TimeDelta::seconds(9)).await;
    assert_eq!(f.sms.received().len(), 1);
    f.advance(TimeDelta::seconds(1)).await;
    assert_eq!(f.deliveries().await, failed("sms.provider_busy"));
    f.advance(TimeDelta::seconds(29)).await;
    assert_eq!(f.sms.received().len(), 2);
    f.advance(TimeDelta::seconds(1)).await;
    assert_eq!(f.deliveries().await, failed("sms.no_credit"));
    f.advance(TimeDelta::seconds(90)).await;
    assert_eq!(f.deliveries().await, [row("sms", "sent", None)]);
    assert_eq!(f.sms.received().len(), 4);
    assert!(f.mail.received().is_empty());
}

#[tokio::test]
async fn what_can_not_be_delivered_falls_back_to_the_next_channel() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::Code("1905")]);
    f.app.publish(&refund()).await;
    let expected = [row("sms", "dead", Some("sms.bad_number")), row("email", "sent", None)];
    assert_eq!(f.deliveries().await, expected);
    f.advance(TimeDelta::days(1)).await;
    assert_eq!((f.sms.received().len(), f.mail.received().len()), (1, 1));
}

#[tokio::test]
async fn an_outage_ends_in_giving_up_and_falling_back() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will(vec![Sms::Code("1903"); 20]);
    f.app.publish(&refund()).await;
    for _ in 0..13 {
        f.advance(TimeDelta::minutes(130)).await;
    }
    let dead = row("sms", "dead", Some("sms.wrong_credentials"));
    assert_eq!(f.deliveries().await, [dead, row("email", "sent", None)]);
    assert_eq!(f.sms.received().len(), 8);
}

#[tokio::test]
async fn an_sms_whose_answer_was_lost_is_never_sent_again() {
    let f = Fixture::new().await;
    f.meet().await;
    f.sms.will([Sms::CutOff]);
    f.app.publish(&refund()).await;
    let unknown = row("sms", "unknown", Some("sms.cut_off"));
    assert_eq!(f.deliveries().await, [unknown, row("email", "sent", None)]);
    f.advance(TimeDelta::days(1)).await;
    assert_eq!(f.sms.received().len(), 1);
}

#[tokio::test]
async fn a_job_that_runs_twice_sends_once() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&refund()).await;
    sqlx::query(
        "insert into bus.jobs (id, service, kind, key, run_at)
         select id, 'notifications', 'deliver', id::text, $1 from notifications.deliveries",
    )
    .bind(noon())
    .execute(f.db.pool())
    .await
    .unwrap();
    assert!(f.jobs.run_due().await.unwrap() > 0);
    assert_eq!(f.sms.received().len(), 1);
}

/// A process dies after it asked the provider and before it wrote down the answer.
async fn die_while_sending(f: &Fixture, channel: &'static str) {
    sqlx::query(
        "with d as (update notifications.deliveries
            set state = 'sending', sending_since = $1, sent_at = null where channel = $2
            returning id)
         insert into bus.jobs (id, service, kind, key, run_at)
         select id, 'notifications', 'deliver', id::text, $1 from d",
    )
    .bind(noon())
    .bind(channel)
    .execute(f.db.pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn an_sms_that_was_being_sent_when_the_process_died_is_not_sent_again() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&refund()).await;
    die_while_sending(&f, "sms").await;
    f.app.settle().await;
    assert_eq!(f.deliveries().await[0].1, "sending");
    f.advance(TimeDelta::seconds(90)).await;
    let unknown = row("sms", "unknown", Some("delivery.interrupted"));
    assert_eq!(f.deliveries().await, [unknown, row("email", "sent", None)]);
    assert_eq!(f.sms.received().len(), 1);
}

#[tokio::test]
async fn a_mail_that_was_being_sent_when_the_process_died_goes_again_under_its_name() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&receipt()).await;
    die_while_sending(&f, "email").await;
    f.advance(TimeDelta::seconds(90)).await;
    let ids: Vec<String> = f
        .mail
        .received()
        .iter()
        .map(|m| m.data.lines().find(|l| l.starts_with("Message-ID")).unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
    assert_eq!(f.deliveries().await, [row("email", "sent", None)]);
}

#[tokio::test]
async fn a_mail_server_says_later_or_never() {
    let f = Fixture::new().await;
    f.meet().await;
    f.mail.will(["451 busy", "550 nobody here"]);
    f.app.publish(&receipt()).await;
    assert_eq!(f.deliveries().await, [row("email", "failed", Some("mail.try_later"))]);
    f.advance(TimeDelta::seconds(10)).await;
    assert_eq!(f.deliveries().await, [row("email", "dead", Some("mail.no_such_mailbox"))]);
}

#[tokio::test]
async fn nobody_at_the_other_end_is_tried_again() {
    let nowhere = "127.0.0.1:9";
    let f = Fixture::with(serde_json::json!({
        "sms_misr": {"base_url": format!("http://{nowhere}")},
        "smtp_url": format!("smtp://{nowhere}"),
    }))
    .await;
    f.meet().await;
    f.app.publish(&refund()).await;
    f.app.publish(&receipt()).await;
    let sms = row("sms", "failed", Some("sms.unreachable"));
    assert_eq!(f.deliveries().await, [sms, row("email", "failed", Some("mail.unreachable"))]);
}

#[tokio::test]
async fn without_senders_deliveries_are_skipped_and_the_inbox_works() {
    let f = Fixture::bare().await;
    f.meet().await;
    f.app.publish(&refund()).await;
    let skipped = |channel| row(channel, "skipped", Some("channel.not_configured"));
    assert_eq!(f.deliveries().await, [skipped("sms"), skipped("email")]);
    assert_eq!(f.told().await.len(), 1);
}

#[tokio::test]
async fn preferences_choose_the_channel() {
    let f = Fixture::new().await;
    let mut mona = person(MONA, Role::Customer, MONA_PHONE);
    mona.registered_at -= TimeDelta::days(30);
    mona.preferences.sms = false;
    f.app.publish(&mona).await;
    f.app.publish(&refund()).await;
    let unwanted = |channel| row(channel, "skipped", Some("recipient.unwanted"));
    assert_eq!(f.deliveries().await, [unwanted("sms"), row("email", "sent", None)]);
    f.clock.advance(TimeDelta::seconds(1));
    mona.preferences.email = false;
    f.app.publish(&mona).await;
    f.app.publish(&refund()).await;
    assert_eq!(f.deliveries().await[2..], [unwanted("sms"), unwanted("email")]);
    assert_eq!(f.told().await.len(), 2);
}

#[tokio::test]
async fn a_preference_that_changes_before_the_morning_counts() {
    let f = Fixture::new().await;
    f.meet().await;
    f.at("2026-11-22T21:00:00Z").await;
    f.app.publish(&refund()).await;
    assert_eq!(f.deliveries().await, [row("sms", "queued", None)]);
    let mut mona = person(MONA, Role::Customer, MONA_PHONE);
    mona.preferences.sms = false;
    mona.registered_at -= TimeDelta::days(30);
    f.app.publish(&mona).await;
    f.at("2026-11-23T06:00:00Z").await;
    let expected = [row("sms", "skipped", Some("recipient.unwanted")), row("email", "sent", None)];
    assert_eq!(f.deliveries().await, expected);
}

#[tokio::test]
async fn an_email_nobody_verified_gets_no_bookings() {
    let f = Fixture::new().await;
    let mut mona = person(MONA, Role::Customer, MONA_PHONE);
    mona.registered_at -= TimeDelta::days(30);
    mona.sealed_contact = sealed_contact(&Contact {
        first_name: "منى".into(),
        last_name: String::new(),
        phone: MONA_PHONE.into(),
        email: Some("typo@example.com".into()),
        email_verified: false,
    });
    f.app.publish(&mona).await;
    f.app.publish(&receipt()).await;
    let expected = [row("email", "skipped", Some("recipient.email_not_verified"))];
    assert_eq!(f.deliveries().await, expected);
}

#[tokio::test]
async fn old_news_reaches_the_inbox_only() {
    let f = Fixture::new().await;
    f.meet().await;
    let estimate = EstimateProposed {
        booking: facts(Status::InProgress, Stage::AwaitingApproval),
        estimate_id: Uuid::from_u128(9).into(),
        total: Money::egp(900),
    };
    // The service was away for two hours; the visit has moved on.
    f.write(&estimate).await;
    f.advance(TimeDelta::hours(2)).await;
    assert_eq!(f.told().await.len(), 1);
    assert_eq!(f.deliveries().await, [row("sms", "skipped", Some("delivery.expired"))]);
    assert!(f.sms.received().is_empty());
}

#[tokio::test]
async fn deliveries_are_forgotten_after_half_a_year() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&refund()).await;
    let count = "select count(*)::text from notifications.deliveries";
    assert_eq!(f.value(count).await.as_deref(), Some("2"));
    f.jobs.ensure_recurring().await.unwrap();
    f.advance(TimeDelta::days(179)).await;
    assert_eq!(f.value(count).await.as_deref(), Some("2"));
    f.advance(TimeDelta::days(2)).await;
    assert_eq!(f.value(count).await.as_deref(), Some("0"));
}
