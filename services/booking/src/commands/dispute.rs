//! The customer disputes the work.

use super::record::{self, Was};
use super::{BookingError, job_record, load};
use crate::domain::{Booking, DisputeKind, Resolution, Side, Talk};
use crate::store::disputes::{self, Claim};
use crate::store::photos::{self, Purpose};
use crate::{App, SERVICE, jobs};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::BookingDisputed;
use kernel::ids::{BookingId, EventId, UserId};
use kernel::{Invalid, InvalidFields};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// What a customer claims.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// What it is about.
    pub kind: DisputeKind,
    /// What went wrong, in its words.
    pub text: String,
    /// What it wants.
    pub wanted: Resolution,
    /// Its pictures, uploaded before.
    pub photo_ids: Vec<Uuid>,
}

/// Disputes; the money is held, and both sides may tell theirs until the deadline.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    complaint: Complaint,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_customer_in_tx(&mut tx, user, id).await?;
    let was = Was::of(&booking);
    complaint.wanted.refund(booking.price.settlement.total)?;
    let rules = app.agreed_in_tx(&mut tx, &booking).await?;
    let booking = booking.dispute(app.now(), &rules)?;
    let booking = record::moved_in_tx(&mut tx, app, was, booking, by, "disputed", None).await?;
    let claim = Claim { by: Side::Customer, kind: complaint.kind, wanted: complaint.wanted };
    open_in_tx(&mut tx, app, &booking, claim, &complaint.text).await?;
    // What the customer claims is the first of its evidence, sealed as all of it, and stands nowhere
    // else.
    let (text, photo_ids) = (&*complaint.text, complaint.photo_ids);
    let told = Told { user, side: Side::Customer, text, photo_ids };
    add_evidence_in_tx(&mut tx, app, &booking, told).await?;
    let event = BookingDisputed::opened(booking.facts());
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let answer = record::answer_in_tx(&mut tx, app, key, &booking).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Opens the talk of a disputed booking and puts its deadline on the schedule.
pub(super) async fn open_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    claim: Claim,
    reason: &str,
) -> Result<(), BookingError> {
    let (now, world, id) = (app.now(), &app.chassis.world, booking.id);
    let talk = Talk::opened(now, &app.agreed_in_tx(tx, booking).await?);
    let reason = app.chassis.keyring.seal_text(disputes::TEXT_CONTEXT, reason);
    disputes::open_in_tx(tx, id, (claim, &reason), &talk, now).await?;
    let (kind, at) = (jobs::DISPUTE_EVIDENCE, talk.evidence_until);
    Ok(chassis::jobs::schedule(tx, world, SERVICE, kind, id, at, json!({})).await?)
}

/// What a side tells and shows.
pub(super) struct Told<'a> {
    /// Who.
    pub user: UserId,
    /// On which side.
    pub side: Side,
    /// What it says.
    pub text: &'a str,
    /// Its pictures.
    pub photo_ids: Vec<Uuid>,
}

/// Keeps what a side tells; its pictures must be its own of this dispute.
pub(super) async fn add_evidence_in_tx(
    tx: &mut PgConnection,
    app: &App,
    booking: &Booking,
    told: Told<'_>,
) -> Result<(), BookingError> {
    let (id, ids) = (booking.id, &told.photo_ids);
    let own = photos::own_among(tx, id, told.user, Purpose::Dispute, ids).await?;
    if ids.iter().any(|photo| !own.contains(photo)) {
        return Err(InvalidFields::one("photoIds", not_yours()).into());
    }
    let evidence = disputes::Evidence {
        id: app.chassis.world.id::<EventId>().uuid(),
        side: told.side.tag().to_owned(),
        text_sealed: Some(app.chassis.keyring.seal_text(disputes::TEXT_CONTEXT, told.text)),
        photo_ids: told.photo_ids,
        created_at: app.now(),
    };
    disputes::add_evidence_in_tx(tx, id, &evidence).await?;
    // The words stay sealed beside; a salted digest of them is in the chain.
    let content = json!({ "by": evidence.side, "photoIds": evidence.photo_ids });
    let words = |side| (side, json!({ "text": told.text }));
    let private = [words(Side::Customer), words(Side::Provider)];
    Ok(job_record::note_in_tx(tx, app, booking, "evidence", content, private).await?)
}

/// A picture that is not the caller's of this booking.
pub(super) fn not_yours() -> Invalid {
    Invalid::new(
        "booking.photo_unknown",
        "ارفع الصورة لهذا الحجز أولًا ثم أرسل رقمها.",
        "Upload the picture to this booking first, then send its id.",
    )
}
