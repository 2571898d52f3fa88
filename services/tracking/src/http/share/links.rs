//! `POST` and `GET /bookings/{id}/share-links`, `DELETE /bookings/{id}/share-links/{linkId}`.

use crate::app::App;
use crate::commands::share::{create_link, revoke_link};
use crate::domain::share::LinkState;
use crate::reads::share_links;
use crate::store::share_links::Link;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::problem::ProblemBody;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::DateTime;
use kernel::ids::{BookingId, ShareLinkId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A new link needs nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareLinkIn {}

/// A new link, with its address. It is told only here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewShareLinkOut {
    /// Its id, to take it back.
    pub id: ShareLinkId,
    /// The secret part of the address.
    #[schema(example = "3q2-7wAAAAAAAAAAAAAAAA")]
    pub token: String,
    /// The address to send on.
    #[schema(example = "https://osta.example/shared/3q2-7wAAAAAAAAAAAAAAAA")]
    pub url: String,
    /// When it ends at the latest; it ends with the journey.
    pub expires_at: DateTime,
}

/// The links of a booking.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareLinksOut {
    /// The newest first.
    pub items: Vec<ShareLinkOut>,
}

/// What became of a link.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareLinkState {
    /// It shows the journey.
    Open,
    /// Taken back.
    Revoked,
    /// Its time or the journey is over.
    Expired,
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareLinkOut {
    /// Its id.
    pub id: ShareLinkId,
    /// What became of it.
    pub state: ShareLinkState,
    /// How many visits it had: looks with ten minutes or more between them.
    pub opened: i32,
    /// When somebody looked last, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_opened_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
    /// When it ends at the latest.
    pub expires_at: DateTime,
}

/// Share a journey
///
/// Makes a link for somebody without an account: it shows the provider's first name, where it is
/// on its way and when it arrives, and of the address no more than the district. At most 5 are open
/// at once.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/share-links", tag = "tracking",
    request_body = ShareLinkIn,
    params(("id" = BookingId, Path, description = "The booking."), IdempotencyHeader),
    responses(
        (status = 201, description = "The link.", body = NewShareLinkOut),
        (status = 409, description = "Nobody is bound yet, or too many links are open.",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The journey is over.", body = ProblemBody,
            content_type = "application/problem+json")))]
pub async fn create_share_link(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<ShareLinkIn>,
) -> httpkit::Result<Response> {
    let ShareLinkIn {} = body.value;
    let public_url = app.chassis.settings.public_url.trim_end_matches('/');
    let show = |link: &Link, token: String| NewShareLinkOut {
        id: link.id,
        url: format!("{public_url}/shared/{token}"),
        token,
        expires_at: link.expires_at,
    };
    Ok(respond(create_link::run(&app, actor.user_id, id, &body.key, show).await?))
}

/// See the links to a journey
///
/// With how often each was opened. What their addresses were is not kept.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/share-links", tag = "tracking",
    params(("id" = BookingId, Path, description = "The booking.")),
    responses((status = 200, description = "The links.", body = ShareLinksOut)))]
pub async fn list_share_links(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<ShareLinksOut>> {
    let links = share_links::run(&app, actor.user_id, id).await?;
    Ok(Json(ShareLinksOut { items: links.into_iter().map(ShareLinkOut::from).collect() }))
}

/// Take a link back
///
/// It shows nothing from now on. Safe to repeat.
#[utoipa::path(delete, path = "/api/v1/bookings/{id}/share-links/{linkId}", tag = "tracking",
    params(("id" = BookingId, Path, description = "The booking."),
        ("linkId" = ShareLinkId, Path, description = "The link.")),
    responses((status = 204, description = "It shows nothing any more.")))]
pub async fn revoke_share_link(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, link)): PathParams<(BookingId, ShareLinkId)>,
) -> httpkit::Result<StatusCode> {
    revoke_link::run(&app, actor.user_id, id, link).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<(Link, LinkState)> for ShareLinkOut {
    fn from((link, state): (Link, LinkState)) -> Self {
        Self {
            id: link.id,
            state: match state {
                LinkState::Open => ShareLinkState::Open,
                LinkState::Revoked => ShareLinkState::Revoked,
                LinkState::Expired => ShareLinkState::Expired,
            },
            opened: link.opened,
            last_opened_at: link.last_opened_at,
            created_at: link.created_at,
            expires_at: link.expires_at,
        }
    }
}
