//! Table `catalog.services`, always read together with its category.

use super::rows::{self, count, int};
use crate::domain::search::{Query, document};
use crate::domain::service::PricedService;
use chassis::StoreError;
use contracts::catalog::{Completion, PriceUnit, Pricing, ServiceFacts};
use kernel::ids::{CategoryId, ServiceId};
use kernel::{BasisPoints, Instant, Localized, Money};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// A service as it stands in the table, with its category's name and commission.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredService {
    /// What others know of it.
    pub facts: ServiceFacts,
    /// The name of its category.
    pub category_name: Localized,
    /// Whether the service itself is active; `facts.is_active` also asks the category.
    pub own_active: bool,
    /// What it is in some words.
    pub description: Option<Localized>,
    /// Further words it's searched by.
    pub keywords: String,
    /// What one of it is called.
    pub unit: Localized,
    /// What the repair after an inspection usually costs.
    pub typical: Option<(Money, Money)>,
    /// The surcharge for coming now.
    pub emergency_surcharge: BasisPoints,
    /// How many can be ordered at once.
    pub max_quantity: u32,
    /// Whether the platform sells it in its own name.
    pub sold_by_platform: bool,
    /// What its price covers, and what it does not.
    #[serde(default)]
    pub scope: Scope,
    /// What customers say of its visits; nothing before the first rating.
    #[serde(default)]
    pub score: Option<Score>,
    /// Its place in lists, after its category's.
    pub sort_order: i32,
    /// The category's place in lists.
    pub category_sort: i32,
    /// Counts changes.
    pub version: i64,
}

/// What a price covers, and what it does not: for people, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// What is done for the price.
    pub included: Vec<Localized>,
    /// What is not, or costs extra.
    pub not_included: Vec<Localized>,
}

/// What customers say of a service's visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Their average, in hundredths of a star.
    pub mean_centi: u32,
    /// How many of them.
    pub count: u32,
}

impl StoredService {
    /// As pricing sees it.
    pub fn priced(&self) -> PricedService {
        PricedService {
            facts: self.facts.clone(),
            unit: self.unit.clone(),
            emergency_surcharge: self.emergency_surcharge,
            max_quantity: self.max_quantity,
            sold_by_platform: self.sold_by_platform,
        }
    }
}

/// A service as it's written.
#[derive(Clone, Debug)]
pub struct NewService {
    pub category_id: CategoryId,
    pub code: String,
    pub name: Localized,
    pub description: Option<Localized>,
    pub keywords: String,
    pub base_price: Money,
    pub price_unit: PriceUnit,
    pub unit: Localized,
    pub pricing: Pricing,
    pub typical: Option<(Money, Money)>,
    pub duration_minutes: u32,
    pub max_quantity: u32,
    pub emergency_offered: bool,
    pub emergency_surcharge: BasisPoints,
    pub warranty_days: u32,
    pub needs_certificate: bool,
    pub parts_cap: Money,
    pub completion: NewCompletion,
    pub scope: NewScope,
    pub sold_by_platform: bool,
    pub is_active: bool,
    pub sort_order: i32,
}

/// What it asks for before its work is done. What is not said stays as it is.
#[derive(Clone, Debug, Default)]
pub struct NewCompletion {
    pub checklist: Option<Vec<Localized>>,
    pub photos_before: Option<i16>,
    pub photos_after: Option<i16>,
}

/// What its price covers, and what it does not. What is not said stays as it is.
#[derive(Clone, Debug, Default)]
pub struct NewScope {
    pub included: Option<Vec<Localized>>,
    pub not_included: Option<Vec<Localized>>,
}

/// Which services a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub category_id: Option<CategoryId>,
    pub emergency: Option<bool>,
    /// Inactive ones too, for operators.
    pub with_inactive: bool,
}

/// A place in a list: three numbers that order it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub first: i32,
    pub second: i32,
    pub id: Uuid,
}

/// A row as the views below give it.
#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    category_id: Uuid,
    category_ar: String,
    category_en: String,
    category_sort: i32,
    commission_bp: i32,
    code: String,
    name_ar: String,
    name_en: String,
    description_ar: Option<String>,
    description_en: Option<String>,
    keywords: String,
    base_price: i64,
    price_unit: String,
    unit_ar: String,
    unit_en: String,
    pricing: String,
    typical_min: Option<i64>,
    typical_max: Option<i64>,
    estimated_duration: i32,
    max_quantity: i32,
    is_emergency_service: bool,
    surcharge_bp: i32,
    warranty_days: i32,
    needs_certificate: bool,
    parts_cap: i64,
    completion_checklist: Json<Vec<Localized>>,
    min_photos_before: i16,
    min_photos_after: i16,
    included: Json<Vec<Localized>>,
    not_included: Json<Vec<Localized>>,
    score_centi: Option<i32>,
    score_count: Option<i32>,
    sold_by_platform: bool,
    own_active: bool,
    category_active: bool,
    sort_order: i32,
    version: i64,
    rank: i32,
}

impl Row {
    fn into_service(self) -> Result<StoredService, StoreError> {
        let typical = self.typical_min.zip(self.typical_max);
        let score = self.score_centi.zip(self.score_count);
        Ok(StoredService {
            facts: ServiceFacts {
                id: self.id.into(),
                category_id: self.category_id.into(),
                code: self.code,
                name: Localized::new(self.name_ar, self.name_en),
                pricing: rows::pricing(&self.pricing)?,
                price_unit: rows::price_unit(&self.price_unit)?,
                base_price: Money::piastres(self.base_price),
                duration_minutes: count(self.estimated_duration),
                emergency_offered: self.is_emergency_service,
                commission: BasisPoints::new(self.commission_bp),
                warranty_days: count(self.warranty_days),
                needs_certificate: self.needs_certificate,
                parts_cap: Money::piastres(self.parts_cap),
                is_active: self.own_active && self.category_active,
                completion: Completion {
                    checklist: self.completion_checklist.0,
                    photos_before: count(self.min_photos_before.into()),
                    photos_after: count(self.min_photos_after.into()),
                },
            },
            category_name: Localized::new(self.category_ar, self.category_en),
            own_active: self.own_active,
            description: self
                .description_ar
                .zip(self.description_en)
                .map(|(ar, en)| Localized::new(ar, en)),
            keywords: self.keywords,
            unit: Localized::new(self.unit_ar, self.unit_en),
            typical: typical.map(|(min, max)| (Money::piastres(min), Money::piastres(max))),
            emergency_surcharge: BasisPoints::new(self.surcharge_bp),
            max_quantity: count(self.max_quantity),
            sold_by_platform: self.sold_by_platform,
            scope: Scope { included: self.included.0, not_included: self.not_included.0 },
            score: score.map(|(mean, all)| Score { mean_centi: count(mean), count: count(all) }),
            sort_order: self.sort_order,
            category_sort: self.category_sort,
            version: self.version,
        })
    }
}

/// A service by its id, inactive ones too.
pub async fn find(
    tx: &mut PgConnection,
    id: ServiceId,
) -> Result<Option<StoredService>, StoreError> {
    let row =
        sqlx::query_file_as!(Row, "queries/service.sql", id.uuid()).fetch_optional(tx).await?;
    row.map(Row::into_service).transpose()
}

/// The services of a category, inactive ones too, in the order of lists.
pub async fn of_category(
    tx: &mut PgConnection,
    id: CategoryId,
) -> Result<Vec<StoredService>, StoreError> {
    let rows =
        sqlx::query_file_as!(Row, "queries/services_of_category.sql", id.uuid()).fetch_all(tx);
    rows.await?.into_iter().map(Row::into_service).collect()
}

/// Up to `limit` services after a place, in the order of categories and then their own.
pub async fn list(
    tx: &mut PgConnection,
    filter: Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<(Place, StoredService)>, StoreError> {
    let rows = sqlx::query_file_as!(
        Row,
        "queries/list_services.sql",
        filter.category_id.map(|id| id.uuid()),
        filter.emergency,
        filter.with_inactive,
        after.map(|p| p.first),
        after.map(|p| p.second),
        after.map(|p| p.id),
        limit
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(placed).collect()
}

/// Up to `limit` services after a place that a query finds, best first. In a transaction, because
/// it sets how alike a word must be to count: `plumer` is 0.57 like `plumber`.
pub async fn search(
    tx: &mut PgConnection,
    query: &Query,
    filter: Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<(Place, StoredService)>, StoreError> {
    sqlx::query("select set_config('pg_trgm.word_similarity_threshold', '0.5', true)")
        .execute(&mut *tx)
        .await?;
    let rows = sqlx::query_file_as!(
        Row,
        "queries/search_services.sql",
        &query.words,
        &query.stems,
        filter.category_id.map(|id| id.uuid()),
        filter.emergency,
        filter.with_inactive,
        after.map(|p| p.first),
        after.map(|p| p.second),
        after.map(|p| p.id),
        limit
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(placed).collect()
}

fn placed(row: Row) -> Result<(Place, StoredService), StoreError> {
    let place = Place { first: row.rank, second: row.sort_order, id: row.id };
    Ok((place, row.into_service()?))
}

/// Inserts a service. `false` when its id is there already.
pub async fn insert(
    tx: &mut PgConnection,
    id: ServiceId,
    new: &NewService,
    now: Instant,
) -> Result<bool, StoreError> {
    let description = new.description.as_ref();
    let done = sqlx::query!(
        "insert into catalog.services
            (id, category_id, code, name_ar, name_en, description_ar, description_en, keywords,
             base_price, price_unit, unit_ar, unit_en, pricing, typical_min, typical_max,
             estimated_duration, max_quantity, is_emergency_service,
             emergency_surcharge_percentage, warranty_days, needs_certificate, parts_cap,
             sold_by_platform, is_active, sort_order, search_name, search_text, created_at,
             updated_at, completion_checklist, min_photos_before, min_photos_after, included,
             not_included)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19::int::numeric / 100, $20, $21, $22, $23, $24, $25, '', '', $26, $26,
             coalesce($27, '[]'::jsonb), coalesce($28, 0::smallint), coalesce($29, 0::smallint),
             coalesce($30, '[]'::jsonb), coalesce($31, '[]'::jsonb))
         on conflict (id) do nothing",
        id.uuid(),
        new.category_id.uuid(),
        new.code,
        new.name.ar,
        new.name.en,
        description.map(|d| d.ar.as_str()),
        description.map(|d| d.en.as_str()),
        new.keywords,
        new.base_price.as_piastres(),
        rows::price_unit_tag(new.price_unit),
        new.unit.ar,
        new.unit.en,
        rows::pricing_tag(new.pricing),
        new.typical.map(|t| t.0.as_piastres()),
        new.typical.map(|t| t.1.as_piastres()),
        int(new.duration_minutes),
        int(new.max_quantity),
        new.emergency_offered,
        new.emergency_surcharge.get(),
        int(new.warranty_days),
        new.needs_certificate,
        new.parts_cap.as_piastres(),
        new.sold_by_platform,
        new.is_active,
        new.sort_order,
        now,
        new.completion.checklist.as_ref().map(Json) as _,
        new.completion.photos_before,
        new.completion.photos_after,
        new.scope.included.as_ref().map(Json) as _,
        new.scope.not_included.as_ref().map(Json) as _,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces a service of this version. `false` when it has another version by now.
pub async fn update(
    tx: &mut PgConnection,
    id: ServiceId,
    version: i64,
    new: &NewService,
    now: Instant,
) -> Result<bool, StoreError> {
    let description = new.description.as_ref();
    let done = sqlx::query!(
        "update catalog.services
         set category_id = $3, code = $4, name_ar = $5, name_en = $6, description_ar = $7,
             description_en = $8, keywords = $9, base_price = $10, price_unit = $11, unit_ar = $12,
             unit_en = $13, pricing = $14, typical_min = $15, typical_max = $16,
             estimated_duration = $17, max_quantity = $18, is_emergency_service = $19,
             emergency_surcharge_percentage = $20::int::numeric / 100, warranty_days = $21,
             needs_certificate = $22, parts_cap = $23, sold_by_platform = $24, is_active = $25,
             sort_order = $26, version = version + 1, updated_at = $27,
             completion_checklist = coalesce($28, completion_checklist),
             min_photos_before = coalesce($29, min_photos_before),
             min_photos_after = coalesce($30, min_photos_after),
             included = coalesce($31, included), not_included = coalesce($32, not_included)
         where id = $1 and version = $2",
        id.uuid(),
        version,
        new.category_id.uuid(),
        new.code,
        new.name.ar,
        new.name.en,
        description.map(|d| d.ar.as_str()),
        description.map(|d| d.en.as_str()),
        new.keywords,
        new.base_price.as_piastres(),
        rows::price_unit_tag(new.price_unit),
        new.unit.ar,
        new.unit.en,
        rows::pricing_tag(new.pricing),
        new.typical.map(|t| t.0.as_piastres()),
        new.typical.map(|t| t.1.as_piastres()),
        int(new.duration_minutes),
        int(new.max_quantity),
        new.emergency_offered,
        new.emergency_surcharge.get(),
        int(new.warranty_days),
        new.needs_certificate,
        new.parts_cap.as_piastres(),
        new.sold_by_platform,
        new.is_active,
        new.sort_order,
        now,
        new.completion.checklist.as_ref().map(Json) as _,
        new.completion.photos_before,
        new.completion.photos_after,
        new.scope.included.as_ref().map(Json) as _,
        new.scope.not_included.as_ref().map(Json) as _,
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Writes the words under which a service is found.
pub async fn index(
    tx: &mut PgConnection,
    service: &StoredService,
    category_keywords: &str,
) -> Result<(), StoreError> {
    let (facts, category) = (&service.facts, &service.category_name);
    let description = service.description.as_ref();
    let names = [&facts.name.ar, &facts.name.en, &service.keywords, &category.ar, &category.en];
    let name = document(&names.map(String::as_str));
    let all = document(&[
        &name,
        category_keywords,
        description.map_or("", |d| d.ar.as_str()),
        description.map_or("", |d| d.en.as_str()),
    ]);
    sqlx::query!(
        "update catalog.services set search_name = $2, search_text = $3 where id = $1",
        facts.id.uuid(),
        name,
        all
    )
    .execute(tx)
    .await?;
    Ok(())
}
