//! What tests of times ask.

use crate::ordering::world::{Town, at, north, pin, service, zone};
use chrono::TimeDelta;
use contracts::catalog::SlotTerms;
use httpkit::Actor;
use kernel::cairo::{DayHours, WeeklyHours};
use kernel::{Instant, LatLng, Localized};
use serde_json::{Value, json};
use testkit::Answer;

/// Monday, the day after the tests' present. 07:00 UTC is 09:00 in Cairo.
pub const MONDAY: &str = "2026-11-23";

/// 09:00 in Cairo on Monday, and hours later.
pub fn monday(hours: i64) -> Instant {
    at("2026-11-23T07:00:00Z") + TimeDelta::hours(hours)
}

impl Town {
    /// A town whose catalog tells terms: an hour's work, a zone that is open from 8 to 22.
    pub async fn with_terms() -> Self {
        let town = Self::new().await;
        let service = town.quote(None, None).service;
        let open = (0..7).map(|day| DayHours::parse(day, 480, 1320).unwrap()).collect();
        *town.catalog.terms.lock().unwrap() = Some(SlotTerms {
            service,
            duration_minutes: 60,
            zone_id: zone(),
            zone_name: Localized::new("المعادي", "Maadi"),
            governorate: "EG-C".into(),
            opening_hours: WeeklyHours::parse(open).unwrap(),
            surge: None,
            prices: vec![],
            latest_start: town.now() + TimeDelta::days(60),
        });
        town
    }

    /// The start times of Monday as somebody sees them, `HH:MM`.
    pub async fn monday_slots(&self, who: Option<Actor>) -> Vec<String> {
        let answer = self.slots(who, &format!("from={MONDAY}&days=1")).await.expect(200);
        times(&answer.json["days"][0])
    }

    pub async fn slots(&self, who: Option<Actor>, query: &str) -> Answer {
        let path = format!(
            "/api/v1/slots?serviceId={}&lat={}&lng={}&{query}",
            service(),
            pin().lat(),
            pin().lng(),
        );
        self.app.get(&path, who).await
    }

    pub async fn hold(&self, who: Actor, starts_at: Instant) -> Answer {
        self.hold_at(who, starts_at, pin()).await
    }

    pub async fn hold_at(&self, who: Actor, starts_at: Instant, pin: LatLng) -> Answer {
        let body = json!({"serviceId": service(), "startsAt": starts_at, "pin": pin});
        self.app.post("/api/v1/slots/holds", who, body).await
    }

    /// A plumber of these daily hours in minutes, `metres` north.
    pub async fn plumber_of(&self, who: Actor, metres: f64, hours: (u16, u16)) {
        let mut plumber = self.plumber(who, metres);
        for day in &mut plumber.weekly_hours {
            (day.from_minute, day.to_minute) = hours;
        }
        plumber.home = Some(north(metres));
        self.app.publish(&plumber).await;
    }
}

/// The start times of a day, `HH:MM`.
pub fn times(day: &Value) -> Vec<String> {
    let slots = day["slots"].as_array().unwrap();
    slots.iter().map(|slot| slot["localTime"].as_str().unwrap().to_owned()).collect()
}

impl Town {
    /// An hour of a provider's time is taken, `north_m` north of the pin; nothing happens where
    /// something is taken already.
    pub async fn busy(&self, who: Actor, starts_at: Instant, north_m: f64) {
        let mut tx = self.db.pool().begin().await.unwrap();
        sqlx::query(
            "insert into booking.provider_calendars values ($1, now()) on conflict do nothing",
        )
        .bind(who.user_id.uuid())
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "insert into booking.reservations (id, provider_id, kind, during, expires_at, lat, lng, created_at)
             select gen_random_uuid(), $1, 'hold', tstzrange($2, $3), $3, $4, 31.25, now()
             where not exists (select from booking.reservations
                               where provider_id = $1 and during && tstzrange($2, $3))",
        )
        .bind(who.user_id.uuid())
        .bind(starts_at)
        .bind(starts_at + TimeDelta::minutes(75))
        .bind(north(north_m).lat())
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// Holds a time past the limit of requests, expects that, and gives it back.
    pub async fn hold_unlimited(&self, who: Actor, starts_at: Instant, expected: u16) {
        use booking::commands::slots::{give_back, hold, terms::Ask};
        let ask = Ask {
            customer: Some(who.user_id),
            service: service(),
            quantity: 1,
            pin: pin(),
            provider: None,
        };
        let key = chassis::idempotency::IdempotencyKey {
            account: who.user_id.to_string(),
            route: "test".into(),
            key: None,
            body_hash: [0; 32],
            keyring: None,
        };
        match hold::run(&self.inner, who.user_id, &key, ask, starts_at).await {
            Ok(answer) => {
                assert_eq!(expected, 201, "{starts_at} was held");
                let held: Value = serde_json::from_slice(&answer.body).unwrap();
                let id = held["id"].as_str().unwrap().parse().unwrap();
                give_back::run(&self.inner, who.user_id, id).await.unwrap();
            }
            Err(error) => assert_eq!(expected, 409, "{starts_at} was offered: {error}"),
        }
    }
}
