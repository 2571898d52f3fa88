//! `/services`.

pub mod get;
pub mod list;

use crate::store::services::StoredService;
use contracts::catalog::{PriceUnit, Pricing};
use kernel::ids::{CategoryId, ServiceId};
use kernel::{Localized, Money};
use serde::Serialize;
use utoipa::ToSchema;

/// What a repair usually costs once it was inspected.
#[derive(Serialize, ToSchema)]
pub struct TypicalPriceOut {
    /// From.
    min: Money,
    /// To.
    max: Money,
}

/// What customers said of visits of a service; only ratings that both sides can see count.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRatingOut {
    /// Their average, in hundredths of a star: 470 is 4.7.
    #[schema(example = 470)]
    stars_centi: u32,
    /// How many.
    #[schema(example = 38)]
    count: u32,
}

/// Something that can be ordered.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOut {
    /// The service.
    id: ServiceId,
    /// Its category.
    category_id: CategoryId,
    /// The category's name.
    category_name: Localized,
    /// Its stable code.
    #[schema(example = "plumbing.tap_repair")]
    code: String,
    /// Its name.
    name: Localized,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Localized>,
    /// How it's priced.
    pricing: Pricing,
    /// What the price is for.
    price_unit: PriceUnit,
    /// What one of it is called.
    unit: Localized,
    /// The price of one; for `inspection_first` the fee of the visit.
    base_price: Money,
    /// What the repair usually costs after the inspection. An estimate, never an offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    typical_price: Option<TypicalPriceOut>,
    /// What the price covers, in the order to show it.
    included: Vec<Localized>,
    /// What it does not cover, or what costs extra.
    not_included: Vec<Localized>,
    /// What customers said of its visits; absent before the first rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<ServiceRatingOut>,
    /// How long one of it usually takes, in minutes.
    #[schema(example = 30)]
    estimated_duration: u32,
    /// How many can be ordered at once.
    #[schema(example = 20)]
    max_quantity: u32,
    /// Whether it can be ordered as an emergency.
    is_emergency_service: bool,
    /// The surcharge for coming now, in hundredths of a percent: 3000 is 30 %.
    #[schema(example = 3000)]
    emergency_surcharge_bp: i32,
    /// How long the work is guaranteed, in days.
    #[schema(example = 30)]
    warranty_days: u32,
    /// Whether only certified technicians do it.
    needs_certificate: bool,
    /// How much parts may cost at most.
    parts_cap: Money,
    /// What the technician checks before the work is done, in this order.
    completion_checklist: Vec<Localized>,
    /// How many pictures of the place the technician takes before the work, at least.
    min_photos_before: u32,
    /// How many pictures of the finished work, at least.
    min_photos_after: u32,
}

impl From<StoredService> for ServiceOut {
    fn from(stored: StoredService) -> Self {
        let facts = stored.facts;
        Self {
            id: facts.id,
            category_id: facts.category_id,
            category_name: stored.category_name,
            code: facts.code,
            name: facts.name,
            description: stored.description,
            pricing: facts.pricing,
            price_unit: facts.price_unit,
            unit: stored.unit,
            base_price: facts.base_price,
            typical_price: stored.typical.map(|(min, max)| TypicalPriceOut { min, max }),
            included: stored.scope.included,
            not_included: stored.scope.not_included,
            rating: stored.score.map(|score| ServiceRatingOut {
                stars_centi: score.mean_centi,
                count: score.count,
            }),
            estimated_duration: facts.duration_minutes,
            max_quantity: stored.max_quantity,
            is_emergency_service: facts.emergency_offered,
            emergency_surcharge_bp: stored.emergency_surcharge.get(),
            warranty_days: facts.warranty_days,
            needs_certificate: facts.needs_certificate,
            parts_cap: facts.parts_cap,
            completion_checklist: facts.completion.checklist,
            min_photos_before: facts.completion.photos_before,
            min_photos_after: facts.completion.photos_after,
        }
    }
}
