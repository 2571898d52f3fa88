//! The service's long-running tasks: the writer of the history, the one that keeps house, the
//! watchman over the journeys, and the courier to open screens.

use crate::app::App;
use crate::commands::{keep_signals, keep_zones, show_journeys};
use crate::store::{journeys, last_positions, sos_alarms, travel_samples, zone_stays};
use chassis::StoreError;
use chrono::TimeDelta;
use contracts::realtime::JourneySink;
use httpkit::parts::Background;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the live picture is tidied and compared with the tables.
const ROUND: Duration = Duration::from_secs(5);
/// How often the watchman looks at the clock.
const WATCH: Duration = Duration::from_secs(1);
/// Open screens get a journey's next picture no sooner.
const BETWEEN_PICTURES: Duration = Duration::from_millis(250);
/// Every so many rounds the tables are tidied too: about once an hour.
const ROUNDS_TO_CLEAN: u32 = 720;
/// How long ended journeys are kept: as long as the history.
const KEEP_JOURNEYS: TimeDelta = TimeDelta::days(crate::KEEP_DAYS as i64);

pub fn tasks(app: &App, sink: Option<Arc<dyn JourneySink>>) -> Vec<Background> {
    let (writes, tidies, watches, shows) = (app.clone(), app.clone(), app.clone(), app.clone());
    let mut tasks: Vec<Background> = vec![
        Box::new(move |stop| Box::pin(async move { writes.writer.run(stop).await })),
        Box::new(move |stop| Box::pin(keep_house(tidies, stop))),
        Box::new(move |stop| Box::pin(keep_watch(watches, stop))),
    ];
    if let Some(sink) = sink {
        tasks.push(Box::new(move |stop| Box::pin(show(shows, sink, stop))));
    }
    tasks
}

/// Looks at the clock every second, and keeps and tells what was noticed.
async fn keep_watch(app: App, stop: CancellationToken) {
    loop {
        app.watches.tick(app.chassis.world.now());
        if let Err(error) = keep_signals::run(&app).await {
            tracing::warn!(%error, "what was noticed about journeys waits for the database");
        }
        if let Err(error) = keep_zones::run(&app).await {
            tracing::warn!(%error, "who came into zones and left waits for the database");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(WATCH) => {}
        }
    }
}

/// Shows what moved. Pictures that come while one is on its way are joined with the next.
async fn show(app: App, sink: Arc<dyn JourneySink>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = app.watches.rung() => {}
            () = tokio::time::sleep(WATCH) => {}
        }
        show_journeys::run(&app, &*sink).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(BETWEEN_PICTURES) => {}
        }
    }
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
    app.zones.let_go(app.chassis.world.now(), |provider| app.live.duty(provider).is_on());
    let alarms = sos_alarms::count_open(app.chassis.db.pool()).await?;
    metrics::gauge!("osta_sos_open").set(alarms as f64);
    if clean {
        let pool = app.chassis.db.pool();
        let journeys = journeys::forget(pool, app.chassis.world.now() - KEEP_JOURNEYS).await?;
        let positions = last_positions::forget_all_off_duty(pool).await?;
        let ways = travel_samples::forget(pool, app.chassis.world.now() - KEEP_JOURNEYS).await?;
        sos_alarms::forget_details(pool, app.chassis.world.now() - KEEP_JOURNEYS).await?;
        let stays = zone_stays::forget(pool, app.chassis.world.now() - KEEP_JOURNEYS).await?;
        app.learn_anew().await?;
        tracing::debug!(journeys, positions, ways, stays, "forgotten");
    }
    Ok(())
}
