//! `/admin/providers`: the list, one provider, its national ID.

use super::ProviderReasonIn;
use crate::App;
use crate::commands::reveal_national_id as reveal;
use crate::reads::admin::{self, ProviderLineOut, ProviderRecordOut};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use chassis::StoreError;
use contracts::providers::VerificationStatus;
use httpkit::{Actor, Body, Page, PageQuery, PathParams, QueryParams};
use kernel::Fields;
use kernel::ids::ProviderId;
use serde::{Deserialize, Serialize};

/// The longest text to look for; names are 100 characters each.
const QUERY_CHARS: usize = 200;

/// Which providers.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProvidersQuery {
    /// Only those that stand there: `documents_submitted` and `under_review` are the queue.
    status: Option<VerificationStatus>,
    /// Words or parts of words of a name, however they are spelled.
    #[param(max_length = 200, example = "احمد حسن")]
    q: Option<String>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Providers, those waiting longest first.
#[utoipa::path(get, path = "/api/v1/admin/providers", tag = "admin providers",
    params(ProvidersQuery),
    responses((status = 200, description = "A page of providers", body = Page<ProviderLineOut>)))]
pub async fn list_providers(
    State(app): State<App>,
    QueryParams(query): QueryParams<ProvidersQuery>,
) -> httpkit::Result<Json<Page<ProviderLineOut>>> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, after) = page.parse()?;
    let mut fields = Fields::new();
    let name = fields.take("q", kernel::text::optional_line(query.q.as_deref(), QUERY_CHARS));
    fields.finish()?;
    let name = name.flatten();
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let list = admin::list_in_tx(&mut connection, query.status, name.as_deref(), after, limit);
    Ok(Json(list.await?))
}

/// Everything about a provider; the national ID is masked.
#[utoipa::path(get, path = "/api/v1/admin/providers/{id}", tag = "admin providers",
    params(("id" = ProviderId, Path, description = "The provider")),
    responses((status = 200, description = "The provider", body = ProviderRecordOut)))]
pub async fn get_provider_record(
    State(app): State<App>,
    PathParams(id): PathParams<ProviderId>,
) -> httpkit::Result<Json<ProviderRecordOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(admin::provider_in_tx(&mut connection, id, app.chassis.world.now()).await?))
}

/// A national ID in clear.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NationalIdOut {
    /// The 14 digits.
    #[schema(example = "29001150101234")]
    national_id: String,
}

/// Shows a national ID in clear. Every read is in the audit log with its reason. The answer is not
/// kept under an idempotency key, so that the digits are written nowhere.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/national-id/reveal",
    tag = "admin providers", request_body = ProviderReasonIn,
    params(("id" = ProviderId, Path, description = "The provider")),
    responses((status = 200, description = "The digits", body = NationalIdOut)))]
pub async fn reveal_national_id(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    Body(why): Body<ProviderReasonIn>,
) -> httpkit::Result<impl IntoResponse> {
    let reason = why.parse()?;
    let national_id = reveal::run(&app, actor.user_id, id, &reason).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(NationalIdOut { national_id })))
}
