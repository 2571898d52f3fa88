//! Rules of matching are tried on what was decided, before they take effect.

use crate::ordering::world::{Town, customer, operator, provider};
use chrono::TimeDelta;
use contracts::admin::OperatorActed;
use httpkit::Actor;
use kernel::Role;
use serde_json::{Value, json};
use testkit::Answer;
use uuid::Uuid;

const PATH: &str = "/api/v1/admin/settings/booking.matching/trials";

fn admin() -> Actor {
    testkit::actor(Uuid::from_u128(0xAD), Role::Admin)
}

/// The matching in force with some weights changed.
async fn rules(town: &Town, weights: &[(&str, u32)]) -> Value {
    let path = "/api/v1/admin/settings/booking.matching";
    let mut value = town.app.get(path, admin()).await.expect(200).json["value"].clone();
    for (name, weight) in weights {
        value["weights"][*name] = json!(weight);
    }
    value
}

async fn tried(town: &Town, body: Value) -> Answer {
    town.app.post(PATH, admin(), body).await
}

#[tokio::test]
async fn other_weights_are_tried_on_decided_rounds_and_nothing_is_decided_by_it() {
    let town = Town::new().await;
    // The nearer one had the last offers; the other waits.
    town.plumbers(&[300.0, 2_500.0]).await;
    for n in 1..4 {
        town.searched(customer(n), Some(town.now() + TimeDelta::hours(20 + 3 * n as i64))).await;
    }
    let offers = town.count("select count(*) from booking.offers").await;
    let same = tried(&town, json!({"value": rules(&town, &[]).await})).await.expect(200).json;
    assert_eq!((&same["changed"], &same["unreadable"]), (&json!(0), &json!(0)), "{same}");
    assert!(same["rounds"].as_u64().unwrap() >= 3, "{same}");
    assert_eq!((&same["before"], &same["examples"]), (&same["after"], &json!([])));

    // As if the way were nothing and waiting everything.
    let fair = [("travelMsPerS", 0), ("idleSPerMin", 100_000), ("priceMsPerEgp", 0)];
    let body = json!({"value": rules(&town, &fair).await, "rounds": 100, "reason": "عدالة أكثر"});
    let found = tried(&town, body).await.expect(200).json;
    let of = |side: &str, what: &str| found[side][what].as_u64().unwrap();
    assert!(found["changed"].as_u64().unwrap() > 0, "{found}");
    assert!(of("after", "medianDistanceM") >= of("before", "medianDistanceM"), "{found}");
    let example = &found["examples"][0];
    assert_ne!(example["before"]["providerId"], example["after"]["providerId"]);
    assert!(
        found["before"]["unevennessBp"].is_u64() && found["after"]["meanAcceptanceBp"].is_u64()
    );

    assert_eq!(town.count("select count(*) from booking.offers").await, offers);
    let acted = town.app.told::<OperatorActed>().await;
    let acted: Vec<_> = acted.iter().filter(|a| a.action == "booking.try_matching").collect();
    assert_eq!(acted.len(), 2);
    assert_eq!(acted[1].reason.as_deref(), Some("عدالة أكثر"));
    assert_eq!(acted[1].details["value"]["weights"]["travelMsPerS"], 0);
    let path = "/api/v1/admin/settings/booking.matching";
    assert_eq!(town.app.get(path, admin()).await.expect(200).json["version"], 0);
}

#[tokio::test]
async fn rounds_that_were_decided_together_are_tried_together() {
    let town = Town::configured(json!({"searching": {}})).await;
    town.plumbers(&[-200.0, -1_000.0]).await;
    for n in 1..3 {
        town.ordered(customer(n), None).await;
    }
    town.app.settle().await;
    town.wait_s(2).await;
    assert_eq!(town.count("select count(*) from booking.search_batches").await, 1);
    let same = tried(&town, json!({"value": rules(&town, &[]).await})).await.expect(200).json;
    assert_eq!((&same["rounds"], &same["changed"]), (&json!(2), &json!(0)), "{same}");
}

#[tokio::test]
async fn a_trial_has_a_period_a_size_and_rules_that_make_sense() {
    let town = Town::new().await;
    let value = rules(&town, &[]).await;
    let now = town.now();
    let long = json!({"value": value, "from": now - TimeDelta::days(32), "rounds": 0});
    assert_eq!(tried(&town, long).await.expect(422).wrong_fields(), ["from", "rounds"]);
    let back = json!({"value": value, "from": now, "to": now});
    assert_eq!(tried(&town, back).await.expect(422).wrong_fields(), ["from"]);
    let senseless = rules(&town, &[("uncertaintyPercent", 101)]).await;
    let refused = tried(&town, json!({"value": senseless})).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["value.weights.uncertaintyPercent"]);
    let nothing = tried(&town, json!({"value": value})).await.expect(200).json;
    assert_eq!((&nothing["rounds"], &nothing["before"]["offers"]), (&json!(0), &json!(0)));
    assert_eq!(nothing["before"]["medianDistanceM"], Value::Null);
    for who in [operator(), provider(1), customer(1)] {
        town.app.post(PATH, who, json!({"value": value})).await.expect(403);
    }
    // Somebody else's trial runs.
    let mut other = town.db.pool().begin().await.unwrap();
    sqlx::query("select pg_advisory_xact_lock(hashtext('booking.matching_trial'))")
        .execute(&mut *other)
        .await
        .unwrap();
    let busy = tried(&town, json!({"value": value})).await.expect(409);
    assert_eq!(busy.code(), "booking.trial_running");
}
