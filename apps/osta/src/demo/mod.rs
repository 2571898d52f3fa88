//! The demo world: what a newcomer's `./osta up` shows. Twenty categories, about a hundred services,
//! zones for Greater Cairo and Alexandria, sixty verified providers, customers, an operator, and
//! bookings of the last days with their ratings, lived through with a clock held in the past.

mod past;
mod people;
mod providers;

use crate::cli::progress;
use crate::platform::{Engines, Platform, Selection};
use anyhow::Context;
use chassis::Settings;
use chassis::bus::Stamper;
use chassis::crypto::SystemEntropy;
use chrono::TimeDelta;
use contracts::catalog::ServiceChanged;
use kernel::World;
use kernel::ids::UserId;
use kernel::world::{Clock, ManualClock, SystemClock};
use std::sync::Arc;

pub use people::{Account, PASSWORD, accounts};

/// How long ago the demo world began: before its first visit, and lately enough that copies of identity
/// cards, which are kept for thirty days, are still there to look at.
const AGE: TimeDelta = TimeDelta::days(14);

/// Makes what is missing of the demo world. Running it again changes nothing.
///
/// # Errors
/// When the database is away, or the project's data is broken.
pub async fn ensure(settings: &Settings) -> anyhow::Result<()> {
    let clock = ManualClock::at(SystemClock.now() - AGE);
    let world = World::new(Arc::new(clock.clone()), Arc::new(SystemEntropy));
    // Nobody is told of what happened before the newcomer came.
    let mut settings = settings.clone();
    settings.sections.remove("notifications");
    settings.redis_url = None;
    let engines = Engines::start_in(world, settings).await?;
    let lived = past::lived(&engines).await?;
    if past::is_over(lived) {
        return Ok(());
    }
    progress("Making the demo world …");
    let loaded = catalog::demo::load(&engines.chassis("catalog")?).await?;
    tracing::debug!(?loaded, "the catalog is there");
    let services = services(&engines).await?;
    let app = identity::App::new(engines.chassis("identity")?)?;
    let people = people::ensure(&app).await.context("the demo's people can't be made")?;
    let all = providers::all(&app, &people, &services).await?;
    providers::demo::ensure_providers(&engines.chassis("providers")?, &all).await?;
    for customer in &people.customers {
        let top_up = kernel::Money::egp(1_500);
        payments::demo::top_up(&engines.chassis("payments")?, customer.id, top_up).await?;
    }
    let platform = Platform::assemble(engines, Selection::default())?;
    past::live(platform, &clock, &people, &all, lived).await
}

/// The services as the catalog told them.
async fn services(engines: &Engines) -> anyhow::Result<Vec<ServiceChanged>> {
    Stamper::new(engines.owner.clone()).drain().await?;
    let told: Vec<serde_json::Value> = sqlx::query_scalar(
        "select distinct on (aggregate_id) payload from bus.events
         where type = 'catalog.service_changed' order by aggregate_id, position desc",
    )
    .fetch_all(engines.owner.pool())
    .await?;
    Ok(told.into_iter().map(serde_json::from_value).collect::<Result<_, _>>()?)
}

/// Somebody of the demo world.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// The account.
    pub id: UserId,
}
