//! `POST /bookings/{id}/arrive`.

use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::LatLng;
use kernel::ids::BookingId;
use serde::Deserialize;

/// An arrival.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingArriveIn {
    /// Where the provider is; looked at only while live positions can't be had, and flagged.
    pub position: Option<LatLng>,
}

/// The bound provider is at the address: its last fix must be within 150 m.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/arrive", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingArriveIn,
    responses((status = 200, description = "Arrived.", body = BookingStateOut)),
)]
pub async fn arrive_at_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingArriveIn>,
) -> httpkit::Result<Response> {
    let claimed = body.value.position;
    let answer = commands::arrive::run(&app, actor.user_id, &body.key, id, claimed).await?;
    Ok(respond(answer))
}
