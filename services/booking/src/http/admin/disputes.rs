//! `/admin/disputes`, `POST /admin/bookings/{id}/dispute/proposals`.

use crate::App;
use crate::commands::propose_settlement::{self, Proposer};
use crate::domain::TalkState;
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
use serde::Deserialize;

/// Which disputes.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DisputesQuery {
    /// Whose talk has come so far. When absent: those that are not decided.
    pub state: Option<TalkState>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Disputes that are not decided, oldest first; or those that are, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/disputes", tag = "admin bookings", params(DisputesQuery),
    responses((status = 200, description = "A page of disputes.", body = Page<DisputeItemOut>)),
)]
pub async fn list_open_disputes(
    State(app): State<App>,
    QueryParams(query): QueryParams<DisputesQuery>,
) -> httpkit::Result<Json<Page<DisputeItemOut>>> {
    let (limit, cursor) = PageQuery { limit: query.limit, cursor: query.cursor }.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let after = cursor.map(|c| (c.at, c.id));
    let rows = match query.state {
        Some(TalkState::Decided) => disputes::decided(&mut db, after, limit + 1).await?,
        state => disputes::waiting(&mut db, state, after, limit + 1).await?,
    };
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
