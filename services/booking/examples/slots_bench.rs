//! How fast `GET /slots` answers: 14 days at an address that some 300 of 10,000 technicians can
//! come to, each with three visits a day, on a real PostgreSQL.
//!
//! `OSTA_TEST_DATABASE_URL=… cargo run --release -p booking --example slots_bench [questions]`
//!
//! What is measured is all of the command, connection to answer, without HTTP and with the catalog's
//! terms at hand. Neighbours on the machine slow single questions: read the median with the p99.
#![expect(clippy::print_stdout, reason = "printing its figures is what this program is for")]

use async_trait::async_trait;
use booking::commands::slots::{find, terms::Ask};
use booking::{App, Config};
use chrono::TimeDelta;
use contracts::PortError;
use contracts::catalog::{
    CatalogApi, PriceStep, PriceUnit, Pricing, Quote, QuoteRequest, ServiceFacts, SlotTerms,
    SlotTermsRequest,
};
use contracts::identity::{Address, IdentityApi};
use contracts::tracking::{LivePosition, NearestQuery, TrackingApi};
use kernel::cairo::{DayHours, WeeklyHours};
use kernel::ids::{AddressId, ProviderId, QuoteId, UserId};
use kernel::world::{Entropy, SeededEntropy};
use kernel::{BasisPoints, LatLng, Localized, Money};
use std::sync::Arc;
use std::time::Instant;
use testkit::TestDb;
use uuid::Uuid;

/// What the town holds. A fixed beginning of chance, so that every run measures the same town.
const TOWN: &[&str] = &[
    "select setseed(0.42)",
    // Twelve trades; each provider offers its own and two more services.
    "insert into booking.providers (provider_id, display_name, has_photo, verification,
        documents_valid, is_active, is_online, speaks_ar, speaks_en, home, weekly_hours,
        exceptions, notice_minutes, daily_limit, created_at, updated_at)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'محمود س.', false,
        'verified', true, true, true, true, false,
        ST_SetSRID(ST_MakePoint(
            31.24 + 0.113 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()),
            30.05 + 0.098 * sqrt(-2 * ln(1 - random())) * sin(2 * pi() * random())), 4326)::geography,
        (select jsonb_agg(jsonb_build_object('weekday', d, 'fromMinute', 480 + 60 * (n % 4),
            'toMinute', 1080 + 60 * (n % 4))) from generate_series(0, 5) d),
        case when n % 5 = 0 then '[{\"startsAt\": \"2026-11-26T00:00:00Z\",
            \"endsAt\": \"2026-11-28T00:00:00Z\", \"works\": false}]' else '[]' end::jsonb,
        60 * (n % 3), case when n % 4 = 0 then 5 else 0 end, now(), now()
     from generate_series(1, 10000) n",
    "insert into booking.provider_areas (provider_id, position, center, radius_m, created_at)
     select provider_id, 0, home, 10000, now() from booking.providers",
    "insert into booking.provider_services (provider_id, service_id, category_id, experience_years,
        is_certified, created_at)
     select distinct p.provider_id,
        ('00000000-0000-8000-8000-' || lpad((t.trade)::text, 12, '0'))::uuid,
        '00000000-0000-8000-8000-000000000000'::uuid, 3, false, now()
     from (select provider_id, row_number() over (order by provider_id) n from booking.providers) p
     cross join lateral (values (p.n % 12), (12 + p.n % 40), (52 + p.n % 48)) t (trade)",
    "insert into booking.provider_calendars select provider_id, now() from booking.providers",
    // Three visits a day for 15 days, an hour and a half each, within 8 km of home.
    "insert into booking.reservations (id, provider_id, kind, during, expires_at, lat, lng, created_at)
     select gen_random_uuid(), provider_id, 'hold', tstzrange(starts_at, starts_at + interval '90 minutes'),
        timestamptz '2027-01-01', ST_Y(home::geometry) + 0.07 * (random() - 0.5),
        ST_X(home::geometry) + 0.07 * (random() - 0.5), now()
     from booking.providers, generate_series(0, 14) d, generate_series(0, 2) v,
        lateral (select timestamptz '2026-11-22T07:00:00Z' + d * interval '1 day'
            + v * interval '200 minutes' + floor(random() * 4) * interval '30 minutes' as starts_at) s",
    "vacuum analyze",
];

struct Ports(SlotTerms);

#[async_trait]
impl CatalogApi for Ports {
    async fn make_quote(&self, _: QuoteRequest) -> Result<Quote, PortError> {
        Err(PortError::Unavailable)
    }
    async fn quote(&self, _: QuoteId) -> Result<Quote, PortError> {
        Err(PortError::Unavailable)
    }
    async fn slot_terms(&self, _: SlotTermsRequest) -> Result<SlotTerms, PortError> {
        Ok(self.0.clone())
    }
}

#[async_trait]
impl IdentityApi for Ports {
    async fn address(&self, _: UserId, _: AddressId) -> Result<Address, PortError> {
        Err(PortError::Unavailable)
    }
    async fn jwks(&self) -> Result<serde_json::Value, PortError> {
        Err(PortError::Unavailable)
    }
}

#[async_trait]
impl TrackingApi for Ports {
    async fn nearest(&self, _: NearestQuery) -> Result<Vec<LivePosition>, PortError> {
        Err(PortError::Unavailable)
    }
    async fn last_fix(&self, _: ProviderId) -> Result<Option<LivePosition>, PortError> {
        Err(PortError::Unavailable)
    }
}

fn terms(now: kernel::Instant) -> SlotTerms {
    let open = (0..7).filter_map(|day| DayHours::parse(day, 480, 1320).ok()).collect();
    SlotTerms {
        service: ServiceFacts {
            id: Uuid::from_u128(0x8000_8000_0000_0000_0000).into(),
            category_id: Uuid::nil().into(),
            code: "plumbing.drain_unblock".into(),
            name: Localized::new("تسليك بلاعة", "Unblock a drain"),
            pricing: Pricing::FixedScope,
            price_unit: PriceUnit::Fixed,
            base_price: Money::egp(600),
            duration_minutes: 90,
            emergency_offered: true,
            commission: BasisPoints::percent(15),
            warranty_days: 30,
            needs_certificate: false,
            parts_cap: Money::egp(1_000),
            is_active: true,
            completion: contracts::catalog::Completion::default(),
        },
        duration_minutes: 90,
        zone_id: Uuid::nil().into(),
        zone_name: Localized::new("القاهرة", "Cairo"),
        governorate: "EG-C".into(),
        opening_hours: WeeklyHours::parse(open).unwrap_or_default(),
        surge: None,
        prices: vec![PriceStep { until: None, total: Money::egp(600), surge: BasisPoints::new(0) }],
        latest_start: now + TimeDelta::days(60),
    }
}

fn uniform(chance: &SeededEntropy) -> f64 {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
}

type Failure = Box<dyn std::error::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let questions = std::env::args().nth(1).map_or(Ok(500), |n| n.parse::<usize>())?;
    let db = TestDb::new(&[booking::MIGRATIONS]).await;
    for sql in TOWN {
        sqlx::query(*sql).execute(db.pool()).await?;
    }
    let (world, _) = testkit::world();
    let ports = Arc::new(Ports(terms(world.now())));
    let app = App {
        chassis: testkit::chassis(&db, booking::SERVICE, &world),
        catalog: ports.clone(),
        identity: ports.clone(),
        tracking: ports,
        config: Arc::new(Config::default()),
    };
    let chance = SeededEntropy::new(7);
    let ask = || {
        let pin = LatLng::parse(
            30.05 + 0.02 * (uniform(&chance) - 0.5),
            31.24 + 0.02 * (uniform(&chance) - 0.5),
        );
        pin.map(|pin| Ask {
            customer: None,
            service: Uuid::from_u128(0x8000_8000_0000_0000_0000).into(),
            quantity: 1,
            pin,
            provider: None,
        })
    };
    println!("eligible at the middle: {}", eligible(&db).await?);
    for _ in 0..30 {
        find::run(&app, ask()?, None, 14).await?;
    }
    let mut took_ms = Vec::with_capacity(questions);
    let mut offered = 0;
    for _ in 0..questions {
        let ask = ask()?;
        let began = Instant::now();
        let found = find::run(&app, ask, None, 14).await?;
        took_ms.push(began.elapsed().as_secs_f64() * 1e3);
        offered = found.days.iter().map(|day| day.slots.len()).sum();
    }
    took_ms.sort_by(f64::total_cmp);
    let at = |share: f64| took_ms[((took_ms.len() - 1) as f64 * share).round() as usize];
    println!("{questions} questions for 14 days, {offered} start times in the last answer");
    println!("ms: p50 {:.1}  p90 {:.1}  p99 {:.1}  max {:.1}", at(0.5), at(0.9), at(0.99), at(1.0));
    Ok(())
}

async fn eligible(db: &TestDb) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "select count(*) from booking.providers p join booking.provider_services s using (provider_id)
         where s.service_id = '00000000-0000-8000-8000-000000000000'
           and ST_DWithin(p.home, ST_SetSRID(ST_MakePoint(31.24, 30.05), 4326)::geography, 10000)",
    )
    .fetch_one(db.pool())
    .await?)
}
