//! What a seed sets up: the settings in force, the people, and what they order.

use crate::chance::Chance;
use booking::domain::{
    BookingNumber, Fee, Hours, NewBooking, OrderedService, Payer, Place, Row, Rule, Rules, Window,
    Wishes,
};
use booking::matching::Searching;
use booking::settings::{Cancellation, Numbers};
use chassis::tunables::Tunable;
use chrono::TimeDelta;
use contracts::booking::{PaymentMethod, Verdict};
use contracts::catalog::{Completion, LineKind, PriceLine, Pricing};
use contracts::providers::WeeklyInterval;
use dispatch::{Offering, Policy, Weights};
use kernel::ids::{BookingId, ProviderId, UserId};
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};
use payments::domain::debt::DebtLimits;
use std::rc::Rc;
use uuid::Uuid;

/// A provider as far as it does not change.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Who.
    pub id: ProviderId,
    /// Where it sets out.
    pub home: LatLng,
    /// When it works.
    pub hours: Hours,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: u32,
    /// Whether it takes work now.
    pub online: bool,
    /// Who likes it.
    pub favourite_of: Option<UserId>,
}

/// What a seed sets up.
#[derive(Clone, Debug)]
pub struct Plan {
    /// When it begins.
    pub begins_at: Instant,
    /// The rules in force.
    pub rules: Rc<Rules>,
    /// How providers are found.
    pub dispatch: dispatch::Rules,
    /// When searches are decided.
    pub searching: Searching,
    /// How offers are made.
    pub offering: Offering,
    /// After how many seconds of silence work for now is given up.
    pub give_up_after_s: u32,
    /// From which debt on a provider gets no offers.
    pub limits: DebtLimits,
    /// Who orders.
    pub customers: Vec<UserId>,
    /// Who works.
    pub workers: Vec<Worker>,
    /// How many are ordered.
    pub orders: i64,
    /// How often, in a hundred, somebody does what nobody expects.
    pub mischief: i64,
    /// How often, in a hundred, something on the way goes wrong.
    pub trouble: i64,
    /// How far, in milliseconds, the clocks of two machines may be apart.
    pub skew_ms: i64,
}

impl Plan {
    /// What this seed sets up.
    #[must_use]
    pub fn draw(chance: &mut Chance) -> Self {
        let start: Instant = "2026-11-22T06:00:00Z".parse().unwrap_or_default();
        let begins_at = start + TimeDelta::minutes(chance.between(0, 7 * 24 * 60));
        let customers: Vec<UserId> =
            (0..chance.between(1, 3)).map(|n| person(1, n).into()).collect();
        let workers = (0..chance.between(1, 4)).map(|n| worker(chance, n, &customers)).collect();
        let broadcast = chance.percent(35);
        Self {
            begins_at,
            rules: Rc::new(rules(chance)),
            dispatch: dispatch::Rules { weights: Weights::default(), policy: policy(chance) },
            searching: Searching::default(),
            offering: if broadcast { Offering::Broadcast } else { Offering::InTurn },
            give_up_after_s: 300 + chance.upto(7_200),
            limits: DebtLimits {
                soft: Money::egp(100),
                hard: Money::egp(200 + i64::from(chance.upto(600))),
            },
            customers,
            workers,
            orders: chance.between(1, 5),
            mischief: chance.pick(&[0, 2, 5, 10, 25]).unwrap_or_default(),
            trouble: chance.between(0, 25),
            skew_ms: chance.pick(&[0, 50, 1_500, 5_000]).unwrap_or_default(),
        }
    }

    /// A provider.
    #[must_use]
    pub fn worker(&self, id: ProviderId) -> Option<&Worker> {
        self.workers.iter().find(|worker| worker.id == id)
    }
}

fn person(kind: u128, n: i64) -> Uuid {
    Uuid::from_u128((kind << 32) + n.unsigned_abs() as u128 + 1)
}

fn place(chance: &mut Chance) -> LatLng {
    let off = |chance: &mut Chance| chance.between(-90, 90) as f64 / 1_000.0;
    LatLng::parse(29.96 + off(chance), 31.25 + off(chance))
        .unwrap_or_else(|_| unreachable!("Maadi and around it lies on the globe"))
}

fn worker(chance: &mut Chance, n: i64, customers: &[UserId]) -> Worker {
    let (from_minute, to_minute) = if chance.percent(70) { (0, 1_440) } else { (480, 1_200) };
    let weekly = (0..7).map(|weekday| WeeklyInterval { weekday, from_minute, to_minute }).collect();
    Worker {
        id: person(2, n).into(),
        home: place(chance),
        hours: Hours { weekly, ..Hours::default() },
        daily_limit: chance.pick(&[0, 0, 2, 5]).unwrap_or_default(),
        online: chance.percent(85),
        favourite_of: chance.pick(customers).filter(|_| chance.percent(30)),
    }
}

fn policy(chance: &mut Chance) -> Policy {
    let usual = Policy::default();
    let drawn = Policy {
        rounds_per_radius: 1 + chance.upto(3),
        instant_offer_s: 5 + chance.upto(60),
        scheduled_offer_s: 30 + chance.upto(1_200),
        broadcast_size: 2 + chance.upto(3),
        ..usual.clone()
    };
    if drawn.check().is_ok() { drawn } else { usual }
}

/// The documented rules, or others that an operator may set. What the settings refuse is not tried.
fn rules(chance: &mut Chance) -> Rules {
    let usual = Rules::default();
    if chance.percent(35) {
        return usual;
    }
    let mut drawn = usual.clone();
    for _ in 0..chance.between(1, 5) {
        change_number(chance, &mut drawn);
    }
    for _ in 0..chance.between(0, 4) {
        change_row(chance, &mut drawn);
    }
    let numbers = Numbers::of(&drawn).check().is_ok();
    if numbers && Cancellation::of(&drawn).check().is_ok() { drawn } else { usual }
}

fn change_number(chance: &mut Chance, rules: &mut Rules) {
    match chance.upto(12) {
        0 => rules.payment_wait_s = 120 + chance.upto(3_600),
        1 => rules.code_tries = u8::try_from(3 + chance.upto(4)).unwrap_or(3),
        2 => rules.free_after_confirmation_s = chance.upto(7_200),
        3 => rules.free_before_window_s = chance.upto(172_800),
        4 => rules.provider_waits_s = 300 + chance.upto(3_600),
        5 => rules.customer_waits_s = 300 + chance.upto(7_200),
        6 => rules.reschedule_consent_s = chance.upto(172_800),
        7 => rules.reschedule_notice_s = chance.upto(7_200),
        8 => rules.auto_confirm_s = 3_600 + chance.upto(172_800),
        9 => rules.evidence_s = 43_200 + chance.upto(172_800),
        10 => rules.buffer_s = chance.upto(3_600),
        11 => rules.call_out_fee = chance.between(0, 50_000),
        _ => rules.hardly_left_m = chance.upto(2_000),
    }
}

fn change_row(chance: &mut Chance, rules: &mut Rules) {
    let Some(rule) = chance.pick(Rule::ALL) else { return };
    if chance.percent(20) {
        rules.matrix.0.remove(&rule);
        return;
    }
    let mut row = Row { counts: chance.percent(70), ..Row::default() };
    match rule.verdict() {
        Verdict::NoFault => row.counts = false,
        Verdict::CustomerAtFault => {
            row.provider_share_bp = chance.pick(&[0, 3_333, 5_000, 6_667, 10_000]).unwrap_or(0);
            let at_least = chance.between(0, 5_000);
            row.fee = match chance.upto(3) {
                0 => Fee::Nothing,
                1 => Fee::CallOut,
                _ => Fee::Share {
                    basis_points: i32::try_from(chance.between(1, 10_000)).unwrap_or(1),
                    at_least,
                    at_most: at_least + chance.between(0, 20_000),
                },
            };
        }
        Verdict::ProviderAtFault => {
            row.compensation = chance.between(0, 20_000);
            row.compensation_by =
                if chance.percent(50) { Payer::Provider } else { Payer::Platform };
        }
    }
    rules.matrix.0.insert(rule, row);
}

/// Something ordered at `now`.
pub fn order(chance: &mut Chance, plan: &Plan, id: BookingId, now: Instant) -> NewBooking {
    let inspection = chance.percent(40);
    let instant = chance.percent(45);
    let starts_at = match instant {
        true => now,
        false => now + TimeDelta::minutes(chance.between(20, 4 * 24 * 60)),
    };
    let kind = if inspection { LineKind::Inspection } else { LineKind::Service };
    let mut lines = vec![line(kind, chance.between(2_000, 90_000))];
    if chance.percent(40) {
        lines.push(line(LineKind::Travel, chance.between(1, 6_000)));
    }
    if chance.percent(30) {
        let of = lines.iter().map(|line| line.amount.as_piastres()).sum::<i64>();
        lines.push(line(LineKind::Promotion, -chance.between(1, of)));
    }
    let method = if chance.percent(50) { PaymentMethod::Cash } else { PaymentMethod::Wallet };
    NewBooking {
        id,
        number: BookingNumber::from_bytes(
            chance.roll().to_le_bytes()[..6].try_into().unwrap_or_default(),
        ),
        customer_id: chance.pick(&plan.customers).unwrap_or_else(|| person(1, 0).into()),
        quote_id: Uuid::from_u128(chance.roll().into()).into(),
        service: OrderedService {
            id: Uuid::from_u128(4).into(),
            category_id: Uuid::from_u128(5).into(),
            code: "plumbing.tap_repair".into(),
            name: Localized::new("إصلاح حنفية", "Repair tap"),
            pricing: if inspection { Pricing::InspectionFirst } else { Pricing::FixedScope },
            needs_certificate: false,
            warranty_days: 30,
            parts_cap: Money::egp(1_000),
            quantity: 1,
            completion: Completion::default(),
        },
        commission: BasisPoints::new(i32::try_from(chance.between(500, 3_000)).unwrap_or(1_500)),
        wishes: Wishes::default(),
        window: Window::of(instant, starts_at, 30 + chance.upto(150)),
        place: Place {
            zone_id: Uuid::from_u128(6).into(),
            district: Localized::new("المعادي", "Maadi"),
            governorate: "EG-C".into(),
            pin: place(chance),
        },
        lines,
        method,
    }
}

fn line(kind: LineKind, piastres: i64) -> PriceLine {
    let amount = Money::piastres(piastres);
    PriceLine {
        kind, name: Localized::new("بند", "line"), quantity: 1, unit_price: amount, amount
    }
}
