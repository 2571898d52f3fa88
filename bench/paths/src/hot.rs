//! The paths: each sets itself up and answers with what one repetition does.

use booking::domain::slots::{Grid, Job, Range, Stop, Worker};
use booking::domain::{
    Booking, BookingNumber, Hours, NewBooking, OrderedService, Place, Rules, Window, Wishes,
};
use catalog::domain::hours::every_day;
use catalog::domain::pricing::{Basis, price};
use catalog::domain::service::PricedService;
use catalog::domain::start::Start;
use catalog::domain::zone::{Surge, Travel, ZoneAt};
use chassis::bus::Record;
use chrono::TimeDelta;
use contracts::booking::{BookingConfirmed, PaymentMethod};
use contracts::catalog::{Completion, LineKind, PriceLine, PriceUnit, Pricing, ServiceFacts};
use contracts::providers::WeeklyInterval;
use dispatch::travel::Region;
use dispatch::{Entry, Tags};
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};
use realtime::domain::fact::read;
use realtime::domain::outbox::Outbox;
use serde_json::json;
use std::hint::black_box;
use tracking::Fix;
use tracking::domain::fix::RawFix;
use tracking::live::{Live, ProviderState};
use uuid::Uuid;

/// A path.
pub struct Path {
    /// Its name.
    pub name: &'static str,
    /// How often it is run to be counted.
    pub times: u64,
    /// Sets it up.
    pub ready: fn() -> Box<dyn FnMut(u64)>,
}

/// All of them.
pub const PATHS: &[Path] = &[
    Path { name: "quote", times: 2_000, ready: quote },
    Path { name: "slots-of-14-days", times: 200, ready: slots },
    Path { name: "accept", times: 2_000, ready: accept },
    Path { name: "fix", times: 20_000, ready: fix },
    Path { name: "fan-out", times: 2_000, ready: fan_out },
    Path { name: "nearest-10", times: 1_000, ready: nearest },
];

fn noon() -> Instant {
    chrono::DateTime::from_timestamp(1_795_341_600, 0).unwrap_or_default()
}

fn place(lat: f64, lng: f64) -> LatLng {
    LatLng::parse(lat, lng).unwrap_or_else(|_| unreachable!("a constant place"))
}

/// The price of work for now, beyond the free distance, at a busy hour, sold by the platform: every
/// line that there is.
fn quote() -> Box<dyn FnMut(u64)> {
    let service = PricedService {
        facts: ServiceFacts {
            id: Uuid::from_u128(1).into(),
            category_id: Uuid::from_u128(2).into(),
            code: "plumbing.drain_unblock".into(),
            name: Localized::new("تسليك بلاعة", "Unblock a drain"),
            pricing: Pricing::FixedScope,
            price_unit: PriceUnit::PerItem,
            base_price: Money::egp(250),
            duration_minutes: 60,
            emergency_offered: true,
            commission: BasisPoints::percent(15),
            warranty_days: 30,
            needs_certificate: false,
            parts_cap: Money::egp(1_000),
            is_active: true,
            completion: Completion::default(),
        },
        unit: Localized::new("قطعة", "piece"),
        emergency_surcharge: BasisPoints::percent(30),
        max_quantity: 20,
        sold_by_platform: true,
    };
    let zone = ZoneAt {
        id: Uuid::from_u128(3).into(),
        name: Localized::new("وسط القاهرة", "Central Cairo"),
        hours: every_day(0, 1440),
        travel: Travel {
            hub: place(30.048, 31.24),
            free_distance_m: 5_000,
            fee_per_km: Money::egp(5),
        },
        surge: Surge {
            min: BasisPoints::new(10_000),
            max: BasisPoints::new(15_000),
            current: BasisPoints::new(12_000),
            until: None,
        },
        district: Localized::new("وسط البلد", "Downtown"),
        governorate: "EG-C".into(),
    };
    Box::new(move |n| {
        let basis = Basis {
            service: &service,
            own_price: None,
            quantity: 1 + (n % 3) as u32,
            pin: place(30.12, 31.24),
            zone: &zone,
            start: Start::Now,
            promotion: None,
            now: noon(),
        };
        let _lines = black_box(price(black_box(&basis)));
    })
}

/// The start times of 14 days that one provider with three visits a day can keep.
fn slots() -> Box<dyn FnMut(u64)> {
    let job = Job {
        pin: place(30.05, 31.24),
        region: Region::GreaterCairo,
        length: TimeDelta::minutes(90),
        buffer: TimeDelta::minutes(15),
    };
    let zone = every_day(480, 1320);
    let first = kernel::cairo::local_date(noon());
    let grid = Grid::of(&Range {
        first,
        days: 14,
        step_minutes: 30,
        zone: &zone,
        earliest: noon(),
        latest: noon() + TimeDelta::days(60),
        length: job.length,
    });
    let day = |day: u8| WeeklyInterval { weekday: day, from_minute: 540, to_minute: 1140 };
    let stops = (0..45i32).map(|n| {
        let starts_at =
            noon() + TimeDelta::days((n / 3).into()) + TimeDelta::minutes(200) * (n % 3);
        let away_m = f64::from(1_000 + n * 97 % 7_000);
        Stop { starts_at, until: starts_at + TimeDelta::minutes(105), away_m }
    });
    let worker = Worker {
        id: Uuid::from_u128(1).into(),
        hours: Hours { weekly: (0..6).map(day).collect(), ..Hours::default() },
        daily_limit: Some(5),
        documents_until: None,
        home_m: 1_000.0,
        stops: stops.collect(),
    };
    Box::new(move |_| {
        let mut count = 0u32;
        worker.starts(black_box(&job), &grid, noon(), |_| false, |_| count += 1);
        black_box(count);
    })
}

fn ordered() -> Booking {
    let line = |kind, amount| PriceLine {
        kind,
        name: Localized::new("بند", "line"),
        quantity: 1,
        unit_price: amount,
        amount,
    };
    let new = NewBooking {
        id: Uuid::from_u128(1).into(),
        number: BookingNumber::from_bytes([7; 6]),
        customer_id: Uuid::from_u128(2).into(),
        quote_id: Uuid::from_u128(3).into(),
        service: OrderedService {
            id: Uuid::from_u128(4).into(),
            category_id: Uuid::from_u128(5).into(),
            code: "plumbing.drain_unblock".into(),
            name: Localized::new("تسليك بلاعة", "Unblock a drain"),
            pricing: Pricing::FixedScope,
            needs_certificate: false,
            warranty_days: 30,
            parts_cap: Money::egp(1_000),
            quantity: 1,
            completion: Completion::default(),
        },
        commission: BasisPoints::percent(15),
        wishes: Wishes::default(),
        window: Window::of(false, noon() + TimeDelta::days(1), 60),
        place: Place {
            zone_id: Uuid::from_u128(6).into(),
            district: Localized::new("المعادي", "Maadi"),
            governorate: "EG-C".into(),
            pin: place(29.96, 31.25),
        },
        lines: vec![line(LineKind::Service, Money::egp(350))],
        method: PaymentMethod::Cash,
    };
    Booking::create(new, noon(), &Rules::default())
}

/// Binding a provider to a booking that fits between two visits, and the fact as it is told.
fn accept() -> Box<dyn FnMut(u64)> {
    let booking = ordered();
    let job = Job {
        pin: place(29.96, 31.25),
        region: Region::GreaterCairo,
        length: TimeDelta::minutes(60),
        buffer: TimeDelta::minutes(15),
    };
    let starts_at = noon() + TimeDelta::days(1);
    let stop = |hours| {
        let from = starts_at + TimeDelta::hours(hours);
        job.stop(place(30.0, 31.2), from, from + TimeDelta::minutes(75))
    };
    let (before, after) = (stop(-3), stop(4));
    Box::new(move |n| {
        let fits = job.fits(starts_at, Some(before), Some(after));
        let provider = Uuid::from_u128(9 + u128::from(n)).into();
        let bound = booking.clone().confirm(provider, "sealed".to_owned(), noon());
        let facts = bound.map(|bound| {
            let event = BookingConfirmed { booking: bound.facts(), by_operator: false };
            serde_json::to_value(event)
        });
        black_box((fits.is_ok(), facts.is_ok()));
    })
}

/// A position as a device tells it, checked and taken into the live picture of a provider on shift.
fn fix() -> Box<dyn FnMut(u64)> {
    let live = Live::default();
    let providers = 1_000u64;
    for n in 0..providers {
        live.put_provider(ProviderState {
            provider_id: Uuid::from_u128(n.into()).into(),
            version: 1,
            display_name: "P".into(),
            has_photo: false,
            shift_since: Some(noon() - TimeDelta::hours(1)),
            services: vec![Uuid::from_u128(1).into()],
        });
    }
    Box::new(move |n| {
        let now = noon() + TimeDelta::milliseconds(n as i64);
        let raw = RawFix {
            lat: 30.05 + (n % 977) as f64 * 1e-5,
            lng: 31.24 + (n % 991) as f64 * 1e-5,
            accuracy_m: 12.0,
            heading_deg: Some(90.0),
            speed_kmh: Some(32.0),
            at: now,
            mock: false,
        };
        if let Ok(fix) = Fix::parse(raw, now)
            && let Some(taken) =
                live.take(Uuid::from_u128((n % providers).into()).into(), fix, None, now)
        {
            live.tell(&taken);
            black_box(taken);
        }
    })
}

/// A fact of the log, read, and told to the three screens of a room.
fn fan_out() -> Box<dyn FnMut(u64)> {
    let booking = ordered();
    let event = BookingConfirmed { booking: booking.facts(), by_operator: false };
    let payload = serde_json::to_value(event).unwrap_or_default();
    let screen = json!({"id": booking.id(), "status": "confirmed", "booking": payload["booking"]});
    let mut record = Record {
        position: 1,
        id: Uuid::from_u128(1),
        aggregate_type: "booking".into(),
        aggregate_id: Uuid::from_u128(1),
        version: 1,
        event_type: "booking.confirmed".into(),
        payload,
        trace: None,
        occurred_at: noon(),
    };
    let mut outboxes: [Outbox; 3] = Default::default();
    Box::new(move |n| {
        record.position = n as i64 + 1;
        let Ok(heard) = read(&record) else { return };
        for (room, told) in heard.told {
            let Ok(Some(frame)) = told.frame(room, &screen) else { continue };
            for outbox in &mut outboxes {
                let _kept = outbox.push(frame.clone(), 256);
                if let Some(frame) = outbox.next() {
                    black_box(serde_json::to_string(&(frame.event, &frame.body)).is_ok());
                    outbox.said();
                }
            }
        }
    })
}

/// The ten nearest of one trade in twelve among 10,000 providers.
fn nearest() -> Box<dyn FnMut(u64)> {
    let mut chance = Chance(7);
    let mut grid = dispatch::Grid::new();
    for key in 0..10_000u32 {
        let place = place(30.05 + 0.09 * chance.bell(), 31.24 + 0.12 * chance.bell());
        let entry = Entry { key, place, tags: Tags::NONE, at: noon(), payload: key % 12 };
        let _there = grid.upsert(entry);
    }
    Box::new(move |n| {
        let center = place(30.05 + (n % 89) as f64 * 1e-3, 31.24 + (n % 97) as f64 * 1e-3);
        let trade = (n % 12) as u32;
        black_box(grid.nearest(center, 10, 5_000.0, |entry| entry.payload == trade));
    })
}

/// Chance that is the same each time: a linear congruence (Knuth's MMIX numbers).
struct Chance(u64);

impl Chance {
    /// Roughly a bell curve round zero: four uniform samples added up.
    fn bell(&mut self) -> f64 {
        let mut uniform = || {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        (uniform() + uniform() + uniform() + uniform()) * 1.7
    }
}
