//! `/admin/categories`.

pub mod create;
pub mod list;
pub mod update;

use crate::commands::changes::Asked;
use crate::http::fields;
use crate::store::categories::{NewCategory, StoredCategory};
use kernel::ids::CategoryId;
use kernel::{BasisPoints, DateTime, Fields, Invalid, InvalidFields, Localized};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A category as operators write it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CategoryIn {
    /// Its stable code.
    #[schema(example = "plumbing")]
    code: String,
    /// Its name.
    name: Localized,
    /// What it is.
    description: Option<Localized>,
    /// Its picture: an `https://` address or a path of ours.
    #[schema(example = "/icons/plumbing.svg")]
    icon_url: Option<String>,
    /// Further words that find its services.
    keywords: Option<String>,
    /// The platform's share in hundredths of a percent, at most 5000; 1500 when absent.
    #[schema(example = 1500, minimum = 0, maximum = 5000)]
    commission_bp: Option<i32>,
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

impl CategoryIn {
    /// When, why and what was asked.
    fn asked(&self) -> Result<Asked, InvalidFields> {
        fields::asked(self, self.valid_from, self.reason.as_deref())
    }

    fn parse(&self, fields: &mut Fields) -> Option<NewCategory> {
        let code = fields::slug(fields, &self.code, '_');
        let name = fields::name(fields, "name", &self.name);
        let description = fields::description(fields, "description", self.description.as_ref());
        let icon_url = fields.take("iconUrl", icon(self.icon_url.as_deref()));
        let keywords = fields::keywords(fields, self.keywords.as_deref());
        let commission = self.commission_bp.unwrap_or(BasisPoints::DEFAULT_COMMISSION.get());
        let commission = fields::share(fields, "commissionBp", commission, 0..=5_000);
        Some(NewCategory {
            code: code?,
            name: name?,
            description: description?,
            icon_url: icon_url?,
            keywords: keywords?,
            commission: commission?,
            is_active: self.is_active.unwrap_or(true),
            sort_order: self.sort_order.unwrap_or(0),
        })
    }

    pub(crate) fn parse_new(&self) -> Result<NewCategory, InvalidFields> {
        let mut fields = Fields::new();
        fields::made_at_once(&mut fields, self.valid_from);
        match self.parse(&mut fields) {
            Some(new) => fields.finish().map(|()| new),
            None => Err(fields.into_error()),
        }
    }

    fn parse_change(&self) -> Result<(i64, NewCategory), InvalidFields> {
        let mut fields = Fields::new();
        let version = fields::version(&mut fields, self.version);
        let new = self.parse(&mut fields);
        version.zip(new).ok_or_else(|| fields.into_error())
    }
}

fn icon(text: Option<&str>) -> Result<Option<String>, Invalid> {
    let text = kernel::text::optional_line(text, 500)?;
    let good = text.as_ref().is_none_or(|t| {
        (t.starts_with("https://") || (t.starts_with('/') && !t.starts_with("//")))
            && t.bytes().all(|b| b.is_ascii_graphic())
    });
    good.then_some(text).ok_or_else(|| {
        Invalid::new(
            "catalog.bad_icon_url",
            "رابط الصورة يبدأ بـ https:// أو /.",
            "The picture's address starts with https:// or /.",
        )
    })
}

/// A category as operators see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminCategoryOut {
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
    /// Further words that find its services.
    keywords: String,
    /// The platform's share in hundredths of a percent.
    #[schema(example = 1500)]
    commission_bp: i32,
    /// Whether it's offered.
    is_active: bool,
    /// Its place in lists.
    sort_order: i32,
    /// Counts changes; send it back with a change.
    version: i64,
}

impl From<StoredCategory> for AdminCategoryOut {
    fn from(stored: StoredCategory) -> Self {
        Self {
            id: stored.id,
            code: stored.code,
            name: stored.name,
            description: stored.description,
            icon_url: stored.icon_url,
            keywords: stored.keywords,
            commission_bp: stored.commission.get(),
            is_active: stored.is_active,
            sort_order: stored.sort_order,
            version: stored.version,
        }
    }
}

/// All categories, inactive ones too.
#[derive(Serialize, ToSchema)]
pub struct AdminCategoriesOut {
    /// In the order of lists.
    items: Vec<AdminCategoryOut>,
}
