//! Bookings of the last days, lived through by the same public API that everybody uses, with a
//! clock held in the past: quotes, offers, start codes, receipts and ratings are all real.

use super::people::{Customer, People};
use crate::cli::progress;
use crate::platform::{Driver, Engines, Platform};
use crate::visit;
use anyhow::Context;
use chrono::{NaiveTime, TimeDelta};
use contracts::catalog::Pricing;
use kernel::world::{Clock, ManualClock, SystemClock};
use kernel::{Instant, Role, cairo};
use providers::demo::DemoProvider;
use uuid::Uuid;

/// What was ordered, how it was paid and what was said of it: one visit each.
const VISITS: [(&str, &str, u8, &str); 10] = [
    ("plumbing.drain_unblock", "cash", 5, "جه في ميعاده وخلّص بسرعة، شغل نضيف"),
    ("electrical.socket", "cash", 5, "محترم جدًا وشرح لي المشكلة"),
    ("ac.split_clean", "wallet", 4, "تمام، بس اتأخر ربع ساعة"),
    ("plumbing.mixer_replace", "cash", 5, "ممتاز"),
    ("appliances.washer", "cash", 4, "صلّح الغسالة وفهّمني العطل"),
    ("electrical.chandelier", "wallet", 5, "Very professional and tidy"),
    ("ac.split_clean", "cash", 3, "الشغل كويس لكن السعر غالي شوية"),
    ("plumbing.tap_repair", "cash", 5, "ربنا يبارك له"),
    ("cleaning.flat_basic", "cash", 5, "الشقة بقت زي الفل"),
    ("electrical.outage", "cash", 4, "عرف العطل بسرعة"),
];

/// How many visits were lived already: all of them, or fewer when the first start was cut off.
pub async fn lived(engines: &Engines) -> anyhow::Result<usize> {
    let bookings: i64 = sqlx::query_scalar("select count(*) from booking.bookings")
        .fetch_one(engines.owner.pool())
        .await?;
    Ok(usize::try_from(bookings).unwrap_or_default())
}

/// Whether there is nothing left to live through.
pub fn is_over(lived: usize) -> bool {
    lived >= VISITS.len()
}

/// Lives through the visits, one a day, up to yesterday.
pub async fn live(
    platform: Platform,
    clock: &ManualClock,
    people: &People,
    all: &[DemoProvider],
    lived: usize,
) -> anyhow::Result<()> {
    let driver = platform.into_driver();
    driver.maintain().await?;
    driver.settle().await?;
    let today = SystemClock.now();
    for (n, visit) in VISITS.iter().enumerate().skip(lived) {
        let days_ago = i64::try_from(VISITS.len() - n)?;
        clock.set(noon(today - TimeDelta::days(days_ago)));
        driver.maintain().await?;
        let customer = &people.customers[n % people.customers.len()];
        let lived = one(&driver, clock, customer, *visit, all).await;
        lived.with_context(|| format!("the demo's visit {} can't be lived", visit.0))?;
    }
    clock.set(today);
    driver.settle().await?;
    progress("The demo world has a past: ten visits with their receipts and ratings.");
    Ok(())
}

/// Noon of that day in Cairo: three hours later everybody works, also on a Friday.
fn noon(day: Instant) -> Instant {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    cairo::resolve(cairo::local_date(day), noon)
}

async fn one(
    driver: &Driver,
    clock: &ManualClock,
    customer: &Customer,
    (code, method, stars, comment): (&str, &str, u8, &str),
    all: &[DemoProvider],
) -> anyhow::Result<()> {
    let service = all
        .iter()
        .flat_map(|p| &p.services)
        .map(|s| &s.service.service)
        .find(|s| s.code == code)
        .with_context(|| format!("no provider offers {code}"))?;
    let she = driver.person(customer.id, Role::Customer);
    let starts_at = clock.now() + TimeDelta::hours(3);
    let starts = starts_at.to_rfc3339();
    let quote = visit::quote(&she, &service.id.to_string(), &customer.home, Some(starts)).await?;
    let booking = visit::book(&she, &quote, &customer.home, method).await?;
    let booking = visit::text(&booking, "/id")?.to_string();
    driver.settle().await?;
    let (offer, provider) = driver.open_offer(booking.parse()?).await?;
    let he = driver.person(provider, Role::ServiceProvider);
    he_accepts(driver, &he, offer).await?;
    clock.set(starts_at - TimeDelta::minutes(20));
    visit::step(&he, &booking, "en-route").await?;
    driver.settle().await?;
    clock.advance(TimeDelta::minutes(19));
    let home = &customer.home;
    visit::be_at(&he, home.lat + 0.0002, home.lng, clock.now().to_rfc3339()).await?;
    visit::step(&he, &booking, "arrive").await?;
    visit::start(&she, &he, &booking).await?;
    clock.advance(TimeDelta::minutes(25));
    if service.pricing == Pricing::InspectionFirst {
        let lines = [("labour", "إصلاح العطل", 350)];
        let estimate = visit::estimate(&he, &booking, &lines).await?;
        let id = visit::text(&estimate, "/id")?;
        visit::step(&she, &booking, &format!("estimates/{id}/approve")).await?;
        clock.advance(TimeDelta::minutes(40));
    }
    visit::step(&he, &booking, "complete").await?;
    driver.settle().await?;
    clock.advance(TimeDelta::hours(1));
    visit::rate(&she, &he, &booking, stars, comment).await?;
    driver.settle().await
}

async fn he_accepts(driver: &Driver, he: &impl visit::Caller, offer: Uuid) -> anyhow::Result<()> {
    he.post(&format!("/api/v1/offers/{offer}/accept"), serde_json::json!({})).await?;
    driver.settle().await
}
