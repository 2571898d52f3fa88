//! Ordering, by quote and directly.

use super::world::{Town, at, customer, north, pin, provider, service};
use contracts::PortError;
use contracts::booking::{BookingCreated, BookingSearching, PaymentMethod};
use contracts::identity::{AccountStatus, NotificationPreferences, UserChanged};
use contracts::payments::PaymentAuthorised;
use http::Method;
use kernel::{Lang, Localized, Money};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// The body of the requirements' example test, with real ids.
fn example(customer: httpkit::Actor, scheduled: &str) -> Value {
    json!({
        "customerId": customer.user_id,
        "serviceId": service(),
        "scheduledDate": scheduled,
        "serviceAddress": {
            "street": "Test Street",
            "city": "Cairo",
            "coordinates": {"lat": pin().lat(), "lng": pin().lng()}
        }
    })
}

async fn bookings(town: &Town) -> i64 {
    town.count("select count(*) from booking.bookings").await
}

#[tokio::test]
async fn a_quote_becomes_a_booking_whose_search_begins() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    let mut body = town.body(customer(1), quote.id);
    body["notes"] = json!("الجرس لا يعمل");
    body["preferredLanguage"] = json!("en");
    body["preferredGender"] = json!("female");
    let answer = town.order(customer(1), body).await.expect(201);
    assert_eq!(answer.json["status"], "pending");
    assert_eq!(answer.json["stage"], "searching");
    assert_eq!(answer.json["total"], json!({"amount": 60_000, "currency": "EGP"}));
    assert_eq!(answer.json["paymentMethod"], "cash");
    assert_eq!(answer.json["startsAt"], "2026-11-22T10:00:00Z");
    assert_eq!(answer.json["endsAt"], "2026-11-22T11:00:00Z");
    assert!(answer.json["number"].as_str().unwrap().starts_with("OS-"));

    let told = town.app.told::<BookingCreated>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].booking.id.to_string(), answer.json["id"].as_str().unwrap());
    assert_eq!(told[0].prepay, Money::ZERO);
    assert_eq!(told[0].booking.settlement.unexplained(), Money::ZERO);
    assert_eq!(town.app.told::<BookingSearching>().await.len(), 1);
    assert_eq!(town.count("select count(*) from booking.booking_lines").await, 1);
    assert_eq!(town.count("select count(*) from booking.booking_status_history").await, 1);
    let (address, notes, language, gender): (String, String, String, String) = sqlx::query_as(
        "select service_address_sealed, special_instructions_sealed, wants_language, wants_gender
         from booking.bookings",
    )
    .fetch_one(town.db.pool())
    .await
    .unwrap();
    assert!(address.starts_with("osta1.") && notes.starts_with("osta1."));
    assert_eq!((language.as_str(), gender.as_str()), ("en", "female"));
    let seen = format!("/api/v1/bookings/{}", answer.json["id"].as_str().unwrap());
    let seen = town.app.get(&seen, customer(1)).await.expect(200);
    assert!(seen.json.to_string().contains("شارع ٩") && seen.json.to_string().contains("الجرس"));
}

#[tokio::test]
async fn the_example_of_the_requirements_orders_in_one_call() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    *town.catalog.next.lock().unwrap() = Some(quote);
    let body = example(customer(1), "2026-11-22T10:00:00.000Z");
    let answer = town.order(customer(1), body).await.expect(201);
    assert_eq!(answer.json["status"], "pending");
    assert!(answer.json["id"].is_string());
    let asked = town.catalog.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].customer_id, Some(customer(1).user_id));
    assert_eq!((asked[0].pin, asked[0].quantity, asked[0].starts_at), (pin(), 1, None));
    let (governorate, district): (String, String) =
        sqlx::query_as("select governorate, district_ar from booking.bookings")
            .fetch_one(town.db.pool())
            .await
            .unwrap();
    assert_eq!((governorate.as_str(), district.as_str()), ("EG-C", "المعادي"));
}

#[tokio::test]
async fn a_start_up_to_five_minutes_past_means_now() {
    let town = Town::new().await;
    for (n, scheduled, meant) in [
        (1, "2026-11-22T09:55:00Z", Some(None)),
        (2, "2026-11-22T09:54:59Z", None),
        (3, "2026-11-22T12:00:00Z", Some(Some("2026-11-22T12:00:00Z"))),
    ] {
        let meant = meant.map(|at: Option<&str>| at.map(|at| at.parse().unwrap()));
        let quote = town.quote(Some(customer(n)), meant.flatten());
        *town.catalog.next.lock().unwrap() = Some(quote);
        town.catalog.asked.lock().unwrap().clear();
        let answer = town.order(customer(n), example(customer(n), scheduled)).await;
        let asked = town.catalog.asked.lock().unwrap().clone();
        match meant {
            Some(starts_at) => {
                let answer = answer.expect(201);
                assert_eq!(asked[0].starts_at, starts_at);
                assert_eq!(answer.json["instant"], starts_at.is_none());
            }
            None => {
                let answer = answer.expect(422);
                assert_eq!(answer.wrong_fields(), ["scheduledDate"]);
                assert!(asked.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_even_when_the_quote_is_over() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    let body = town.body(customer(1), quote.id);
    let key = [("idempotency-key", "order-1")];
    let send = |body: Value| {
        town.app.call_with(Method::POST, "/api/v1/bookings", Some(customer(1)), Some(body), &key)
    };
    let first = send(body.clone()).await.expect(201);
    town.advance_s(16 * 60);
    let again = send(body.clone()).await.expect(201);
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let mut other = body;
    other["notes"] = json!("other");
    assert_eq!(send(other).await.expect(422).code(), "idempotency.other_body");
    assert_eq!(bookings(&town).await, 1);
}

#[tokio::test]
async fn the_direct_form_is_replayed_without_asking_for_another_quote() {
    let town = Town::new().await;
    *town.catalog.next.lock().unwrap() = Some(town.quote(Some(customer(1)), None));
    let key = [("idempotency-key", "order-1")];
    let mut answers = Vec::new();
    for _ in 0..2 {
        let body = Some(example(customer(1), "2026-11-22T10:00:00Z"));
        let path = "/api/v1/bookings";
        let answer = town.app.call_with(Method::POST, path, Some(customer(1)), body, &key).await;
        answers.push(answer.expect(201).bytes);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(town.catalog.asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_quote_is_used_once_in_its_time_and_by_its_owner() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    let body = town.body(customer(1), quote.id);
    town.order(customer(1), body.clone()).await.expect(201);
    let used = town.order(customer(1), body).await.expect(409);
    assert_eq!(used.code(), "booking.quote_used");

    let quote = town.quote(Some(customer(1)), None);
    let stolen = town.order(customer(2), town.body(customer(2), quote.id)).await.expect(404);
    assert_eq!(stolen.code(), "booking.quote_not_found");
    let unknown = town.body(customer(2), Uuid::from_u128(7).into());
    assert_eq!(
        town.order(customer(2), unknown).await.expect(404).code(),
        "booking.quote_not_found"
    );

    town.advance_s(15 * 60);
    let late = town.order(customer(1), town.body(customer(1), quote.id)).await.expect(410);
    assert_eq!(late.code(), "booking.quote_expired");
    assert_eq!(bookings(&town).await, 1);
}

#[tokio::test]
async fn a_planned_start_that_has_passed_since_the_quote_is_refused() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), Some(at("2026-11-22T10:10:00Z")));
    town.advance_s(11 * 60);
    let answer = town.order(customer(1), town.body(customer(1), quote.id)).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["quoteId"]);
    assert_eq!(answer.json["errors"][0]["code"], "booking.window_past");
}

#[tokio::test]
async fn the_address_must_be_the_customers_own_and_where_the_quote_is() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    let theirs = town.address(customer(2), pin());
    let body = json!({"quoteId": quote.id, "addressId": theirs});
    assert_eq!(town.order(customer(1), body).await.expect(404).code(), "booking.address_not_found");
    let far = town.address(customer(1), north(210.0));
    let body = json!({"quoteId": quote.id, "addressId": far});
    let answer = town.order(customer(1), body).await.expect(422);
    assert_eq!(answer.wrong_fields(), ["addressId"]);
    let pin = north(190.0);
    let typed = json!({
        "governorate": "EG-C", "district": "المعادي", "street": "شارع ٩", "building": "12",
        "pin": {"lat": pin.lat(), "lng": pin.lng()},
    });
    let body = json!({"quoteId": quote.id, "address": typed});
    town.order(customer(1), body).await.expect(201);
}

#[tokio::test]
async fn nobody_orders_in_anothers_name_or_while_the_account_is_stopped() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    let mut body = town.body(customer(1), quote.id);
    body["customerId"] = json!(customer(2).user_id);
    let other = town.order(customer(1), body.clone()).await.expect(403);
    assert_eq!(other.code(), "booking.other_customer");

    body["customerId"] = json!(customer(1).user_id);
    let person = |status| UserChanged {
        user_id: customer(1).user_id,
        role: kernel::Role::Customer,
        status,
        lang: Lang::Ar,
        sealed_contact: "osta1.none".into(),
        preferences: NotificationPreferences::default(),
        registered_at: town.now(),
    };
    town.app.publish(&person(AccountStatus::Suspended)).await;
    let stopped = town.order(customer(1), body.clone()).await.expect(403);
    assert_eq!(stopped.code(), "booking.account_stopped");
    town.app.publish(&person(AccountStatus::Active)).await;
    town.order(customer(1), body).await.expect(201);
}

#[tokio::test]
async fn a_prepaid_order_waits_for_its_money_before_anybody_is_asked() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let quote = town.quote(Some(customer(1)), None);
    let mut body = town.body(customer(1), quote.id);
    body["paymentMethod"] = json!("card");
    let refused = town.order(customer(1), body.clone()).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["paymentMethod"]);
    body["paymentMethod"] = json!("wallet");
    let answer = town.order(customer(1), body).await.expect(201);
    assert_eq!(answer.json["stage"], "awaiting_payment");
    town.app.settle().await;
    assert!(town.offers(provider(1)).await.is_empty());
    assert_eq!(town.app.told::<BookingCreated>().await[0].prepay, Money::egp(600));
    assert!(town.app.told::<BookingSearching>().await.is_empty());

    let id = answer.json["id"].as_str().unwrap();
    let paid = PaymentAuthorised {
        payment_id: Uuid::from_u128(1).into(),
        booking_id: id.parse().unwrap(),
        customer_id: customer(1).user_id,
        method: PaymentMethod::Wallet,
        amount: Money::egp(600),
    };
    town.app.publish(&paid).await;
    assert_eq!(town.stands(id.parse().unwrap()).await.1, "offered");
}

#[tokio::test]
async fn what_the_catalog_says_is_passed_on_at_the_fields_of_this_request() {
    let town = Town::new().await;
    let refusal = PortError::Refused {
        code: "catalog.outside_zones".into(),
        text: Localized::new("لا نصل إلى هذا المكان بعد.", "We don't come here yet."),
        field: Some("pin".into()),
    };
    *town.catalog.refusal.lock().unwrap() = Some(refusal);
    let body = example(customer(1), "2026-11-22T10:00:00Z");
    let answer = town.order(customer(1), body.clone()).await.expect(422);
    assert_eq!(answer.code(), "catalog.outside_zones");
    assert_eq!(answer.wrong_fields(), ["serviceAddress.coordinates"]);

    town.catalog.away.store(true, Ordering::SeqCst);
    let away = town.order(customer(1), body).await.expect(503);
    assert!(away.headers.contains_key("retry-after"));
    let quote = town.quote(Some(customer(2)), None);
    town.order(customer(2), town.body(customer(2), quote.id)).await.expect(503);
    assert_eq!(bookings(&town).await, 0);
    assert_eq!(town.count("select count(*) from bus.jobs where kind = 'search'").await, 0);
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let town = Town::new().await;
    let quote = town.quote(None, None);
    let cases = [
        (json!({}), vec!["serviceId", "serviceAddress"]),
        (json!({"quoteId": quote.id}), vec!["addressId"]),
        (
            json!({"quoteId": quote.id, "serviceId": service(), "quantity": 2, "providerId":
                service(), "scheduledDate": "2026-11-22T10:00:00Z", "address": {"street": " ",
                "floor": "x".repeat(21), "pin": {"lat": 48.8, "lng": 2.3}}}),
            vec![
                "serviceId",
                "providerId",
                "quantity",
                "scheduledDate",
                "address.floor",
                "address.street",
                "address.pin",
            ],
        ),
        (
            json!({"serviceId": service(), "addressId": service(), "notes": "a",
                "specialInstructions": "b", "serviceAddress": {"street": "x".repeat(201), "city":
                "c".repeat(101), "coordinates": {"lat": 30.0, "lng": 31.0}}}),
            vec![
                "specialInstructions",
                "addressId",
                "serviceAddress.city",
                "serviceAddress.street",
            ],
        ),
        (
            json!({"quoteId": quote.id, "addressId": quote.id, "address": {"street": "x", "pin":
            {"lat": 30.0, "lng": 31.0}}}),
            vec!["address"],
        ),
        (json!({"quoteID": quote.id}), vec!["quoteID"]),
        (json!({"scheduledDate": "tomorrow"}), vec!["scheduledDate"]),
        (
            json!({"serviceAddress": {"street": "x", "coordinates": {"lat": 95, "lng": 31}}}),
            vec!["serviceAddress.coordinates"],
        ),
        (json!({"paymentMethod": "gold"}), vec!["paymentMethod"]),
    ];
    for (n, (body, wrong)) in (0..).zip(cases) {
        let answer = town.order(customer(n), body.clone()).await.expect(422);
        assert_eq!(answer.wrong_fields(), wrong, "{body}");
    }
    assert_eq!(bookings(&town).await, 0);
}

#[tokio::test]
async fn refusals_speak_the_callers_language() {
    let town = Town::new().await;
    let quote = town.quote(Some(customer(1)), None);
    town.advance_s(15 * 60);
    for (lang, words) in [("ar", "انتهت صلاحية عرض السعر"), ("en", "This quote has expired")]
    {
        let body = town.body(customer(1), quote.id);
        let headers = [("accept-language", lang)];
        let path = "/api/v1/bookings";
        let who = Some(customer(1));
        let answer = town.app.call_with(Method::POST, path, who, Some(body), &headers).await;
        let answer = answer.expect(410);
        assert!(answer.json["title"].as_str().unwrap().contains(words), "{}", answer.json);
    }
}

#[tokio::test]
async fn a_customer_orders_three_times_a_minute_at_most() {
    let town = Town::new().await;
    for _ in 0..3 {
        town.ordered(customer(1), None).await;
    }
    let quote = town.quote(Some(customer(1)), None);
    let body = town.body(customer(1), quote.id);
    let answer = town.order(customer(1), body.clone()).await.expect(429);
    assert!(answer.headers.contains_key("retry-after"));
    town.ordered(customer(2), None).await;
    town.advance_s(61);
    town.order(customer(1), body).await.expect(201);
}

#[tokio::test]
async fn a_repeat_counts_for_nothing_and_gets_its_answer_where_the_limit_is_reached() {
    let town = Town::new().await;
    let (app, who) = (&town.app, customer(1));
    let send = async |key: &str, body: &Value| {
        let headers = [("idempotency-key", key)];
        app.call_with(Method::POST, "/api/v1/bookings", Some(who), Some(body.clone()), &headers)
            .await
    };
    let bodies = [(); 4].map(|()| town.body(who, town.quote(Some(who), None).id));
    let first = send("one", &bodies[0]).await.expect(201);
    for _ in 0..5 {
        let again = send("one", &bodies[0]).await.expect(201);
        assert_eq!(again.bytes, first.bytes);
        assert_eq!(again.headers["ratelimit-remaining"], "2");
    }
    send("two", &bodies[1]).await.expect(201);
    let third = send("three", &bodies[2]).await.expect(201);
    assert_eq!(third.headers["ratelimit-remaining"], "0");
    send("four", &bodies[3]).await.expect(429);

    // Its third answer was lost; the limit is reached, and still it learns what was done.
    let again = send("three", &bodies[2]).await.expect(201);
    assert_eq!(again.bytes, third.bytes);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(send("three", &bodies[0]).await.expect(422).code(), "idempotency.other_body");
    // That gave nothing back.
    send("four", &bodies[3]).await.expect(429);
    assert_eq!(bookings(&town).await, 3);
    town.advance_s(61);
    send("four", &bodies[3]).await.expect(201);
}

#[tokio::test]
async fn what_failed_by_our_own_fault_counts_for_nothing() {
    let town = Town::new().await;
    let body = example(customer(1), "2026-11-22T10:00:00Z");
    town.catalog.away.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        let away = town.order(customer(1), body.clone()).await.expect(503);
        assert_eq!(away.headers["ratelimit-remaining"], "3");
    }
    town.catalog.away.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        town.ordered(customer(1), None).await;
    }
}
