//! `/admin/services`.

pub mod create;
pub mod list;
pub mod update;

use crate::commands::changes::Asked;
use crate::http::fields;
use crate::http::services::ServiceOut;
use crate::store::services::{NewCompletion, NewScope, NewService, StoredService};
use contracts::catalog::{PriceUnit, Pricing};
use kernel::ids::CategoryId;
use kernel::{DateTime, Fields, Invalid, InvalidFields, Localized, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest checklist.
const MOST_ITEMS: usize = 20;
/// The most lines of what a price covers, and of what it does not.
const MOST_LINES: usize = 12;
/// The most pictures that can be asked for, of each kind.
const MOST_PHOTOS: i16 = 10;

/// What a repair usually costs once it was inspected.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypicalPriceIn {
    /// From.
    min: Money,
    /// To.
    max: Money,
}

/// A service as operators write it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceIn {
    /// Its category.
    category_id: CategoryId,
    /// Its stable code: the category's, a dot, its own.
    #[schema(example = "plumbing.tap_repair")]
    code: String,
    /// Its name.
    name: Localized,
    /// What it is.
    description: Option<Localized>,
    /// Further words that find it.
    keywords: Option<String>,
    /// How it's priced.
    pricing: Pricing,
    /// What the price is for; `fixed` for `inspection_first`.
    price_unit: PriceUnit,
    /// What one of it is called.
    unit: Localized,
    /// The price of one; for `inspection_first` the fee of the visit.
    base_price: Money,
    /// What the repair usually costs after the inspection.
    typical_price: Option<TypicalPriceIn>,
    /// How long one of it takes, in minutes.
    #[schema(example = 30, minimum = 5, maximum = 2880)]
    estimated_duration: u32,
    /// How many can be ordered at once; 1 for `inspection_first`, else 20 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    max_quantity: Option<u32>,
    /// Whether it can be ordered as an emergency.
    is_emergency_service: bool,
    /// The surcharge for coming now, in hundredths of a percent.
    #[schema(example = 3000, minimum = 0, maximum = 10000)]
    emergency_surcharge_bp: Option<i32>,
    /// How long the work is guaranteed, in days; 30 when absent.
    #[schema(minimum = 0, maximum = 730)]
    warranty_days: Option<u32>,
    /// Whether only certified technicians may do it; no when absent.
    needs_certificate: Option<bool>,
    /// How much parts may cost without an operator.
    parts_cap: Money,
    /// What the technician ticks off before the work may be ended, in this order: at most 20 items of
    /// up to 100 characters. Absent: as before. Bookings made before a change keep theirs.
    #[schema(max_items = 20)]
    completion_checklist: Option<Vec<Localized>>,
    /// How many pictures of the place before the work, at least. Absent: as before.
    #[schema(minimum = 0, maximum = 10)]
    min_photos_before: Option<i16>,
    /// How many pictures of the finished work, at least. Absent: as before.
    #[schema(minimum = 0, maximum = 10)]
    min_photos_after: Option<i16>,
    /// What the price covers, as customers read it: at most 12 lines of up to 100 characters. Absent: as
    /// before.
    #[schema(max_items = 12)]
    included: Option<Vec<Localized>>,
    /// What it does not cover, or what costs extra, as `included`. Absent: as before.
    #[schema(max_items = 12)]
    not_included: Option<Vec<Localized>>,
    /// Whether the platform sells it in its own name; no when absent.
    sold_by_platform: Option<bool>,
    /// Whether it's offered; yes when absent.
    is_active: Option<bool>,
    /// Its place in lists.
    sort_order: Option<i32>,
    /// The version that is changed; only to change one.
    version: Option<i64>,
    /// From when on a change holds; at once when absent.
    valid_from: Option<DateTime>,
    /// Why.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

impl ServiceIn {
    /// When, why and what was asked.
    fn asked(&self) -> Result<Asked, InvalidFields> {
        fields::asked(self, self.valid_from, self.reason.as_deref())
    }

    fn parse(&self, fields: &mut Fields) -> Option<NewService> {
        let code = fields::service_code(fields, &self.code);
        let name = fields::name(fields, "name", &self.name);
        let unit = fields::short_name(fields, "unit", &self.unit);
        let description = fields::description(fields, "description", self.description.as_ref());
        let keywords = fields::keywords(fields, self.keywords.as_deref());
        let base_price = fields::money(fields, "basePrice", self.base_price, Money::egp(1));
        let parts_cap = fields::money(fields, "partsCap", self.parts_cap, Money::ZERO);
        let minutes =
            fields::number(fields, "estimatedDuration", self.estimated_duration, 5..=2_880);
        let inspection = self.pricing == Pricing::InspectionFirst;
        let most = self.max_quantity.unwrap_or(if inspection { 1 } else { 20 });
        let most = fields::number(fields, "maxQuantity", most, 1..=1_000);
        let surcharge = self.emergency_surcharge_bp.unwrap_or(0);
        let surcharge = fields::share(fields, "emergencySurchargeBp", surcharge, 0..=10_000);
        let warranty = self.warranty_days.unwrap_or(30);
        let warranty = fields::number(fields, "warrantyDays", warranty, 0..=730);
        let completion = self.completion(fields);
        let scope = self.scope(fields);
        let typical = self.typical(fields);
        self.check_combinations(fields, most, inspection);
        Some(NewService {
            category_id: self.category_id,
            code: code?,
            name: name?,
            description: description?,
            keywords: keywords?,
            base_price: base_price?,
            price_unit: self.price_unit,
            unit: unit?,
            pricing: self.pricing,
            typical: typical?,
            duration_minutes: minutes?,
            max_quantity: most?,
            emergency_offered: self.is_emergency_service,
            emergency_surcharge: surcharge?,
            warranty_days: warranty?,
            needs_certificate: self.needs_certificate.unwrap_or(false),
            parts_cap: parts_cap?,
            completion: completion?,
            scope: scope?,
            sold_by_platform: self.sold_by_platform.unwrap_or(false),
            is_active: self.is_active.unwrap_or(true),
            sort_order: self.sort_order.unwrap_or(0),
        })
    }

    fn typical(&self, fields: &mut Fields) -> Option<Option<(Money, Money)>> {
        let Some(typical) = self.typical_price else { return Some(None) };
        let min = fields::money(fields, "typicalPrice.min", typical.min, Money::ZERO)?;
        let max = fields::money(fields, "typicalPrice.max", typical.max, min)?;
        Some(Some((min, max)))
    }

    fn completion(&self, fields: &mut Fields) -> Option<NewCompletion> {
        let checklist = self.completion_checklist.as_deref();
        let items = lines(fields, "completionChecklist", checklist, MOST_ITEMS, || {
            Invalid::new(
                "catalog.long_checklist",
                "قائمة الفحص 20 بندًا على الأكثر.",
                "A checklist has 20 items at most.",
            )
        });
        let mut photos = |field, wanted: Option<i16>| match wanted {
            Some(wanted) => fields::number(fields, field, wanted, 0..=MOST_PHOTOS).map(Some),
            None => Some(None),
        };
        let photos_before = photos("minPhotosBefore", self.min_photos_before);
        let photos_after = photos("minPhotosAfter", self.min_photos_after);
        Some(NewCompletion {
            checklist: items?,
            photos_before: photos_before?,
            photos_after: photos_after?,
        })
    }

    fn scope(&self, fields: &mut Fields) -> Option<NewScope> {
        let too_many = || {
            Invalid::new(
                "catalog.long_scope",
                "ما يشمله السعر وما لا يشمله: 12 سطرًا على الأكثر لكل منهما.",
                "What the price covers and what it does not: 12 lines each at most.",
            )
        };
        let included = lines(fields, "included", self.included.as_deref(), MOST_LINES, too_many);
        let not = self.not_included.as_deref();
        let not_included = lines(fields, "notIncluded", not, MOST_LINES, too_many);
        Some(NewScope { included: included?, not_included: not_included? })
    }

    fn check_combinations(&self, fields: &mut Fields, most: Option<u32>, inspection: bool) {
        let one = || {
            Invalid::new(
                "catalog.inspection_is_one_visit",
                "خدمة المعاينة زيارة واحدة: الكمية 1 والسعر ثابت.",
                "An inspection is one visit: quantity 1 and a fixed price.",
            )
        };
        fields.check(!inspection || most.is_none_or(|m| m == 1), "maxQuantity", one);
        fields.check(!inspection || self.price_unit == PriceUnit::Fixed, "priceUnit", one);
        let surcharge = self.emergency_surcharge_bp.unwrap_or(0);
        fields.check(self.is_emergency_service || surcharge == 0, "emergencySurchargeBp", || {
            Invalid::new(
                "catalog.surcharge_without_emergency",
                "هذه الخدمة لا تُطلب كطوارئ، فلا رسوم طوارئ لها. اجعل النسبة 0.",
                "This service is not for emergencies, so it has no surcharge for them. Make it 0.",
            )
        });
    }

    pub(crate) fn parse_new(&self) -> Result<NewService, InvalidFields> {
        let mut fields = Fields::new();
        fields::made_at_once(&mut fields, self.valid_from);
        let new = self.parse(&mut fields);
        done(fields, new)
    }

    fn parse_change(&self) -> Result<(i64, NewService), InvalidFields> {
        let mut fields = Fields::new();
        let version = fields::version(&mut fields, self.version);
        let new = self.parse(&mut fields);
        done(fields, version.zip(new))
    }
}

/// Short texts in both languages, if they were sent; `too_many` says that there are more than `most`.
fn lines(
    fields: &mut Fields,
    field: &'static str,
    sent: Option<&[Localized]>,
    most: usize,
    too_many: fn() -> Invalid,
) -> Option<Option<Vec<Localized>>> {
    let Some(sent) = sent else { return Some(None) };
    fields.check(sent.len() <= most, field, too_many);
    let line = |(n, text): (usize, &Localized)| fields::name(fields, &format!("{field}.{n}"), text);
    let lines: Vec<_> = sent.iter().take(most).enumerate().map(line).collect();
    lines.into_iter().collect::<Option<Vec<_>>>().map(Some)
}

/// The value, unless something about it was refused.
fn done<T>(fields: Fields, value: Option<T>) -> Result<T, InvalidFields> {
    match value {
        Some(value) => fields.finish().map(|()| value),
        None => Err(fields.into_error()),
    }
}

/// A service as operators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminServiceOut {
    /// What everybody sees.
    service: ServiceOut,
    /// Further words that find it.
    keywords: String,
    /// The platform's share in hundredths of a percent, from the category.
    #[schema(example = 1500)]
    commission_bp: i32,
    /// Whether the platform sells it in its own name.
    sold_by_platform: bool,
    /// Whether it's offered, as far as the service itself goes.
    is_active: bool,
    /// Whether it can be ordered: its category is active too.
    is_orderable: bool,
    /// Its place in lists.
    sort_order: i32,
    /// Counts changes; send it back with a change.
    version: i64,
}

impl From<StoredService> for AdminServiceOut {
    fn from(stored: StoredService) -> Self {
        Self {
            keywords: stored.keywords.clone(),
            commission_bp: stored.facts.commission.get(),
            sold_by_platform: stored.sold_by_platform,
            is_active: stored.own_active,
            is_orderable: stored.facts.is_active,
            sort_order: stored.sort_order,
            version: stored.version,
            service: ServiceOut::from(stored),
        }
    }
}
