//! `/api/v1/admin/partners/{id}/keys`: the keys of a partner's programs.

use super::AccountReasonIn;
use crate::app::App;
use crate::commands::api_keys;
use crate::domain::api_key::{LONGEST_OVERLAP_H, OVERLAP_H, TypedKey, parse};
use crate::reads::partners::{self, ApiKeyOut, NewApiKeyOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{
    Actor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams, Result,
};
use kernel::ids::{ApiKeyId, UserId};
use kernel::{DateTime, Invalid, InvalidFields, Scope};
use serde::Deserialize;

/// A key that is to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyIn {
    /// What it is called.
    #[schema(example = "Booking system, production", max_length = 100)]
    name: String,
    /// What it may do; at least one.
    scopes: Vec<Scope>,
    /// The networks it may come from, as CIDR or single addresses; none means from anywhere.
    #[serde(default)]
    #[schema(example = json!(["192.0.2.0/24"]), max_items = 20)]
    networks: Vec<String>,
    /// When it ends by itself, at most three years from now; never when absent.
    expires_at: Option<DateTime>,
}

/// How one key takes the place of another.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyRotationIn {
    /// For how many hours the one before stays good, 0–168; 24 when absent.
    #[schema(minimum = 0, maximum = 168)]
    overlap_hours: Option<u32>,
}

/// List a partner's keys.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}/keys", tag = "admin",
    params(("id" = UserId, Path, description = "The partner."), PageQuery),
    responses((status = 200, description = "The keys, the newest first.",
        body = Page<ApiKeyOut>)))]
pub async fn list_api_keys(
    State(app): State<App>,
    PathParams(id): PathParams<UserId>,
    QueryParams(query): QueryParams<PageQuery>,
) -> Result<Json<Page<ApiKeyOut>>> {
    Ok(Json(partners::keys(&app, id, &query).await?))
}

/// Make a key for a partner.
///
/// Its secret is in the answer, and can't be had again.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/keys", tag = "admin",
    request_body = ApiKeyIn,
    params(("id" = UserId, Path, description = "The partner."), IdempotencyHeader),
    responses((status = 201, description = "The key with its secret.", body = NewApiKeyOut)))]
pub async fn make_api_key(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<UserId>,
    body: IdempotentBody<ApiKeyIn>,
) -> Result<Response> {
    let ApiKeyIn { name, scopes, networks, expires_at } = body.value;
    let new = parse(&TypedKey { name, scopes, networks, expires_at }, app.now())?;
    Ok(respond(api_keys::make(&app, actor, &body.key, id, &new).await?))
}

/// Put a new key in the place of one.
///
/// The new one may do the same from the same networks. The one before stays good for the overlap, so
/// that programs can change over.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/keys/{keyId}/rotate", tag = "admin",
    request_body = ApiKeyRotationIn,
    params(
        ("id" = UserId, Path, description = "The partner."),
        ("keyId" = ApiKeyId, Path, description = "The key."),
        IdempotencyHeader),
    responses((status = 201, description = "The new key with its secret.", body = NewApiKeyOut)))]
pub async fn rotate_api_key(
    State(app): State<App>,
    actor: Actor,
    PathParams(target): PathParams<(UserId, ApiKeyId)>,
    body: IdempotentBody<ApiKeyRotationIn>,
) -> Result<Response> {
    let overlap_h = body.value.overlap_hours.unwrap_or(OVERLAP_H);
    if overlap_h > LONGEST_OVERLAP_H {
        let invalid = Invalid::new(
            "api_key.bad_overlap",
            format!("اختر مدة من 0 إلى {LONGEST_OVERLAP_H} ساعة."),
            format!("Choose 0 to {LONGEST_OVERLAP_H} hours."),
        );
        return Err(InvalidFields::one("overlapHours", invalid).into());
    }
    Ok(respond(api_keys::rotate(&app, actor, &body.key, target, overlap_h).await?))
}

/// Revoke a key, at once. A reason is needed and goes on the record.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/keys/{keyId}/revoke", tag = "admin",
    request_body = AccountReasonIn,
    params(
        ("id" = UserId, Path, description = "The partner."),
        ("keyId" = ApiKeyId, Path, description = "The key."),
        IdempotencyHeader),
    responses((status = 200, description = "The key as it is now.", body = ApiKeyOut)))]
pub async fn revoke_api_key(
    State(app): State<App>,
    actor: Actor,
    PathParams(target): PathParams<(UserId, ApiKeyId)>,
    body: IdempotentBody<AccountReasonIn>,
) -> Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(api_keys::revoke(&app, actor, &body.key, target, reason).await?))
}
