//! Who may be asked, with real data.

use super::world::{Town, at, customer, id_of, north, operator, provider, service};
use contracts::payments::{DebtState, ProviderBalanceChanged};
use contracts::providers::{HoursException, ProviderChanged, ServiceArea, VerificationStatus};
use contracts::ratings::ReputationChanged;
use kernel::ids::BookingId;
use kernel::{Instant, Money, Role};
use serde_json::json;

/// A square of about two kilometres around a latitude, as GeoJSON.
fn square(lat: f64) -> ServiceArea {
    let ring = vec![
        [31.24, lat - 0.01],
        [31.26, lat - 0.01],
        [31.26, lat + 0.01],
        [31.24, lat + 0.01],
        [31.24, lat - 0.01],
    ];
    ServiceArea::Polygon { ring }
}

/// What becomes of one plumber, changed in one way, when a visit is ordered.
async fn fate(
    town: &Town,
    n: u128,
    starts_at: Option<Instant>,
    change: impl FnOnce(&mut ProviderChanged),
) -> (BookingId, Option<String>) {
    let mut plumber = town.plumber(provider(n), 1_000.0);
    change(&mut plumber);
    town.app.publish(&plumber).await;
    let id = town.searched(customer(n), starts_at).await;
    let (fate, gate) = town.outcome(id, 1, provider(n)).await;
    assert_eq!(fate == "gated", gate.is_some());
    (id, gate)
}

#[tokio::test]
async fn each_flaw_keeps_a_technician_out_of_planned_work_by_its_gate() {
    let town = Town::new().await;
    let noon = Some(at("2026-11-23T10:00:00Z"));
    let day = |text: &str| Some(text.parse().unwrap());
    let off = |from: &str, to: &str, works| HoursException {
        starts_at: at(from),
        ends_at: at(to),
        works,
    };
    type Change = Box<dyn FnOnce(&mut ProviderChanged)>;
    let cases: Vec<(Option<&str>, Change)> = vec![
        (None, Box::new(|_| {})),
        (Some("not_verified"), Box::new(|p| p.verification = VerificationStatus::UnderReview)),
        (Some("not_active"), Box::new(|p| p.is_active = false)),
        (Some("documents_expired"), Box::new(|p| p.documents_valid = false)),
        (Some("documents_expired"), Box::new(move |p| p.documents_valid_until = day("2026-11-22"))),
        (None, Box::new(move |p| p.documents_valid_until = day("2026-11-23"))),
        (
            Some("service_not_offered"),
            Box::new(|p| p.services[0].service_id = uuid::Uuid::from_u128(0x99).into()),
        ),
        (
            // Mondays until noon only.
            Some("outside_hours"),
            Box::new(|p| {
                p.weekly_hours.retain(|h| h.weekday == 1);
                p.weekly_hours[0].to_minute = 12 * 60;
            }),
        ),
        (
            // Extra hours for exactly this visit.
            None,
            Box::new(move |p| {
                p.weekly_hours.clear();
                p.exceptions = vec![off("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z", true)];
            }),
        ),
        (
            Some("outside_hours"),
            Box::new(move |p| {
                p.exceptions = vec![off("2026-11-23T10:59:00Z", "2026-11-23T12:00:00Z", false)];
            }),
        ),
        (Some("short_notice"), Box::new(|p| p.notice_minutes = 24 * 60 + 1)),
        (None, Box::new(|p| p.notice_minutes = 23 * 60)),
        (Some("outside_area"), Box::new(|p| p.areas = vec![square(29.90)])),
        (None, Box::new(|p| p.areas = vec![square(29.90), square(29.96)])),
        (
            Some("outside_area"),
            Box::new(|p| {
                p.areas = vec![ServiceArea::Radius { center: north(1_000.0), radius_m: 900 }];
            }),
        ),
        (Some("outside_area"), Box::new(|p| p.areas.clear())),
        // Known to tracking, but it never said where it starts from.
        (None, Box::new(|p| p.home = Some(north(2_000.0)))),
    ];
    for (n, (gate, change)) in (1..).zip(cases) {
        town.advance_s(61);
        let (_, found) = fate(&town, n, noon, change).await;
        assert_eq!(found.as_deref(), gate, "case {n}");
        // Out of the way of the next case.
        let mut gone = town.plumber(provider(n), 100_000.0);
        gone.services.clear();
        town.app.publish(&gone).await;
    }
}

#[tokio::test]
async fn who_has_no_home_is_not_found_for_planned_work_and_has_no_place_when_near() {
    let town = Town::new().await;
    let (_, gate) = fate(&town, 1, Some(at("2026-11-23T10:00:00Z")), |p| p.home = None).await;
    assert_eq!(gate.as_deref(), Some("no_place"));
}

#[tokio::test]
async fn work_now_needs_the_switch_and_a_fresh_position() {
    let town = Town::new().await;
    let (_, gate) = fate(&town, 1, None, |p| p.is_online = false).await;
    assert_eq!(gate.as_deref(), Some("offline"));
    let mut plumber = town.plumber(provider(2), 1_000.0);
    plumber.is_online = true;
    town.app.publish(&plumber).await;
    let old = town.now() - chrono::TimeDelta::seconds(300);
    town.tracking.put(id_of(provider(2)), north(1_000.0), old);
    let id = town.searched(customer(2), None).await;
    assert_eq!(town.outcome(id, 1, provider(2)).await.1.as_deref(), Some("no_recent_fix"));
    town.tracking.fixes.lock().unwrap().clear();
    let id = town.searched(customer(3), None).await;
    assert_eq!(town.outcome(id, 1, provider(2)).await.1.as_deref(), Some("no_recent_fix"));
    // Work now does not ask for notice.
    let (_, gate) = fate(&town, 4, None, |p| p.notice_minutes = 600).await;
    assert_eq!(gate, None);
}

#[tokio::test]
async fn the_certificate_is_asked_for_where_the_service_needs_it() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let mut certified = town.plumber(provider(2), 2_000.0);
    certified.services[0].is_certified = true;
    town.app.publish(&certified).await;
    let mut quote = town.quote(Some(customer(1)), None);
    quote.service.needs_certificate = true;
    let quote = town.keep(quote);
    let answer = town.order(customer(1), town.body(customer(1), quote.id)).await.expect(201);
    town.app.settle().await;
    let id = answer.json["id"].as_str().unwrap().parse().unwrap();
    let gate = town.outcome(id, 1, provider(1)).await.1;
    assert_eq!(gate.as_deref(), Some("certificate_missing"));
    town.offer(provider(2)).await;
}

#[tokio::test]
async fn taken_time_and_a_full_day_keep_out() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let mut limited = town.plumber(provider(2), 2_000.0);
    limited.daily_limit = 1;
    town.app.publish(&limited).await;
    for n in 1..=2 {
        let id = town.searched(customer(n), Some(at("2026-11-23T10:00:00Z"))).await;
        let path = format!("/api/v1/bookings/{id}/accept");
        town.app.post(&path, provider(n), json!({})).await.expect(200);
    }
    // Overlapping by the buffer only.
    let id = town.searched(customer(3), Some(at("2026-11-23T11:14:00Z"))).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("not_free"));
    assert_eq!(town.outcome(id, 1, provider(2)).await.1.as_deref(), Some("daily_limit"));
    // Free by the clock, but 18 km away from the visit before.
    let far = super::world::north(18_000.0);
    let mut quote = town.quote(Some(customer(5)), Some(at("2026-11-23T11:15:00Z")));
    quote.pin = far;
    let quote = town.keep(quote);
    let body = json!({"quoteId": quote.id, "addressId": town.address(customer(5), far)});
    let answer = town.order(customer(5), body).await.expect(201);
    town.app.settle().await;
    let id = answer.json["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("not_free"));
    // Another day is another day.
    let id = town.searched(customer(4), Some(at("2026-11-24T10:00:00Z"))).await;
    assert_ne!(town.outcome(id, 1, provider(2)).await.0, "gated");
}

#[tokio::test]
async fn blocks_debts_and_ones_own_booking_keep_out() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_100.0, 1_200.0, 1_300.0, 1_400.0]).await;
    for (blocker, blocked) in [(customer(1), provider(1)), (provider(2), customer(1))] {
        sqlx::query("insert into booking.blocks values ($1, $2, now())")
            .bind(blocker.user_id.uuid())
            .bind(blocked.user_id.uuid())
            .execute(town.db.pool())
            .await
            .unwrap();
    }
    for (n, debt) in [(3, DebtState::Hard), (4, DebtState::Soft)] {
        let balance = Money::egp(-500);
        let event = ProviderBalanceChanged { provider_id: id_of(provider(n)), balance, debt };
        town.app.publish(&event).await;
    }
    let id = town.searched(customer(1), None).await;
    let gate = async |n| town.outcome(id, 1, provider(n)).await.1;
    assert_eq!(gate(1).await.as_deref(), Some("blocked_by_customer"));
    assert_eq!(gate(2).await.as_deref(), Some("blocks_customer"));
    assert_eq!(gate(3).await.as_deref(), Some("debt_limit"));
    assert_eq!(gate(4).await, None);
    // A technician that needs one itself, ordered from its account as a customer.
    let own = testkit::actor(provider(5).user_id.uuid(), Role::Customer);
    let id = town.searched(own, None).await;
    assert_eq!(town.outcome(id, 1, provider(5)).await.1.as_deref(), Some("own_booking"));
}

#[tokio::test]
async fn ratings_decide_between_equals_and_are_kept_up_to_date() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 1_000.0]).await;
    for (n, mean) in [(1, 3_200), (2, 4_900)] {
        let event = ReputationChanged {
            user_id: provider(n).user_id,
            role: Role::ServiceProvider,
            mean_milli: mean,
            low_milli: mean - 100,
            high_milli: (mean + 100).min(5_000),
            count: 80,
        };
        town.app.publish(&event).await;
    }
    town.searched(customer(1), None).await;
    town.offer(provider(2)).await;
}

#[tokio::test]
async fn the_wanted_technician_is_asked_first_whatever_it_costs() {
    let town = Town::new().await;
    town.plumbers(&[500.0, 15_000.0]).await;
    let mut quote = town.quote(Some(customer(1)), None);
    quote.provider_id = Some(id_of(provider(2)));
    let quote = town.keep(quote);
    town.order(customer(1), town.body(customer(1), quote.id)).await.expect(201);
    town.app.settle().await;
    town.offer(provider(2)).await;
}

#[tokio::test]
async fn on_the_night_the_clocks_go_forward_hours_are_what_the_wall_says() {
    let town = Town::new().await;
    town.clock.set(at("2027-04-28T10:00:00Z"));
    // Thursday evening until midnight and Friday from one: on 30 April 2027 the hour between
    // does not exist, so that a visit from 23:30 to 01:30 lasts one hour.
    let night = |town: &Town, n: u128, friday: bool| {
        let mut plumber = town.plumber(provider(n), 1_000.0);
        let interval = |weekday, from_minute, to_minute| contracts::providers::WeeklyInterval {
            weekday,
            from_minute,
            to_minute,
        };
        plumber.weekly_hours = vec![interval(4, 20 * 60, 24 * 60)];
        if friday {
            plumber.weekly_hours.push(interval(5, 60, 4 * 60));
        }
        plumber
    };
    town.app.publish(&night(&town, 1, true)).await;
    town.app.publish(&night(&town, 2, false)).await;
    let id = town.searched(customer(1), Some(at("2027-04-29T21:30:00Z"))).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1, None);
    assert_eq!(town.outcome(id, 1, provider(2)).await.1.as_deref(), Some("outside_hours"));
    // Half past midnight does not exist: 22:00Z is already one o'clock.
    let id = town.searched(customer(2), Some(at("2027-04-29T22:00:00Z"))).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1, None);
    // A week earlier the gap between midnight and one is real.
    town.clock.set(at("2027-04-21T10:00:00Z"));
    let id = town.searched(customer(3), Some(at("2027-04-22T21:30:00Z"))).await;
    assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("outside_hours"));
}

#[tokio::test]
async fn staff_sees_why_in_both_languages() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0, 9_000.0]).await;
    let mut offline = town.plumber(provider(2), 2_000.0);
    offline.is_online = false;
    town.app.publish(&offline).await;
    let id = town.searched(customer(1), None).await;
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    let path = format!("/api/v1/admin/bookings/{id}/matching");
    let why = town.app.get(&path, operator()).await.expect(200).json;
    let search = &why["searches"][0];
    assert_eq!((&search["state"], &search["mode"]), (&json!("found"), &json!("instant")));
    let round = &search["rounds"][0];
    assert_eq!((&round["replays"], &round["radiusM"]), (&json!(true), &json!(3_000)));
    let outcomes = round["outcomes"].as_array().unwrap();
    let told: Vec<_> = outcomes.iter().map(|o| o["fate"].as_str().unwrap()).collect();
    assert_eq!(told, ["offered", "gated", "out_of_radius"]);
    assert_eq!(outcomes[0]["rank"], 1);
    assert!(outcomes[0]["terms"]["travel"].as_i64().unwrap() > 0);
    assert_eq!(outcomes[1]["gate"], "offline");
    for outcome in outcomes {
        assert!(!outcome["note"]["ar"].as_str().unwrap().is_empty());
        assert!(!outcome["note"]["en"].as_str().unwrap().is_empty());
    }
    assert_eq!(why["offers"][0]["status"], "accepted");
    let unknown = format!("/api/v1/admin/bookings/{}/matching", service());
    town.app.get(&unknown, operator()).await.expect(404);
    town.app.get(&path, customer(1)).await.expect(403);
}

#[tokio::test]
async fn time_that_is_held_counts_before_and_after_as_it_does_when_accepting() {
    let town = Town::new().await;
    town.plumbers(&[1_000.0, 2_000.0]).await;
    let minutes = chrono::TimeDelta::minutes;
    // Held for somebody 19 km away until shortly before the visit, or from shortly after it.
    for (n, start, held_in) in
        [(1, at("2026-11-23T11:00:00Z"), -80), (2, at("2026-11-24T11:00:00Z"), 80)]
    {
        town.busy(provider(1), start + minutes(held_in), 19_000.0).await;
        let id = town.searched(customer(n), Some(start)).await;
        assert_eq!(town.outcome(id, 1, provider(1)).await.1.as_deref(), Some("not_free"));
        assert_eq!(town.outcome(id, 1, provider(2)).await.1, None);
    }
}
