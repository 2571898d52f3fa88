//! Disputes: the claim, the evidence of both sides, and proposals.

use super::tags::{from_tag, tag, unknown};
use crate::domain::{DisputeKind, OpenProposal, Resolution, Side, Talk, TalkState};
use chassis::StoreError;
use chassis::crypto::Sealed;
use kernel::ids::BookingId;
use kernel::{Instant, Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// The context of evidence texts.
pub const TEXT_CONTEXT: &str = "booking.dispute_evidence.text_sealed";
/// The context of proposals' texts.
pub const PROPOSAL_CONTEXT: &str = "booking.dispute_proposals.text_sealed";

/// What is claimed.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// By whom.
    pub by: Side,
    /// What it is about.
    pub kind: DisputeKind,
    /// What is wanted.
    pub wanted: Resolution,
}

/// A dispute with its talk.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Who opened it.
    pub opened_by: String,
    /// What it is about.
    pub kind: DisputeKind,
    /// What was wanted.
    pub wanted: Resolution,
    /// How far the talk has come.
    pub talk: Talk,
    /// The id of the open proposal.
    pub proposal_id: Option<Uuid>,
    /// Its text.
    pub proposal_text: Option<Said>,
    /// How it ended.
    pub outcome: Option<String>,
    /// `agreed` or `operator`.
    pub decided_by: Option<String>,
}

/// Words of a dispute.
#[derive(Clone, Debug)]
pub enum Said {
    /// Sealed, under this context.
    Sealed(&'static str, Sealed),
    /// As they were kept before, or what stands for words that were forgotten.
    Clear(String),
}

impl Said {
    fn proposal(sealed: Option<Sealed>, clear: String) -> Self {
        sealed.map_or(Self::Clear(clear), |sealed| Self::Sealed(PROPOSAL_CONTEXT, sealed))
    }
}

/// Opens a dispute.
///
/// # Errors
/// When the database refuses or is away.
pub async fn open_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    (claim, reason): (Claim, &Sealed),
    talk: &Talk,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.disputes
            (booking_id, opened_by, kind, wanted, wanted_amount, state, evidence_until, created_at,
             reason_sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        booking.uuid(),
        claim.by.tag(),
        tag(claim.kind),
        claim.wanted.tag(),
        claim.wanted.part().map(Money::as_piastres),
        tag(talk.state),
        talk.evidence_until,
        now,
        reason.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Why a dispute was opened.
///
/// # Errors
/// When the database is away.
pub async fn reason(db: &mut PgConnection, booking: BookingId) -> Result<Said, StoreError> {
    let row = sqlx::query!(
        r#"select b.dispute_reason, d.reason_sealed as "sealed: Sealed"
           from booking.bookings b left join booking.disputes d on d.booking_id = b.id
           where b.id = $1"#,
        booking.uuid(),
    )
    .fetch_one(db)
    .await?;
    let clear = row.dispute_reason.unwrap_or_default();
    Ok(row.sealed.map_or(Said::Clear(clear), |sealed| Said::Sealed(TEXT_CONTEXT, sealed)))
}

fn money(piastres: Option<i64>) -> Option<Money> {
    piastres.map(Money::piastres)
}

fn resolution(name: &str, amount: Option<i64>) -> Result<Resolution, StoreError> {
    Resolution::from_tag(name, money(amount)).ok_or_else(|| unknown("outcome", name))
}

/// A booking's dispute. The booking's row must be locked when it is about to change.
///
/// # Errors
/// When the row is inconsistent or the database is away.
pub async fn find(db: &mut PgConnection, booking: BookingId) -> Result<Option<Kept>, StoreError> {
    let row = sqlx::query!(
        r#"select d.opened_by, d.kind, d.wanted, d.wanted_amount, d.state, d.evidence_until,
                  d.outcome as decided_outcome, d.decided_by, p.id as "id?", p.by_side as "by_side?",
                  p.outcome as "outcome?", p.amount, p.text as "text?",
                  p.text_sealed as "text_sealed: Sealed", p.customer_yes, p.provider_yes,
                  p.expires_at as "expires_at?"
           from booking.disputes d
           left join booking.dispute_proposals p
                  on p.booking_id = d.booking_id and p.state = 'open'
           where d.booking_id = $1"#,
        booking.uuid(),
    )
    .fetch_optional(db)
    .await?;
    let Some(r) = row else { return Ok(None) };
    let proposal = match (&r.by_side, &r.outcome, r.expires_at) {
        (Some(by), Some(outcome), Some(expires_at)) => Some(OpenProposal {
            by: if by == "provider" { Side::Provider } else { Side::Operator },
            resolution: resolution(outcome, r.amount)?,
            customer_yes: r.customer_yes.is_some(),
            provider_yes: r.provider_yes.is_some(),
            expires_at,
        }),
        _ => None,
    };
    let state: TalkState = from_tag("state", &r.state)?;
    Ok(Some(Kept {
        opened_by: r.opened_by,
        kind: from_tag("kind", &r.kind)?,
        wanted: resolution(&r.wanted, r.wanted_amount)?,
        talk: Talk { state, evidence_until: r.evidence_until, proposal },
        proposal_id: r.id,
        proposal_text: r.text.map(|clear| Said::proposal(r.text_sealed, clear)),
        outcome: r.decided_outcome,
        decided_by: r.decided_by,
    }))
}

/// Saves how far the talk has come.
///
/// # Errors
/// When the database is away.
pub async fn save_state_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    state: TalkState,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.disputes set state = $2 where booking_id = $1 and state <> 'decided'",
        booking.uuid(),
        tag(state),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes how it ended.
///
/// # Errors
/// When the database is away.
pub async fn decide_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    outcome: Resolution,
    by: &str,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.disputes
         set state = 'decided', outcome = $2, decided_by = $3, decided_at = $4
         where booking_id = $1 and state <> 'decided'",
        booking.uuid(),
        outcome.tag(),
        by,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A proposal.
#[derive(Clone, Copy, Debug)]
pub struct NewProposal<'a> {
    /// Its id.
    pub id: Uuid,
    /// The booking.
    pub booking: BookingId,
    /// What it says.
    pub open: OpenProposal,
    /// Why, in words, sealed under [`PROPOSAL_CONTEXT`].
    pub text: &'a Sealed,
}

/// Makes a proposal; one that waited is replaced.
///
/// # Errors
/// When the database refuses or is away.
pub async fn propose_in_tx(
    tx: &mut PgConnection,
    new: NewProposal<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    close_proposal_in_tx(tx, new.booking, "replaced", now).await?;
    sqlx::query!(
        "insert into booking.dispute_proposals
            (id, booking_id, by_side, outcome, amount, text, text_sealed, state, provider_yes,
             expires_at, created_at)
         values ($1, $2, $3, $4, $5, '—', $6, 'open', $7, $8, $9)",
        new.id,
        new.booking.uuid(),
        new.open.by.tag(),
        new.open.resolution.tag(),
        new.open.resolution.part().map(Money::as_piastres),
        new.text.as_str(),
        new.open.provider_yes.then_some(now),
        new.open.expires_at,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes a side's yes to the open proposal.
///
/// # Errors
/// When the database is away.
pub async fn say_yes_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    side: Side,
    now: Instant,
) -> Result<(), StoreError> {
    let is_customer = side == Side::Customer;
    sqlx::query!(
        "update booking.dispute_proposals
         set customer_yes = case when $2 then $3 else customer_yes end,
             provider_yes = case when $2 then provider_yes else $3 end
         where booking_id = $1 and state = 'open'",
        booking.uuid(),
        is_customer,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Closes the open proposal, if there is one.
///
/// # Errors
/// When the database is away.
pub async fn close_proposal_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    state: &str,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update booking.dispute_proposals set state = $2, closed_at = $3
         where booking_id = $1 and state = 'open'",
        booking.uuid(),
        state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One proposal as it was made.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: Uuid,
    /// `provider` or `operator`.
    pub by_side: String,
    /// How it would end.
    pub outcome: String,
    /// The part that would go back.
    pub amount: Option<i64>,
    /// Why, as it was kept before.
    pub text: String,
    /// Why, sealed under [`PROPOSAL_CONTEXT`].
    pub text_sealed: Option<Sealed>,
    /// What came of it.
    pub state: String,
    /// When the customer said yes.
    pub customer_yes: Option<Instant>,
    /// When the provider said yes.
    pub provider_yes: Option<Instant>,
    /// Until when it may be answered.
    pub expires_at: Instant,
    /// When it was made.
    pub created_at: Instant,
}

impl Proposal {
    /// Why it was made.
    #[must_use]
    pub fn said(&self) -> Said {
        Said::proposal(self.text_sealed.clone(), self.text.clone())
    }
}

/// A dispute's proposals, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn proposals(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Vec<Proposal>, StoreError> {
    Ok(sqlx::query_as!(
        Proposal,
        r#"select id, by_side, outcome, amount, text, text_sealed as "text_sealed: Sealed", state,
                  customer_yes, provider_yes, expires_at, created_at
           from booking.dispute_proposals where booking_id = $1 order by created_at, id"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// Something a side told and showed.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its id.
    pub id: Uuid,
    /// `customer` or `provider`.
    pub side: String,
    /// What it says, sealed under [`TEXT_CONTEXT`], unless it was forgotten.
    pub text_sealed: Option<Sealed>,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
    /// When.
    pub created_at: Instant,
}

/// Adds evidence.
///
/// # Errors
/// When the database refuses or is away.
pub async fn add_evidence_in_tx(
    tx: &mut PgConnection,
    booking: BookingId,
    evidence: &Evidence,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into booking.dispute_evidence
            (id, booking_id, side, text_sealed, photo_ids, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        evidence.id,
        booking.uuid(),
        evidence.side,
        evidence.text_sealed.as_ref().map(Sealed::as_str),
        &evidence.photo_ids,
        evidence.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A dispute's evidence, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn evidence(
    db: &mut PgConnection,
    booking: BookingId,
) -> Result<Vec<Evidence>, StoreError> {
    Ok(sqlx::query_as!(
        Evidence,
        r#"select id, side, text_sealed as "text_sealed: Sealed", photo_ids, created_at
           from booking.dispute_evidence where booking_id = $1 order by created_at, id"#,
        booking.uuid(),
    )
    .fetch_all(db)
    .await?)
}

/// One line of the operators' queue.
#[derive(Clone, Debug)]
pub struct Line {
    /// The booking.
    pub booking_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub kind: String,
    /// How far the talk has come.
    pub state: String,
    /// Until when evidence is taken.
    pub evidence_until: Instant,
    /// How it ended.
    pub outcome: Option<String>,
    /// What the customer paid or is to pay.
    pub total: i64,
    /// When it was opened.
    pub created_at: Instant,
}

macro_rules! lines {
    ($suffix:literal, $($arg:expr),*) => {
        sqlx::query_as!(
            Line,
            r#"select d.booking_id, b.number, d.kind, d.state, d.evidence_until, d.outcome,
                      b.total_amount as total, d.created_at
               from booking.disputes d join booking.bookings b on b.id = d.booking_id "# + $suffix,
            $($arg),*
        )
    };
}

/// Disputes that are not decided, or those of one state, oldest first, from after a time and booking.
///
/// # Errors
/// When the database is away.
pub async fn waiting(
    db: &mut PgConnection,
    state: Option<TalkState>,
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    Ok(lines!(
        "where d.state <> 'decided' and ($1::text is null or d.state = $1)
           and ($2::timestamptz is null or (d.created_at, d.booking_id) > ($2, $3::uuid))
         order by d.created_at, d.booking_id limit $4",
        state.map(tag),
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit
    )
    .fetch_all(db)
    .await?)
}

/// Disputes that are decided, those opened last first, from before a time and booking.
///
/// # Errors
/// When the database is away.
pub async fn decided(
    db: &mut PgConnection,
    before: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    Ok(lines!(
        "where d.state = 'decided'
           and ($1::timestamptz is null or (d.created_at, d.booking_id) < ($1, $2::uuid))
         order by d.created_at desc, d.booking_id desc limit $3",
        before.map(|b| b.0),
        before.map(|b| b.1),
        limit
    )
    .fetch_all(db)
    .await?)
}
