//! A provider says when it works.

use super::tell;
use crate::App;
use crate::error::Result;
use crate::store::schedule;
use contracts::providers::WeeklyInterval;
use kernel::ids::ProviderId;

/// Replaces the week, which was checked before.
///
/// # Errors
/// [`crate::error::ProviderError::NotApplied`].
pub async fn run(
    app: &App,
    id: ProviderId,
    week: Vec<WeeklyInterval>,
) -> Result<Vec<WeeklyInterval>> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    tell::own_in_tx(&mut tx, id).await?;
    schedule::replace_week_in_tx(&mut tx, id, &week, world.now()).await?;
    tell::changed_in_tx(&mut tx, world, id).await?;
    tx.commit().await?;
    Ok(week)
}
