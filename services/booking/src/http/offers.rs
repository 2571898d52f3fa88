//! `GET /offers`, and a provider's answers to them.

use crate::commands::load_offer::Which;
use crate::commands::{accept, decline};
use crate::reads::{self, BookingStateOut, OfferOut, OfferStateOut};
use crate::{App, http::fields::BookingMoveIn};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams};
use kernel::ids::{BookingId, OfferId, ProviderId};
use serde::Deserialize;

/// Why a provider declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferDeclineReason {
    /// It has no time.
    Busy,
    /// The way is too long.
    TooFar,
    /// It earns too little.
    PriceTooLow,
    /// It is not this kind of work.
    NotMyWork,
    /// Something else.
    Other,
}

impl OfferDeclineReason {
    fn tag(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::TooFar => "too_far",
            Self::PriceTooLow => "price_too_low",
            Self::NotMyWork => "not_my_work",
            Self::Other => "other",
        }
    }
}

/// A no to an offer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OfferDeclineIn {
    /// Why; need not be said.
    pub reason: Option<OfferDeclineReason>,
}

/// Open offers to the caller
///
/// Newest first. Name and street are told once the offer is accepted.
#[utoipa::path(get, path = "/api/v1/offers", tag = "offers", params(PageQuery),
    responses((status = 200, description = "The offers.", body = Page<OfferOut>)))]
pub async fn list_offers(
    State(app): State<App>,
    actor: Actor,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<OfferOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(chassis::StoreError)?;
    let provider = ProviderId::from(actor.user_id);
    let rows = reads::open_offers(&mut db, provider, app.now(), limit, cursor).await?;
    Ok(Json(Page::from_rows(rows, limit, OfferOut::cursor)))
}

/// Accept an offer
///
/// Exactly one accepts; the others get `409` with `booking.already_accepted`. Accepting twice gives
/// the same answer.
#[utoipa::path(post, path = "/api/v1/offers/{id}/accept", tag = "offers",
    params(("id" = OfferId, Path, description = "The offer."), IdempotencyHeader), request_body = BookingMoveIn,
    responses(
        (status = 200, description = "The booking is yours.", body = BookingStateOut),
        (status = 410, description = "The time to answer is over.",
            content_type = "application/problem+json"),
    ))]
pub async fn accept_offer(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<OfferId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let which = Which::Offer(id);
    Ok(respond(accept::run(&app, actor.user_id, &body.key, which).await?))
}

/// Decline an offer
#[utoipa::path(post, path = "/api/v1/offers/{id}/decline", tag = "offers",
    params(("id" = OfferId, Path, description = "The offer."), IdempotencyHeader), request_body = OfferDeclineIn,
    responses(
        (status = 200, description = "It is declined.", body = OfferStateOut),
        (status = 410, description = "The time to answer is over.",
            content_type = "application/problem+json"),
    ))]
pub async fn decline_offer(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<OfferId>,
    body: IdempotentBody<OfferDeclineIn>,
) -> httpkit::Result<Response> {
    let reason = body.value.reason.map(OfferDeclineReason::tag);
    let which = Which::Offer(id);
    Ok(respond(decline::run(&app, actor.user_id, &body.key, which, reason).await?))
}

/// Accept the newest offer of a booking
#[utoipa::path(post, path = "/api/v1/bookings/{id}/accept", tag = "offers",
    params(("id" = BookingId, Path, description = "The booking."), IdempotencyHeader), request_body = BookingMoveIn,
    responses(
        (status = 200, description = "The booking is yours.", body = BookingStateOut),
        (status = 410, description = "The time to answer is over.",
            content_type = "application/problem+json"),
    ))]
pub async fn accept_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let which = Which::OfBooking(id);
    Ok(respond(accept::run(&app, actor.user_id, &body.key, which).await?))
}

/// Decline the newest offer of a booking
#[utoipa::path(post, path = "/api/v1/bookings/{id}/decline", tag = "offers",
    params(("id" = BookingId, Path, description = "The booking."), IdempotencyHeader), request_body = OfferDeclineIn,
    responses(
        (status = 200, description = "It is declined.", body = OfferStateOut),
        (status = 410, description = "The time to answer is over.",
            content_type = "application/problem+json"),
    ))]
pub async fn decline_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<OfferDeclineIn>,
) -> httpkit::Result<Response> {
    let reason = body.value.reason.map(OfferDeclineReason::tag);
    let which = Which::OfBooking(id);
    Ok(respond(decline::run(&app, actor.user_id, &body.key, which, reason).await?))
}
