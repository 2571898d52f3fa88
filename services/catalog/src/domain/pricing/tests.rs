use super::{Basis, price, steps, total};
use crate::domain::hours::every_day;
use crate::domain::promotion::tests::promotion;
use crate::domain::promotion::{Promotion, Reduction};
use crate::domain::service::PricedService;
use crate::domain::start::Start;
use crate::domain::zone::{Surge, Travel, ZoneAt};
use contracts::catalog::{LineKind, PriceUnit, Pricing, ServiceFacts};
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};
use proptest::prelude::*;
use uuid::Uuid;

fn now() -> Instant {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn hub() -> LatLng {
    LatLng::parse(30.048, 31.24).unwrap()
}

fn service(pricing: Pricing, base_price: Money) -> PricedService {
    PricedService {
        facts: ServiceFacts {
            id: Uuid::from_u128(1).into(),
            category_id: Uuid::from_u128(2).into(),
            code: "plumbing.drain_unblock".into(),
            name: Localized::new("تسليك بلاعة", "Unblock drain"),
            pricing,
            price_unit: PriceUnit::PerItem,
            base_price,
            duration_minutes: 60,
            emergency_offered: true,
            commission: BasisPoints::DEFAULT_COMMISSION,
            warranty_days: 30,
            needs_certificate: false,
            parts_cap: Money::egp(1000),
            is_active: true,
            completion: contracts::catalog::Completion::default(),
        },
        unit: Localized::new("قطعة", "piece"),
        emergency_surcharge: BasisPoints::percent(30),
        max_quantity: 20,
        sold_by_platform: false,
    }
}

fn zone(surge_bp: i32) -> ZoneAt {
    ZoneAt {
        id: Uuid::from_u128(3).into(),
        name: Localized::new("وسط القاهرة", "Central Cairo"),
        hours: every_day(0, 1440),
        travel: Travel { hub: hub(), free_distance_m: 5_000, fee_per_km: Money::egp(5) },
        surge: Surge {
            min: BasisPoints::new(10_000),
            max: BasisPoints::new(15_000),
            current: BasisPoints::new(surge_bp),
            until: None,
        },
        district: Localized::new("وسط البلد", "Downtown"),
        governorate: "EG-C".into(),
    }
}

fn basis<'a>(service: &'a PricedService, zone: &'a ZoneAt) -> Basis<'a> {
    Basis {
        service,
        own_price: None,
        quantity: 1,
        pin: hub(),
        zone,
        start: Start::Now,
        promotion: None,
        now: now(),
    }
}

fn kinds(basis: &Basis<'_>) -> Vec<(LineKind, i64)> {
    let lines = price(basis).unwrap();
    lines.iter().map(|l| (l.line.kind, l.line.amount.as_piastres())).collect()
}

#[test]
fn a_planned_visit_nearby_costs_the_service_and_nothing_else() {
    let (service, zone) = (service(Pricing::FixedScope, Money::egp(475)), zone(10_000));
    let later = Start::At(now() + chrono::TimeDelta::days(1));
    let basis = Basis { start: later, quantity: 2, ..basis(&service, &zone) };
    assert_eq!(kinds(&basis), [(LineKind::Service, 95_000)]);
}

#[test]
fn every_surcharge_has_a_line_of_its_own_and_only_on_the_service() {
    let (service, zone) = (service(Pricing::FixedScope, Money::egp(475)), zone(12_000));
    let pin = LatLng::parse(30.048 + 7_500.0 / 111_195.0, 31.24).unwrap();
    let basis = Basis { pin, ..basis(&service, &zone) };
    assert_eq!(
        kinds(&basis),
        [
            (LineKind::Service, 47_500),
            (LineKind::Travel, 1_500),
            (LineKind::Emergency, 14_250),
            (LineKind::Surge, 9_500),
        ]
    );
}

#[test]
fn an_inspection_is_charged_once_and_says_that_the_repair_comes_after() {
    let (service, zone) = (service(Pricing::InspectionFirst, Money::egp(250)), zone(10_000));
    let later = Start::At(now() + chrono::TimeDelta::days(1));
    let basis = Basis { start: later, quantity: 5, ..basis(&service, &zone) };
    let lines = price(&basis).unwrap();
    assert_eq!(kinds(&basis), [(LineKind::Inspection, 25_000)]);
    assert_eq!(lines[0].line.quantity, 1);
    assert!(lines[0].explanation.en.contains("only with your approval"));
}

#[test]
fn the_wanted_providers_own_price_takes_the_place_of_the_platforms() {
    let (service, zone) = (service(Pricing::FixedScope, Money::egp(475)), zone(10_000));
    let own = Basis { own_price: Some(Money::egp(400)), quantity: 3, ..basis(&service, &zone) };
    assert_eq!(kinds(&own), [(LineKind::Service, 120_000), (LineKind::Emergency, 36_000)]);
}

#[test]
fn emergency_is_charged_only_now_and_only_where_offered() {
    let zone = zone(10_000);
    let mut service = service(Pricing::FixedScope, Money::egp(100));
    let soon = Start::At(now() + chrono::TimeDelta::minutes(1));
    let planned = Basis { start: soon, ..basis(&service, &zone) };
    assert_eq!(kinds(&planned).len(), 1);
    service.facts.emergency_offered = false;
    assert_eq!(kinds(&basis(&service, &zone)).len(), 1);
}

#[test]
fn the_present_surge_is_not_paid_for_a_later_day_nor_after_its_end() {
    let service = service(Pricing::FixedScope, Money::egp(100));
    let mut zone = zone(15_000);
    let hours = |h| Start::At(now() + chrono::TimeDelta::hours(h));
    let at = |zone: &ZoneAt, start| kinds(&Basis { start, ..basis(&service, zone) }).len();
    assert_eq!((at(&zone, hours(3)), at(&zone, hours(4))), (2, 1));
    zone.surge.until = Some(now());
    assert_eq!(at(&zone, hours(3)), 1);
}

#[test]
fn a_visit_after_the_end_of_the_surge_pays_none() {
    let service = service(Pricing::FixedScope, Money::egp(100));
    let mut zone = zone(15_000);
    zone.surge.until = Some(now() + chrono::TimeDelta::hours(1));
    let at = |minutes| Start::At(now() + chrono::TimeDelta::minutes(minutes));
    let lines = |start| kinds(&Basis { start, ..basis(&service, &zone) }).len();
    assert_eq!((lines(at(59)), lines(at(60)), lines(at(120))), (2, 1, 1));
}

#[test]
fn vat_is_added_only_where_the_platform_sells() {
    let zone = zone(10_000);
    let mut service = service(Pricing::FixedScope, Money::egp(100));
    service.facts.emergency_offered = false;
    service.sold_by_platform = true;
    let promotion = promotion(Reduction::Amount(Money::egp(50)));
    let basis = Basis { promotion: Some(&promotion), ..basis(&service, &zone) };
    assert_eq!(
        kinds(&basis),
        [(LineKind::Service, 10_000), (LineKind::Promotion, -5_000), (LineKind::Vat, 700)]
    );
}

fn any_promotion() -> impl Strategy<Value = Option<Promotion>> {
    let reduction = prop_oneof![
        (1i32..=10_000, 1i64..100_000_000).prop_map(|(share, at_most)| Reduction::Percent {
            share: BasisPoints::new(share),
            at_most: Money::piastres(at_most),
        }),
        (1i64..100_000_000).prop_map(|amount| Reduction::Amount(Money::piastres(amount))),
    ];
    prop::option::of(reduction.prop_map(|r| Promotion { min_total: Money::ZERO, ..promotion(r) }))
}

prop_compose! {
    fn any_case()(
        base in 100i64..=100_000_000,
        own in prop::option::of(1i64..=100_000_000),
        quantity in 1u32..=1000,
        bearing in (-0.3f64..0.3, -0.3f64..0.3),
        surge in 0i32..40_000,
        emergency in 0i32..=10_000,
        minutes in 0i64..86_400,
        flags in any::<(bool, bool, bool)>(),
        promotion in any_promotion(),
    ) -> (PricedService, ZoneAt, Option<Money>, u32, LatLng, Start, Option<Promotion>) {
        let (inspection, vat, offered) = flags;
        let pricing = if inspection { Pricing::InspectionFirst } else { Pricing::FixedScope };
        let mut service = service(pricing, Money::piastres(base));
        service.emergency_surcharge = BasisPoints::new(emergency);
        service.sold_by_platform = vat;
        service.facts.emergency_offered = offered;
        let start = match minutes {
            0..1_000 => Start::Now,
            _ => Start::At(now() + chrono::TimeDelta::minutes(minutes)),
        };
        let pin = LatLng::parse(30.0 + bearing.0, 31.0 + bearing.1).unwrap();
        (service, zone(surge), own.map(Money::piastres), quantity, pin, start, promotion)
    }
}

proptest! {
    #[test]
    fn lines_add_up_and_nothing_is_out_of_bounds(
        (service, zone, own_price, quantity, pin, start, promotion) in any_case(),
    ) {
        let basis = Basis {
            service: &service, own_price, quantity, pin, zone: &zone, start,
            promotion: promotion.as_ref(), now: now(),
        };
        let lines = price(&basis).unwrap();
        let sum: i64 = lines.iter().map(|l| l.line.amount.as_piastres()).sum();
        prop_assert_eq!(total(&lines).as_piastres(), sum);
        prop_assert!(sum >= 0);
        let amount = |kind| {
            let of_kind = lines.iter().filter(|l| l.line.kind == kind);
            of_kind.map(|l| l.line.amount).sum::<Money>()
        };
        let base = amount(LineKind::Service) + amount(LineKind::Inspection);
        prop_assert!(base > Money::ZERO);
        // Bounded by the zone's 15000, whatever stands in the row.
        prop_assert!(amount(LineKind::Surge) <= base.share(BasisPoints::percent(50)));
        prop_assert!(!amount(LineKind::Surge).is_negative());
        prop_assert!(amount(LineKind::Emergency) <= base);
        prop_assert!(amount(LineKind::Promotion) <= Money::ZERO);
        for l in &lines {
            prop_assert!(l.line.quantity >= 1);
            prop_assert_eq!(l.line.unit_price.times(l.line.quantity.into()), l.line.amount);
            prop_assert!(!l.line.name.ar.is_empty() && !l.line.name.en.is_empty());
            prop_assert!(!l.explanation.ar.is_empty() && !l.explanation.en.is_empty());
            // At most one line a kind.
            prop_assert_eq!(lines.iter().filter(|o| o.line.kind == l.line.kind).count(), 1);
        }
    }

    #[test]
    fn more_of_the_same_never_costs_less(
        (service, zone, own_price, quantity, pin, start, _) in any_case(),
    ) {
        let of = |quantity| {
            let basis = Basis {
                service: &service, own_price, quantity, pin, zone: &zone, start,
                promotion: None, now: now(),
            };
            total(&price(&basis).unwrap())
        };
        prop_assert!(of(quantity) <= of(quantity + 1));
    }
}

proptest! {
    #[test]
    fn the_price_told_for_a_start_is_that_of_a_quote_for_it(
        base in 100i64..1_000_000, quantity in 1u32..20, own in prop::option::of(100i64..900_000),
        surge_bp in 10_000i32..20_000, min_bp in 10_000i32..15_000,
        ends_in in prop::option::of(-300i64..600), minutes in 1i64..(60 * 24 * 60),
        sold in any::<bool>(), north in 0.0f64..0.1,
    ) {
        let mut service = service(Pricing::FixedScope, Money::piastres(base));
        service.sold_by_platform = sold;
        let mut zone = zone(surge_bp);
        (zone.surge.min, zone.surge.max) = (BasisPoints::new(min_bp), BasisPoints::new(20_000));
        zone.surge.until = ends_in.map(|m| now() + chrono::TimeDelta::minutes(m));
        let basis = Basis {
            quantity,
            own_price: own.map(Money::piastres),
            pin: LatLng::parse(30.048 + north, 31.24).unwrap(),
            ..basis(&service, &zone)
        };
        let told = steps(&basis, now() + chrono::TimeDelta::days(60)).unwrap();
        prop_assert!(told.last().is_some_and(|step| step.until.is_none()));
        prop_assert!(told.windows(2).all(|two| two[0].until < two[1].until || two[1].until.is_none()));
        let start = now() + chrono::TimeDelta::minutes(minutes);
        let quoted = price(&Basis { start: Start::At(start), ..basis }).unwrap();
        let step = told.iter().find(|step| step.until.is_none_or(|until| start <= until)).unwrap();
        prop_assert_eq!(step.total, total(&quoted));
        let surge = quoted.iter().find(|line| line.line.kind == LineKind::Surge);
        let added = surge.map_or(Money::ZERO, |line| line.line.amount);
        prop_assert_eq!(added, quoted[0].line.amount.share(step.surge));
    }
}
