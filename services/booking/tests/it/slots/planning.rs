//! Maintenance plans.

use super::world::monday;
use crate::ordering::world::{Town, customer, north, pin, provider, service};
use booking::commands::plans::order_visit;
use chrono::TimeDelta;
use contracts::PortError;
use contracts::booking::{BookingCreated, PlanVisitFailed};
use http::Method;
use kernel::ids::PlanId;
use kernel::{Instant, Localized};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// Monday in two weeks, ten in Cairo.
fn first() -> Instant {
    monday(1) + TimeDelta::days(14)
}

fn body() -> Value {
    json!({
        "serviceId": service(), "rhythm": "weekly", "startsOn": "2026-12-07", "localTime": "١٠:٠٠",
        "serviceAddress": {"street": "شارع ٩", "coordinates": pin()},
    })
}

fn with(changes: Value) -> Value {
    let mut body = body();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

impl Town {
    async fn planning() -> Self {
        let town = Self::with_terms().await;
        let template = town.quote(None, None);
        *town.catalog.template.lock().unwrap() = Some(template);
        town.plumbers(&[900.0, 1_000.0]).await;
        town
    }

    async fn plan(&self, body: Value) -> PlanId {
        let made = self.app.post("/api/v1/plans", customer(1), body).await.expect(201);
        self.app.settle().await;
        made.json["id"].as_str().unwrap().parse().unwrap()
    }

    async fn seen_plan(&self, id: PlanId) -> Value {
        self.app.get(&format!("/api/v1/plans/{id}"), customer(1)).await.expect(200).json
    }

    /// Goes to an instant, and lets what is due happen.
    async fn at(&self, at: Instant) {
        self.clock.advance(at - self.now());
        self.app.settle().await;
    }

    async fn created(&self) -> Vec<Instant> {
        let told = self.app.told::<BookingCreated>().await;
        told.iter().map(|event| event.booking.starts_at).collect()
    }
}

#[tokio::test]
async fn a_visit_is_ordered_seven_days_ahead_again_and_again() {
    let town = Town::planning().await;
    let id = town.plan(body()).await;
    let plan = town.seen_plan(id).await;
    assert_eq!(plan["nextVisitAt"], json!(first()));
    assert_eq!((&plan["localTime"], &plan["state"]), (&json!("10:00"), &json!("active")));
    town.at(first() - TimeDelta::days(7) - TimeDelta::seconds(1)).await;
    assert!(town.created().await.is_empty());
    town.at(first() - TimeDelta::days(7)).await;
    assert_eq!(town.created().await, [first()]);
    assert_eq!(town.offers(provider(1)).await.len(), 1);
    town.at(first()).await;
    assert_eq!(town.created().await, [first(), first() + TimeDelta::days(7)]);
    let plan = town.seen_plan(id).await;
    assert_eq!(plan["visits"][1]["date"], "2026-12-07");
    assert_eq!(plan["visits"][1]["state"], "booked");
    // The address came along, sealed.
    let booking = plan["visits"][0]["bookingId"].as_str().unwrap();
    let seen = town.app.get(&format!("/api/v1/bookings/{booking}"), customer(1)).await.expect(200);
    assert_eq!(seen.json["address"]["street"], "شارع ٩");
    let listed = town.app.get("/api/v1/plans", customer(1)).await.expect(200).json;
    assert_eq!(listed[0]["id"], json!(id));
    assert!(town.app.get("/api/v1/plans", customer(2)).await.expect(200).json[0].is_null());
    town.app.get(&format!("/api/v1/plans/{id}"), customer(2)).await.expect(404);
}

#[tokio::test]
async fn the_same_technician_comes_where_free_and_somebody_else_where_not() {
    let town = Town::planning().await;
    town.plan(with(json!({"providerId": provider(2).user_id}))).await;
    // Taken the first time: by a hold an hour before, next door.
    town.busy(provider(2), first(), 0.0).await;
    town.at(first() - TimeDelta::days(7)).await;
    let asked = || town.catalog.asked.lock().unwrap().last().unwrap().provider_id;
    assert_eq!(asked(), None);
    assert_eq!(town.offers(provider(1)).await.len(), 1);
    town.at(first()).await;
    assert_eq!(asked(), Some(provider(2).user_id.into()));
    let held = town.offers(provider(2)).await;
    assert_eq!(held[0]["startsAt"], json!(first() + TimeDelta::days(7)));
}

#[tokio::test]
async fn a_visit_is_ordered_once_however_often_and_by_however_many_it_is_tried() {
    let town = Town::planning().await;
    let id = town.plan(body()).await;
    town.clock.advance(first() - TimeDelta::days(7) - town.now());
    let tries = || order_visit::run(&town.inner, id);
    let (a, b, c) = tokio::join!(tries(), tries(), tries());
    for next in [a, b, c, tries().await] {
        assert_eq!(next.unwrap(), order_visit::Next::At(first()));
    }
    town.app.settle().await;
    assert_eq!(town.created().await, [first()]);
    assert_eq!(town.count("select count(*) from booking.plan_visits").await, 1);
}

#[tokio::test]
async fn what_fails_is_told_and_the_plan_goes_on() {
    let town = Town::planning().await;
    let id = town.plan(body()).await;
    *town.catalog.refusal.lock().unwrap() = Some(PortError::Refused {
        code: "catalog.unknown_service".into(),
        text: Localized::new("هذه الخدمة غير متاحة الآن.", "This service is not available now."),
        field: Some("serviceId".into()),
    });
    town.at(first() - TimeDelta::days(7)).await;
    let told = town.app.told::<PlanVisitFailed>().await;
    assert_eq!(
        (told.len(), told[0].starts_at, told[0].code.as_str()),
        (1, first(), "catalog.unknown_service")
    );
    assert_eq!(town.seen_plan(id).await["visits"][0]["state"], "failed");
    *town.catalog.refusal.lock().unwrap() = None;
    town.at(first()).await;
    assert_eq!(town.created().await, [first() + TimeDelta::days(7)]);
    // While the catalog is away the visit waits, and does not fail.
    town.catalog.away.store(true, Ordering::SeqCst);
    town.at(first() + TimeDelta::days(7)).await;
    town.at(first() + TimeDelta::days(8)).await;
    assert_eq!(town.app.told::<PlanVisitFailed>().await.len(), 1);
    town.catalog.away.store(false, Ordering::SeqCst);
    town.at(first() + TimeDelta::days(8) + TimeDelta::minutes(10)).await;
    assert_eq!(town.created().await.len(), 2);
}

#[tokio::test]
async fn one_visit_may_be_left_out_or_cancelled_without_the_plan() {
    let town = Town::planning().await;
    let id = town.plan(body()).await;
    let path = format!("/api/v1/plans/{id}/skip");
    let skip = |date: &'static str| town.app.post(&path, customer(1), json!({"date": date}));
    let plan = skip("2026-12-07").await.expect(200).json;
    assert_eq!(plan["nextVisitAt"], json!(first() + TimeDelta::days(7)));
    skip("2026-12-07").await.expect(200);
    for no_visit in ["2026-12-08", "2026-11-30", "2020-01-01"] {
        assert_eq!(skip(no_visit).await.expect(409).code(), "plan.no_visit");
    }
    town.app.post(&path, customer(2), json!({"date": "2026-12-14"})).await.expect(404);
    town.at(first()).await;
    assert_eq!(town.created().await, [first() + TimeDelta::days(7)]);
    assert_eq!(skip("2026-12-14").await.expect(409).code(), "plan.no_visit");
    let booking = town.seen_plan(id).await["visits"][0]["bookingId"].clone();
    let cancel = format!("/api/v1/bookings/{}/cancel", booking.as_str().unwrap());
    town.app.post(&cancel, customer(1), json!({})).await.expect(200);
    town.at(first() + TimeDelta::days(7)).await;
    assert_eq!(town.created().await.last(), Some(&(first() + TimeDelta::days(14))));
}

#[tokio::test]
async fn a_paused_plan_orders_nothing_and_goes_on_with_what_is_ahead() {
    let town = Town::planning().await;
    let id = town.plan(body()).await;
    let path = format!("/api/v1/plans/{id}");
    let change = |body: Value| town.app.patch(&path, customer(1), body);
    let paused = change(json!({"paused": true})).await.expect(200).json;
    assert_eq!((&paused["state"], &paused["nextVisitAt"]), (&json!("paused"), &json!(null)));
    town.at(first() + TimeDelta::days(10)).await;
    assert!(town.created().await.is_empty());
    // Two visits are over; the third is four days ahead and moves to half past eleven.
    change(json!({"paused": false, "localTime": "11:30"})).await.expect(200);
    town.app.settle().await;
    let third = first() + TimeDelta::days(14) + TimeDelta::minutes(90);
    assert_eq!(town.created().await, [third]);
    let both = json!({"anyProvider": true, "providerId": provider(1).user_id});
    assert_eq!(change(both).await.expect(422).wrong_fields(), ["anyProvider"]);
    assert_eq!(
        change(json!({"localTime": "25:00"})).await.expect(422).wrong_fields(),
        ["localTime"]
    );
    let other = json!({"paused": true});
    town.app.patch(&path, customer(2), other).await.expect(404);
    // Over is over, and what is personal is gone.
    for _ in 0..2 {
        town.app.delete(&path, customer(1)).await.expect(204);
    }
    assert_eq!(change(json!({"paused": false})).await.expect(409).code(), "plan.over");
    let empty = "select count(*) from booking.plans where address_sealed = '' and state = 'ended'";
    assert_eq!(town.count(empty).await, 1);
    town.at(first() + TimeDelta::days(60)).await;
    assert_eq!(town.created().await.len(), 1);
}

#[tokio::test]
async fn what_can_not_be_planned_is_refused_at_once() {
    let town = Town::planning().await;
    let refused = async |body: Value| town.app.post("/api/v1/plans", customer(1), body).await;
    let past = refused(with(json!({"startsOn": "2026-11-01"}))).await.expect(422);
    assert_eq!(past.wrong_fields(), ["startsOn"]);
    let twice = with(json!({"addressId": uuid::Uuid::from_u128(4), "localTime": "x"}));
    assert_eq!(refused(twice).await.expect(422).wrong_fields(), ["localTime", "addressId"]);
    let card = refused(with(json!({"paymentMethod": "card"}))).await.expect(422);
    assert_eq!(card.wrong_fields(), ["paymentMethod"]);
    let saved = |id: Value| {
        let mut body = body();
        body.as_object_mut().unwrap().remove("serviceAddress");
        body["addressId"] = id;
        body
    };
    refused(saved(json!(uuid::Uuid::from_u128(4)))).await.expect(404);
    let mine = town.address(customer(1), north(50.0));
    refused(saved(json!(mine))).await.expect(201);
    let key = [("idempotency-key", "plan-1")];
    let call = || {
        let who = Some(customer(1));
        town.app.call_with(Method::POST, "/api/v1/plans", who, Some(body()), &key)
    };
    assert_eq!(call().await.expect(201).json, call().await.expect(201).json);
    for _ in 2..20 {
        refused(body()).await.expect(201);
    }
    assert_eq!(refused(body()).await.expect(409).code(), "plan.too_many");
}
