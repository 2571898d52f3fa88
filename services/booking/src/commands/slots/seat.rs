//! Finding somebody for a start time, and holding its time.

use crate::App;
use crate::commands::BookingError;
use crate::domain::slots::{Job, Worker};
use crate::store::calendar::{self, HeldTime};
use crate::store::slots::{self, Except, Wanted};
use chassis::StoreError;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

/// How many providers are tried before a time counts as gone.
const TRIES: usize = 12;

/// What is held, for whom it does not matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seat {
    /// The id of the reservation.
    pub id: Uuid,
    /// The booking, if there is one already.
    pub booking: Option<(BookingId, i16)>,
    /// From when.
    pub starts_at: Instant,
    /// When it is given back by itself.
    pub expires_at: Instant,
}

/// Holds the time of one provider who can keep it: who lives nearest first. Under the calendar's
/// lock it is looked at again, so what is held was free, and nobody else gets it.
///
/// # Errors
/// When the database refuses or is away.
pub async fn take_in_tx(
    tx: &mut PgConnection,
    app: &App,
    wanted: &Wanted,
    job: &Job,
    seat: Seat,
) -> Result<Option<ProviderId>, BookingError> {
    let except = Except { booking: seat.booking.map(|(id, _)| id), hold: None };
    let span = (seat.starts_at, seat.starts_at + job.length);
    let mut able = slots::workers(tx, wanted, job, span, except).await?;
    able.retain(|worker| worker.can_start(job, seat.starts_at, wanted.now));
    let nearer = |a: &Worker, b: &Worker| a.home_m.total_cmp(&b.home_m).then(a.id.cmp(&b.id));
    able.sort_by(nearer);
    for worker in able.iter().take(TRIES) {
        // A calendar that turns out to be taken is unlocked again by the rollback.
        let mut savepoint = tx.begin().await.map_err(StoreError)?;
        if hold_in_tx(&mut savepoint, app, wanted, job, seat, worker.id, except).await? {
            savepoint.commit().await.map_err(StoreError)?;
            return Ok(Some(worker.id));
        }
        savepoint.rollback().await.map_err(StoreError)?;
    }
    Ok(None)
}

async fn hold_in_tx(
    tx: &mut PgConnection,
    app: &App,
    wanted: &Wanted,
    job: &Job,
    seat: Seat,
    provider: ProviderId,
    except: Except,
) -> Result<bool, BookingError> {
    let now = app.now();
    calendar::lock_in_tx(tx, provider, now).await?;
    let Some(worker) = slots::one(tx, provider, job, seat.starts_at, now, except).await? else {
        return Ok(false);
    };
    if !worker.can_start(job, seat.starts_at, wanted.now) {
        return Ok(false);
    }
    let held = HeldTime {
        id: seat.id,
        provider,
        booking: seat.booking,
        pin: job.pin,
        starts_at: seat.starts_at,
        until: seat.starts_at + job.length + job.buffer,
        expires_at: seat.expires_at,
    };
    match calendar::hold_in_tx(tx, &held, now).await {
        Ok(()) => Ok(true),
        Err(error) if error.is_constraint(calendar::OVERLAP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
