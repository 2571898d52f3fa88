//! What providers see and answer.

use super::world::{Town, at, customer, id_of, provider};
use contracts::booking::{BookingConfirmed, BookingOfferClosed, BookingOffered};
use contracts::providers::VerificationStatus;
use kernel::Money;
use serde_json::json;

#[tokio::test]
async fn an_offer_tells_enough_to_decide_and_nobodys_name_or_street() {
    let town = Town::new().await;
    town.plumbers(&[2_000.0]).await;
    town.searched(customer(1), None).await;
    let offers = town.offers(provider(1)).await;
    let offer = &offers[0];
    // 600 EGP less 15 % and 14 % VAT on that.
    assert_eq!(offer["earnings"]["amount"], 49_740);
    assert_eq!(offer["distanceM"], 2_000);
    assert!(offer["travelS"].as_i64().unwrap() > 0);
    assert_eq!(offer["district"]["en"], "Maadi");
    assert_eq!(offer["expiresAt"], "2026-11-22T10:00:30Z");
    assert_eq!(offer["instant"], true);
    for hidden in ["شارع", "customer", "lat", "pin", "street"] {
        assert!(!offer.to_string().contains(hidden), "{hidden}");
    }
    let told = town.app.told::<BookingOffered>().await;
    assert_eq!(
        (told[0].offered_to, told[0].earnings),
        (id_of(provider(1)), Money::piastres(49_740))
    );
    // Not shown any more once its time is over.
    town.advance_s(30);
    assert!(town.offers(provider(1)).await.is_empty());
}

#[tokio::test]
async fn accepting_binds_the_technician_and_reserves_its_time() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    town.advance_s(10);
    let first = town.accept(provider(1), offer).await.expect(200);
    assert_eq!(first.json["status"], "confirmed");
    assert_eq!(first.json["providerId"], json!(provider(1).user_id));
    // At peak, 1 km takes 270 s: there at 12:04:40, to the full minute.
    assert_eq!(first.json["startsAt"], "2026-11-22T10:03:00Z");
    let again = town.accept(provider(1), offer).await.expect(200);
    assert_eq!(again.json, first.json);
    let path = format!("/api/v1/bookings/{id}/accept");
    let by_booking = town.app.post(&path, provider(1), json!({})).await.expect(200);
    assert_eq!(by_booking.json, first.json);

    let told = town.app.told::<BookingConfirmed>().await;
    assert_eq!(told.len(), 1);
    assert!(!told[0].by_operator);
    let reserved = "select count(*) from booking.reservations where kind = 'visit'
                    and upper(during) = '2026-11-22T11:18:00Z'";
    assert_eq!(town.count(reserved).await, 1);
    let code: String = sqlx::query_scalar("select start_code_sealed from booking.bookings")
        .fetch_one(town.db.pool())
        .await
        .unwrap();
    assert!(code.starts_with("osta1."));
    let history = "select count(*) from booking.booking_status_history where action = 'accepted'
                   and changed_by_kind = 'provider'";
    assert_eq!(town.count(history).await, 1);
    // The job of the accepted offer finds nothing to do.
    town.wait_s(60).await;
    assert_eq!(town.stands(id).await, ("confirmed".into(), "assigned".into()));
    let declined = town.decline(provider(1), offer).await.expect(409);
    assert_eq!(declined.code(), "booking.offer_accepted");
}

#[tokio::test]
async fn an_offer_is_nobody_elses() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    town.accept(provider(2), offer).await.expect(404);
    town.decline(provider(2), offer).await.expect(404);
    for path in ["accept", "decline"] {
        let path = format!("/api/v1/bookings/{id}/{path}");
        town.app.post(&path, provider(2), json!({})).await.expect(404);
    }
    town.app.post("/api/v1/offers/nonsense/accept", provider(1), json!({})).await.expect(404);
}

#[tokio::test]
async fn who_declines_is_not_asked_again_and_the_next_one_is() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    let path = format!("/api/v1/bookings/{id}/decline");
    let body = json!({"reason": "too_far"});
    let first = town.app.post(&path, provider(1), body.clone()).await.expect(200);
    assert_eq!(first.json, json!({"id": offer, "bookingId": id, "status": "declined"}));
    assert_eq!(town.stands(id).await.1, "searching");
    assert_eq!(town.decline(provider(1), offer).await.expect(200).json, first.json);
    assert_eq!(town.accept(provider(1), offer).await.expect(409).code(), "booking.offer_declined");
    town.app.settle().await;
    assert!(town.offers(provider(1)).await.is_empty());
    assert_eq!(town.outcome(id, 2, provider(1)).await.1.as_deref(), Some("already_asked"));
    let next = town.offer(provider(2)).await;
    let told = town.app.told::<BookingOfferClosed>().await;
    assert_eq!((told.len(), told[0].outcome.as_str()), (1, "declined"));
    let reason: String =
        sqlx::query_scalar("select decline_reason from booking.offers where status = 'declined'")
            .fetch_one(town.db.pool())
            .await
            .unwrap();
    assert_eq!(reason, "too_far");
    town.accept(provider(2), next).await.expect(200);
    let unknown = town.app.post(&path, provider(1), json!({"reason": "rain"})).await.expect(422);
    assert_eq!(unknown.wrong_fields(), ["reason"]);
}

#[tokio::test]
async fn an_offer_can_not_be_answered_after_its_time() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    town.advance_s(30);
    for _ in 0..2 {
        // Before its job has closed it, and after.
        let late = town.accept(provider(1), offer).await.expect(410);
        assert_eq!(late.code(), "booking.offer_expired");
        town.decline(provider(1), offer).await.expect(410);
        town.app.settle().await;
    }
    assert_eq!(town.stands(id).await.1, "searching");
    let expiries = "select expiries::bigint from booking.provider_stats";
    assert_eq!(town.count(expiries).await, 1);
}

#[tokio::test]
async fn an_offer_of_a_cancelled_booking_is_withdrawn() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    let path = format!("/api/v1/bookings/{id}/cancel");
    town.app.post(&path, customer(1), json!({})).await.expect(200);
    let gone = town.accept(provider(1), offer).await.expect(409);
    assert_eq!(gone.code(), "booking.offer_withdrawn");
    assert_eq!(
        town.decline(provider(1), offer).await.expect(409).code(),
        "booking.offer_withdrawn"
    );
    town.wait_s(60).await;
    assert_eq!(town.stands(id).await.0, "cancelled");
}

#[tokio::test]
async fn who_was_suspended_since_the_offer_can_not_accept_it() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    let mut plumber = town.plumber(provider(1), 1_000.0);
    plumber.verification = VerificationStatus::Suspended;
    town.app.publish(&plumber).await;
    let refused = town.accept(provider(1), offer).await.expect(409);
    assert_eq!(refused.code(), "booking.provider_not_allowed");
    assert_eq!(town.count("select count(*) from booking.reservations").await, 0);
}

#[tokio::test]
async fn a_planned_offer_stands_ten_minutes_and_several_may() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0]).await;
    let first = town.searched(customer(1), Some(at("2026-11-23T10:00:00Z"))).await;
    town.advance_s(1);
    town.searched(customer(2), Some(at("2026-11-23T15:00:00Z"))).await;
    let offers = town.offers(provider(1)).await;
    assert_eq!(offers.len(), 2);
    assert_eq!(offers[1]["expiresAt"], "2026-11-22T10:10:00Z");
    let answer = town.app.get("/api/v1/offers?limit=1", provider(1)).await.expect(200);
    let cursor = answer.json["nextCursor"].as_str().unwrap();
    let path = format!("/api/v1/offers?limit=1&cursor={cursor}");
    let second = town.app.get(&path, provider(1)).await.expect(200);
    assert_eq!(second.json["items"][0]["bookingId"], json!(first));
    // A planned visit keeps its window when it is accepted.
    let path = format!("/api/v1/bookings/{first}/accept");
    let answer = town.app.post(&path, provider(1), json!({})).await.expect(200);
    assert_eq!(answer.json["startsAt"], "2026-11-23T10:00:00Z");
}
