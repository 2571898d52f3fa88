//! `/providers/me/exceptions`.

use crate::App;
use crate::commands::change_exceptions::{self, NewException};
use crate::ids::ExceptionId;
use crate::reads::offering::{self, ExceptionOut, ExceptionsOut};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::text::optional_line;
use kernel::{DateTime, InvalidFields};
use serde::Deserialize;

/// Longest note.
const MAX_NOTE_CHARS: usize = 200;

/// A dated exception from the weekly hours: time off, or work besides.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExceptionIn {
    /// From when.
    #[schema(example = "2026-12-24T07:00:00Z")]
    starts_at: DateTime,
    /// Until when; at most 120 days later.
    #[schema(example = "2026-12-26T20:00:00Z")]
    ends_at: DateTime,
    /// `true`: you work although your weekly hours say no. `false`: you don't work.
    works: bool,
    /// What for; only you see it.
    #[schema(example = "إجازة عيد")]
    note: Option<String>,
}

impl ExceptionIn {
    fn parse(self) -> Result<NewException, InvalidFields> {
        let note = optional_line(self.note.as_deref(), MAX_NOTE_CHARS)
            .map_err(|invalid| InvalidFields::one("note", invalid))?;
        let (starts_at, ends_at, works) = (self.starts_at, self.ends_at, self.works);
        Ok(NewException { starts_at, ends_at, works, note })
    }
}

/// The caller's exceptions that are not over.
#[utoipa::path(get, path = "/api/v1/providers/me/exceptions", tag = "provider offering",
    responses((status = 200, description = "The exceptions", body = ExceptionsOut)))]
pub async fn list_my_exceptions(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ExceptionsOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let now = app.chassis.world.now();
    Ok(Json(offering::exceptions_in_tx(&mut connection, actor.user_id.into(), now).await?))
}

/// Adds an exception.
#[utoipa::path(post, path = "/api/v1/providers/me/exceptions", tag = "provider offering",
    params(IdempotencyHeader),
    request_body = ExceptionIn,
    responses((status = 201, description = "The exception is there", body = ExceptionOut)))]
pub async fn add_my_exception(
    State(app): State<App>,
    actor: Actor,
    body: IdempotentBody<ExceptionIn>,
) -> httpkit::Result<Response> {
    let new = body.value.parse()?;
    Ok(respond(change_exceptions::add(&app, actor.user_id.into(), &body.key, new).await?))
}

/// Removes an exception.
#[utoipa::path(delete, path = "/api/v1/providers/me/exceptions/{id}", tag = "provider offering",
    params(("id" = ExceptionId, Path, description = "The exception")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove_my_exception(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ExceptionId>,
) -> httpkit::Result<StatusCode> {
    change_exceptions::remove(&app, actor.user_id.into(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
