//! Categories, and the services of a category, through the cache: an hour (services a minute, because
//! what customers say of them moves without anything being written here), or until anything of the
//! catalog is written. The key has the stamp of what was written last, so that no process serves what
//! another one has changed, and a scheduled change is written before its moment's first reader reads.

use crate::App;
use crate::commands::changes::catch_up;
use crate::store::categories::{self, StoredCategory};
use crate::store::changes;
use crate::store::services::{self, StoredService};
use chassis::StoreError;
use chassis::cache::Cache;
use kernel::ids::CategoryId;
use std::time::Duration;

const TTL: Duration = Duration::from_secs(3600);
const SERVICES_TTL: Duration = Duration::from_secs(60);
/// Everything the catalog keeps in the cache.
const TAG: &str = "catalog";

/// How often anything was written; what is due is written first.
async fn stamp(app: &App) -> Result<i64, StoreError> {
    catch_up(app).await?;
    let mut db = app.chassis.db.pool().acquire().await?;
    changes::stamp(&mut db).await
}

/// The active categories, in the order of lists.
pub async fn categories(app: &App) -> Result<Vec<StoredCategory>, StoreError> {
    let (cache, key) = (&app.chassis.cache, format!("catalog:categories:{}", stamp(app).await?));
    if let Some(found) = cache.get_json(&key).await {
        return Ok(found);
    }
    let mut connection = app.chassis.db.pool().acquire().await?;
    let mut found = categories::all(&mut connection).await?;
    found.retain(|category| category.is_active);
    cache.put_json_tagged(&key, &found, TTL, &[TAG]).await;
    Ok(found)
}

/// The active services of a category, in the order of lists.
pub async fn services(app: &App, category: CategoryId) -> Result<Vec<StoredService>, StoreError> {
    let (cache, key) = (&app.chassis.cache, format!("services:{category}:{}", stamp(app).await?));
    if let Some(found) = cache.get_json(&key).await {
        return Ok(found);
    }
    let mut connection = app.chassis.db.pool().acquire().await?;
    let mut found = services::of_category(&mut connection, category).await?;
    found.retain(|service| service.facts.is_active);
    // Guessed ids must not fill the cache.
    if !found.is_empty() {
        cache.put_json_tagged(&key, &found, SERVICES_TTL, &[TAG]).await;
    }
    Ok(found)
}

/// Everything changed.
pub async fn forget_everything(cache: &Cache) {
    cache.delete_tag(TAG).await;
}
