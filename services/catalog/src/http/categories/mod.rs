//! `/categories`.

pub mod get;
pub mod list;

use crate::store::categories::StoredCategory;
use kernel::Localized;
use kernel::ids::CategoryId;
use serde::Serialize;
use utoipa::ToSchema;

/// A kind of work.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryOut {
    /// The category.
    id: CategoryId,
    /// Its stable code.
    #[schema(example = "plumbing")]
    code: String,
    /// Its name.
    name: Localized,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Localized>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    icon_url: Option<String>,
}

impl From<&StoredCategory> for CategoryOut {
    fn from(stored: &StoredCategory) -> Self {
        Self {
            id: stored.id,
            code: stored.code.clone(),
            name: stored.name.clone(),
            description: stored.description.clone(),
            icon_url: stored.icon_url.clone(),
        }
    }
}

/// All categories.
#[derive(Serialize, ToSchema)]
pub struct CategoriesOut {
    /// In the order to show them.
    items: Vec<CategoryOut>,
}
