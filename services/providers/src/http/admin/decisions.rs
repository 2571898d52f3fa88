//! `/admin/providers/{id}/{verify|reject|suspend|reinstate}`.

use super::{AdverseDecisionIn, ProviderReasonIn, SuspensionIn};
use crate::App;
use crate::commands::decide_provider::{self, Verdict};
use crate::reads::admin::ProviderRecordOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::ProviderId;

/// Lets a provider work. All needed documents must be accepted and valid; `409` names what is
/// missing in `errors`.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/verify", tag = "admin providers",
    request_body = ProviderReasonIn,
    params(("id" = ProviderId, Path, description = "The provider"), IdempotencyHeader),
    responses((status = 200, description = "The provider is verified", body = ProviderRecordOut)))]
pub async fn verify_provider(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    body: IdempotentBody<ProviderReasonIn>,
) -> httpkit::Result<Response> {
    let decision = (Verdict::Verify, body.value.parse()?);
    Ok(respond(decide_provider::run(&app, actor.user_id, &body.key, id, decision).await?))
}

/// Refuses an application. The provider may appeal within 14 days, or apply again.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/reject", tag = "admin providers",
    request_body = AdverseDecisionIn,
    params(("id" = ProviderId, Path, description = "The provider"), IdempotencyHeader),
    responses((status = 200, description = "The provider is rejected", body = ProviderRecordOut)))]
pub async fn reject_provider(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    body: IdempotentBody<AdverseDecisionIn>,
) -> httpkit::Result<Response> {
    let (reason, evidence) = body.value.parse()?;
    let decision = (Verdict::Reject(evidence), reason);
    Ok(respond(decide_provider::run(&app, actor.user_id, &body.key, id, decision).await?))
}

/// Stops a provider. It goes offline, and may appeal within 14 days. An appeal that nobody decides
/// in time lifts the suspension, unless `safetyRisk` was said.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/suspend", tag = "admin providers",
    request_body = SuspensionIn,
    params(("id" = ProviderId, Path, description = "The provider"), IdempotencyHeader),
    responses((status = 200, description = "The provider is suspended", body = ProviderRecordOut)))]
pub async fn suspend_provider(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    body: IdempotentBody<SuspensionIn>,
) -> httpkit::Result<Response> {
    let safety_risk = body.value.safety_risk;
    let (reason, evidence) = body.value.parse()?;
    let decision = (Verdict::Suspend { evidence, safety_risk }, reason);
    Ok(respond(decide_provider::run(&app, actor.user_id, &body.key, id, decision).await?))
}

/// Ends a suspension.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/reinstate", tag = "admin providers",
    request_body = ProviderReasonIn,
    params(("id" = ProviderId, Path, description = "The provider"), IdempotencyHeader),
    responses((status = 200, description = "The provider may work again",
        body = ProviderRecordOut)))]
pub async fn reinstate_provider(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ProviderId>,
    body: IdempotentBody<ProviderReasonIn>,
) -> httpkit::Result<Response> {
    let decision = (Verdict::Reinstate, body.value.parse()?);
    Ok(respond(decide_provider::run(&app, actor.user_id, &body.key, id, decision).await?))
}
