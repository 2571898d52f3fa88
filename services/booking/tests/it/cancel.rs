//! Cancellations, drop-outs and no-shows: what the preview says is what happens.

use crate::stage::{Order, Stage};
use contracts::admin::OperatorActed;
use contracts::booking::{
    BookingCancelled, BookingReleased, BookingSearching, CancelReason, CompensationDue, Verdict,
};
use contracts::catalog::Pricing;
use contracts::tracking::{
    JourneyCleared, JourneyDark, JourneyFacts, JourneyResumed, JourneySeen, JourneyStalled,
};
use kernel::ids::BookingId;
use kernel::{LatLng, Money};
use serde_json::{Value, json};

impl Stage {
    async fn preview(&self, id: BookingId, actor: httpkit::Actor) -> Value {
        let path = format!("/api/v1/bookings/{id}/cancellation-preview");
        self.app.get(&path, actor).await.expect(200).json
    }
}

#[tokio::test]
async fn a_preview_says_what_the_cancellation_then_charges() {
    let stage = Stage::new().await;
    // Minutes to the start when it is confirmed, minutes waited, and what follows.
    let cases = [
        (3 * 24 * 60, 60, "well_before_window", 0),
        (60, 3, "soon_after_confirmation", 0),
        (60, 10, "late_cancellation", 6_000),
        (60, 95, "provider_late", 0),
    ];
    for (starts_in, waited, rule, fee) in cases {
        let id = stage.confirmed(Order { starts_in, ..stage.order() }).await;
        stage.advance_minutes(waited);
        let preview = stage.preview(id, stage.customer).await;
        let again = stage.preview(id, stage.customer).await;
        assert_eq!(preview, again, "a preview changes nothing");
        assert_eq!((&preview["rule"], &preview["fee"]["amount"]), (&json!(rule), &json!(fee)));
        let body = json!({"acceptedFee": preview["fee"], "reason": "تغيرت خططي"});
        let answer = stage.post(id, "cancel", stage.customer, body).await.expect(200).json;
        assert_eq!(
            (&answer["status"], &answer["cancelFee"]["amount"]),
            (&json!("cancelled"), &json!(fee))
        );
        let told = stage.app.told::<BookingCancelled>().await;
        let told = told.last().unwrap();
        assert_eq!((told.rule.as_str(), told.fee), (rule, Money::piastres(fee)));
        assert_eq!((told.reason, told.fee_to_provider), (CancelReason::ByCustomer, told.fee));
        let left = "select count(*) from booking.reservations r join booking.bookings b
                    on b.id = r.booking_id
                    where b.id = $1 and upper(r.during) > b.cancelled_at";
        assert_eq!(stage.count(left, id).await, 0, "the provider's time is given back");
    }
}

#[tokio::test]
async fn once_the_provider_is_on_its_way_the_call_out_fee_is_due() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    stage.act(id, "en-route", stage.provider).await.expect(200);
    stage.advance_minutes(6);
    assert_eq!(stage.preview(id, stage.customer).await["fee"]["amount"], 10_000);
    // What the customer saw before is not what it costs now.
    let stale = json!({"acceptedFee": {"amount": 0, "currency": "EGP"}});
    let refused = stage.post(id, "cancel", stage.customer, stale).await.expect(409);
    assert_eq!(refused.code(), "booking.fee_changed");
    let answer = stage.act(id, "cancel", stage.customer).await.expect(200).json;
    assert_eq!(answer["cancelFee"]["amount"], 10_000);

    let order = Order { pricing: Pricing::InspectionFirst, ..stage.order() };
    let id = stage.at_the_door(order).await;
    stage.advance_minutes(6);
    // The inspection fee is this booking's call-out fee.
    assert_eq!(stage.preview(id, stage.customer).await["fee"]["amount"], 60_000);
}

#[tokio::test]
async fn a_provider_that_leaves_is_replaced_and_the_customer_pays_nothing() {
    let stage = Stage::new().await;
    let id = stage.confirmed(stage.order()).await;
    stage.advance_minutes(10);
    let preview = stage.preview(id, stage.provider).await;
    assert_eq!((&preview["effect"], &preview["counts"]), (&json!("releases"), &json!(true)));
    let body = json!({"reason": "ظرف طارئ"});
    let answer = stage.post(id, "cancel", stage.provider, body).await.expect(200).json;
    assert_eq!((&answer["status"], &answer["stage"]), (&json!("pending"), &json!("searching")));
    assert!(answer["providerId"].is_null());
    let told = &stage.app.told::<BookingReleased>().await[0];
    assert_eq!((told.released, told.verdict), (stage.provider_id(), Verdict::ProviderAtFault));
    assert!(stage.app.told::<BookingSearching>().await[0].again);
    let sql = "select count(*) from booking.reservations where booking_id = $1";
    assert_eq!(stage.count(sql, id).await, 0);
    let sql = "select count(*) from booking.drop_outs where booking_id = $1";
    assert_eq!(stage.count(sql, id).await, 1);
    let sql = "select count(*) from bus.jobs where kind = 'search' and key = $1::text";
    assert_eq!(stage.count(sql, id).await, 1);
    let sql = "select at_fault::bigint from booking.provider_stats where $1::uuid is not null";
    assert_eq!(stage.count(sql, id).await, 1);
    // It is no longer the provider's business.
    stage.app.get(&format!("/api/v1/bookings/{id}"), stage.provider).await.expect(404);
    // The same one may be bound again, and leave again.
    stage.confirm(id).await;
    stage.act(id, "cancel", stage.provider).await.expect(200);
    let sql =
        "select count(*) from booking.drop_outs where booking_id = $1 and verdict = 'no_fault'";
    assert_eq!(stage.count(sql, id).await, 1);
}

#[tokio::test]
async fn a_pending_booking_is_cancelled_freely_and_its_search_ends() {
    let stage = Stage::new().await;
    let id = stage.ordered(stage.order()).await;
    let preview = stage.preview(id, stage.customer).await;
    assert_eq!(preview["rule"], "before_confirmation");
    stage.act(id, "cancel", stage.customer).await.expect(200);
    let told = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((told.verdict, told.fee), (Verdict::NoFault, Money::ZERO));
    let path = format!("/api/v1/bookings/{id}/cancellation-preview");
    assert_eq!(
        stage.app.get(&path, stage.customer).await.expect(409).code(),
        "booking.not_allowed_now"
    );
}

#[tokio::test]
async fn a_customer_that_is_not_there_pays_the_call_out_fee() {
    let stage = Stage::new().await;
    let id = stage.at_the_door(stage.order()).await;
    stage.advance_minutes(44);
    let refused = stage.act(id, "no-show", stage.provider).await.expect(409);
    assert_eq!(refused.code(), "booking.still_waiting");
    stage.advance_minutes(1);
    stage.act(id, "no-show", stage.provider).await.expect(200);
    let told = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!(told.reason, CancelReason::NoShowCustomer);
    assert_eq!((told.fee, told.fee_to_provider), (Money::egp(100), Money::egp(100)));
    let sql = "select excused::bigint from booking.provider_stats where $1::uuid is not null";
    assert_eq!(stage.count(sql, id).await, 1);
}

#[tokio::test]
async fn a_provider_that_does_not_come_costs_the_customer_nothing() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 30, ..stage.order() }).await;
    stage.advance_minutes(59);
    stage.act(id, "no-show", stage.customer).await.expect(409);
    stage.advance_minutes(1);
    stage.act(id, "no-show", stage.customer).await.expect(200);
    let told = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((told.reason, told.fee), (CancelReason::NoShowProvider, Money::ZERO));
    // Its time is lost, and the provider at fault pays for that.
    let due = &stage.app.told::<CompensationDue>().await[0];
    assert_eq!((due.amount, due.by_provider), (Money::egp(50), true));
    assert_eq!(due.rule, "provider_no_show");
    let sql = "select at_fault::bigint from booking.provider_stats where $1::uuid is not null";
    assert_eq!(stage.count(sql, id).await, 1);
}

#[tokio::test]
async fn a_journey_that_gets_nowhere_is_free_for_the_customer_and_the_providers_fault() {
    let stage = Stage::new().await;
    let away = |lat| LatLng::parse(lat, 31.25).unwrap();
    let id = stage.confirmed(Order { starts_in: 60, ..stage.order() }).await;
    stage.advance_minutes(6);
    stage.tracking.put(stage.provider_id(), away(30.05), stage.now());
    stage.act(id, "en-route", stage.provider).await.expect(200);
    // A moment later it has hardly left: not the whole call-out fee yet.
    stage.advance_minutes(1);
    stage.tracking.put(stage.provider_id(), away(30.049), stage.now());
    let preview = stage.preview(id, stage.customer).await;
    assert_eq!(
        (&preview["rule"], &preview["fee"]["amount"]),
        (&json!("hardly_left"), &json!(6_000))
    );
    // On its way as it should be.
    stage.advance_minutes(10);
    stage.tracking.put(stage.provider_id(), away(30.00), stage.now());
    assert_eq!(stage.preview(id, stage.customer).await["rule"], "after_departure");
    // It has turned around.
    stage.advance_minutes(5);
    stage.tracking.put(stage.provider_id(), away(30.06), stage.now());
    let preview = stage.preview(id, stage.customer).await;
    assert_eq!(
        (&preview["rule"], &preview["fee"]["amount"]),
        (&json!("journey_stalled"), &json!(0))
    );
    // Without tracking nobody knows better than what the provider said.
    stage.tracking.set_away(true);
    assert_eq!(stage.preview(id, stage.customer).await["rule"], "after_departure");
    stage.tracking.set_away(false);
    // Its positions stop: nobody's fault, and free.
    stage.advance_minutes(12);
    assert_eq!(stage.preview(id, stage.customer).await["rule"], "journey_silent");
    let body = json!({"acceptedFee": {"amount": 0, "currency": "EGP"}});
    stage.post(id, "cancel", stage.customer, body).await.expect(200);
    let told = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((told.rule.as_str(), told.verdict), ("journey_silent", Verdict::NoFault));
    let sql = "select at_fault::bigint from booking.provider_stats where $1::uuid is not null";
    assert_eq!(stage.count(sql, id).await, 0);
}

#[tokio::test]
async fn what_tracking_reports_of_the_way_counts_until_it_is_over() {
    let stage = Stage::new().await;
    let id = stage.confirmed(Order { starts_in: 60, ..stage.order() }).await;
    stage.advance_minutes(6);
    stage.act(id, "en-route", stage.provider).await.expect(200);
    let journey = || JourneyFacts {
        booking_id: id,
        customer_id: stage.customer.user_id,
        provider_id: stage.provider_id(),
        at: stage.now(),
        distance_m: None,
    };
    let rule = async || stage.preview(id, stage.customer).await["rule"].clone();
    stage.app.publish(&JourneyDark { journey: journey() }).await;
    stage.advance_minutes(10);
    assert_eq!(rule().await, "journey_silent");
    let because = JourneyCleared::Seen;
    stage.app.publish(&JourneySeen { journey: journey(), because }).await;
    assert_eq!(rule().await, "after_departure");
    stage.app.publish(&JourneyStalled { journey: journey() }).await;
    assert_eq!(rule().await, "after_departure", "a moment is nothing");
    stage.advance_minutes(10);
    assert_eq!(rule().await, "journey_stalled");
    stage.app.publish(&JourneyDark { journey: journey() }).await;
    assert_eq!(rule().await, "journey_stalled", "silence does not cover it up");
    stage.app.publish(&JourneyResumed { journey: journey(), because }).await;
    assert_eq!(rule().await, "after_departure");
}

#[tokio::test]
async fn a_provider_that_waited_at_the_door_does_not_drop_out_by_leaving() {
    let stage = Stage::new().await;
    let id = stage.at_the_door(stage.order()).await;
    stage.advance_minutes(45);
    let preview = stage.preview(id, stage.provider).await;
    assert_eq!(
        (&preview["rule"], &preview["effect"]),
        (&json!("customer_no_show"), &json!("cancels"))
    );
    stage.act(id, "cancel", stage.provider).await.expect(200);
    let told = &stage.app.told::<BookingCancelled>().await[0];
    assert_eq!((told.reason, told.fee), (CancelReason::NoShowCustomer, Money::egp(100)));
}

#[tokio::test]
async fn staff_cancels_and_releases_with_a_reason_that_is_audited() {
    let stage = Stage::new().await;
    let started = stage.started(stage.order()).await;
    stage.staff(started, "cancel").await.expect(200);
    assert_eq!(stage.stands(started).await.0, "cancelled");
    stage.staff(started, "cancel").await.expect(409);

    let id = stage.confirmed(stage.order()).await;
    let path = format!("/api/v1/admin/bookings/{id}/release");
    let body = json!({"reason": "لا يرد", "providerAtFault": true});
    stage.app.post(&path, stage.operator, body).await.expect(200);
    assert_eq!(stage.stands(id).await.1, "searching");
    let told = &stage.app.told::<BookingReleased>().await[0];
    assert_eq!(told.verdict, Verdict::ProviderAtFault);

    let id = stage.confirmed(Order { starts_in: 60 * 9, ..stage.order() }).await;
    stage.advance_minutes(60 * 6);
    stage.act(id, "en-route", stage.provider).await.expect(200);
    stage.staff(id, "arrive-override").await.expect(200);
    assert_eq!(stage.seen(id, stage.customer).await["times"]["arrivedBy"], "operator");

    let acted = stage.app.told::<OperatorActed>().await;
    let actions: Vec<_> = acted.iter().map(|a| a.action.as_str()).collect();
    assert_eq!(actions, ["booking.cancel", "booking.release", "booking.arrive_override"]);
    assert!(acted.iter().all(|a| a.operator_id == stage.operator.user_id && a.reason.is_some()));
    let empty = stage.app.post(&path, stage.operator, json!({"reason": " "})).await.expect(422);
    assert_eq!(empty.wrong_fields(), ["reason"]);
}
