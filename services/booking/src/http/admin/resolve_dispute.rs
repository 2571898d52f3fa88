//! `POST /admin/bookings/{id}/resolve-dispute`.

use crate::domain::Resolution;
use crate::reads::BookingStateOut;
use crate::{App, commands};
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::text::paragraph;
use kernel::{Fields, Invalid, InvalidFields, Money};
use serde::Deserialize;

/// What goes back to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub enum DisputeOutcome {
    /// Nothing.
    #[serde(rename = "no_refund")]
    Nothing,
    /// Nothing; the work is made good at a free visit.
    #[serde(rename = "re_service")]
    ReService,
    /// A part; `refund` says how much.
    #[serde(rename = "partial_refund")]
    Part,
    /// All of it; the booking counts as cancelled.
    #[serde(rename = "full_refund")]
    Everything,
}

/// A decision.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingResolveIn {
    /// What goes back.
    pub outcome: DisputeOutcome,
    /// How much, for a partial refund.
    pub refund: Option<Money>,
    /// Why, 1 to 2000 characters; both sides read it.
    #[schema(max_length = 2000)]
    pub reason: String,
}

impl BookingResolveIn {
    fn parse(&self) -> Result<(Resolution, String), InvalidFields> {
        let mut fields = Fields::new();
        let reason = fields.take("reason", paragraph(&self.reason, 2_000));
        let resolution = match (self.outcome, self.refund) {
            (DisputeOutcome::Nothing, None) => Ok(Resolution::Nothing),
            (DisputeOutcome::ReService, None) => Ok(Resolution::ReService),
            (DisputeOutcome::Everything, None) => Ok(Resolution::Everything),
            (DisputeOutcome::Part, Some(part)) => Ok(Resolution::Part(part)),
            (DisputeOutcome::Part, None) => Err(Invalid::required()),
            (_, Some(_)) => Err(Invalid::new(
                "booking.refund_not_wanted",
                "المبلغ يُكتب فقط عند رد جزء من الثمن.",
                "An amount is given for a partial refund only.",
            )),
        };
        match (reason, fields.take("refund", resolution)) {
            (Some(reason), Some(resolution)) => Ok((resolution, reason)),
            _ => Err(fields.into_error()),
        }
    }
}

/// Decides a dispute, once both sides told theirs or their 48 hours are over.
#[utoipa::path(
    post, path = "/api/v1/admin/bookings/{id}/resolve-dispute", tag = "admin bookings",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingResolveIn,
    responses((status = 200, description = "Decided.", body = BookingStateOut)),
)]
pub async fn resolve_booking_dispute(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingResolveIn>,
) -> httpkit::Result<Response> {
    let (resolution, reason) = body.value.parse()?;
    let user = actor.user_id;
    let answer =
        commands::resolve_dispute::run(&app, user, &body.key, id, resolution, &reason).await?;
    Ok(respond(answer))
}
