//! The provider proposes extra work or parts.

use super::record::{self, Was};
use super::{BookingError, job_record, load};
use crate::App;
use crate::domain::{MoveError, ProposedLine, ProposedWork};
use crate::reads::ChangeOrderOut;
use crate::store::photos::{self, Purpose};
use crate::store::proposals::{self, Line, NewChangeOrder};
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::booking::ChangeOrderProposed;
use contracts::catalog::LineKind;
use kernel::ids::{BookingId, ChangeOrderId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// Proposes a change order; the visit waits for the customer. Parts need a photo each.
///
/// # Errors
/// [`BookingError`].
pub async fn run(
    app: &App,
    user: UserId,
    key: &IdempotencyKey,
    id: BookingId,
    lines: Vec<Line>,
    note: Option<&str>,
) -> Result<Answer, BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(kept) = key.claim(&mut tx).await? {
        return Ok(kept);
    }
    let (booking, by) = load::for_provider_in_tx(&mut tx, user, id).await?;
    let proposed: Vec<ProposedLine> = lines.iter().map(|line| line.line.clone()).collect();
    let (was, work) = (Was::of(&booking), ProposedWork::of(&proposed));
    let booking = booking.propose_change(work)?;
    check_photos(&mut tx, user, id, &lines).await?;
    let booking =
        record::moved_in_tx(&mut tx, app, was, booking, by, "change_order_proposed", None).await?;
    let change_order_id = app.chassis.world.id::<ChangeOrderId>();
    let new = NewChangeOrder {
        id: change_order_id,
        booking: id,
        provider: user.into(),
        note,
        lines: &lines,
    };
    proposals::add_change_order_in_tx(&mut tx, &new, app.now()).await?;
    job_record::lines_in_tx(&mut tx, app, &booking, "change_order_lines", &lines).await?;
    let amount = work.amount();
    let event = ChangeOrderProposed { booking: booking.facts(), change_order_id, amount };
    chassis::bus::append(&mut tx, &app.chassis.world, &event).await?;
    let out =
        ChangeOrderOut::load(&mut tx, id, change_order_id).await?.ok_or(BookingError::NotFound)?;
    let answer = Answer::json(201, &out)?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn check_photos(
    tx: &mut PgConnection,
    user: UserId,
    id: BookingId,
    lines: &[Line],
) -> Result<(), BookingError> {
    let ids: Vec<Uuid> = lines.iter().filter_map(|line| line.photo_id).collect();
    let known = photos::own_among(tx, id, user, Purpose::Parts, &ids).await?;
    let shown = |line: &Line| match line.photo_id {
        Some(photo) => known.contains(&photo),
        None => line.line.kind != LineKind::Parts,
    };
    if lines.iter().all(shown) { Ok(()) } else { Err(MoveError::PartsPhotoMissing.into()) }
}
