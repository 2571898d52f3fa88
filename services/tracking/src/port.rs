//! Answering other services: in this process, or over HTTP.

use crate::app::App;
use crate::live::{LiveFix, Seen};
use async_trait::async_trait;
use axum::Router;
use chassis::StoreError;
use chassis::rpc::RpcClient;
use chrono::TimeDelta;
use contracts::PortError;
use contracts::realtime::JourneySink;
use contracts::tracking::{LivePosition, NearestQuery, TrackingApi};
use httpkit::internal;
use kernel::ids::ProviderId;
use std::sync::Arc;
use tokio::sync::broadcast;

/// How many positions one question is answered with at most.
const MOST: u32 = 1_000;

/// Tracking in this process.
pub struct LocalTracking {
    pub(crate) app: App,
    pub(crate) sink: Option<Arc<dyn JourneySink>>,
}

impl LocalTracking {
    /// Positions as they become live, for whoever streams them on. A listener that is too slow
    /// misses some and is told how many.
    #[must_use]
    pub fn live_fixes(&self) -> broadcast::Receiver<LiveFix> {
        self.app.live.subscribe()
    }

    /// Writes the positions that wait, now instead of within a second. Returns how many.
    ///
    /// # Errors
    /// When the database is away: then they wait on.
    pub async fn flush(&self) -> Result<usize, StoreError> {
        self.app.writer.flush().await
    }

    /// Tidies the live picture and takes in what other processes applied, now instead of within
    /// seconds; with `clean` also the tables, now instead of within the hour.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tidy(&self, clean: bool) -> Result<(), StoreError> {
        crate::background::one_round(&self.app, clean).await
    }

    /// Looks at the clock, and keeps and tells what was noticed about journeys, now instead of
    /// within a second. Returns how many signals were told.
    ///
    /// # Errors
    /// When the database is away: then they wait on.
    pub async fn watch(&self) -> Result<usize, StoreError> {
        self.app.watches.tick(self.app.chassis.world.now());
        crate::commands::keep_signals::run(&self.app).await
    }

    /// Keeps and tells who came into zones, stays and left, now instead of within a second. Returns
    /// how many events were told.
    ///
    /// # Errors
    /// When the database is away: then they wait on.
    pub async fn watch_zones(&self) -> Result<usize, StoreError> {
        crate::commands::keep_zones::run(&self.app).await
    }

    /// Shows open screens what moved, now instead of within a second. Returns how many journeys.
    pub async fn show(&self) -> usize {
        match &self.sink {
            Some(sink) => crate::commands::show_journeys::run(&self.app, &**sink).await,
            None => 0,
        }
    }

    async fn ready(&self) -> Result<(), PortError> {
        self.app.ready().await.map_err(|error| {
            tracing::warn!(%error, "who is where is not known yet");
            PortError::Unavailable
        })
    }
}

fn position(provider_id: ProviderId, seen: &Seen) -> LivePosition {
    LivePosition {
        provider_id,
        place: seen.fix.place,
        accuracy_m: seen.fix.accuracy_m.into(),
        at: seen.fix.at,
    }
}

#[async_trait]
impl TrackingApi for LocalTracking {
    async fn nearest(&self, query: NearestQuery) -> Result<Vec<LivePosition>, PortError> {
        self.ready().await?;
        let since = self.app.chassis.world.now() - TimeDelta::seconds(query.max_age_s.into());
        let count = query.limit.min(MOST) as usize;
        let found =
            self.app.live.nearest(query.center, count, query.radius_m, query.service_id, since);
        Ok(found.iter().map(|(provider, seen)| position(*provider, seen)).collect())
    }

    async fn last_fix(&self, provider: ProviderId) -> Result<Option<LivePosition>, PortError> {
        self.ready().await?;
        Ok(self.app.live.last(provider).map(|seen| position(provider, &seen)))
    }
}

/// Tracking in another process.
pub struct RemoteTracking(RpcClient);

impl RemoteTracking {
    /// Tracking as `client` reaches it.
    #[must_use]
    pub fn new(client: RpcClient) -> Self {
        Self(client)
    }
}

#[async_trait]
impl TrackingApi for RemoteTracking {
    async fn nearest(&self, query: NearestQuery) -> Result<Vec<LivePosition>, PortError> {
        self.0.ask("nearest", &query).await
    }

    async fn last_fix(&self, provider: ProviderId) -> Result<Option<LivePosition>, PortError> {
        self.0.ask("last_fix", &provider).await
    }
}

/// The answering side of [`RemoteTracking`].
pub fn internal_routes(api: &Arc<LocalTracking>) -> Router {
    let (near, last) = (api.clone(), api.clone());
    Router::new()
        .route(
            "/internal/tracking/nearest",
            internal::method(move |query: NearestQuery| {
                let api = near.clone();
                async move { api.nearest(query).await }
            }),
        )
        .route(
            "/internal/tracking/last_fix",
            internal::method(move |provider: ProviderId| {
                let api = last.clone();
                async move { api.last_fix(provider).await }
            }),
        )
}
