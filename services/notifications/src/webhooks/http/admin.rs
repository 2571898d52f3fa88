//! `/api/v1/admin/partners/{id}/webhook-endpoints`: operators help partners with their webhooks.

use super::{WebhookEndpointIn, WebhookNothingIn, WebhookReplayIn, WebhookRotationIn};
use crate::app::App;
use crate::webhooks::endpoints::{self, By};
use crate::webhooks::reads::{
    self, NewWebhookEndpointOut, WebhookEndpointOut, WebhookEndpointsOut, WebhookMessageDetailOut,
    WebhookMessageOut, WebhookMessageQuery, WebhookQueuedOut, WebhookReplayedOut,
};
use crate::webhooks::replay;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Page, PathParams, QueryParams, Result};
use kernel::ids::{UserId, WebhookEndpointId, WebhookMessageId};

fn by(actor: Actor, partner: UserId) -> By {
    By { partner, operator: Some(actor.user_id) }
}

/// List a partner's webhook endpoints.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}/webhook-endpoints", tag = "admin",
    params(("id" = UserId, Path, description = "The partner.")),
    responses((status = 200, description = "The endpoints.", body = WebhookEndpointsOut)))]
pub async fn list_partner_webhook_endpoints(
    State(app): State<App>,
    PathParams(partner): PathParams<UserId>,
) -> Result<Json<WebhookEndpointsOut>> {
    Ok(Json(reads::all(&app, partner).await?))
}

/// Make a webhook endpoint.
///
/// Its secret is in the answer, and can't be had again.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/webhook-endpoints", tag = "admin", request_body = WebhookEndpointIn,
    params(("id" = UserId, Path, description = "The partner."), IdempotencyHeader),
    responses((status = 201, description = "The endpoint with its secret.", body = NewWebhookEndpointOut)))]
pub async fn create_partner_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams(partner): PathParams<UserId>,
    body: IdempotentBody<WebhookEndpointIn>,
) -> Result<Response> {
    let typed = body.value.typed();
    Ok(respond(endpoints::create(&app, by(actor, partner), &body.key, &typed).await?))
}

/// See one webhook endpoint.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}", tag = "admin",
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint.")),
    responses((status = 200, description = "The endpoint.", body = WebhookEndpointOut)))]
pub async fn get_partner_webhook_endpoint(
    State(app): State<App>,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
) -> Result<Json<WebhookEndpointOut>> {
    Ok(Json(reads::one(&app, partner, id).await?))
}

/// Change a webhook endpoint, or switch it on or off.
#[utoipa::path(put, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}", tag = "admin", request_body = WebhookEndpointIn,
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 200, description = "The endpoint as it is now.", body = WebhookEndpointOut)))]
pub async fn change_partner_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
    body: IdempotentBody<WebhookEndpointIn>,
) -> Result<Response> {
    let typed = body.value.typed();
    Ok(respond(endpoints::change(&app, by(actor, partner), &body.key, id, &typed).await?))
}

/// Remove a webhook endpoint with its messages.
#[utoipa::path(delete, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}", tag = "admin",
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint.")),
    responses((status = 204, description = "It is gone.")))]
pub async fn delete_partner_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
) -> Result<StatusCode> {
    endpoints::delete(&app, by(actor, partner), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a new secret in the place of one.
///
/// For the overlap messages carry a signature of each.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/rotate-secret", tag = "admin", request_body = WebhookRotationIn,
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 201, description = "The endpoint with its new secret.", body = NewWebhookEndpointOut)))]
pub async fn rotate_partner_webhook_secret(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
    body: IdempotentBody<WebhookRotationIn>,
) -> Result<Response> {
    let hours = body.value.hours();
    Ok(respond(endpoints::rotate(&app, by(actor, partner), &body.key, id, hours).await?))
}

/// Send a test message: `webhook.test`.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/test", tag = "admin", request_body = WebhookNothingIn,
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 202, description = "The message that is sent.", body = WebhookQueuedOut)))]
pub async fn test_partner_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
    body: IdempotentBody<WebhookNothingIn>,
) -> Result<Response> {
    let WebhookNothingIn {} = body.value;
    Ok(respond(replay::test(&app, by(actor, partner), &body.key, id).await?))
}

/// List an endpoint's messages.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/messages", tag = "admin",
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), WebhookMessageQuery),
    responses((status = 200, description = "The messages, the newest first.", body = Page<WebhookMessageOut>)))]
pub async fn list_partner_webhook_messages(
    State(app): State<App>,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
    QueryParams(query): QueryParams<WebhookMessageQuery>,
) -> Result<Json<Page<WebhookMessageOut>>> {
    Ok(Json(reads::list(&app, partner, id, query).await?))
}

/// See one message: what was sent, and every attempt with its answer.
#[utoipa::path(get, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/messages/{messageId}", tag = "admin",
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), ("messageId" = WebhookMessageId, Path, description = "The message.")),
    responses((status = 200, description = "The message.", body = WebhookMessageDetailOut)))]
pub async fn get_partner_webhook_message(
    State(app): State<App>,
    PathParams((partner, id, message)): PathParams<(UserId, WebhookEndpointId, WebhookMessageId)>,
) -> Result<Json<WebhookMessageDetailOut>> {
    Ok(Json(reads::detail(&app, partner, (id, message)).await?))
}

/// Send one message again, with the same `webhook-id` and body.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/messages/{messageId}/replay", tag = "admin", request_body = WebhookNothingIn,
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), ("messageId" = WebhookMessageId, Path, description = "The message."), IdempotencyHeader),
    responses((status = 202, description = "The message that is sent again.", body = WebhookQueuedOut)))]
pub async fn replay_partner_webhook_message(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id, message)): PathParams<(UserId, WebhookEndpointId, WebhookMessageId)>,
    body: IdempotentBody<WebhookNothingIn>,
) -> Result<Response> {
    let WebhookNothingIn {} = body.value;
    Ok(respond(replay::one(&app, by(actor, partner), &body.key, (id, message)).await?))
}

/// Send again everything that failed since a moment.
#[utoipa::path(post, path = "/api/v1/admin/partners/{id}/webhook-endpoints/{endpointId}/replay", tag = "admin", request_body = WebhookReplayIn,
    params(("id" = UserId, Path, description = "The partner."), ("endpointId" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 202, description = "How many are sent again.", body = WebhookReplayedOut)))]
pub async fn replay_partner_webhook_failures(
    State(app): State<App>,
    actor: Actor,
    PathParams((partner, id)): PathParams<(UserId, WebhookEndpointId)>,
    body: IdempotentBody<WebhookReplayIn>,
) -> Result<Response> {
    let since = body.value.since;
    Ok(respond(replay::failures(&app, by(actor, partner), &body.key, id, since).await?))
}
