//! The service's long-running tasks: the writer of the history, and the one that keeps house.

use crate::app::App;
use crate::store::{journeys, last_positions};
use chassis::StoreError;
use chrono::TimeDelta;
use httpkit::parts::Background;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the live picture is tidied and compared with the tables.
const ROUND: Duration = Duration::from_secs(5);
/// Every so many rounds the tables are tidied too: about once an hour.
const ROUNDS_TO_CLEAN: u32 = 720;
/// How long ended journeys are kept: as long as the history.
const KEEP_JOURNEYS: TimeDelta = TimeDelta::days(crate::KEEP_DAYS as i64);

pub fn tasks(app: &App) -> Vec<Background> {
    let (writes, tidies) = (app.clone(), app.clone());
    vec![
        Box::new(move |stop| Box::pin(async move { writes.writer.run(stop).await })),
        Box::new(move |stop| Box::pin(keep_house(tidies, stop))),
    ]
}

async fn keep_house(app: App, stop: CancellationToken) {
    for round in 0u32.. {
        if let Err(error) = one_round(&app, round.is_multiple_of(ROUNDS_TO_CLEAN)).await {
            tracing::warn!(%error, "the live picture could not be compared with the tables");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

pub async fn one_round(app: &App, clean: bool) -> Result<(), StoreError> {
    app.live.age_out(app.chassis.world.now());
    app.ready().await?;
    app.catch_up().await?;
    if clean {
        let pool = app.chassis.db.pool();
        let journeys = journeys::forget(pool, app.chassis.world.now() - KEEP_JOURNEYS).await?;
        let positions = last_positions::forget_all_off_duty(pool).await?;
        tracing::debug!(journeys, positions, "forgotten");
    }
    Ok(())
}
