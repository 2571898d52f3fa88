//! Categories and services from `data/services.csv`.

use super::{DemoError, Loaded, category_id, scope, service_id, words};
use crate::commands::audit::tell_service;
use crate::domain::codes::id_of;
use crate::domain::promotion::{Promotion, Reduction};
use crate::store::categories::{self, NewCategory};
use crate::store::promotions;
use crate::store::services::{self, NewService};
use chassis::Chassis;
use chrono::TimeDelta;
use contracts::catalog::{PriceUnit, Pricing};
use kernel::{BasisPoints, Localized, Money};
use serde::Deserialize;
use sqlx::PgConnection;

const CSV: &str = include_str!("../../../../data/services.csv");

/// The surcharge for coming now: the lower half of what the market takes (`reference` 8).
const EMERGENCY_SURCHARGE: BasisPoints = BasisPoints::percent(30);
/// What a visit costs where a category has no inspection of its own (`reference` 8: 150–450).
const INSPECTION_FEE: Money = Money::egp(250);

/// Repairs whose price nobody can tell before having seen the fault.
const VAGUE_REPAIRS: [&str; 20] = [
    "plumbing.leak_fix",
    "electrical.outage",
    "electrical.intercom",
    "ac.board_repair",
    "carpentry.kitchen_fix",
    "appliances.washer",
    "appliances.fridge",
    "appliances.dishwasher",
    "appliances.freezer",
    "appliances.microwave",
    "appliances.dryer",
    "gas_heater.gas_service",
    "gas_heater.elec_service",
    "gas_heater.cooker",
    "aluminium.window_fix",
    "locksmith.armored_door",
    "metalwork.weld_visit",
    "metalwork.gate_fix",
    "waterproofing.damp",
    "filters.pump_fix",
];

/// Work on gas, boards and refrigerant, where a wrong hand is dangerous.
const NEEDS_CERTIFICATE: [&str; 5] = [
    "electrical.panel",
    "gas_heater.gas_service",
    "gas_heater.cooker",
    "ac.freon_full",
    "pest.termites",
];

#[derive(Debug, Deserialize)]
struct Line {
    category_code: String,
    category_ar: String,
    category_en: String,
    service_code: String,
    service_ar: String,
    service_en: String,
    unit: String,
    price_min_egp: i64,
    price_max_egp: i64,
    typical_minutes: Option<u32>,
    emergency_offered: u8,
}

impl Line {
    fn code(&self) -> String {
        format!("{}.{}", self.category_code, self.service_code)
    }

    fn midpoint(&self) -> Money {
        // Rounded half up to 5 EGP.
        let sum = self.price_min_egp + self.price_max_egp;
        Money::egp((sum + 5) / 10 * 5)
    }

    fn is_inspection_first(&self) -> bool {
        self.service_code == "inspection" || VAGUE_REPAIRS.contains(&self.code().as_str())
    }
}

pub(super) async fn load(
    tx: &mut PgConnection,
    chassis: &Chassis,
    loaded: &mut Loaded,
) -> Result<(), DemoError> {
    let now = chassis.world.now();
    let lines = lines()?;
    let mut categories_seen: Vec<&str> = Vec::new();
    for line in &lines {
        if categories_seen.contains(&line.category_code.as_str()) {
            continue;
        }
        let category = category(line, categories_seen.len());
        let id = category_id(&line.category_code);
        loaded.categories += usize::from(categories::insert(tx, id, &category, now).await?);
        categories_seen.push(&line.category_code);
    }
    for (place, line) in lines.iter().enumerate() {
        let id = service_id(&line.code());
        if !services::insert(tx, id, &service(line, &lines, place)?, now).await? {
            continue;
        }
        loaded.services += 1;
        let category_words = words::of_category(&line.category_code);
        if let Some(stored) = services::find(tx, id).await? {
            services::index(tx, &stored, category_words).await?;
            tell_service(tx, &chassis.world, &stored).await?;
        }
    }
    let welcome = welcome(now);
    loaded.promotions += usize::from(promotions::insert(tx, &welcome, now).await?);
    Ok(())
}

fn lines() -> Result<Vec<Line>, DemoError> {
    Ok(csv::Reader::from_reader(CSV.as_bytes()).deserialize().collect::<Result<_, _>>()?)
}

fn category(line: &Line, place: usize) -> NewCategory {
    NewCategory {
        code: line.category_code.clone(),
        name: Localized::new(&line.category_ar, &line.category_en),
        description: None,
        icon_url: None,
        keywords: words::of_category(&line.category_code).into(),
        commission: BasisPoints::DEFAULT_COMMISSION,
        is_active: true,
        sort_order: i32::try_from(place + 1).unwrap_or(i32::MAX),
    }
}

fn service(line: &Line, lines: &[Line], place: usize) -> Result<NewService, DemoError> {
    let code = line.code();
    let (price_unit, unit) = unit(&line.unit)?;
    let inspection = line.is_inspection_first();
    let is_repair = inspection && line.service_code != "inspection";
    let own = |l: &&Line| l.category_code == line.category_code && l.service_code == "inspection";
    let fee = || lines.iter().find(own).map_or(INSPECTION_FEE, Line::midpoint);
    let emergency = line.emergency_offered == 1;
    Ok(NewService {
        category_id: category_id(&line.category_code),
        name: Localized::new(&line.service_ar, &line.service_en),
        description: None,
        keywords: words::of_service(&code).into(),
        base_price: if is_repair { fee() } else { line.midpoint() },
        price_unit: if inspection { PriceUnit::Fixed } else { price_unit },
        unit: if inspection { Localized::new("زيارة", "visit") } else { unit },
        pricing: if inspection { Pricing::InspectionFirst } else { Pricing::FixedScope },
        typical: is_repair
            .then(|| (Money::egp(line.price_min_egp), Money::egp(line.price_max_egp))),
        duration_minutes: line.typical_minutes.unwrap_or_else(|| minutes_of_one(&line.unit)),
        max_quantity: if inspection { 1 } else { most(&line.unit) },
        emergency_offered: emergency,
        emergency_surcharge: if emergency { EMERGENCY_SURCHARGE } else { BasisPoints::new(0) },
        warranty_days: 30,
        needs_certificate: NEEDS_CERTIFICATE.contains(&code.as_str()),
        parts_cap: Money::egp(5_000),
        completion: words::completion(&line.category_code),
        scope: scope::of(&line.category_code, &code, inspection),
        sold_by_platform: false,
        is_active: true,
        sort_order: i32::try_from(place + 1).unwrap_or(i32::MAX),
        code,
    })
}

fn unit(unit: &str) -> Result<(PriceUnit, Localized), DemoError> {
    use PriceUnit::{Fixed, Hourly, PerItem};
    let (kind, ar, en) = match unit {
        "visit" => (Fixed, "زيارة", "visit"),
        "job" => (Fixed, "مرة", "job"),
        "flat" => (Fixed, "شقة", "flat"),
        "trip" => (Fixed, "نقلة", "trip"),
        "hour" => (Hourly, "ساعة", "hour"),
        "piece" => (PerItem, "قطعة", "piece"),
        "unit" => (PerItem, "جهاز", "unit"),
        "room" => (PerItem, "غرفة", "room"),
        "metre" => (PerItem, "متر", "metre"),
        "m2" => (PerItem, "متر مربع", "m²"),
        "roll" => (PerItem, "رول", "roll"),
        "camera" => (PerItem, "كاميرا", "camera"),
        "seat" => (PerItem, "مقعد", "seat"),
        "tank" => (PerItem, "خزان", "tank"),
        other => return Err(DemoError::Data(format!("unknown unit {other}"))),
    };
    Ok((kind, Localized::new(ar, en)))
}

/// Where the data knows no duration: a square metre is quick, anything else takes an hour.
fn minutes_of_one(unit: &str) -> u32 {
    if unit == "m2" { 20 } else { 60 }
}

fn most(unit: &str) -> u32 {
    match unit {
        "visit" | "job" | "flat" | "trip" => 3,
        "hour" => 12,
        "m2" | "metre" => 500,
        _ => 20,
    }
}

/// A promotion to try: 20 % off, at most 100 EGP.
fn welcome(now: kernel::Instant) -> Promotion {
    Promotion {
        id: id_of("promotion", "WELCOME20"),
        code: "WELCOME20".into(),
        name: Localized::new("خصم الترحيب 20%", "20% welcome discount"),
        reduction: Reduction::Percent { share: BasisPoints::percent(20), at_most: Money::egp(100) },
        min_total: Money::egp(100),
        category_id: None,
        valid_from: now - TimeDelta::days(1),
        valid_until: now + TimeDelta::days(365),
        is_active: true,
        limits: crate::domain::promotion::Limits { per_customer: Some(1), ..Default::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::{NEEDS_CERTIFICATE, VAGUE_REPAIRS, lines, service};
    use contracts::catalog::{PriceUnit, Pricing};
    use kernel::Money;

    #[test]
    fn the_data_holds_twenty_categories_and_more_than_a_hundred_services() {
        let lines = lines().unwrap();
        assert_eq!(lines.len(), 104);
        let mut categories: Vec<_> = lines.iter().map(|l| &l.category_code).collect();
        categories.dedup();
        assert_eq!(categories.len(), 20);
        for code in VAGUE_REPAIRS.iter().chain(&NEEDS_CERTIFICATE) {
            assert!(lines.iter().any(|l| l.code() == *code), "{code}");
        }
    }

    #[test]
    fn prices_are_midpoints_and_repairs_cost_their_inspection_first() {
        let lines = lines().unwrap();
        let find = |code: &str| {
            let place = lines.iter().position(|l| l.code() == code).unwrap();
            service(&lines[place], &lines, place).unwrap()
        };
        let tap = find("plumbing.tap_repair");
        assert_eq!((tap.base_price, tap.pricing), (Money::egp(175), Pricing::FixedScope));
        let washer = find("appliances.washer");
        assert_eq!(washer.base_price, Money::egp(275));
        assert_eq!(washer.typical, Some((Money::egp(300), Money::egp(1200))));
        assert_eq!(washer.max_quantity, 1);
        assert_eq!(find("locksmith.armored_door").base_price, Money::egp(250));
        assert_eq!(find("painting.wall_m2").duration_minutes, 20);
        assert_eq!(find("handyman.hour").price_unit, PriceUnit::Hourly);
        for (place, line) in lines.iter().enumerate() {
            let service = service(line, &lines, place).unwrap();
            assert_eq!(service.base_price.as_piastres() % 500, 0, "{}", service.code);
        }
    }

    #[test]
    fn every_service_says_what_its_price_covers_and_what_it_does_not() {
        let lines = lines().unwrap();
        for (place, line) in lines.iter().enumerate() {
            let service = service(line, &lines, place).unwrap();
            let (code, scope) = (&service.code, &service.scope);
            let (on, off) =
                (scope.included.as_ref().unwrap(), scope.not_included.as_ref().unwrap());
            assert!((1..=12).contains(&on.len()) && (1..=12).contains(&off.len()), "{code}");
            for text in on.iter().chain(off) {
                assert!((1..=100).contains(&text.ar.chars().count()), "{code}: {}", text.ar);
                assert!((1..=100).contains(&text.en.chars().count()), "{code}: {}", text.en);
                assert!(!off.contains(text) || !on.contains(text), "{code}: {}", text.en);
            }
        }
    }
}
