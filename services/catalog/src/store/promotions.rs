//! Table `catalog.promotions`.

use super::rows::inconsistent;
use crate::domain::promotion::{Limits, Promotion, PromotionId, Reduction, Used};
use chassis::StoreError;
use kernel::ids::TypedId;
use kernel::{BasisPoints, Instant, Localized, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// A promotion as it stands in the table.
#[derive(Clone, Debug)]
pub struct StoredPromotion {
    pub promotion: Promotion,
    pub used: Used,
    pub version: i64,
}

struct Row {
    id: Uuid,
    code: String,
    name_ar: String,
    name_en: String,
    percent_bp: Option<i32>,
    amount: Option<i64>,
    max_discount: Option<i64>,
    min_total: i64,
    category_id: Option<Uuid>,
    valid_from: Instant,
    valid_until: Instant,
    is_active: bool,
    version: i64,
    max_uses: Option<i32>,
    max_uses_per_customer: Option<i32>,
    budget: Option<i64>,
    uses: i32,
    spent: i64,
}

impl Row {
    fn into_promotion(self) -> Result<StoredPromotion, StoreError> {
        let reduction = match (self.percent_bp, self.max_discount, self.amount) {
            (Some(share), Some(at_most), None) => Reduction::Percent {
                share: BasisPoints::new(share),
                at_most: Money::piastres(at_most),
            },
            (None, _, Some(amount)) => Reduction::Amount(Money::piastres(amount)),
            _ => return Err(inconsistent("promotions", self.id)),
        };
        Ok(StoredPromotion {
            promotion: Promotion {
                id: self.id.into(),
                code: self.code,
                name: Localized::new(self.name_ar, self.name_en),
                reduction,
                min_total: Money::piastres(self.min_total),
                category_id: self.category_id.map(Into::into),
                valid_from: self.valid_from,
                valid_until: self.valid_until,
                is_active: self.is_active,
                limits: Limits {
                    uses: self.max_uses,
                    per_customer: self.max_uses_per_customer,
                    budget: self.budget.map(Money::piastres),
                },
            },
            used: Used { uses: self.uses, spent: Money::piastres(self.spent) },
            version: self.version,
        })
    }
}

/// The promotion with this code, whatever its state.
pub async fn by_code(
    tx: &mut PgConnection,
    code: &str,
) -> Result<Option<StoredPromotion>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, code, name_ar, name_en, percent_bp, amount, max_discount, min_total,
                category_id, valid_from, valid_until, is_active, version,
                max_uses, max_uses_per_customer, budget, uses, spent
         from catalog.promotions where code = $1",
        code
    )
    .fetch_optional(tx)
    .await?;
    row.map(Row::into_promotion).transpose()
}

/// The promotion with this id.
pub async fn find(
    tx: &mut PgConnection,
    id: PromotionId,
) -> Result<Option<StoredPromotion>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, code, name_ar, name_en, percent_bp, amount, max_discount, min_total,
                category_id, valid_from, valid_until, is_active, version,
                max_uses, max_uses_per_customer, budget, uses, spent
         from catalog.promotions where id = $1",
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    row.map(Row::into_promotion).transpose()
}

/// Up to `limit` promotions, newest first, from before a time and id, with the time each was made.
pub async fn list(
    tx: &mut PgConnection,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<(Instant, StoredPromotion)>, StoreError> {
    let rows = sqlx::query!(
        "select id, code, name_ar, name_en, percent_bp, amount, max_discount, min_total,
                category_id, valid_from, valid_until, is_active, version, created_at,
                max_uses, max_uses_per_customer, budget, uses, spent
         from catalog.promotions
         where $1::timestamptz is null or (created_at, id) < ($1, $2::uuid)
         order by created_at desc, id desc limit $3",
        before.map(|b| b.0),
        before.map(|b| b.1),
        limit
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let row = Row {
                id: r.id,
                code: r.code,
                name_ar: r.name_ar,
                name_en: r.name_en,
                percent_bp: r.percent_bp,
                amount: r.amount,
                max_discount: r.max_discount,
                min_total: r.min_total,
                category_id: r.category_id,
                valid_from: r.valid_from,
                valid_until: r.valid_until,
                is_active: r.is_active,
                version: r.version,
                max_uses: r.max_uses,
                max_uses_per_customer: r.max_uses_per_customer,
                budget: r.budget,
                uses: r.uses,
                spent: r.spent,
            };
            Ok((r.created_at, row.into_promotion()?))
        })
        .collect()
}

/// Inserts a promotion. `false` when its id is there already.
pub async fn insert(
    tx: &mut PgConnection,
    new: &Promotion,
    now: Instant,
) -> Result<bool, StoreError> {
    let (percent_bp, amount, max_discount) = columns(new.reduction);
    let done = sqlx::query!(
        "insert into catalog.promotions
            (id, code, name_ar, name_en, percent_bp, amount, max_discount, min_total, category_id,
             valid_from, valid_until, is_active, created_at, updated_at, max_uses,
             max_uses_per_customer, budget)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16)
         on conflict (id) do nothing",
        new.id.uuid(),
        new.code,
        new.name.ar,
        new.name.en,
        percent_bp,
        amount,
        max_discount,
        new.min_total.as_piastres(),
        new.category_id.map(|id| id.uuid()),
        new.valid_from,
        new.valid_until,
        new.is_active,
        now,
        new.limits.uses,
        new.limits.per_customer,
        new.limits.budget.map(Money::as_piastres)
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces a promotion of this version. `false` when it has another version by now.
pub async fn update(
    tx: &mut PgConnection,
    version: i64,
    new: &Promotion,
    now: Instant,
) -> Result<bool, StoreError> {
    let (percent_bp, amount, max_discount) = columns(new.reduction);
    let done = sqlx::query!(
        "update catalog.promotions
         set code = $3, name_ar = $4, name_en = $5, percent_bp = $6, amount = $7,
             max_discount = $8, min_total = $9, category_id = $10, valid_from = $11,
             valid_until = $12, is_active = $13, version = version + 1, updated_at = $14,
             max_uses = $15, max_uses_per_customer = $16, budget = $17
         where id = $1 and version = $2",
        new.id.uuid(),
        version,
        new.code,
        new.name.ar,
        new.name.en,
        percent_bp,
        amount,
        max_discount,
        new.min_total.as_piastres(),
        new.category_id.map(|id| id.uuid()),
        new.valid_from,
        new.valid_until,
        new.is_active,
        now,
        new.limits.uses,
        new.limits.per_customer,
        new.limits.budget.map(Money::as_piastres)
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

fn columns(reduction: Reduction) -> (Option<i32>, Option<i64>, Option<i64>) {
    match reduction {
        Reduction::Percent { share, at_most } => {
            (Some(share.get()), None, Some(at_most.as_piastres()))
        }
        Reduction::Amount(amount) => (None, Some(amount.as_piastres()), None),
    }
}
