use super::ServiceOut;
use crate::App;
use crate::domain::search::Query;
use crate::reads::services::{self, ListRequest, decode};
use crate::store::services::Filter;
use axum::Json;
use axum::extract::State;
use httpkit::{Page, PageQuery, QueryParams};
use kernel::ids::CategoryId;
use kernel::{Fields, InvalidFields};
use serde::Deserialize;
use utoipa::IntoParams;

/// The longest query, in characters.
const QUERY_CHARS: usize = 200;

/// What to list.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ServiceQuery {
    /// Only this category.
    #[param(value_type = Option<uuid::Uuid>)]
    category_id: Option<CategoryId>,
    /// Only services that can (or can't) be ordered as an emergency.
    emergency: Option<bool>,
    /// Words to look for, in Arabic or English, best match first. Spelling variants and small
    /// mistakes are understood.
    #[param(example = "تسليك البلاعة")]
    q: Option<String>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before, with the same filters.
    cursor: Option<String>,
}

impl ServiceQuery {
    /// The checked request. A query with nothing to look for in it lists everything.
    pub fn parse(self, with_inactive: bool) -> Result<ListRequest, InvalidFields> {
        let (limit, _) = PageQuery { limit: self.limit, cursor: None }.parse()?;
        let mut fields = Fields::new();
        let q = fields.take("q", kernel::text::optional_line(self.q.as_deref(), QUERY_CHARS));
        let after = fields.take("cursor", self.cursor.as_deref().map(decode).transpose());
        fields.finish()?;
        Ok(ListRequest {
            filter: Filter {
                category_id: self.category_id,
                emergency: self.emergency,
                with_inactive,
            },
            query: q.flatten().as_deref().and_then(Query::parse),
            after: after.flatten(),
            limit,
        })
    }
}

/// What can be ordered
///
/// By category and then in the order to show them; with `q` the best match first.
#[utoipa::path(get, path = "/api/v1/services", tag = "catalog", params(ServiceQuery),
    responses((status = 200, description = "A page of services.", body = Page<ServiceOut>)))]
pub async fn list_services(
    State(app): State<App>,
    QueryParams(query): QueryParams<ServiceQuery>,
) -> httpkit::Result<Json<Page<ServiceOut>>> {
    let page = services::list(&app, query.parse(false)?).await?;
    let items = page.items.into_iter().map(ServiceOut::from).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}
