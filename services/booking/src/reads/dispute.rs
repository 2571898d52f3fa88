//! A dispute, as both its sides and staff see it.

use crate::App;
use crate::commands::BookingError;
use crate::domain::{DisputeKind, TalkState};
use crate::store::disputes::{self, Said, TEXT_CONTEXT};
use crate::store::tags::from_tag;
use chassis::crypto::Sealed;
use kernel::ids::BookingId;
use kernel::{DateTime, Money};
use serde::Serialize;
use uuid::Uuid;

/// A dispute.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeOut {
    /// The booking.
    pub booking_id: BookingId,
    /// `customer`, or `operator` who stopped the work.
    #[schema(example = "customer")]
    pub opened_by: String,
    /// What it is about.
    pub kind: DisputeKind,
    /// What the customer wants: `none` (nothing named), `re_service`, `partial_refund`, `full_refund`.
    #[schema(example = "re_service")]
    pub wanted: String,
    /// The part it wants back.
    pub wanted_refund: Option<Money>,
    /// How far the talk has come.
    pub state: TalkState,
    /// Until when evidence is taken.
    pub evidence_until: DateTime,
    /// What both sides told and showed, oldest first.
    pub evidence: Vec<DisputeEvidenceOut>,
    /// Proposals to end it, oldest first.
    pub proposals: Vec<DisputeProposalOut>,
    /// How it ended.
    pub outcome: Option<String>,
    /// `agreed` by both sides, or by an `operator`.
    pub decided_by: Option<String>,
}

/// What a side told and showed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeEvidenceOut {
    /// Its id.
    pub id: Uuid,
    /// `customer` or `provider`.
    #[schema(example = "provider")]
    pub side: String,
    /// What it says.
    pub text: String,
    /// Its pictures, at `/api/v1/bookings/{id}/photos/{photoId}`.
    pub photo_ids: Vec<Uuid>,
    /// When.
    pub at: DateTime,
}

/// A proposal to end a dispute.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeProposalOut {
    /// Its id.
    pub id: Uuid,
    /// `provider` or `operator`.
    #[schema(example = "operator")]
    pub by: String,
    /// `none`, `re_service`, `partial_refund` or `full_refund`.
    #[schema(example = "partial_refund")]
    pub outcome: String,
    /// The part that would go back.
    pub refund: Option<Money>,
    /// Why.
    pub text: String,
    /// `open`, `accepted`, `declined`, `lapsed`, `replaced` or `decided`.
    #[schema(example = "open")]
    pub state: String,
    /// When the customer said yes.
    pub customer_accepted_at: Option<DateTime>,
    /// When the provider said yes.
    pub provider_accepted_at: Option<DateTime>,
    /// Until when it may be answered.
    pub expires_at: DateTime,
    /// When it was made.
    pub created_at: DateTime,
}

/// A booking's dispute.
///
/// # Errors
/// [`BookingError::NotFound`] when there is none.
pub async fn dispute_of(app: &App, id: BookingId) -> Result<DisputeOut, BookingError> {
    let mut db = app.chassis.db.pool().acquire().await?;
    let kept = disputes::find(&mut db, id).await?.ok_or(BookingError::NotFound)?;
    let proposals = disputes::proposals(&mut db, id).await?;
    let told = disputes::evidence(&mut db, id).await?;
    drop(db);
    let mut proposed = Vec::with_capacity(proposals.len());
    for one in proposals {
        proposed.push(proposal_out(app, one).await?);
    }
    let mut evidence = Vec::with_capacity(told.len());
    for one in told {
        let text = words(app, TEXT_CONTEXT, one.text_sealed.as_ref()).await?;
        evidence.push(DisputeEvidenceOut {
            id: one.id,
            side: one.side,
            text,
            photo_ids: one.photo_ids,
            at: one.created_at,
        });
    }
    Ok(DisputeOut {
        booking_id: id,
        opened_by: kept.opened_by,
        kind: kept.kind,
        wanted: kept.wanted.tag().to_owned(),
        wanted_refund: kept.wanted.part(),
        state: kept.talk.state,
        evidence_until: kept.talk.evidence_until,
        evidence,
        proposals: proposed,
        outcome: kept.outcome,
        decided_by: kept.decided_by,
    })
}

/// Sealed words, or a dash where they were forgotten with their author.
pub(super) async fn words(
    app: &App,
    context: &str,
    sealed: Option<&Sealed>,
) -> Result<String, BookingError> {
    let Some(sealed) = sealed else { return Ok("—".to_owned()) };
    let text = app.chassis.keyring.open_any(context, sealed).await?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Words of a dispute, opened.
pub(crate) async fn said(app: &App, said: &Said) -> Result<String, BookingError> {
    match said {
        Said::Sealed(context, sealed) => words(app, context, Some(sealed)).await,
        Said::Clear(clear) => Ok(clear.clone()),
    }
}

async fn proposal_out(
    app: &App,
    p: disputes::Proposal,
) -> Result<DisputeProposalOut, BookingError> {
    let text = said(app, &p.said()).await?;
    Ok(DisputeProposalOut {
        id: p.id,
        by: p.by_side,
        outcome: p.outcome,
        refund: p.amount.map(Money::piastres),
        text,
        state: p.state,
        customer_accepted_at: p.customer_yes,
        provider_accepted_at: p.provider_yes,
        expires_at: p.expires_at,
        created_at: p.created_at,
    })
}

/// A dispute in the operators' queue.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DisputeItemOut {
    /// The booking.
    pub booking_id: BookingId,
    /// Its number.
    #[schema(example = "OS-7K2M4Q")]
    pub number: String,
    /// What it is about.
    pub kind: DisputeKind,
    /// How far the talk has come.
    pub state: TalkState,
    /// Until when evidence is taken.
    pub evidence_until: DateTime,
    /// How it ended: `none`, `re_service`, `partial_refund` or `full_refund`.
    #[schema(example = "re_service")]
    pub outcome: Option<String>,
    /// The price of the booking.
    pub total: Money,
    /// When it was opened.
    pub opened_at: DateTime,
}

impl DisputeItemOut {
    /// Of a stored line.
    ///
    /// # Errors
    /// When a stored word is unknown.
    pub fn of(row: disputes::Line) -> Result<Self, BookingError> {
        Ok(Self {
            booking_id: row.booking_id.into(),
            number: row.number,
            kind: from_tag("kind", &row.kind)?,
            state: from_tag("state", &row.state)?,
            evidence_until: row.evidence_until,
            outcome: row.outcome,
            total: Money::piastres(row.total),
            opened_at: row.created_at,
        })
    }
}
