//! `/admin/disputes`, `POST /admin/bookings/{id}/dispute/proposals`.

use crate::App;
use crate::commands::propose_settlement::{self, Proposer};
use crate::http::disputes::DisputeProposalIn;
use crate::reads::{BookingStateOut, DisputeItemOut};
use crate::store::disputes;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{
    Actor, Cursor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams,
};
use kernel::ids::BookingId;

/// Disputes that are not decided, oldest first.
#[utoipa::path(
    get, path = "/api/v1/admin/disputes", tag = "admin bookings", params(PageQuery),
    responses((status = 200, description = "A page of disputes.", body = Page<DisputeItemOut>)),
)]
pub async fn list_open_disputes(
    State(app): State<App>,
    QueryParams(query): QueryParams<PageQuery>,
) -> httpkit::Result<Json<Page<DisputeItemOut>>> {
    let (limit, cursor) = query.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let after = cursor.map(|c| (c.at, c.id));
    let rows = disputes::waiting(&mut db, after, limit + 1).await?;
    let items = rows.into_iter().map(DisputeItemOut::of).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(Page::from_rows(items, limit, |item| Cursor {
        at: item.opened_at,
        id: item.booking_id.uuid(),
    })))
}

/// Staff proposes how to end a dispute; it ends so when both sides say yes.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/dispute/proposals", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = DisputeProposalIn,
    responses((status = 200, description = "Proposed.", body = BookingStateOut)),
)]
pub async fn propose_dispute_settlement_as_operator(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<DisputeProposalIn>,
) -> httpkit::Result<Response> {
    let (how, text) = body.value.parse()?;
    let by = Proposer::Operator(actor.user_id);
    Ok(respond(propose_settlement::run(&app, by, &body.key, id, how, &text).await?))
}
