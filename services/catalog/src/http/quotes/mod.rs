//! `/quotes`.

pub mod create;
pub mod get;

use crate::store::quotes::KeptQuote;
use contracts::catalog::{LineKind, PriceLine, PriceUnit, Pricing};
use kernel::ids::{CategoryId, ProviderId, QuoteId, ServiceId, ZoneId};
use kernel::{DateTime, Instant, LatLng, Localized, Money};
use serde::Serialize;
use utoipa::ToSchema;

/// A priced, itemised, expiring answer. Its numbers never change.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteOut {
    /// The quote.
    id: QuoteId,
    /// What is ordered, as it was when the quote was made.
    service: QuotedServiceOut,
    /// Whose price this is, if a technician was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_id: Option<ProviderId>,
    /// Where.
    pin: LatLng,
    /// The zone of the place.
    zone_id: ZoneId,
    /// The nearest neighbourhood.
    district: Localized,
    /// ISO 3166-2 code of the neighbourhood's governorate.
    #[schema(example = "EG-C")]
    governorate: String,
    /// When; absent means now.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<DateTime>,
    /// How many.
    #[schema(example = 1)]
    quantity: u32,
    /// How long the visit is planned, in minutes.
    #[schema(example = 60)]
    duration_minutes: u32,
    /// What it's made of.
    lines: Vec<QuoteLineOut>,
    /// The sum of the lines.
    total: Money,
    /// When it was made.
    created_at: DateTime,
    /// Until when it's good: 15 minutes later.
    expires_at: DateTime,
    /// Whether that time is over. Ask for a new quote then.
    is_expired: bool,
}

/// The quoted service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuotedServiceOut {
    /// The service.
    id: ServiceId,
    /// Its category.
    category_id: CategoryId,
    /// Its stable code.
    #[schema(example = "plumbing.tap_repair")]
    code: String,
    /// Its name.
    name: Localized,
    /// How it's priced.
    pricing: Pricing,
    /// What the price is for.
    price_unit: PriceUnit,
    /// How long the work is guaranteed, in days.
    #[schema(example = 30)]
    warranty_days: u32,
    /// How much parts may cost at most.
    parts_cap: Money,
}

/// A line of a quote.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuoteLineOut {
    /// What it's for.
    kind: LineKind,
    /// Its text.
    name: Localized,
    /// How many.
    #[schema(example = 1)]
    quantity: u32,
    /// The price of one.
    unit_price: Money,
    /// The price of all.
    amount: Money,
    /// Why it's there.
    explanation: Localized,
}

impl QuoteOut {
    /// The quote as its reader sees it at `now`.
    pub fn of(kept: KeptQuote, now: Instant) -> Self {
        let quote = kept.quote;
        let service = quote.service;
        Self {
            id: quote.id,
            service: QuotedServiceOut {
                id: service.id,
                category_id: service.category_id,
                code: service.code,
                name: service.name,
                pricing: service.pricing,
                price_unit: service.price_unit,
                warranty_days: service.warranty_days,
                parts_cap: service.parts_cap,
            },
            provider_id: quote.provider_id,
            pin: quote.pin,
            zone_id: quote.zone_id,
            district: quote.district,
            governorate: quote.governorate,
            starts_at: quote.starts_at,
            quantity: quote.quantity,
            duration_minutes: quote.duration_minutes,
            lines: quote.lines.into_iter().zip(kept.explanations).map(QuoteLineOut::of).collect(),
            total: quote.total,
            created_at: quote.created_at,
            expires_at: quote.expires_at,
            is_expired: now >= quote.expires_at,
        }
    }
}

impl QuoteLineOut {
    fn of((line, explanation): (PriceLine, Localized)) -> Self {
        Self {
            kind: line.kind,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
            amount: line.amount,
            explanation,
        }
    }
}
