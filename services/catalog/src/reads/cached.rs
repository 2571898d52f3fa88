//! Categories, and the services of a category, through the cache: an hour, or until they change.

use crate::App;
use crate::store::categories::{self, StoredCategory};
use crate::store::services::{self, StoredService};
use chassis::StoreError;
use chassis::cache::Cache;
use kernel::ids::CategoryId;
use std::time::Duration;

const TTL: Duration = Duration::from_secs(3600);
const CATEGORIES: &str = "catalog:categories";
/// Everything the catalog keeps in the cache.
const TAG: &str = "catalog";

fn services_key(category: CategoryId) -> String {
    format!("services:{category}")
}

/// The active categories, in the order of lists.
pub async fn categories(app: &App) -> Result<Vec<StoredCategory>, StoreError> {
    let cache = &app.chassis.cache;
    if let Some(found) = cache.get_json(CATEGORIES).await {
        return Ok(found);
    }
    let mut connection = app.chassis.db.pool().acquire().await?;
    let mut found = categories::all(&mut connection).await?;
    found.retain(|category| category.is_active);
    cache.put_json_tagged(CATEGORIES, &found, TTL, &[TAG]).await;
    Ok(found)
}

/// The active services of a category, in the order of lists.
pub async fn services(app: &App, category: CategoryId) -> Result<Vec<StoredService>, StoreError> {
    let (cache, key) = (&app.chassis.cache, services_key(category));
    if let Some(found) = cache.get_json(&key).await {
        return Ok(found);
    }
    let mut connection = app.chassis.db.pool().acquire().await?;
    let mut found = services::of_category(&mut connection, category).await?;
    found.retain(|service| service.facts.is_active);
    // Guessed ids must not fill the cache.
    if !found.is_empty() {
        cache.put_json_tagged(&key, &found, TTL, &[TAG]).await;
    }
    Ok(found)
}

/// The list of categories changed.
pub async fn forget_categories(cache: &Cache) {
    cache.delete(CATEGORIES).await;
}

/// The services of a category changed.
pub async fn forget_services(cache: &Cache, category: CategoryId) {
    cache.delete(&services_key(category)).await;
}

/// Everything changed.
pub async fn forget_everything(cache: &Cache) {
    cache.delete_tag(TAG).await;
}
