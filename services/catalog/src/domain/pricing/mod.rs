//! What a quote is made of. Every percentage is rounded once, half away from zero, on its own
//! line; lines add up to the total to the piastre.

use super::promotion::Promotion;
use super::refusal::Refusal;
use super::service::PricedService;
use super::start::{SURGE_REACH, Start};
use super::zone::ZoneAt;
use chrono::TimeDelta;
use contracts::catalog::{LineKind, PriceLine, PriceStep};
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};

/// Nothing is added.
const NONE: BasisPoints = BasisPoints::new(0);

/// A line with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedLine {
    /// The line.
    pub line: PriceLine,
    /// Why it's there.
    pub explanation: Localized,
}

/// What a quote is made from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// What is ordered.
    pub service: &'a PricedService,
    /// The wanted provider's own price.
    pub own_price: Option<Money>,
    /// How many.
    pub quantity: u32,
    /// Where.
    pub pin: LatLng,
    /// The zone of the pin.
    pub zone: &'a ZoneAt,
    /// When.
    pub start: Start,
    /// The promotion that was named.
    pub promotion: Option<&'a Promotion>,
    /// The present.
    pub now: Instant,
}

/// The lines of a quote.
///
/// # Errors
/// When the promotion does not count.
pub fn price(basis: &Basis<'_>) -> Result<Vec<ExplainedLine>, Refusal> {
    let work = work(basis);
    let base = work.line.amount;
    let mut lines = vec![work];
    lines.extend(travel(basis));
    lines.extend(emergency(basis, base));
    lines.extend(surge(basis, base));
    if let Some(promotion) = basis.promotion {
        let category = basis.service.facts.category_id;
        let off = promotion.off(total(&lines), category, basis.now)?;
        lines.push(reduced(promotion, off));
    }
    if basis.service.sold_by_platform {
        lines.push(vat(total(&lines)));
    }
    Ok(lines)
}

/// What a visit costs by when it begins: the totals of quotes that are made now for starts up to
/// `latest`, without a promotion. Only demand depends on the start, so there are few steps.
///
/// # Errors
/// Never without a promotion.
pub fn steps(basis: &Basis<'_>, latest: Instant) -> Result<Vec<PriceStep>, Refusal> {
    let (now, surge) = (basis.now, &basis.zone.surge);
    let reach = now + SURGE_REACH;
    // A start at the very end of a surge pays it no more.
    let end = surge.until.map(|end| end - TimeDelta::microseconds(1));
    let end = end.filter(|end| (now..reach).contains(end));
    let mut steps: Vec<PriceStep> = Vec::new();
    for until in end.into_iter().map(Some).chain([Some(reach), None]) {
        let start = Start::At(until.unwrap_or(latest.max(reach + TimeDelta::seconds(1))));
        let total = total(&price(&Basis { start, promotion: None, ..*basis })?);
        let share = if until.is_some() { surge.share(start.instant(now)) } else { NONE };
        match steps.last_mut() {
            Some(last) if (last.total, last.surge) == (total, share) => last.until = until,
            _ => steps.push(PriceStep { until, total, surge: share }),
        }
    }
    Ok(steps)
}

/// The sum of lines.
#[must_use]
pub fn total(lines: &[ExplainedLine]) -> Money {
    lines.iter().map(|l| l.line.amount).sum()
}

/// The price of the work itself, or the fee of the inspection before it.
fn work(basis: &Basis<'_>) -> ExplainedLine {
    let Basis { service, quantity, own_price, .. } = *basis;
    let facts = &service.facts;
    let unit_price = own_price.unwrap_or(facts.base_price);
    let whose = if own_price.is_some() {
        Localized::new("السعر الخاص بالفني", "the technician's own price")
    } else {
        Localized::new("سعر المنصة", "the platform's price")
    };
    if service.is_inspection_first() {
        return ExplainedLine {
            line: PriceLine {
                kind: LineKind::Inspection,
                name: Localized::new(
                    format!("رسوم المعاينة: {}", facts.name.ar),
                    format!("Inspection fee: {}", facts.name.en),
                ),
                quantity: 1,
                unit_price,
                amount: unit_price,
            },
            explanation: Localized::new(
                format!(
                    "هذه رسوم الزيارة والكشف فقط ({}). الفني يحدد سعر الإصلاح بعد المعاينة، ولا يبدأ إلا بموافقتك، وتُخصم الرسوم من السعر إذا وافقت.",
                    whose.ar
                ),
                format!(
                    "This is only for the visit and diagnosis ({}). The technician prices the repair on site, starts only with your approval, and the fee is then taken off the price.",
                    whose.en
                ),
            ),
        };
    }
    let amount = unit_price.times(quantity.into());
    ExplainedLine {
        line: PriceLine {
            kind: LineKind::Service,
            name: facts.name.clone(),
            quantity,
            unit_price,
            amount,
        },
        explanation: Localized::new(
            format!(
                "{} ج.م لكل {} × {quantity} ({}).",
                unit_price.pounds(),
                service.unit.ar,
                whose.ar
            ),
            format!(
                "{} EGP per {} × {quantity} ({}).",
                unit_price.pounds(),
                service.unit.en,
                whose.en
            ),
        ),
    }
}

fn travel(basis: &Basis<'_>) -> Option<ExplainedLine> {
    let travel = &basis.zone.travel;
    let km = travel.paid_km(basis.pin);
    let amount = travel.fee_per_km.times(km.into());
    let free_km = hundredths(i64::from(travel.free_distance_m / 10));
    (!amount.is_zero()).then(|| ExplainedLine {
        line: PriceLine {
            kind: LineKind::Travel,
            name: Localized::new("رسوم الانتقال", "Travel fee"),
            quantity: km,
            unit_price: travel.fee_per_km,
            amount,
        },
        explanation: Localized::new(
            format!(
                "عنوانك أبعد من {free_km} كم مجانية عن مركز {}: {km} كم إضافية بسعر {} ج.م للكيلومتر.",
                basis.zone.name.ar,
                travel.fee_per_km.pounds()
            ),
            format!(
                "Your address is beyond the free {free_km} km from the centre of {}: {km} km at {} EGP each.",
                basis.zone.name.en,
                travel.fee_per_km.pounds()
            ),
        ),
    })
}

fn emergency(basis: &Basis<'_>, base: Money) -> Option<ExplainedLine> {
    let service = basis.service;
    if basis.start != Start::Now || !service.facts.emergency_offered {
        return None;
    }
    let share = service.emergency_surcharge;
    share_line(LineKind::Emergency, base, share, |percent| {
        (
            Localized::new("رسوم الطوارئ", "Emergency surcharge"),
            Localized::new(
                format!(
                    "{percent}% من سعر الخدمة لأن الفني يأتي الآن. الحجز لموعد لاحق بدون هذه الرسوم."
                ),
                format!(
                    "{percent}% of the service price because the technician comes now. Booking for later is without it."
                ),
            ),
        )
    })
}

fn surge(basis: &Basis<'_>, base: Money) -> Option<ExplainedLine> {
    if !basis.start.feels_surge(basis.now) {
        return None;
    }
    let surge = &basis.zone.surge;
    let most = percent(BasisPoints::new((surge.max.get() - 10_000).max(0)));
    let share = surge.share(basis.start.instant(basis.now));
    share_line(LineKind::Surge, base, share, |percent| {
        (
            Localized::new("زيادة وقت الذروة", "High demand"),
            Localized::new(
                format!(
                    "الطلب مرتفع الآن في {}: {percent}% من سعر الخدمة، ولا تزيد أبدًا عن {most}%. الحجز لموعد لاحق قد يكون أرخص.",
                    basis.zone.name.ar
                ),
                format!(
                    "Demand is high in {} now: {percent}% of the service price, never above {most}%. Booking for later may be cheaper.",
                    basis.zone.name.en
                ),
            ),
        )
    })
}

fn share_line(
    kind: LineKind,
    base: Money,
    share: BasisPoints,
    texts: impl FnOnce(String) -> (Localized, Localized),
) -> Option<ExplainedLine> {
    let amount = base.share(share);
    (amount > Money::ZERO).then(|| {
        let (name, explanation) = texts(percent(share));
        let line = PriceLine { kind, name, quantity: 1, unit_price: amount, amount };
        ExplainedLine { line, explanation }
    })
}

fn reduced(promotion: &Promotion, off: Money) -> ExplainedLine {
    let name = &promotion.name;
    ExplainedLine {
        line: PriceLine {
            kind: LineKind::Promotion,
            name: Localized::new(format!("خصم: {}", name.ar), format!("Promotion: {}", name.en)),
            quantity: 1,
            unit_price: -off,
            amount: -off,
        },
        explanation: Localized::new(
            format!("كود الخصم {}. المنصة تتحمل الخصم، وأجر الفني لا يقل.", promotion.code),
            format!(
                "Promo code {}. The platform pays for it; the technician's pay stays the same.",
                promotion.code
            ),
        ),
    }
}

fn vat(net: Money) -> ExplainedLine {
    let amount = net.share(BasisPoints::VAT);
    ExplainedLine {
        line: PriceLine {
            kind: LineKind::Vat,
            name: Localized::new("ضريبة القيمة المضافة 14%", "VAT 14%"),
            quantity: 1,
            unit_price: amount,
            amount,
        },
        explanation: Localized::new(
            "تُضاف لأن المنصة هي البائع لهذه الخدمة.",
            "Added because the platform itself sells this service.",
        ),
    }
}

fn percent(share: BasisPoints) -> String {
    hundredths(share.get().into())
}

fn hundredths(value: i64) -> String {
    let (whole, rest) = (value / 100, (value % 100).abs());
    if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests;
