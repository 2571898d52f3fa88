//! `/admin/warranty-claims`.

use crate::App;
use crate::commands::decide_claim::{self, Decision};
use crate::domain::ClaimState;
use crate::http::fields::BookingReasonIn;
use crate::reads::{BookingStateOut, WarrantyClaimOut};
use crate::store::warranties;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{
    Actor, Cursor, IdempotencyHeader, IdempotentBody, Page, PageQuery, PathParams, QueryParams,
};
use serde::Deserialize;
use uuid::Uuid;

/// Which claims.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WarrantyClaimsQuery {
    /// Of this state.
    #[param(inline)]
    pub state: Option<ClaimState>,
    /// How many items, 1–100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Warranty claims, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/warranty-claims", tag = "admin bookings", params(WarrantyClaimsQuery),
    responses((status = 200, description = "A page of claims.", body = Page<WarrantyClaimOut>)),
)]
pub async fn list_warranty_claims(
    State(app): State<App>,
    QueryParams(query): QueryParams<WarrantyClaimsQuery>,
) -> httpkit::Result<Json<Page<WarrantyClaimOut>>> {
    let (limit, cursor) = PageQuery { limit: query.limit, cursor: query.cursor }.parse()?;
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let before = cursor.map(|c| (c.at, c.id));
    let rows = warranties::page(&mut db, query.state, before, limit + 1).await?;
    drop(db);
    let mut items = Vec::with_capacity(rows.len());
    for claim in rows {
        items.push(WarrantyClaimOut::of(&app, claim, true).await?);
    }
    Ok(Json(Page::from_rows(items, limit, |claim| Cursor { at: claim.created_at, id: claim.id })))
}

/// Refuses a claim; its visit is cancelled, unless it has begun.
#[utoipa::path(
    post, path = "/api/v1/admin/warranty-claims/{id}/refuse", tag = "admin bookings",
    params(("id" = Uuid, Path, description = "The claim"), IdempotencyHeader),
    request_body = BookingReasonIn,
    responses((status = 200, description = "Refused.", body = BookingStateOut)),
)]
pub async fn refuse_warranty_claim(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
    body: IdempotentBody<BookingReasonIn>,
) -> httpkit::Result<Response> {
    let (reason, user) = (body.value.parse()?, actor.user_id);
    Ok(respond(decide_claim::run(&app, user, &body.key, id, Decision::Refuse, &reason).await?))
}

/// Whether the first work was at fault.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WarrantyVerdictIn {
    /// Whether the first work was at fault; only then does it count against the first technician.
    pub at_fault: bool,
    /// Why, 1 to 500 characters; both sides read it.
    #[schema(max_length = 500)]
    pub reason: String,
}

/// Says after the visit whether the first work was at fault.
#[utoipa::path(
    post, path = "/api/v1/admin/warranty-claims/{id}/verdict", tag = "admin bookings",
    params(("id" = Uuid, Path, description = "The claim"), IdempotencyHeader),
    request_body = WarrantyVerdictIn,
    responses((status = 200, description = "Said.", body = BookingStateOut)),
)]
pub async fn judge_warranty_claim(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<Uuid>,
    body: IdempotentBody<WarrantyVerdictIn>,
) -> httpkit::Result<Response> {
    let WarrantyVerdictIn { at_fault, reason } = body.value;
    let reason = BookingReasonIn { reason }.parse()?;
    let (user, decision) = (actor.user_id, Decision::Judge { at_fault });
    Ok(respond(decide_claim::run(&app, user, &body.key, id, decision, &reason).await?))
}
