//! `/api/v1/webhook-endpoints`: a partner's program manages where it is told.

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
use kernel::ids::{WebhookEndpointId, WebhookMessageId};

fn by(actor: Actor) -> By {
    By { partner: actor.user_id, operator: None }
}

/// List one's own webhook endpoints.
#[utoipa::path(get, path = "/api/v1/webhook-endpoints", tag = "partners",
    responses((status = 200, description = "The endpoints.", body = WebhookEndpointsOut)))]
pub async fn list_webhook_endpoints(
    State(app): State<App>,
    actor: Actor,
) -> Result<Json<WebhookEndpointsOut>> {
    Ok(Json(reads::all(&app, actor.user_id).await?))
}

/// Make a webhook endpoint.
///
/// Its secret is in the answer, and can't be had again.
#[utoipa::path(post, path = "/api/v1/webhook-endpoints", tag = "partners", request_body = WebhookEndpointIn,
    params(IdempotencyHeader),
    responses((status = 201, description = "The endpoint with its secret.", body = NewWebhookEndpointOut)))]
pub async fn create_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<WebhookEndpointIn>,
) -> Result<Response> {
    let typed = body.value.typed();
    Ok(respond(endpoints::create(&app, by(actor), &body.key, &typed).await?))
}

/// See one webhook endpoint.
#[utoipa::path(get, path = "/api/v1/webhook-endpoints/{id}", tag = "partners",
    params(("id" = WebhookEndpointId, Path, description = "The endpoint.")),
    responses((status = 200, description = "The endpoint.", body = WebhookEndpointOut)))]
pub async fn get_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
) -> Result<Json<WebhookEndpointOut>> {
    Ok(Json(reads::one(&app, actor.user_id, id).await?))
}

/// Change a webhook endpoint, or switch it on or off.
#[utoipa::path(put, path = "/api/v1/webhook-endpoints/{id}", tag = "partners", request_body = WebhookEndpointIn,
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 200, description = "The endpoint as it is now.", body = WebhookEndpointOut)))]
pub async fn change_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
    body: IdempotentBody<WebhookEndpointIn>,
) -> Result<Response> {
    let typed = body.value.typed();
    Ok(respond(endpoints::change(&app, by(actor), &body.key, id, &typed).await?))
}

/// Remove a webhook endpoint with its messages.
#[utoipa::path(delete, path = "/api/v1/webhook-endpoints/{id}", tag = "partners",
    params(("id" = WebhookEndpointId, Path, description = "The endpoint.")),
    responses((status = 204, description = "It is gone.")))]
pub async fn delete_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
) -> Result<StatusCode> {
    endpoints::delete(&app, by(actor), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a new secret in the place of one.
///
/// For the overlap messages carry a signature of each.
#[utoipa::path(post, path = "/api/v1/webhook-endpoints/{id}/rotate-secret", tag = "partners", request_body = WebhookRotationIn,
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 201, description = "The endpoint with its new secret.", body = NewWebhookEndpointOut)))]
pub async fn rotate_webhook_secret(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
    body: IdempotentBody<WebhookRotationIn>,
) -> Result<Response> {
    let hours = body.value.hours();
    Ok(respond(endpoints::rotate(&app, by(actor), &body.key, id, hours).await?))
}

/// Send a test message: `webhook.test`.
#[utoipa::path(post, path = "/api/v1/webhook-endpoints/{id}/test", tag = "partners", request_body = WebhookNothingIn,
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 202, description = "The message that is sent.", body = WebhookQueuedOut)))]
pub async fn test_webhook_endpoint(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
    body: IdempotentBody<WebhookNothingIn>,
) -> Result<Response> {
    let WebhookNothingIn {} = body.value;
    Ok(respond(replay::test(&app, by(actor), &body.key, id).await?))
}

/// List an endpoint's messages.
#[utoipa::path(get, path = "/api/v1/webhook-endpoints/{id}/messages", tag = "partners",
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), WebhookMessageQuery),
    responses((status = 200, description = "The messages, the newest first.", body = Page<WebhookMessageOut>)))]
pub async fn list_webhook_messages(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
    QueryParams(query): QueryParams<WebhookMessageQuery>,
) -> Result<Json<Page<WebhookMessageOut>>> {
    Ok(Json(reads::list(&app, actor.user_id, id, query).await?))
}

/// See one message: what was sent, and every attempt with its answer.
#[utoipa::path(get, path = "/api/v1/webhook-endpoints/{id}/messages/{messageId}", tag = "partners",
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), ("messageId" = WebhookMessageId, Path, description = "The message.")),
    responses((status = 200, description = "The message.", body = WebhookMessageDetailOut)))]
pub async fn get_webhook_message(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, message)): PathParams<(WebhookEndpointId, WebhookMessageId)>,
) -> Result<Json<WebhookMessageDetailOut>> {
    Ok(Json(reads::detail(&app, actor.user_id, (id, message)).await?))
}

/// Send one message again, with the same `webhook-id` and body.
#[utoipa::path(post, path = "/api/v1/webhook-endpoints/{id}/messages/{messageId}/replay", tag = "partners", request_body = WebhookNothingIn,
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), ("messageId" = WebhookMessageId, Path, description = "The message."), IdempotencyHeader),
    responses((status = 202, description = "The message that is sent again.", body = WebhookQueuedOut)))]
pub async fn replay_webhook_message(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, message)): PathParams<(WebhookEndpointId, WebhookMessageId)>,
    body: IdempotentBody<WebhookNothingIn>,
) -> Result<Response> {
    let WebhookNothingIn {} = body.value;
    Ok(respond(replay::one(&app, by(actor), &body.key, (id, message)).await?))
}

/// Send again everything that failed since a moment.
#[utoipa::path(post, path = "/api/v1/webhook-endpoints/{id}/replay", tag = "partners", request_body = WebhookReplayIn,
    params(("id" = WebhookEndpointId, Path, description = "The endpoint."), IdempotencyHeader),
    responses((status = 202, description = "How many are sent again.", body = WebhookReplayedOut)))]
pub async fn replay_webhook_failures(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<WebhookEndpointId>,
    body: IdempotentBody<WebhookReplayIn>,
) -> Result<Response> {
    let since = body.value.since;
    Ok(respond(replay::failures(&app, by(actor), &body.key, id, since).await?))
}
