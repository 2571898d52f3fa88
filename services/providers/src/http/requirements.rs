//! `/document-requirements`: which documents are needed, before one applies.

use crate::App;
use crate::domain::documents::{DocumentKind, DocumentSide, Requirement, name};
use crate::error::Result;
use crate::store::documents;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::QueryParams;
use kernel::Localized;
use kernel::ids::CategoryId;
use serde::{Deserialize, Serialize};

/// For whom.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequirementsQuery {
    /// Only what somebody needs who offers services of this category; everything when absent.
    category_id: Option<CategoryId>,
}

/// A document that is needed or welcome.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRequirementOut {
    /// What kind.
    pub kind: DocumentKind,
    /// Which side of it.
    pub side: DocumentSide,
    /// What people call it.
    pub name: Localized,
    /// The category it is for; absent when everybody is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    /// Whether nobody is verified without it.
    pub required: bool,
    /// Whether only those need it who offer a service that needs a certificate.
    pub only_when_certified: bool,
    /// Whether the upload must say when it expires. New offers stop after that day.
    pub needs_expiry: bool,
}

impl From<Requirement> for DocumentRequirementOut {
    fn from(rule: Requirement) -> Self {
        Self {
            kind: rule.kind,
            side: rule.side,
            name: name(rule.kind, rule.side),
            category_id: rule.category,
            required: rule.is_required,
            only_when_certified: rule.when_certified,
            needs_expiry: rule.needs_expiry,
        }
    }
}

/// The documents that are needed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRequirementsOut {
    /// In the order in which they are best sent.
    pub items: Vec<DocumentRequirementOut>,
}

/// Which documents a provider needs, by category.
#[utoipa::path(get, path = "/api/v1/document-requirements", tag = "providers",
    params(RequirementsQuery),
    responses((status = 200, description = "The documents", body = DocumentRequirementsOut)))]
pub async fn list_document_requirements(
    State(app): State<App>,
    QueryParams(query): QueryParams<RequirementsQuery>,
) -> httpkit::Result<Json<DocumentRequirementsOut>> {
    Ok(Json(load(&app, query.category_id).await?))
}

async fn load(app: &App, category: Option<CategoryId>) -> Result<DocumentRequirementsOut> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let rules = documents::requirements_in_tx(&mut connection).await?;
    let is_meant = |rule: &Requirement| {
        category.is_none() || rule.category.is_none() || rule.category == category
    };
    let items = rules.into_iter().filter(is_meant).map(Into::into).collect();
    Ok(DocumentRequirementsOut { items })
}
