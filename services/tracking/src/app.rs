//! What every request and task of the service shares.

use crate::history::{Backlog, Writer};
use crate::live::Live;
use crate::store::{journeys, last_positions, provider_states};
use chassis::{Chassis, StoreError};
use chrono::TimeDelta;
use kernel::Instant;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Positions as young as this fill the index again after a restart.
const WARM_UP: TimeDelta = TimeDelta::minutes(5);
/// How far back a look for changes reaches: longer than any transaction lasts.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What it runs on.
    pub chassis: Chassis,
    /// The live picture.
    pub live: Arc<Live>,
    /// What waits to be written.
    pub backlog: Arc<Backlog>,
    /// What writes it.
    pub writer: Arc<Writer>,
    warm: Arc<Warm>,
}

#[derive(Default)]
struct Warm {
    once: OnceCell<()>,
    looked_at: Mutex<Option<Instant>>,
}

impl App {
    pub(crate) fn new(chassis: Chassis, backlog: Backlog) -> Self {
        let backlog = Arc::new(backlog);
        let writer =
            Arc::new(Writer::new(chassis.db.clone(), chassis.world.clone(), backlog.clone()));
        Self { chassis, live: Arc::default(), backlog, writer, warm: Arc::default() }
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
        self.catch_up().await?;
        let since = self.chassis.world.now() - WARM_UP;
        for (provider, seen) in last_positions::since(self.chassis.db.pool(), since).await? {
            self.live.restore(provider, seen);
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
        for journey in journeys::changed(pool, since).await? {
            self.live.put_journey(journey);
        }
        *self.warm.looked_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now - OVERLAP);
        Ok(())
    }
}
