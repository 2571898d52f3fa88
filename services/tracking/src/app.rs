//! What every request and task of the service shares.

use crate::config::TrackingConfig;
use crate::domain::eta::Lesson;
use crate::domain::journey::Journey;
use crate::domain::pace::Pace;
use crate::domain::watch::Notice;
use crate::history::{Backlog, Writer};
use crate::live::{Live, Watches, Zones};
use crate::store::{
    journey_signals, journeys, last_positions, provider_states, travel_samples, zone_stays, zones,
};
use chassis::{Chassis, StoreError};
use chrono::TimeDelta;
use kernel::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::OnceCell;

/// Positions as young as this fill the index again after a restart.
const WARM_UP: TimeDelta = TimeDelta::minutes(5);
/// How far back a look for changes reaches: longer than any transaction lasts.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);
/// Estimates learn from ways of so many days.
const LEARN_FROM: TimeDelta = TimeDelta::days(90);

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What it runs on.
    pub chassis: Chassis,
    /// The live picture.
    pub live: Arc<Live>,
    /// What is noticed about journeys.
    pub watches: Arc<Watches>,
    /// Who is in which zone.
    pub zones: Arc<Zones>,
    /// The section of the configuration.
    pub config: Arc<TrackingConfig>,
    /// What waits to be written.
    pub backlog: Arc<Backlog>,
    /// What writes it.
    pub writer: Arc<Writer>,
    warm: Arc<Warm>,
    /// Held while a journey is taken in, so that the live picture and the watch agree.
    following: Arc<Mutex<()>>,
    pace: Arc<RwLock<Pace>>,
}

#[derive(Default)]
struct Warm {
    once: OnceCell<()>,
    looked_at: Mutex<Option<Instant>>,
}

impl App {
    pub(crate) fn new(chassis: Chassis, config: TrackingConfig) -> Self {
        let backlog = Arc::new(Backlog::new(config.backlog_rows, config.batch_rows.max(1)));
        let writer =
            Arc::new(Writer::new(chassis.db.clone(), chassis.world.clone(), backlog.clone()));
        Self {
            chassis,
            live: Arc::default(),
            watches: Arc::new(Watches::new(config.watch)),
            zones: Arc::new(Zones::new(config.zones)),
            config: Arc::new(config),
            backlog,
            writer,
            warm: Arc::default(),
            following: Arc::default(),
            pace: Arc::default(),
        }
    }

    /// Takes in a journey. `held` is what was raised about it in another life of the process.
    pub fn follow(&self, journey: Journey, held: &[Notice]) {
        let _one_at_a_time = self.following.lock().unwrap_or_else(PoisonError::into_inner);
        if self.live.put_journey(journey.clone()) {
            self.watches.follow(&journey, self.chassis.world.now(), held);
        }
    }

    /// Asks what was learned about how long ways take.
    pub fn pace<T>(&self, ask: impl FnOnce(&Pace) -> T) -> T {
        ask(&self.pace.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Learns from a finished way.
    pub fn learn(&self, lesson: &Lesson) {
        let mut pace = self.pace.write().unwrap_or_else(PoisonError::into_inner);
        pace.learn(&lesson.governorate, lesson.cell, lesson.traffic, lesson.bucket, 1);
    }

    /// Learns anew from all ways that count, those of other processes too.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn learn_anew(&self) -> Result<(), StoreError> {
        let since = self.chassis.world.now() - LEARN_FROM;
        let pace = travel_samples::pace(self.chassis.db.pool(), since).await?;
        *self.pace.write().unwrap_or_else(PoisonError::into_inner) = pace;
        Ok(())
    }

    /// Makes sure that the live picture was filled from the tables once. After that it costs
    /// nothing and needs no database.
    ///
    /// # Errors
    /// When the database is away and the picture was never filled.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.warm.once.get_or_try_init(|| self.fill()).await?;
        Ok(())
    }

    async fn fill(&self) -> Result<(), StoreError> {
        self.learn_anew().await?;
        self.catch_up().await?;
        let since = self.chassis.world.now() - WARM_UP;
        for (provider, seen) in last_positions::since(self.chassis.db.pool(), since).await? {
            self.live.restore(provider, seen);
            self.watches.restore(provider, seen.fix);
        }
        for stay in zone_stays::open(self.chassis.db.pool()).await? {
            self.zones.restore(stay, self.chassis.world.now());
        }
        Ok(())
    }

    /// Takes in what other processes of this service applied (while one version replaces another
    /// there are two, and only one of them follows the log at a time).
    ///
    /// # Errors
    /// When the database is away.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let pool = self.chassis.db.pool();
        let now = self.chassis.world.now();
        let since = *self.warm.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        for state in provider_states::changed(pool, since).await? {
            self.live.put_provider(state);
        }
        // Only a fresh process has to hear what was raised before.
        let held = match since {
            None => journey_signals::open(pool).await?,
            Some(_) => HashMap::new(),
        };
        for journey in journeys::changed(pool, since).await? {
            let held = held.get(&journey.booking_id).map_or(&[][..], Vec::as_slice);
            self.follow(journey, held);
        }
        for (zone, version) in zones::changed(pool, since).await? {
            self.zones.put(&zone, version);
        }
        *self.warm.looked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now - OVERLAP);
        Ok(())
    }
}
