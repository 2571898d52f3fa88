//! `/providers/me/appeals`.

use crate::App;
use crate::commands::appeal;
use crate::reads::appeals::AppealOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::problem::ProblemBody;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody};
use kernel::InvalidFields;
use kernel::text::paragraph;
use serde::Deserialize;

/// Longest statement.
const MAX_STATEMENT_CHARS: usize = 4000;

/// An appeal.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppealIn {
    /// Why the decision is wrong.
    #[schema(example = "الشهادة سارية، وأرفقت نسخة أوضح.")]
    statement: String,
}

/// Appeals against the latest decision, within 14 days. Another operator decides.
#[utoipa::path(post, path = "/api/v1/providers/me/appeals", tag = "provider profile",
    params(IdempotencyHeader),
    request_body = AppealIn,
    responses(
        (status = 201, description = "The appeal is there", body = AppealOut),
        (status = 410, description = "The time to appeal is over.", body = ProblemBody,
            content_type = "application/problem+json")))]
pub async fn appeal_decision(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<AppealIn>,
) -> httpkit::Result<Response> {
    let statement = paragraph(&body.value.statement, MAX_STATEMENT_CHARS)
        .map_err(|invalid| InvalidFields::one("statement", invalid))?;
    Ok(respond(appeal::run(&app, actor.user_id.into(), &body.key, statement).await?))
}
