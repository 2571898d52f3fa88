//! The settings that payments decides by.

use crate::app::App;
use crate::domain::debt::DebtLimits;
use chassis::StoreError;
use chassis::tunables;
use sqlx::PgConnection;

/// The debt limits in force.
///
/// # Errors
/// When the database is away.
pub async fn limits_in_tx(tx: &mut PgConnection, app: &App) -> Result<DebtLimits, StoreError> {
    let now = app.chassis.world.now();
    Ok(tunables::current(tx, now, app.config.limits()).await?.value)
}
