//! `POST /admin/deliveries/{id}/retry`

use crate::app::App;
use crate::commands::retry_delivery::{self as command, DeliveryRetryOut};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::DeliveryId;
use kernel::{Fields, Invalid, InvalidFields};
use serde::Deserialize;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Why a delivery is tried again.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryRetryIn {
    /// For the audit log; at most 500 characters.
    #[schema(example = "The sender's credit was topped up.", max_length = 500)]
    pub reason: Option<String>,
}

impl DeliveryRetryIn {
    fn parse(self) -> Result<Option<String>, InvalidFields> {
        let reason = self.reason.map(|text| text.trim().to_owned()).filter(|t| !t.is_empty());
        let length = reason.as_ref().map_or(0, |text| text.chars().count());
        let mut fields = Fields::new();
        fields.check(length <= LONGEST_REASON, "reason", || {
            Invalid::new(
                "too_long",
                "السبب أطول من 500 حرف. اختصره.",
                "The reason is longer than 500 characters. Shorten it.",
            )
        });
        fields.finish().map(|()| reason)
    }
}

/// Try a delivery again that failed, was skipped or got lost. A message in `unknown` may have
/// arrived: look before you send it twice. Codes that are over are never sent again.
#[utoipa::path(post, path = "/api/v1/admin/deliveries/{id}/retry", tag = "admin",
    params(("id" = DeliveryId, Path, description = "The delivery."), IdempotencyHeader),
    request_body = DeliveryRetryIn,
    responses((status = 202, description = "It is queued.", body = DeliveryRetryOut)))]
pub async fn retry_delivery(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<DeliveryId>,
    body: IdempotentBody<DeliveryRetryIn>,
) -> httpkit::Result<Response> {
    let reason = body.value.parse()?;
    Ok(respond(command::run(&app, actor.user_id, &body.key, id, reason).await?))
}
