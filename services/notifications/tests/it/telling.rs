//! Which event tells whom, once, in which language.

use crate::fixture::{
    Fixture, MONA, MONA_PHONE, OMAR, SAID, facts, mona, noon, person, provider, sealed_contact,
    user,
};
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingMoved, BookingOffered, BookingReleased, BookingRescheduleProposed, BookingRescheduled,
    BookingUnmatched, CancelReason, ChangeOrderDecided, ChangeOrderProposed, ChangeOrderWithdrawn,
    DisputeDecided, EstimateDecided, EstimateProposed, EstimateWithdrawn, PaymentMethod, Stage,
    Status, Verdict,
};
use contracts::identity::{AccountStatus, Contact};
use contracts::payments::{
    DebtState, PaymentFailed, PaymentRefunded, PaymentSettled, ProviderBalanceChanged,
};
use contracts::providers::{
    DocumentDecided, DocumentExpiring, ProviderDecided, VerificationStatus,
};
use contracts::ratings::RatingRevealed;
use kernel::{Localized, Money, Role};
use uuid::Uuid;

/// Publishes each event and compares who was told what.
macro_rules! tells {
    ($fixture:ident: $($event:expr => [$($who:ident: $kind:literal),*];)+) => {$({
        sqlx::query("delete from notifications.notifications")
            .execute($fixture.db.pool()).await.unwrap();
        $fixture.app.publish(&$event).await;
        let mut told = $fixture.told().await;
        told.sort();
        let mut expected = vec![$((user($who), $kind.to_owned())),*];
        expected.sort();
        assert_eq!(told, expected, "{}", stringify!($event));
    })+};
}

fn booking(stage: Stage) -> contracts::booking::BookingFacts {
    facts(Status::Confirmed, stage)
}

#[tokio::test]
async fn every_step_of_a_booking_reaches_whom_it_concerns() {
    let f = Fixture::new().await;
    f.meet().await;
    let b = || booking(Stage::Assigned);
    let unbound = || contracts::booking::BookingFacts { provider_id: None, ..b() };
    let id = || Uuid::from_u128(9).into();
    let cancelled = |booking, reason| BookingCancelled {
        booking,
        reason,
        verdict: Verdict::NoFault,
        rule: "free".into(),
        fee: Money::egp(30),
        fee_to_provider: Money::egp(30),
    };
    tells! { f:
        BookingCreated { booking: unbound(), prepay: Money::ZERO, quote_id: None } => [MONA: "booking_received"];
        BookingOffered {
            booking: unbound(), offer_id: Uuid::from_u128(9).into(), offered_to: provider(SAID),
            expires_at: noon() + chrono::TimeDelta::minutes(10), earnings: Money::egp(280),
            distance_m: 2_100,
        } => [SAID: "offer_made"];
        BookingUnmatched { booking: unbound() } => [MONA: "nobody_found"];
        BookingConfirmed { booking: b(), by_operator: false }
            => [MONA: "provider_found", SAID: "job_assigned"];
        BookingReleased {
            booking: unbound(), released: provider(OMAR), verdict: Verdict::ProviderAtFault,
            reason: "sick".into(),
        } => [MONA: "searching_again", OMAR: "job_released"];
        BookingMoved { booking: booking(Stage::EnRoute), from: Stage::Assigned }
            => [MONA: "provider_on_the_way"];
        BookingMoved { booking: booking(Stage::Arrived), from: Stage::EnRoute }
            => [MONA: "provider_arrived"];
        BookingMoved { booking: booking(Stage::Working), from: Stage::Arrived } => [];
        BookingRescheduled { booking: b(), was: noon() }
            => [MONA: "visit_rescheduled", SAID: "visit_rescheduled"];
        BookingRescheduleProposed { booking: b(), by_customer: true, new_start: noon() }
            => [SAID: "new_time_proposed"];
        BookingRescheduleProposed { booking: b(), by_customer: false, new_start: noon() }
            => [MONA: "new_time_proposed"];
        EstimateProposed { booking: b(), estimate_id: id(), total: Money::egp(900) }
            => [MONA: "estimate_proposed"];
        EstimateDecided {
            booking: b(), estimate_id: Uuid::from_u128(9).into(), approved: true,
        } => [SAID: "estimate_decided"];
        EstimateWithdrawn { booking: b(), estimate_id: id() } => [MONA: "estimate_withdrawn"];
        ChangeOrderProposed {
            booking: b(), change_order_id: Uuid::from_u128(9).into(), amount: Money::egp(90),
        } => [MONA: "change_order_proposed"];
        ChangeOrderDecided {
            booking: b(), change_order_id: Uuid::from_u128(9).into(), approved: false,
        } => [SAID: "change_order_decided"];
        ChangeOrderWithdrawn { booking: b(), change_order_id: Uuid::from_u128(9).into() }
            => [MONA: "change_order_withdrawn"];
        BookingCompleted {
            booking: b(), started_at: noon(), ended_at: noon(), actual_minutes: 60,
        } => [MONA: "visit_completed", SAID: "job_completed"];
        cancelled(b(), CancelReason::ByCustomer)
            => [MONA: "booking_cancelled", SAID: "job_cancelled"];
        cancelled(unbound(), CancelReason::PaymentExpired) => [MONA: "booking_cancelled"];
        BookingDisputed { booking: b(), reason: "leaks".into() }
            => [MONA: "dispute_opened", SAID: "job_disputed"];
        DisputeDecided { booking: b(), refund: Money::egp(50), reason: "half".into() }
            => [MONA: "dispute_decided", SAID: "job_dispute_decided"];
    }
}

#[tokio::test]
async fn money_documents_and_ratings_reach_whom_they_concern() {
    let f = Fixture::new().await;
    f.meet().await;
    let (payment_id, booking_id) = (Uuid::from_u128(5).into(), booking(Stage::Done).id);
    let (customer_id, method) = (user(MONA), PaymentMethod::Wallet);
    let settled = |amount| PaymentSettled {
        payment_id,
        booking_id,
        customer_id,
        provider_id: Some(provider(SAID)),
        method,
        amount,
        commission: Money::egp(1),
        taxes: Money::ZERO,
    };
    let balance = |debt, egp| ProviderBalanceChanged {
        provider_id: provider(SAID),
        balance: Money::egp(egp),
        debt,
    };
    let decided = |verification| ProviderDecided {
        provider_id: provider(SAID),
        verification,
        reason: "صورة غير واضحة.".into(),
        appeal_until: Some(noon()),
    };
    let document = |accepted| DocumentDecided {
        provider_id: provider(SAID),
        document_id: Uuid::from_u128(6).into(),
        name: Localized::new("البطاقة", "ID card"),
        accepted,
        reason: (!accepted).then(|| "blurred".into()),
    };
    let expiring = |expired| DocumentExpiring {
        provider_id: provider(SAID),
        document_id: Uuid::from_u128(6).into(),
        name: Localized::new("البطاقة", "ID card"),
        expires_on: noon().date_naive(),
        days_left: 15,
        expired,
    };
    tells! { f:
        PaymentFailed {
            payment_id, booking_id, customer_id, method, amount: Money::egp(350),
            code: "payments.wallet_too_low".into(),
        } => [MONA: "payment_failed"];
        settled(Money::egp(350)) => [MONA: "payment_settled"];
        settled(Money::ZERO) => [];
        PaymentRefunded { payment_id, booking_id, customer_id, amount: Money::egp(10) }
            => [MONA: "payment_refunded"];
        balance(DebtState::Clear, 10) => [];
        balance(DebtState::Soft, -400) => [SAID: "debt_warned"];
        balance(DebtState::Soft, -420) => [];
        balance(DebtState::Hard, -800) => [SAID: "debt_blocked"];
        balance(DebtState::Clear, 0) => [SAID: "debt_cleared"];
        decided(VerificationStatus::Verified) => [SAID: "provider_verified"];
        decided(VerificationStatus::UnderReview) => [SAID: "provider_in_review"];
        decided(VerificationStatus::Rejected) => [SAID: "provider_rejected"];
        decided(VerificationStatus::Suspended) => [SAID: "provider_suspended"];
        decided(VerificationStatus::Applied) => [];
        document(true) => [SAID: "document_accepted"];
        document(false) => [SAID: "document_rejected"];
        expiring(false) => [SAID: "document_expiring"];
        expiring(true) => [SAID: "document_expired"];
        RatingRevealed {
            rating_id: Uuid::from_u128(8).into(), booking_id, from_user: user(MONA),
            to_user: user(SAID), stars: 4,
        } => [SAID: "rating_received"];
    }
}

#[tokio::test]
async fn an_event_that_comes_twice_is_told_once() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app.publish(&BookingConfirmed { booking: booking(Stage::Assigned), by_operator: true }).await;
    let (told, sms) = (f.told().await.len(), f.sms.received().len());
    assert_eq!((told, sms), (2, 2));
    f.replay().await;
    assert_eq!((f.told().await.len(), f.sms.received().len()), (2, 2));
    assert_eq!(f.deliveries().await.len(), 2);
}

#[tokio::test]
async fn a_newcomer_is_welcomed_once_and_an_old_acquaintance_or_staff_never() {
    let f = Fixture::new().await;
    let mut mona = person(MONA, Role::Customer, MONA_PHONE);
    mona.status = AccountStatus::PendingVerification;
    f.app.publish(&mona).await;
    assert!(f.told().await.is_empty());
    mona.status = AccountStatus::Active;
    f.app.publish(&mona).await;
    f.app.publish(&mona).await;
    assert_eq!(f.told().await, [(user(MONA), "welcome".to_owned())]);
    let mails = f.mail.received();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "usera@example.com");
    assert!(f.sms.received().is_empty());

    let mut old = person(SAID, Role::ServiceProvider, "+201112345678");
    old.registered_at = noon() - chrono::TimeDelta::days(400);
    f.app.publish(&old).await;
    f.app.publish(&person(OMAR, Role::Support, "+201212345678")).await;
    assert_eq!(f.told().await.len(), 1);
}

#[tokio::test]
async fn everybody_reads_their_own_language_and_the_caller_may_choose_another() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app
        .publish(&BookingConfirmed { booking: booking(Stage::Assigned), by_operator: false })
        .await;
    let texts: Vec<String> = f.sms.texts().into_iter().map(|(_, text)| text).collect();
    assert!(texts.iter().any(|t| t.starts_with("أسطى: الفني سيأتي إليك يوم")), "{texts:?}");
    assert!(
        texts.contains(
            &"Osta: Booking OS-7K2M4Q is yours: Maadi, Wednesday 25 November 2026, 12:00 PM."
                .to_owned()
        ),
        "{texts:?}"
    );
    let ask = async |lang: &str| {
        let headers = [("accept-language", lang)];
        let path = "/api/v1/notifications";
        let answer = f
            .app
            .call_with(http::Method::GET, path, Some(mona()), None, &headers)
            .await
            .expect(200);
        answer.json["items"][0]["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask("ar").await, "وجدنا لك فنيًا");
    assert_eq!(ask("en-GB, ar;q=0.5").await, "We found a technician");
    // What this version can't translate any more is shown as it was told.
    sqlx::query("update notifications.notifications set params = '{\"kind\": \"gone\"}'")
        .execute(f.db.pool())
        .await
        .unwrap();
    assert_eq!(ask("en").await, "وجدنا لك فنيًا");
}

#[tokio::test]
async fn a_message_names_the_provider_and_the_booking_others_only_point_to() {
    let f = Fixture::new().await;
    f.meet().await;
    let provider_changed = serde_json::json!({
        "providerId": user(SAID), "displayName": "سعيد م.", "photo": false,
        "verification": "verified", "documentsValid": true, "documentsValidUntil": null,
        "isActive": true, "isOnline": true, "languages": ["ar"], "gender": null, "home": null,
        "services": [], "areas": [], "weeklyHours": [], "exceptions": [], "noticeMinutes": 0,
        "dailyLimit": 0, "verifiedAt": null,
    });
    let changed: contracts::providers::ProviderChanged =
        serde_json::from_value(provider_changed).unwrap();
    f.app.publish(&changed).await;
    f.app
        .publish(&BookingConfirmed { booking: booking(Stage::Assigned), by_operator: false })
        .await;
    let refund = PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: booking(Stage::Done).id,
        customer_id: user(MONA),
        amount: Money::piastres(1_050),
    };
    f.app.publish(&refund).await;
    let texts: Vec<String> = f.sms.texts().into_iter().map(|(_, text)| text).collect();
    assert!(texts.iter().any(|t| t.starts_with("أسطى: سعيد م. سيأتي")), "{texts:?}");
    let refunded = "أسطى: أضفنا 10.50 جنيه إلى محفظتك عن الحجز OS-7K2M4Q.";
    assert!(texts.contains(&refunded.to_owned()), "{texts:?}");
}

#[tokio::test]
async fn somebody_never_heard_of_still_has_an_inbox() {
    let f = Fixture::new().await;
    let refund = PaymentRefunded {
        payment_id: Uuid::from_u128(5).into(),
        booking_id: Uuid::from_u128(6).into(),
        customer_id: user(OMAR),
        amount: Money::egp(10),
    };
    f.app.publish(&refund).await;
    assert_eq!(f.told().await, [(user(OMAR), "payment_refunded".to_owned())]);
    let skipped = |channel| crate::fixture::row(channel, "skipped", Some("recipient.unknown"));
    assert_eq!(f.deliveries().await, [skipped("sms"), skipped("email")]);
}

#[tokio::test]
async fn nothing_personal_is_stored_in_clear() {
    let f = Fixture::new().await;
    f.meet().await;
    f.app
        .publish(&BookingConfirmed { booking: booking(Stage::Assigned), by_operator: false })
        .await;
    for table in ["recipients", "notifications", "deliveries", "bookings", "providers"] {
        let sql =
            format!("select coalesce(string_agg(t::text, ' '), '') from notifications.{table} t");
        let all: String =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(f.db.pool()).await.unwrap();
        for secret in ["1012345678", "1112345678", "example.com", "منى"] {
            assert!(!all.contains(secret), "{table} shows {secret}");
        }
    }
    let jobs = f.value("select string_agg(t::text, ' ') from bus.jobs t").await.unwrap_or_default();
    assert!(!jobs.contains("12345678"));
}

#[tokio::test]
async fn a_contact_that_can_not_be_opened_parks_its_owner_only() {
    let f = Fixture::new().await;
    f.meet().await;
    let mut broken = person(OMAR, Role::Customer, "+201212345678");
    broken.sealed_contact = sealed_contact(&Contact {
        first_name: String::new(),
        last_name: String::new(),
        phone: String::new(),
        email: None,
        email_verified: false,
    })
    .replace("osta1", "osta9");
    f.app.publish(&broken).await;
    f.app
        .publish(&BookingConfirmed { booking: booking(Stage::Assigned), by_operator: false })
        .await;
    assert_eq!(f.sms.received().len(), 2);
    let parked = f.value("select string_agg(type, ',') from bus.parked").await;
    assert_eq!(parked.as_deref(), Some("user.changed"));
}
