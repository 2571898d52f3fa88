//! `/bookings/{id}/warranty-claims`: the same fault came back.

use super::fields::BookingMoveIn;
use super::viewer;
use crate::App;
use crate::commands::warranty::{self, Fault};
use crate::domain::Side;
use crate::reads::{BookingStateOut, WarrantyClaimOut};
use crate::store::warranties;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::text::paragraph;
use kernel::{DateTime, Fields, Invalid, Permission};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A warranty claim.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WarrantyClaimIn {
    /// What is wrong again, 1 to 1000 characters. The same fault, not another one.
    #[schema(example = "التكييف ينقّط ماء مرة أخرى", max_length = 1000)]
    pub fault: String,
    /// Pictures, uploaded before with purpose `warranty`; at most 10.
    #[serde(default)]
    pub photo_ids: Vec<Uuid>,
    /// When the free visit shall be.
    pub starts_at: DateTime,
}

/// When a free visit shall be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WarrantyVisitIn {
    /// The start.
    pub starts_at: DateTime,
}

/// Warranty claims.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WarrantyClaimsOut {
    /// Oldest first.
    pub items: Vec<WarrantyClaimOut>,
}

/// The customer claims the warranty of completed work: a free visit is looked for, first with the
/// same technician.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/warranty-claims", tag = "warranty",
    params(("id" = BookingId, Path, description = "The booking whose work is to be repaired"), IdempotencyHeader),
    request_body = WarrantyClaimIn,
    responses((status = 201, description = "The free visit: a booking of its own.", body = BookingStateOut)),
)]
pub async fn claim_booking_warranty(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<WarrantyClaimIn>,
) -> httpkit::Result<Response> {
    let input = body.value;
    let mut fields = Fields::new();
    let text = fields.take("fault", paragraph(&input.fault, 1_000));
    fields.check(input.photo_ids.len() <= 10, "photoIds", || {
        Invalid::new(
            "booking.too_many_photos",
            "أرفق 10 صور على الأكثر.",
            "Attach 10 pictures at most.",
        )
    });
    fields.finish()?;
    let fault = Fault {
        text: text.unwrap_or_default(),
        photo_ids: input.photo_ids,
        starts_at: input.starts_at,
    };
    Ok(respond(warranty::run(&app, actor.user_id, &body.key, id, fault).await?))
}

/// The warranty claims of a booking, for both its sides and staff.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/warranty-claims", tag = "warranty",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "Its claims, oldest first.", body = WarrantyClaimsOut)),
)]
pub async fn list_booking_warranty_claims(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<WarrantyClaimsOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let booking = viewer::booking(&mut db, &actor, id).await?;
    let claims = warranties::of(&mut db, id).await?;
    drop(db);
    let is_provider = booking.side_of(actor.user_id).is_some_and(|by| by.side == Side::Provider);
    let with_money = is_provider || actor.may(Permission::BookingViewAll);
    let mut items = Vec::with_capacity(claims.len());
    for claim in claims {
        items.push(WarrantyClaimOut::of(&app, claim, with_money).await?);
    }
    Ok(Json(WarrantyClaimsOut { items }))
}

/// Chooses a time for the free visit of a claim that waits for one: its visit was cancelled, or a
/// dispute ended with it.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/warranty-claims/{claimId}/visit", tag = "warranty",
    params(
        ("id" = BookingId, Path, description = "The booking whose work is to be repaired"),
        ("claimId" = Uuid, Path, description = "The claim"), IdempotencyHeader,
    ),
    request_body = WarrantyVisitIn,
    responses((status = 201, description = "The free visit: a booking of its own.", body = BookingStateOut)),
)]
pub async fn choose_warranty_visit(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, claim)): PathParams<(BookingId, Uuid)>,
    body: IdempotentBody<WarrantyVisitIn>,
) -> httpkit::Result<Response> {
    let (user, at) = (actor.user_id, body.value.starts_at);
    Ok(respond(warranty::choose(&app, user, &body.key, id, claim, at).await?))
}

/// Gives up a claim that waits for a time.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/warranty-claims/{claimId}/withdraw", tag = "warranty",
    params(
        ("id" = BookingId, Path, description = "The booking whose work was claimed"),
        ("claimId" = Uuid, Path, description = "The claim"), IdempotencyHeader,
    ),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Withdrawn.", body = BookingStateOut)),
)]
pub async fn withdraw_warranty_claim(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, claim)): PathParams<(BookingId, Uuid)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    Ok(respond(warranty::withdraw(&app, actor.user_id, &body.key, id, claim).await?))
}
