//! Holding a time while ordering.

use super::world::monday;
use crate::ordering::world::{Town, customer, north, provider};
use chrono::TimeDelta;
use serde_json::{Value, json};

impl Town {
    /// Orders a quote for a time that was held.
    async fn order_held(&self, hold: &Value, method: &str) -> testkit::Answer {
        let starts_at = hold["startsAt"].as_str().unwrap().parse().unwrap();
        let quote = self.quote(Some(customer(1)), Some(starts_at));
        let mut body = self.body(customer(1), quote.id);
        body["holdId"] = hold["id"].clone();
        body["paymentMethod"] = json!(method);
        self.order(customer(1), body).await
    }

    async fn held(&self, n: u128, hours: i64) -> Value {
        self.hold(customer(n), monday(hours)).await.expect(201).json
    }

    /// Whose time is reserved, by kind.
    async fn reserved(&self) -> Vec<(String, u128)> {
        let rows: Vec<(String, uuid::Uuid)> = sqlx::query_as(
            "select kind, provider_id from booking.reservations order by lower(during), provider_id",
        )
        .fetch_all(self.db.pool())
        .await
        .unwrap();
        rows.into_iter().map(|(kind, id)| (kind, id.as_u128() - 0xA000)).collect()
    }
}

fn hold(n: u128) -> (String, u128) {
    ("hold".into(), n)
}

#[tokio::test]
async fn a_held_time_is_nobody_elses_until_it_is_given_back() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 1_000.0, (9 * 60, 11 * 60)).await;
    let held = town.held(1, 0).await;
    assert_eq!(held["endsAt"], json!(monday(1)));
    assert_eq!(held["expiresAt"], json!(town.now() + TimeDelta::minutes(10)));
    assert!(held.get("providerId").is_none());
    // Others see it gone; the one who holds it still sees it.
    assert!(town.monday_slots(None).await.is_empty());
    assert_eq!(town.monday_slots(Some(customer(1))).await, ["09:00", "09:30", "10:00"]);
    let refused = town.hold(customer(2), monday(0)).await.expect(409);
    assert_eq!(refused.code(), "booking.slot_gone");
    // Another time gives the first one back.
    let other = town.held(1, 1).await;
    assert_eq!(town.reserved().await, [hold(1)]);
    // Somebody else's hold does not exist.
    let path = format!("/api/v1/slots/holds/{}", other["id"].as_str().unwrap());
    town.app.delete(&path, customer(2)).await.expect(404);
    town.app.delete(&path, customer(1)).await.expect(204);
    town.app.delete(&path, customer(1)).await.expect(204);
    assert!(town.reserved().await.is_empty());
    town.hold(customer(2), monday(0)).await.expect(201);
}

#[tokio::test]
async fn a_hold_ends_by_itself_with_and_without_its_job() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 1_000.0, (9 * 60, 10 * 60)).await;
    let held = town.held(1, 0).await;
    town.advance_s(599);
    town.hold(customer(2), monday(0)).await.expect(409);
    // Ten minutes are over, and no job has run: the lock forgets it.
    town.advance_s(1);
    assert_eq!(town.monday_slots(None).await, ["09:00"]);
    town.held(2, 0).await;
    let over = town.order_held(&held, "cash").await.expect(410);
    assert_eq!(over.code(), "booking.hold_over");
    // The job forgets it too, and tidies up after the first one.
    town.wait_s(600).await;
    assert!(town.reserved().await.is_empty());
    assert_eq!(town.count("select count(*) from booking.holds where state = 'expired'").await, 2);
}

#[tokio::test]
async fn closed_zones_past_times_and_far_away_ones_are_not_held() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 1_000.0, (0, 1440)).await;
    let code = async |hours| town.hold(customer(1), monday(hours)).await.code().to_owned();
    assert_eq!(code(-2).await, "booking.zone_closed");
    assert_eq!(code(-24).await, "invalid_fields");
    assert_eq!(code(70 * 24).await, "booking.slot_gone");
    let far = town.hold_at(customer(1), monday(0), north(26_500.0)).await;
    assert_eq!(far.code(), "booking.slot_gone");
    town.hold(provider(1), monday(0)).await.expect(403);
}

#[tokio::test]
async fn an_order_takes_the_hold_and_its_technician_is_asked_first() {
    let town = Town::with_terms().await;
    // The nearest one is held; a better rated one lives a little farther away.
    town.plumbers(&[900.0, 1_000.0]).await;
    let held = town.held(1, 0).await;
    assert_eq!(town.reserved().await, [hold(1)]);
    sqlx::query("insert into booking.favourites values ($1, $2, now())")
        .bind(customer(1).user_id.uuid())
        .bind(provider(2).user_id.uuid())
        .execute(town.db.pool())
        .await
        .unwrap();
    town.order_held(&held, "cash").await.expect(201);
    town.app.settle().await;
    assert_eq!(town.offers(provider(1)).await.len(), 1);
    // Still held while he thinks, for nobody else.
    assert_eq!(town.reserved().await, [hold(1)]);
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    assert_eq!(town.reserved().await, [("visit".into(), 1)]);
    // Used up.
    let again = town.order_held(&held, "cash").await.expect(410);
    assert_eq!(again.code(), "booking.hold_over");
}

#[tokio::test]
async fn who_declines_is_free_again_and_matching_moves_the_booking_to_another() {
    let town = Town::with_terms().await;
    town.plumbers(&[900.0, 1_000.0]).await;
    let held = town.held(1, 0).await;
    town.order_held(&held, "cash").await.expect(201);
    town.app.settle().await;
    let offer = town.offer(provider(1)).await;
    town.decline(provider(1), offer).await.expect(200);
    assert!(town.reserved().await.is_empty());
    town.app.settle().await;
    let offer = town.offer(provider(2)).await;
    town.accept(provider(2), offer).await.expect(200);
    assert_eq!(town.reserved().await, [("visit".into(), 2)]);
}

#[tokio::test]
async fn a_hold_for_something_else_is_no_hold_for_this_order() {
    let town = Town::with_terms().await;
    town.plumbers(&[900.0]).await;
    let held = town.held(1, 0).await;
    let mut other = held.clone();
    other["startsAt"] = json!(monday(2));
    let refused = town.order_held(&other, "cash").await.expect(409);
    assert_eq!(refused.code(), "booking.hold_elsewhere");
    let mut none = held.clone();
    none["id"] = json!(uuid::Uuid::from_u128(5));
    let missing = town.order_held(&none, "cash").await.expect(404);
    assert_eq!(missing.code(), "booking.hold_not_found");
    // Nothing happened to it.
    town.order_held(&held, "cash").await.expect(201);
}

#[tokio::test]
async fn a_time_that_is_being_paid_for_stays_held_until_the_wait_is_over() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 900.0, (9 * 60, 10 * 60)).await;
    let held = town.held(1, 0).await;
    let id = town.order_held(&held, "wallet").await.expect(201).json["id"].clone();
    town.wait_s(12 * 60).await;
    assert_eq!(town.reserved().await, [hold(1)]);
    town.hold(customer(2), monday(0)).await.expect(409);
    town.wait_s(4 * 60).await;
    let id = id.as_str().unwrap().parse().unwrap();
    assert_eq!(town.stands(id).await.0, "cancelled");
    assert!(town.reserved().await.is_empty());
    // Without a hold of its own, an order that awaits its money takes one.
    let quote = town.quote(Some(customer(3)), Some(monday(0)));
    let mut body = town.body(customer(3), quote.id);
    body["paymentMethod"] = json!("wallet");
    town.order(customer(3), body).await.expect(201);
    assert_eq!(town.reserved().await, [hold(1)]);
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_hold() {
    let town = Town::with_terms().await;
    town.plumbers(&[900.0]).await;
    let body = json!({
        "serviceId": crate::ordering::world::service(), "startsAt": monday(0),
        "pin": crate::ordering::world::pin(),
    });
    let key = [("idempotency-key", "hold-1")];
    let call = || {
        let (path, who) = ("/api/v1/slots/holds", Some(customer(1)));
        town.app.call_with(http::Method::POST, path, who, Some(body.clone()), &key)
    };
    let (first, second) = (call().await.expect(201).json, call().await.expect(201).json);
    assert_eq!(first, second);
    assert_eq!(town.count("select count(*) from booking.holds").await, 1);
}
