//! The demo world's catalog: what the project's own data files hold.
//!
//! Ids are derived from codes, so that they are the same everywhere and a reload keeps them.
//! What is there already is left alone: operators may have changed it.

mod scope;
mod services;
mod words;
mod zones;

use crate::domain::codes::id_of;
use chassis::{Chassis, StoreError};
use kernel::ids::{CategoryId, ServiceId, ZoneId};

/// What was new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Categories.
    pub categories: usize,
    /// Services.
    pub services: usize,
    /// Zones.
    pub zones: usize,
    /// Districts.
    pub districts: usize,
    /// Promotions.
    pub promotions: usize,
}

/// The demo world can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A data file of the project is broken.
    #[error("the demo data is broken: {0}")]
    Data(String),
    /// The database is away or refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<csv::Error> for DemoError {
    fn from(error: csv::Error) -> Self {
        Self::Data(error.to_string())
    }
}

/// Loads categories, services, zones, districts and a promotion, each at most once, and tells
/// others of the services that are new.
///
/// # Errors
/// When the data files are broken, or the database is away.
pub async fn load(chassis: &Chassis) -> Result<Loaded, DemoError> {
    let mut tx = chassis.db.begin().await?;
    // One loader at a time, so that two starting processes don't meet.
    sqlx::query!("select pg_advisory_xact_lock(hashtext('catalog.demo'))::text as locked")
        .fetch_one(&mut *tx)
        .await
        .map_err(StoreError)?;
    let mut loaded = Loaded::default();
    services::load(&mut tx, chassis, &mut loaded).await?;
    zones::load(&mut tx, chassis, &mut loaded).await?;
    tx.commit().await?;
    if loaded != Loaded::default() {
        crate::reads::cached::forget_everything(&chassis.cache).await;
    }
    Ok(loaded)
}

/// The id of the category with this code: `plumbing`.
#[must_use]
pub fn category_id(code: &str) -> CategoryId {
    id_of("category", code)
}

/// The id of the service with this code: `plumbing.tap_repair`.
#[must_use]
pub fn service_id(code: &str) -> ServiceId {
    id_of("service", code)
}

/// The id of the zone with this code: `cairo-maadi`.
#[must_use]
pub fn zone_id(code: &str) -> ZoneId {
    id_of("zone", code)
}
