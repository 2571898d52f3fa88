//! `/bookings/{id}/dispute`: opening it, evidence, proposals and their answers.

use super::fields::BookingMoveIn;
use super::viewer;
use crate::commands::answer_proposal;
use crate::commands::dispute::Complaint;
use crate::commands::propose_settlement::{self, Proposer};
use crate::domain::{DisputeKind, Resolution};
use crate::reads::{BookingStateOut, DisputeOut, dispute_of};
use crate::{App, commands};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use chassis::StoreError;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::BookingId;
use kernel::text::paragraph;
use kernel::{Fields, Invalid, InvalidFields, Money};
use serde::Deserialize;
use uuid::Uuid;

/// How many pictures one piece of evidence has at most.
const MOST_PHOTOS: usize = 10;

/// How a dispute may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DisputeEnding)]
pub enum EndingIn {
    /// Nothing goes back.
    None,
    /// The work is made good at a free visit.
    ReService,
    /// A part goes back; `refund` says how much.
    PartialRefund,
    /// All of it goes back; the booking counts as cancelled.
    FullRefund,
}

/// Reads how a dispute may end, with its amount.
pub fn ending(outcome: EndingIn, refund: Option<Money>) -> Result<Resolution, Invalid> {
    match (outcome, refund) {
        (EndingIn::None, None) => Ok(Resolution::Nothing),
        (EndingIn::ReService, None) => Ok(Resolution::ReService),
        (EndingIn::FullRefund, None) => Ok(Resolution::Everything),
        (EndingIn::PartialRefund, Some(part)) => Ok(Resolution::Part(part)),
        (EndingIn::PartialRefund, None) => Err(Invalid::required()),
        (_, Some(_)) => Err(Invalid::new(
            "booking.refund_not_wanted",
            "المبلغ يُكتب فقط عند رد جزء من الثمن.",
            "An amount is given for a partial refund only.",
        )),
    }
}

/// A dispute.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingDisputeIn {
    /// What went wrong, 1 to 2000 characters.
    #[schema(example = "عاد التسريب بعد يومين", max_length = 2000)]
    pub reason: String,
    /// What it is about; `other` when it is left out.
    pub kind: Option<DisputeKind>,
    /// What the customer wants.
    pub wanted: Option<EndingIn>,
    /// How much it wants back, for a partial refund.
    pub wanted_refund: Option<Money>,
    /// Pictures, uploaded before with purpose `dispute`; at most 10.
    #[serde(default)]
    pub photo_ids: Vec<Uuid>,
}

impl BookingDisputeIn {
    fn parse(self) -> Result<Complaint, InvalidFields> {
        let mut fields = Fields::new();
        let text = fields.take("reason", paragraph(&self.reason, 2_000));
        let wanted = ending(self.wanted.unwrap_or(EndingIn::None), self.wanted_refund);
        let wanted = fields.take("wantedRefund", wanted);
        check_photos(&mut fields, &self.photo_ids);
        let kind = match self.kind {
            Some(DisputeKind::StoppedByStaff) | None => DisputeKind::Other,
            Some(kind) => kind,
        };
        match (text, wanted, self.photo_ids.len() <= MOST_PHOTOS) {
            (Some(text), Some(wanted), true) => {
                Ok(Complaint { kind, text, wanted, photo_ids: self.photo_ids })
            }
            _ => Err(fields.into_error()),
        }
    }
}

fn check_photos(fields: &mut Fields, photo_ids: &[Uuid]) {
    fields.check(photo_ids.len() <= MOST_PHOTOS, "photoIds", || {
        Invalid::new(
            "booking.too_many_photos",
            "أرفق 10 صور على الأكثر.",
            "Attach 10 pictures at most.",
        )
    });
}

/// The customer disputes completed work, within 14 days. The money is held, and both sides may tell
/// theirs for 48 hours.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute", tag = "disputes",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = BookingDisputeIn,
    responses((status = 200, description = "Disputed.", body = BookingStateOut)),
)]
pub async fn dispute_booking(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<BookingDisputeIn>,
) -> httpkit::Result<Response> {
    let complaint = body.value.parse()?;
    let answer = commands::dispute::run(&app, actor.user_id, &body.key, id, complaint).await?;
    Ok(respond(answer))
}

/// A booking's dispute with the evidence of both sides and all proposals, for both sides and staff.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/dispute", tag = "disputes",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "The dispute.", body = DisputeOut)),
)]
pub async fn get_booking_dispute(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Json<DisputeOut>> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    viewer::booking(&mut db, &actor, id).await?;
    drop(db);
    Ok(Json(dispute_of(&app, id).await?))
}

/// Evidence.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisputeEvidenceIn {
    /// What happened, 1 to 2000 characters.
    #[schema(example = "ركّبت القطعة الجديدة وجرّبتها أمام العميل", max_length = 2000)]
    pub text: String,
    /// Pictures, uploaded before with purpose `dispute`; at most 10.
    #[serde(default)]
    pub photo_ids: Vec<Uuid>,
}

/// A side of a dispute tells and shows its own, until the deadline.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute/evidence", tag = "disputes",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = DisputeEvidenceIn,
    responses((status = 200, description = "Kept.", body = BookingStateOut)),
)]
pub async fn add_dispute_evidence(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<DisputeEvidenceIn>,
) -> httpkit::Result<Response> {
    let mut fields = Fields::new();
    let text = fields.take("text", paragraph(&body.value.text, 2_000));
    check_photos(&mut fields, &body.value.photo_ids);
    fields.finish()?;
    let (text, photos, user) = (text.unwrap_or_default(), body.value.photo_ids, actor.user_id);
    let answer = commands::add_evidence::run(&app, user, &body.key, id, &text, photos).await?;
    Ok(respond(answer))
}

/// A way to end a dispute.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisputeProposalIn {
    /// How it would end.
    pub outcome: EndingIn,
    /// How much would go back, for a partial refund.
    pub refund: Option<Money>,
    /// Why, 1 to 500 characters; both sides read it.
    #[schema(example = "أعيد الإصلاح مجانًا يوم السبت", max_length = 500)]
    pub text: String,
}

impl DisputeProposalIn {
    /// The checked proposal.
    pub fn parse(&self) -> Result<(Resolution, String), InvalidFields> {
        let mut fields = Fields::new();
        let text = fields.take("text", paragraph(&self.text, 500));
        let resolution = fields.take("refund", ending(self.outcome, self.refund));
        match (resolution, text) {
            (Some(resolution), Some(text)) => Ok((resolution, text)),
            _ => Err(fields.into_error()),
        }
    }
}

/// The provider proposes how to end a dispute; the customer's yes ends it so.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute/proposals", tag = "disputes",
    params(("id" = BookingId, Path, description = "The booking"), IdempotencyHeader),
    request_body = DisputeProposalIn,
    responses((status = 200, description = "Proposed.", body = BookingStateOut)),
)]
pub async fn propose_dispute_settlement(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
    body: IdempotentBody<DisputeProposalIn>,
) -> httpkit::Result<Response> {
    let (how, text) = body.value.parse()?;
    let by = Proposer::Provider(actor.user_id);
    Ok(respond(propose_settlement::run(&app, by, &body.key, id, how, &text).await?))
}

/// Says yes to a proposal.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute/proposals/{proposalId}/accept", tag = "disputes",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("proposalId" = Uuid, Path, description = "The proposal"),
        IdempotencyHeader,
    ),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Noted; when all agree, it is over.", body = BookingStateOut)),
)]
pub async fn accept_dispute_proposal(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, proposal)): PathParams<(BookingId, Uuid)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    Ok(respond(answer_proposal::run(&app, user, &body.key, id, proposal, true).await?))
}

/// Says no to a proposal: staff is next.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/dispute/proposals/{proposalId}/decline", tag = "disputes",
    params(
        ("id" = BookingId, Path, description = "The booking"),
        ("proposalId" = Uuid, Path, description = "The proposal"),
        IdempotencyHeader,
    ),
    request_body = BookingMoveIn,
    responses((status = 200, description = "Declined.", body = BookingStateOut)),
)]
pub async fn decline_dispute_proposal(
    State(app): State<App>,
    actor: Actor,
    PathParams((id, proposal)): PathParams<(BookingId, Uuid)>,
    body: IdempotentBody<BookingMoveIn>,
) -> httpkit::Result<Response> {
    let user = actor.user_id;
    Ok(respond(answer_proposal::run(&app, user, &body.key, id, proposal, false).await?))
}
