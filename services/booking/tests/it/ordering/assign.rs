//! Staff gives a booking to a technician by hand.

use super::world::{Town, at, customer, operator, provider, service};
use contracts::admin::OperatorActed;
use contracts::booking::{BookingConfirmed, BookingOfferClosed};
use contracts::providers::VerificationStatus;
use httpkit::Actor;
use kernel::ids::BookingId;
use serde_json::{Value, json};
use testkit::Answer;

async fn assign(town: &Town, id: BookingId, who: Actor) -> Answer {
    let path = format!("/api/v1/admin/bookings/{id}/assign");
    let body = json!({"providerId": who.user_id, "reason": "اتفقنا هاتفيًا"});
    town.app.post(&path, operator(), body).await
}

fn gates(answer: &Answer) -> Vec<&str> {
    let warnings = answer.json["warnings"].as_array().unwrap();
    warnings.iter().map(|w: &Value| w["gate"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_assignment_goes_the_way_of_an_acceptance() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    let answer = assign(&town, id, provider(2)).await.expect(200);
    assert_eq!(answer.json["booking"]["status"], "confirmed");
    assert_eq!(answer.json["booking"]["providerId"], json!(provider(2).user_id));
    assert!(gates(&answer).is_empty());
    let told = town.app.told::<BookingConfirmed>().await;
    assert!(told[0].by_operator);
    assert_eq!(town.app.told::<BookingOfferClosed>().await[0].outcome, "withdrawn");
    let acted = town.app.told::<OperatorActed>().await;
    assert_eq!(
        (acted[0].action.as_str(), acted[0].operator_id),
        ("booking.assign", operator().user_id)
    );
    assert_eq!(acted[0].reason.as_deref(), Some("اتفقنا هاتفيًا"));
    assert_eq!(town.count("select count(*) from booking.reservations").await, 1);
    let late = town.accept(provider(1), offer).await.expect(409);
    assert_eq!(late.code(), "booking.already_accepted");
    let again = assign(&town, id, provider(1)).await.expect(409);
    assert_eq!(again.code(), "booking.has_provider");
}

#[tokio::test]
async fn what_speaks_against_a_technician_is_told_and_does_not_refuse() {
    let town = Town::new().await;
    let mut plumber = town.plumber(provider(1), 30_000.0);
    plumber.is_online = false;
    plumber.weekly_hours.clear();
    plumber.areas.clear();
    town.app.publish(&plumber).await;
    town.tracking.set_away(true);
    let id = town.searched(customer(1), None).await;
    let answer = assign(&town, id, provider(1)).await.expect(200);
    assert_eq!(gates(&answer), ["outside_hours", "outside_area", "offline", "no_recent_fix"]);
    assert!(answer.json["warnings"][0]["note"]["ar"].as_str().unwrap().contains("ساعات"));

    let mut painter = town.plumber(provider(2), 1_000.0);
    painter.services.clear();
    town.app.publish(&painter).await;
    let id = town.searched(customer(2), None).await;
    let answer = assign(&town, id, provider(2)).await.expect(200);
    assert_eq!(gates(&answer), ["service_not_offered"]);
}

#[tokio::test]
async fn too_little_time_to_travel_is_a_warning_and_taken_time_refuses() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let first = town.searched(customer(1), Some(at("2026-11-23T10:00:00Z"))).await;
    assign(&town, first, provider(1)).await.expect(200);
    let overlapping = town.searched(customer(2), Some(at("2026-11-23T11:00:00Z"))).await;
    let refused = assign(&town, overlapping, provider(1)).await.expect(409);
    assert_eq!(refused.code(), "booking.slot_taken");

    // Right after the first one, but 19 km away.
    let mut quote = town.quote(Some(customer(3)), Some(at("2026-11-23T11:15:00Z")));
    quote.pin = super::world::north(19_000.0);
    let quote = town.keep(quote);
    let address = town.address(customer(3), quote.pin);
    let body = json!({"quoteId": quote.id, "addressId": address});
    let answer = town.order(customer(3), body).await.expect(201);
    let id = answer.json["id"].as_str().unwrap().parse().unwrap();
    town.app.settle().await;
    let answer = assign(&town, id, provider(1)).await.expect(200);
    assert!(gates(&answer).contains(&"not_free"), "{:?}", gates(&answer));
    assert_eq!(town.count("select count(*) from booking.reservations").await, 2);
}

#[tokio::test]
async fn who_may_not_work_can_not_be_assigned() {
    let town = Town::new().await;
    let mut rejected = town.plumber(provider(1), 1_000.0);
    rejected.verification = VerificationStatus::Rejected;
    town.app.publish(&rejected).await;
    let mut resting = town.plumber(provider(2), 1_000.0);
    resting.is_active = false;
    town.app.publish(&resting).await;
    town.app.publish(&town.plumber(customer(1), 1_000.0)).await;
    let id = town.searched(customer(1), None).await;
    for who in [provider(1), provider(2), customer(1)] {
        let refused = assign(&town, id, who).await.expect(409);
        assert_eq!(refused.code(), "booking.provider_not_assignable");
    }
    let unknown = assign(&town, id, provider(9)).await.expect(422);
    assert_eq!(unknown.wrong_fields(), ["providerId"]);
    assign(&town, service().uuid().into(), provider(1)).await.expect(404);
    let path = format!("/api/v1/admin/bookings/{id}/assign");
    let body = json!({"providerId": provider(1).user_id, "reason": "  "});
    let blank = town.app.post(&path, operator(), body).await.expect(422);
    assert_eq!(blank.wrong_fields(), ["reason"]);
    assert!(town.app.told::<OperatorActed>().await.is_empty());
    assert_eq!(town.stands(id).await.0, "pending");
}
