//! `GET /slots`.

use super::world::{MONDAY, monday, times};
use crate::ordering::world::{Town, customer, operator, provider};
use chrono::{NaiveDate, TimeDelta};
use contracts::catalog::{PriceStep, SurgeHint};
use contracts::providers::HoursException;
use kernel::{BasisPoints, Money, Role};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn anybody_sees_the_times_that_somebody_can_keep_and_never_who() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 1_000.0, (9 * 60, 12 * 60)).await;
    assert_eq!(town.monday_slots(None).await, ["09:00", "09:30", "10:00", "10:30", "11:00"]);
    let answer = town.slots(None, &format!("from={MONDAY}&days=2")).await.expect(200);
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!text.contains(&provider(1).user_id.to_string()));
    let days = answer.json["days"].as_array().unwrap();
    assert_eq!((days.len(), days[1]["date"].as_str()), (2, Some("2026-11-24")));
    let first = &days[0]["slots"][0];
    assert_eq!(first["startsAt"], "2026-11-23T07:00:00Z");
    assert_eq!((&first["technicians"], &first["surgeBasisPoints"]), (&json!("one"), &json!(null)));
    assert_eq!(
        (&answer.json["durationMinutes"], &answer.json["holdMinutes"]),
        (&json!(60), &json!(10))
    );
    // A second one makes it a few, and only his own times are those of one.
    town.plumber_of(provider(2), 2_000.0, (10 * 60, 13 * 60)).await;
    let answer = town.slots(None, &format!("from={MONDAY}&days=1")).await.expect(200).json;
    let choice: Vec<_> = answer["days"][0]["slots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["technicians"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(choice, ["one", "one", "few", "few", "few", "one", "one"]);
    let only = format!("from={MONDAY}&days=1&providerId={}", provider(2).user_id);
    let his = town.slots(None, &only).await.expect(200).json;
    assert_eq!(times(&his["days"][0]).len(), 5);
    let nobody = format!("from={MONDAY}&days=1&providerId={}", provider(9).user_id);
    assert!(times(&town.slots(None, &nobody).await.expect(200).json["days"][0]).is_empty());
}

#[tokio::test]
async fn who_may_not_do_the_work_offers_no_time() {
    let town = Town::with_terms().await;
    let good = || town.plumber(provider(1), 1_000.0);
    let mut bad = vec![];
    for change in 0..6 {
        let mut plumber = good();
        match change {
            0 => plumber.is_active = false,
            1 => plumber.documents_valid = false,
            2 => plumber.services[0].service_id = Uuid::from_u128(7).into(),
            3 => plumber.areas.clear(),
            4 => plumber.documents_valid_until = Some("2026-11-22".parse().unwrap()),
            _ => plumber.home = None,
        }
        bad.push(plumber);
    }
    for plumber in bad {
        town.app.publish(&plumber).await;
        assert!(town.monday_slots(None).await.is_empty(), "{plumber:?}");
    }
    town.app.publish(&good()).await;
    assert_eq!(town.monday_slots(None).await.len(), 28);
    // Blocked either way, and being the one who asks.
    for (n, sql) in [
        (1, "insert into booking.blocks values ($1, $2, now())"),
        (2, "insert into booking.blocks values ($2, $1, now())"),
    ] {
        sqlx::query(sql)
            .bind(customer(n).user_id.uuid())
            .bind(provider(1).user_id.uuid())
            .execute(town.db.pool())
            .await
            .unwrap();
        assert!(town.monday_slots(Some(customer(n))).await.is_empty());
    }
    let himself = testkit::actor(provider(1).user_id.uuid(), Role::Customer);
    assert!(town.monday_slots(Some(himself)).await.is_empty());
    assert_eq!(town.monday_slots(Some(customer(3))).await.len(), 28);
}

#[tokio::test]
async fn other_visits_the_way_between_them_and_offers_take_time() {
    let town = Town::with_terms().await;
    town.plumber_of(provider(1), 1_000.0, (9 * 60, 18 * 60)).await;
    // Offered: nobody else is promised that time meanwhile.
    let id = town.searched(customer(1), Some(monday(3))).await;
    let free = ["09:00", "09:30", "10:00", "10:30", "13:30", "14:00"];
    assert_eq!(town.monday_slots(None).await[..6], free);
    let offer = town.offer(provider(1)).await;
    town.accept(provider(1), offer).await.expect(200);
    assert_eq!(town.monday_slots(None).await[..6], free);
    // Ten kilometres away it takes 27 minutes off-peak: 10:30 would end too late for that.
    for sql in [
        "update booking.bookings set pin = ST_SetSRID(ST_MakePoint(31.25, 30.05), 4326)::geography where id = $1",
        "update booking.reservations set lat = 30.05, lng = 31.25 where booking_id = $1",
    ] {
        sqlx::query(sql).bind(id.uuid()).execute(town.db.pool()).await.unwrap();
    }
    assert_eq!(town.monday_slots(None).await[..5], ["09:00", "09:30", "10:00", "10:30", "13:30"]);
    town.app
        .post(&format!("/api/v1/bookings/{id}/cancel"), customer(1), json!({}))
        .await
        .expect(200);
    assert_eq!(town.monday_slots(None).await.len(), 17);
}

#[tokio::test]
async fn days_off_holidays_and_limits_count_from_the_moment_they_are_set() {
    let town = Town::with_terms().await;
    let mut plumber = town.plumber(provider(1), 1_000.0);
    plumber.daily_limit = 1;
    plumber.exceptions =
        vec![HoursException { starts_at: monday(0), ends_at: monday(8), works: false }];
    town.app.publish(&plumber).await;
    assert_eq!(town.monday_slots(None).await[..3], ["08:00", "17:00", "17:30"]);
    let path = format!("/api/v1/admin/holidays/{MONDAY}");
    let holiday = json!({"nameAr": "عيد", "nameEn": "A feast", "closes": true,
        "reason": "أعلنه مجلس الوزراء"});
    town.app.put(&path, customer(1), holiday.clone()).await.expect(403);
    town.app
        .put(
            &path,
            operator(),
            json!({"nameAr": "", "nameEn": " ", "closes": true,
            "reason": ""}),
        )
        .await
        .expect(422);
    town.app.put(&path, operator(), holiday).await.expect(204);
    let day = town.slots(None, &format!("from={MONDAY}&days=1")).await.expect(200).json;
    assert_eq!(
        (times(&day["days"][0]).len(), &day["days"][0]["holiday"]["en"]),
        (0, &json!("A feast"))
    );
    let listed = town.app.get("/api/v1/admin/holidays", operator()).await.expect(200).json;
    assert_eq!((&listed[0]["day"], &listed[0]["confirmed"]), (&json!(MONDAY), &json!(true)));
    let off = format!("{path}?reason=moved");
    town.app.delete(&off, operator()).await.expect(204);
    town.app.delete(&off, operator()).await.expect(404);
    let said = town.app.get(&format!("{path}/history"), operator()).await.expect(200).json;
    assert_eq!((&said[0]["removed"], &said[0]["reason"]), (&json!(true), &json!("moved")));
    assert_eq!((&said[1]["removed"], &said[1]["version"]), (&json!(false), &json!(1)));
    assert_eq!(said.as_array().unwrap().len(), 2);
    assert_eq!(town.monday_slots(None).await.len(), 11);
    // One visit a day is his limit.
    town.searched(customer(1), Some(monday(9))).await;
    assert!(town.monday_slots(None).await.is_empty());
}

#[tokio::test]
async fn demand_is_told_where_it_is_felt_and_wrong_questions_are_refused() {
    let town = Town::with_terms().await;
    town.plumbers(&[500.0; 6]).await;
    let surge =
        SurgeHint { share: BasisPoints::percent(20), until: town.now() + TimeDelta::hours(3) };
    town.catalog.terms.lock().unwrap().as_mut().unwrap().surge = Some(surge);
    // It is noon, and everybody wants to know an hour before.
    let today = town.slots(None, "days=1").await.expect(200).json;
    let slots = today["days"][0]["slots"].as_array().unwrap();
    assert_eq!(
        (&slots[0]["localTime"], &slots[0]["technicians"]),
        (&json!("13:00"), &json!("many"))
    );
    for slot in slots {
        let felt = slot["localTime"].as_str().unwrap() <= "15:00";
        assert_eq!(slot["surgeBasisPoints"] == 2_000, felt, "{slot}");
        assert!(slot.get("price").is_none(), "a catalog of before tells none");
    }
    let step = |until, pounds, percent| PriceStep {
        until,
        total: Money::egp(pounds),
        surge: BasisPoints::percent(percent),
    };
    let two = vec![step(Some(town.now() + TimeDelta::hours(2)), 720, 20), step(None, 600, 0)];
    town.catalog.terms.lock().unwrap().as_mut().unwrap().prices = two;
    let priced = town.slots(None, "days=1").await.expect(200).json;
    for slot in priced["days"][0]["slots"].as_array().unwrap() {
        let felt = slot["localTime"].as_str().unwrap() <= "14:00";
        let (surge, price) = if felt { (json!(2_000), 72_000) } else { (json!(null), 60_000) };
        assert_eq!((&slot["surgeBasisPoints"], &slot["price"]["amount"]), (&surge, &json!(price)));
    }
    let wrong = town.slots(None, "days=15").await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["days"]);
    let path = format!("/api/v1/slots?serviceId={}&lat=91&lng=0", Uuid::from_u128(1));
    assert_eq!(town.app.get(&path, None).await.expect(422).wrong_fields(), ["lat"]);
    *town.catalog.terms.lock().unwrap() = None;
    town.slots(None, "days=1").await.expect(503);
}

/// Random small towns: whatever is offered can be held, and whatever is not, can't.
#[tokio::test]
async fn every_offered_time_can_be_held_and_no_other() {
    let town = Town::with_terms().await;
    let mut runner = TestRunner::deterministic();
    let plumber = (0u32..8_000, 480u16..900, 90u16..500, 0u32..3);
    let visit = (0usize..3, 0i64..26, -8_000i32..8_000);
    let worlds = (prop::collection::vec(plumber, 1..4), prop::collection::vec(visit, 0..7));
    for round in 0..6 {
        let (plumbers, visits) = worlds.new_tree(&mut runner).unwrap().current();
        for n in 1..=3 {
            let Some((metres, from, length, limit)) = plumbers.get(n - 1) else {
                let mut gone = town.plumber(provider(n as u128), 0.0);
                gone.is_active = false;
                town.app.publish(&gone).await;
                continue;
            };
            let mut plumber = town.plumber(provider(n as u128), f64::from(*metres));
            for day in &mut plumber.weekly_hours {
                (day.from_minute, day.to_minute) = (*from, (from + length).min(1440));
            }
            plumber.daily_limit = *limit;
            town.app.publish(&plumber).await;
        }
        sqlx::query("delete from booking.reservations").execute(town.db.pool()).await.unwrap();
        for (n, half_hours, north_m) in visits {
            let starts_at = monday(-1) + TimeDelta::minutes(30 * half_hours);
            town.busy(provider(n as u128 + 1), starts_at, f64::from(north_m)).await;
        }
        let offered = town.monday_slots(None).await;
        let who = customer(100 + round);
        for half_hour in 0..28 {
            let starts_at = monday(-1) + TimeDelta::minutes(30 * half_hour);
            let local = kernel::cairo::local_time(starts_at).format("%H:%M").to_string();
            let expected = if offered.contains(&local) { 201 } else { 409 };
            town.hold_unlimited(who, starts_at, expected).await;
        }
    }
}

#[tokio::test]
async fn the_countrys_holidays_are_there_from_the_start_and_feasts_close() {
    let town = Town::with_terms().await;
    let rows: Vec<(NaiveDate, String, String, bool, bool)> = sqlx::query_as(
        "select day, name_ar, name_en, closes, confirmed from booking.holidays order by day",
    )
    .fetch_all(town.db.pool())
    .await
    .unwrap();
    let file = include_str!("../../../../../data/holidays.csv");
    let told: Vec<String> = rows
        .iter()
        .map(|(day, ar, en, closes, confirmed)| {
            format!("{day},{ar},{en},{},{}", u8::from(*closes), u8::from(*confirmed))
        })
        .collect();
    assert_eq!(told, file.lines().skip(1).collect::<Vec<_>>());
    let listed = town.app.get("/api/v1/admin/holidays", operator()).await.expect(200).json;
    let listed = listed.as_array().unwrap();
    let estimates = listed.iter().filter(|holiday| holiday["confirmed"] == false).count();
    assert!(listed.len() > 20 && estimates > 5, "{} and {estimates}", listed.len());
    // A feast is a day off unless somebody says so; on Coptic Christmas people work.
    town.plumbers(&[500.0]).await;
    let ahead = |day: &str| format!("from={day}&days=1");
    town.clock.set("2027-01-04T08:00:00Z".parse().unwrap());
    let christmas = town.slots(None, &ahead("2027-01-07")).await.expect(200).json;
    assert_eq!(christmas["days"][0]["holiday"]["en"], "Coptic Christmas Day");
    assert!(!times(&christmas["days"][0]).is_empty());
    town.clock.set("2027-03-08T08:00:00Z".parse().unwrap());
    let feast = town.slots(None, &ahead("2027-03-10")).await.expect(200).json;
    assert_eq!(feast["days"][0]["holiday"]["en"], "Eid al-Fitr");
    assert!(times(&feast["days"][0]).is_empty());
}
