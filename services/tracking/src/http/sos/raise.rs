//! `POST` and `GET /bookings/{id}/sos`.

use super::wire::SosOut;
use crate::app::App;
use crate::commands::sos::raise::{self, Call};
use crate::domain::sos::Alarm;
use crate::reads::sos;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::text::optional_paragraph;
use kernel::{InvalidFields, LatLng};
use serde::Deserialize;
use utoipa::ToSchema;

/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// A call for help. Everything may be left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SosIn {
    /// Whether the other side must not learn of it.
    #[serde(default = "silent")]
    #[schema(default = true)]
    pub silent: bool,
    /// Where you are, if the device knows.
    #[serde(default)]
    pub place: Option<LatLng>,
    /// What is the matter, at most 500 characters.
    #[serde(default)]
    #[schema(example = "أحتاج مساعدة", max_length = 500)]
    pub note: Option<String>,
}

fn silent() -> bool {
    true
}

/// Call for help
///
/// For the customer and the provider of a visit, until two hours after it or after the provider left
/// it; an open alarm takes further presses for as long as it is open. Operators are
/// alarmed at once and again, every two minutes at first, until one looks after it. Pressing again adds to the
/// open alarm (`200`). The other side learns nothing of a silent one. Who is in danger right now
/// should call 122.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/sos", tag = "sos", request_body = SosIn,
    params(("id" = BookingId, Path, description = "The booking."), IdempotencyHeader),
    responses(
        (status = 200, description = "Added to the open alarm.", body = SosOut),
        (status = 201, description = "Operators are alarmed.", body = SosOut),
        (status = 409, description = "No visit is under way.")))]
pub async fn raise_sos(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<SosIn>,
) -> httpkit::Result<Response> {
    let SosIn { silent, place, note } = body.value;
    let note = optional_paragraph(note.as_deref(), LONGEST_NOTE)
        .map_err(|invalid| InvalidFields::one("note", invalid))?;
    let call = Call { silent, place, note };
    let show = |alarm: &Alarm| SosOut::from(alarm);
    Ok(respond(raise::run(&app, actor, id, &body.key, call, show).await?))
}

/// See my call for help
///
/// The caller's own newest alarm of the visit, and whether an operator looks after it; never the
/// other side's.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/sos", tag = "sos",
    params(("id" = BookingId, Path, description = "The booking.")),
    responses((status = 200, description = "The alarm.", body = SosOut)))]
pub async fn show_own_sos(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<SosOut>> {
    Ok(Json(SosOut::from(&sos::own(&app, actor, id).await?)))
}
