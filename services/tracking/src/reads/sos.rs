//! Alarms for those who raised them, and for operators.

use crate::app::App;
use crate::domain::sos::{Alarm, AlarmState, side_of};
use crate::error::SosError;
use crate::store::sos_alarms;
use httpkit::Actor;
use kernel::ids::{BookingId, SosId};

/// The caller's own newest alarm of a visit; never the other side's.
///
/// # Errors
/// [`SosError::NotFound`].
pub async fn own(app: &App, actor: Actor, booking: BookingId) -> Result<Alarm, SosError> {
    let pool = app.chassis.db.pool();
    let side = side_of(actor.role).ok_or(SosError::NotFound)?;
    let newest = sos_alarms::newest(pool, booking, side, actor.user_id).await?;
    newest.ok_or(SosError::NotFound)
}

/// The operators' list: up to one alarm more than asked for, which only tells that there is more.
///
/// # Errors
/// When the database is away.
pub async fn list(
    app: &App,
    state: Option<AlarmState>,
    after: Option<SosId>,
    limit: i64,
) -> Result<Vec<Alarm>, SosError> {
    Ok(sos_alarms::list(app.chassis.db.pool(), state, after, limit + 1).await?)
}
