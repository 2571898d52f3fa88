//! Table `catalog.service_categories`.

use chassis::StoreError;
use kernel::ids::CategoryId;
use kernel::{BasisPoints, Instant, Localized};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

/// A category as it stands in the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredCategory {
    pub id: CategoryId,
    pub code: String,
    pub name: Localized,
    pub description: Option<Localized>,
    pub icon_url: Option<String>,
    pub keywords: String,
    pub commission: BasisPoints,
    pub is_active: bool,
    pub sort_order: i32,
    pub version: i64,
}

/// A category as it's written.
#[derive(Clone, Debug)]
pub struct NewCategory {
    pub code: String,
    pub name: Localized,
    pub description: Option<Localized>,
    pub icon_url: Option<String>,
    pub keywords: String,
    pub commission: BasisPoints,
    pub is_active: bool,
    pub sort_order: i32,
}

/// All categories, inactive ones too, in the order of lists.
pub async fn all(tx: &mut PgConnection) -> Result<Vec<StoredCategory>, StoreError> {
    let rows = sqlx::query!(
        "select id, code, name_ar, name_en, description_ar, description_en, icon_url, keywords,
                commission_bp, is_active, sort_order, version
         from catalog.service_categories order by sort_order, id"
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredCategory {
            id: row.id.into(),
            code: row.code,
            name: Localized::new(row.name_ar, row.name_en),
            description: row
                .description_ar
                .zip(row.description_en)
                .map(|(ar, en)| Localized::new(ar, en)),
            icon_url: row.icon_url,
            keywords: row.keywords,
            commission: BasisPoints::new(row.commission_bp),
            is_active: row.is_active,
            sort_order: row.sort_order,
            version: row.version,
        })
        .collect())
}

/// A category by its id, inactive ones too. There are a few dozen, so all are read.
pub async fn find(
    tx: &mut PgConnection,
    id: CategoryId,
) -> Result<Option<StoredCategory>, StoreError> {
    Ok(all(tx).await?.into_iter().find(|category| category.id == id))
}

/// Holds categories as they are until the end of the transaction. A service carries facts of its
/// category, and a category's change tells every service anew: one waits for the other, so that
/// what is told last is what is true.
pub async fn hold(tx: &mut PgConnection, ids: &[CategoryId]) -> Result<(), StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    sqlx::query!(
        "select id from catalog.service_categories where id = any($1) order by id for share",
        &ids
    )
    .fetch_all(tx)
    .await?;
    Ok(())
}

/// Inserts a category. `false` when its id is there already.
pub async fn insert(
    tx: &mut PgConnection,
    id: CategoryId,
    new: &NewCategory,
    now: Instant,
) -> Result<bool, StoreError> {
    let description = new.description.as_ref();
    let done = sqlx::query!(
        "insert into catalog.service_categories
            (id, code, name_ar, name_en, description_ar, description_en, icon_url, keywords,
             commission_bp, is_active, sort_order, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
         on conflict (id) do nothing",
        id.uuid(),
        new.code,
        new.name.ar,
        new.name.en,
        description.map(|d| d.ar.as_str()),
        description.map(|d| d.en.as_str()),
        new.icon_url,
        new.keywords,
        new.commission.get(),
        new.is_active,
        new.sort_order,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Replaces a category of this version. `false` when it has another version by now.
pub async fn update(
    tx: &mut PgConnection,
    id: CategoryId,
    version: i64,
    new: &NewCategory,
    now: Instant,
) -> Result<bool, StoreError> {
    let description = new.description.as_ref();
    let done = sqlx::query!(
        "update catalog.service_categories
         set code = $3, name_ar = $4, name_en = $5, description_ar = $6, description_en = $7,
             icon_url = $8, keywords = $9, commission_bp = $10, is_active = $11, sort_order = $12,
             version = version + 1, updated_at = $13
         where id = $1 and version = $2",
        id.uuid(),
        version,
        new.code,
        new.name.ar,
        new.name.en,
        description.map(|d| d.ar.as_str()),
        description.map(|d| d.en.as_str()),
        new.icon_url,
        new.keywords,
        new.commission.get(),
        new.is_active,
        new.sort_order,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}
