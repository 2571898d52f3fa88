//! What the watch noticed is kept and told. The journey's row is locked first, so that nothing is
//! raised after the end of what it is about; the table decides whether it holds already, so that
//! two processes tell it once.

use crate::app::App;
use crate::domain::eta;
use crate::domain::journey::{Journey, Phase};
use crate::domain::watch::{Change, Notice, Signal};
use crate::live::Noticed;
use crate::store::journey_signals::{self, Because};
use crate::store::{journeys, last_positions, travel_samples};
use chassis::{StoreError, bus};
use contracts::tracking::{
    JourneyApproaching, JourneyArrivedNear, JourneyCleared, JourneyDark, JourneyDwelling,
    JourneyFacts, JourneyLeft, JourneyMoving, JourneyResumed, JourneyRetreating, JourneySeen,
    JourneyStalled, JourneyStopped,
};
use kernel::ids::ProviderId;
use kernel::{Instant, World};
use sqlx::PgConnection;

/// Keeps and tells everything that waits; returns how many signals were told.
///
/// # Errors
/// When the database is away: then they wait on.
pub async fn run(app: &App) -> Result<usize, StoreError> {
    let (mut told, mut failure) = (0, None);
    for noticed in app.watches.noticed() {
        match keep(app, &noticed).await {
            Ok(signals) => told += signals,
            Err(error) => {
                app.watches.put_back(noticed);
                failure = Some(error);
            }
        }
    }
    failure.map_or(Ok(told), Err)
}

async fn keep(app: &App, noticed: &Noticed) -> Result<usize, StoreError> {
    let mut tx = app.chassis.db.begin().await?;
    let journey = journeys::lock_in_tx(&mut tx, noticed.booking_id).await?;
    let same = journey.filter(|journey| {
        journey.provider_id == Some(noticed.provider_id) && journey.on_since == Some(noticed.since)
    });
    let Some(journey) = same else { return Ok(0) };
    let (mut told, mut lessons) = (0, vec![]);
    for signal in &noticed.signals {
        if is_belied_in_tx(&mut tx, app, noticed.provider_id, signal).await? {
            continue;
        }
        if keep_one(&mut tx, &app.chassis.world, &journey, noticed.provider_id, signal).await? {
            metrics::counter!("osta_tracking_signals_total", "notice" => signal.notice.tag())
                .increment(1);
            told += 1;
        }
        let Some(way) = &signal.way else { continue };
        let Some(lesson) = eta::lesson(way, journey.pin, &journey.governorate) else { continue };
        let now = app.chassis.world.now();
        if travel_samples::keep_in_tx(&mut tx, now, journey.booking_id, way, &lesson).await? {
            lessons.push(lesson);
        }
    }
    tx.commit().await?;
    lessons.iter().for_each(|lesson| app.learn(lesson));
    Ok(told)
}

/// Whether silence is only ours: while one version replaces another, another process may hear the
/// provider.
async fn is_belied_in_tx(
    tx: &mut PgConnection,
    app: &App,
    provider: ProviderId,
    signal: &Signal,
) -> Result<bool, StoreError> {
    if (signal.notice, signal.change) != (Notice::Dark, Change::Raised) {
        return Ok(false);
    }
    let (made, received) = app.config.watch.belied_from(signal.at);
    Ok(last_positions::is_later_in_tx(tx, provider, made, received).await?)
}

async fn keep_one(
    tx: &mut PgConnection,
    world: &World,
    journey: &Journey,
    provider: ProviderId,
    signal: &Signal,
) -> Result<bool, StoreError> {
    let (booking, notice, at) = (journey.booking_id, signal.notice, signal.at);
    let is_over = notice.is_of_the_way() && journey.phase != Phase::EnRoute;
    let is_news = match signal.change {
        Change::Raised if is_over => false,
        Change::Raised => {
            journey_signals::raise_in_tx(tx, world, booking, provider, notice, at).await?
        }
        Change::Dwelt => journey_signals::dwell_in_tx(tx, world.now(), booking, at).await?,
        Change::Cleared => {
            let (now, because) = (world.now(), Because::Seen);
            let cleared =
                journey_signals::clear_in_tx(tx, now, booking, &[notice], at, because).await?;
            !cleared.is_empty()
        }
    };
    if is_news {
        let distance_m = signal.distance_m;
        let facts = facts(journey, provider, at, distance_m);
        tell(tx, world, notice, signal.change, facts, JourneyCleared::Seen).await?;
    }
    Ok(is_news)
}

/// Clears what no longer holds because the journey moved from `before` to `after`: everything when
/// it is over or another provider's, what is of the way when the provider is there.
///
/// # Errors
/// When the database is away.
pub async fn move_on_in_tx(
    tx: &mut PgConnection,
    world: &World,
    before: &Journey,
    after: &Journey,
    at: Instant,
) -> Result<(), StoreError> {
    let is_another = before.provider_id != after.provider_id || before.on_since != after.on_since;
    let is_there = before.phase == Phase::EnRoute && after.phase != Phase::EnRoute;
    if before.on_since.is_none() || !(is_another || is_there) {
        return Ok(());
    }
    let over: Vec<Notice> =
        Notice::ALL.into_iter().filter(|notice| is_another || notice.is_of_the_way()).collect();
    let (now, booking, because) = (world.now(), before.booking_id, Because::MovedOn);
    let cleared = journey_signals::clear_in_tx(tx, now, booking, &over, at, because).await?;
    for (notice, provider) in cleared {
        let facts = facts(before, provider, at, None);
        tell(tx, world, notice, Change::Cleared, facts, JourneyCleared::MovedOn).await?;
    }
    Ok(())
}

fn facts(
    journey: &Journey,
    provider_id: ProviderId,
    at: Instant,
    distance_m: Option<u32>,
) -> JourneyFacts {
    let (booking_id, customer_id) = (journey.booking_id, journey.customer_id);
    JourneyFacts { booking_id, customer_id, provider_id, at, distance_m }
}

async fn tell(
    tx: &mut PgConnection,
    world: &World,
    notice: Notice,
    change: Change,
    journey: JourneyFacts,
    because: JourneyCleared,
) -> Result<(), StoreError> {
    let ends = change == Change::Cleared;
    match notice {
        Notice::Stopped if ends => {
            bus::append(tx, world, &JourneyMoving { journey, because }).await
        }
        Notice::Stopped => bus::append(tx, world, &JourneyStopped { journey }).await,
        Notice::Retreating if ends => {
            bus::append(tx, world, &JourneyApproaching { journey, because }).await
        }
        Notice::Retreating => bus::append(tx, world, &JourneyRetreating { journey }).await,
        Notice::Stalled if ends => {
            bus::append(tx, world, &JourneyResumed { journey, because }).await
        }
        Notice::Stalled => bus::append(tx, world, &JourneyStalled { journey }).await,
        Notice::Dark if ends => bus::append(tx, world, &JourneySeen { journey, because }).await,
        Notice::Dark => bus::append(tx, world, &JourneyDark { journey }).await,
        Notice::Near if ends => bus::append(tx, world, &JourneyLeft { journey, because }).await,
        Notice::Near if change == Change::Dwelt => {
            bus::append(tx, world, &JourneyDwelling { journey }).await
        }
        Notice::Near => bus::append(tx, world, &JourneyArrivedNear { journey }).await,
    }
}
