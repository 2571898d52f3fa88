//! Catalog: what can be ordered, where, at what price.

use crate::PortError;
use async_trait::async_trait;
use kernel::cairo::WeeklyHours;
use kernel::ids::{BookingId, CategoryId, ProviderId, QuoteId, ServiceId, UserId, ZoneId};
use kernel::{BasisPoints, DateTime, LatLng, Localized, Money};
use serde::{Deserialize, Serialize};

/// How a service is priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pricing {
    /// The quote is the price.
    FixedScope,
    /// The quote is the inspection fee; the price is an estimate approved on site.
    InspectionFirst,
}

/// What the price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// The whole job.
    Fixed,
    /// An hour.
    Hourly,
    /// A piece, a square metre, a unit.
    PerItem,
}

/// A service as others know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceFacts {
    /// The service.
    pub id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its stable code within the platform: `plumbing.drain_unblock`.
    pub code: String,
    /// Its name.
    pub name: Localized,
    /// How it is priced.
    pub pricing: Pricing,
    /// What the price is for.
    pub price_unit: PriceUnit,
    /// The platform's price, when the provider has none of its own.
    pub base_price: Money,
    /// How long it usually takes, in minutes.
    pub duration_minutes: u32,
    /// Whether it can be ordered for now.
    pub emergency_offered: bool,
    /// The platform's share of the work.
    pub commission: BasisPoints,
    /// How long the work is guaranteed, in days.
    pub warranty_days: u32,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
    /// How much parts may cost at most without an operator.
    pub parts_cap: Money,
    /// Whether it can be ordered at all.
    pub is_active: bool,
    /// What must be there before its work is done.
    #[serde(default)]
    pub completion: Completion,
}

/// What a service asks for before its work may be ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// What the technician ticks off, in this order.
    pub checklist: Vec<Localized>,
    /// How many pictures of the place before the work, at least.
    pub photos_before: u32,
    /// How many pictures of the finished work, at least.
    pub photos_after: u32,
}

/// A service is new or changed: the whole present state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceChanged {
    /// The service.
    pub service: ServiceFacts,
    /// The name of its category.
    pub category_name: Localized,
}
crate::event!(ServiceChanged, "catalog.service_changed", "service", |e| e.service.id);

/// A zone as others know it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ZoneFacts {
    /// The zone.
    pub id: ZoneId,
    /// Its name.
    pub name: Localized,
    /// Its polygons: of each the outer ring and then its holes, every ring closed.
    pub polygons: Vec<Vec<Vec<LatLng>>>,
    /// Whether anything can be ordered there.
    pub is_active: bool,
}

/// A zone is new or changed, other than in its surge: the whole present state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ZoneChanged {
    /// The zone.
    pub zone: ZoneFacts,
}
crate::event!(ZoneChanged, "catalog.zone_changed", "zone", |e| e.zone.id);

/// What a line of a quote or invoice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// The service itself.
    Service,
    /// The inspection (call-out) fee.
    Inspection,
    /// The way beyond the free distance.
    Travel,
    /// Surcharge for coming now.
    Emergency,
    /// Surcharge of the zone while demand is high; bounded.
    Surge,
    /// Labour of an estimate or change order.
    Labour,
    /// A part.
    Parts,
    /// A reduction the platform pays; negative.
    Promotion,
    /// The inspection fee given back once the estimate is approved; negative.
    InspectionCredit,
    /// Value added tax where the platform sells in its own name.
    Vat,
}

/// A line of a quote or invoice. Lines add up to the total to the piastre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PriceLine {
    /// What it is for.
    pub kind: LineKind,
    /// Its text.
    pub name: Localized,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
    /// Price of all; not always `quantity × unit_price` (percentages are rounded once).
    pub amount: Money,
}

/// A priced, itemised, expiring answer to "what would this cost, here, then?". Never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The quote.
    pub id: QuoteId,
    /// Whose it is; a guest's quote is anybody's who knows its id.
    pub customer_id: Option<UserId>,
    /// The service, as it was when the quote was made.
    pub service: ServiceFacts,
    /// A provider whose own price this is, if one was asked for.
    pub provider_id: Option<ProviderId>,
    /// Where.
    pub pin: LatLng,
    /// The zone the pin is in.
    pub zone_id: ZoneId,
    /// The name of the zone's district nearest to the pin.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// When; `None` means now.
    pub starts_at: Option<DateTime>,
    /// How many.
    pub quantity: u32,
    /// How long the visit is planned, in minutes.
    pub duration_minutes: u32,
    /// What it's made of.
    pub lines: Vec<PriceLine>,
    /// The sum of the lines.
    pub total: Money,
    /// When it was made.
    pub created_at: DateTime,
    /// When it stops being good: 15 minutes later.
    pub expires_at: DateTime,
}

/// What a quote is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteRequest {
    /// Who asks, when logged in.
    pub customer_id: Option<UserId>,
    /// Which service.
    pub service_id: ServiceId,
    /// Whose price, when a certain provider is wanted.
    pub provider_id: Option<ProviderId>,
    /// Where.
    pub pin: LatLng,
    /// When; `None` means now.
    pub starts_at: Option<DateTime>,
    /// How many, from 1.
    pub quantity: u32,
}

/// On which terms a service can be had at a place, whenever it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotTermsRequest {
    /// Which service.
    pub service_id: ServiceId,
    /// Where.
    pub pin: LatLng,
    /// How many, from 1.
    pub quantity: u32,
    /// Whose price, when a certain provider is wanted.
    #[serde(default)]
    pub provider_id: Option<ProviderId>,
}

/// What decides at which times a service can be had at a place, besides who is free.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SlotTerms {
    /// The service.
    pub service: ServiceFacts,
    /// How long a visit is planned, in minutes.
    pub duration_minutes: u32,
    /// The zone the pin is in.
    pub zone_id: ZoneId,
    /// The zone's name.
    pub zone_name: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// When visits of the zone may begin.
    pub opening_hours: WeeklyHours,
    /// What demand adds to the price, while it adds something.
    pub surge: Option<SurgeHint>,
    /// What a visit costs by when it begins, the nearest first; empty from a catalog of before.
    #[serde(default)]
    pub prices: Vec<PriceStep>,
    /// The last start that can be ordered.
    pub latest_start: DateTime,
}

/// What demand adds to the price of visits that begin soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SurgeHint {
    /// The share that is added.
    pub share: BasisPoints,
    /// The last start that pays it.
    pub until: DateTime,
}

/// What a visit costs that begins after the step before and up to this one's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceStep {
    /// The last start that it holds for; the last step has no end.
    pub until: Option<DateTime>,
    /// The total of a quote without a promotion.
    pub total: Money,
    /// What demand adds to the price of the work, as a share of it.
    pub surge: BasisPoints,
}

/// A booking is being made of a quote: the use of its promotion is to be counted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Redemption {
    /// The quote.
    pub quote_id: QuoteId,
    /// The booking.
    pub booking_id: BookingId,
    /// Who orders.
    pub customer_id: UserId,
}

/// Questions others ask the catalog.
#[async_trait]
pub trait CatalogApi: Send + Sync + 'static {
    /// Makes a quote. Refuses with the codes that `POST /quotes` answers.
    async fn make_quote(&self, request: QuoteRequest) -> Result<Quote, PortError>;
    /// A quote by its id, expired ones too.
    async fn quote(&self, id: QuoteId) -> Result<Quote, PortError>;
    /// Counts the use of a quote's promotion before its booking is made; refuses when it is used up.
    /// Repeating it counts once, and a booking that is never made counts for nothing after a while.
    async fn redeem(&self, _redemption: Redemption) -> Result<(), PortError> {
        Ok(())
    }
    /// On which terms a service can be had at a place. Refuses with the codes of `POST /quotes`.
    async fn slot_terms(&self, request: SlotTermsRequest) -> Result<SlotTerms, PortError> {
        let _ = request;
        Err(PortError::Unavailable)
    }
}
