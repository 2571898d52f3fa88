//! The customer gives a held time back.

use crate::App;
use crate::commands::BookingError;
use crate::store::calendar;
use crate::store::holds::{self, Ending};
use chassis::StoreError;
use kernel::ids::{HoldId, UserId};
use sqlx::PgConnection;

/// Gives it back. What ended before stays as it is.
///
/// # Errors
/// [`BookingError::NotFound`] when it is not the customer's.
pub async fn run(app: &App, user: UserId, id: HoldId) -> Result<(), BookingError> {
    let mut tx = app.chassis.db.begin().await?;
    holds::queue_in_tx(&mut tx, user).await?;
    if !holds::is_of(&mut tx, id, user).await? {
        return Err(BookingError::NotFound);
    }
    if holds::lock_in_tx(&mut tx, id, user, app.now()).await?.is_some() {
        end_in_tx(&mut tx, app, id, Ending::GivenBack).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends a hold and frees its time. Its job finds nothing to do later.
pub(super) async fn end_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: HoldId,
    ending: Ending,
) -> Result<(), StoreError> {
    holds::end_in_tx(tx, id, ending, app.now()).await?;
    calendar::let_go_in_tx(tx, id.uuid(), app.now()).await
}
