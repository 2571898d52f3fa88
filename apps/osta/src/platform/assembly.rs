//! Puts the services together: ports, routes, subscriptions, jobs.

use super::views::{SHOWING, Views};
use super::{Driver, Engines, Selection};
use anyhow::Context;
use axum::Router;
use catalog::{LocalCatalog, RemoteCatalog};
use chassis::Migrations;
use chassis::bus::{DayPartitions, Stamper, maintain};
use chassis::fanout::Fanout;
use chassis::rpc::RpcClient;
use chassis::telemetry::metrics_handle;
use contracts::catalog::CatalogApi;
use contracts::identity::IdentityApi;
use contracts::privacy::StandingApi;
use contracts::realtime::JourneySink;
use contracts::tracking::TrackingApi;
use gateway::{Check, Gateway, Upstream, health_routes, listen, sockets_here};
use httpkit::ServiceParts;
use httpkit::admission::{Admission, Admissions};
use httpkit::auth::Verifier;
use httpkit::layers::{Edge, wrap};
use identity::{IdentityKeys, RemoteIdentity, RemoteStanding};
use realtime::RemoteRealtime;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracking::RemoteTracking;

/// Every service's migrations, in the order in which they are applied.
pub const MIGRATIONS: &[Migrations] = &[
    identity::MIGRATIONS,
    catalog::MIGRATIONS,
    providers::MIGRATIONS,
    tracking::MIGRATIONS,
    booking::MIGRATIONS,
    payments::MIGRATIONS,
    notifications::MIGRATIONS,
    ratings::MIGRATIONS,
    admin::MIGRATIONS,
    realtime::MIGRATIONS,
];

/// How often partitions are looked after.
const MAINTENANCE: Duration = Duration::from_secs(3600);
/// How soon again when that failed.
const MAINTENANCE_RETRY: Duration = Duration::from_secs(5);
/// How long background work may take to end when we stop.
const GRACE: Duration = Duration::from_secs(10);

/// The services of this process, ready to run.
pub struct Platform {
    engines: Engines,
    selection: Selection,
    parts: Vec<ServiceParts>,
    verifier: Verifier,
    views: Arc<Views>,
}

impl Platform {
    /// Assembles the services. Those that are not chosen are assembled too, without running: the
    /// gateway takes their paths from them.
    ///
    /// # Errors
    /// Names what is missing: the URL of a service in another process, a wrong section.
    pub fn assemble(engines: Engines, selection: Selection) -> anyhow::Result<Self> {
        let ports = Ports { engines: &engines, selection: &selection };
        let standing = ports.standing()?;
        let (identity_parts, identity_here) =
            identity::parts_asking(engines.chassis("identity")?, standing)?;
        let identity = ports.identity(identity_here)?;
        let catalog_here = Arc::new(LocalCatalog::new(engines.chassis("catalog")?));
        let catalog = ports.catalog(catalog_here)?;
        let keys = Arc::new(IdentityKeys(identity.clone()));
        let verifier = Verifier::new(keys, engines.world.clone());
        let views = ports.views()?;
        let (realtime_parts, realtime_here) = realtime::parts(
            engines.chassis("realtime")?,
            verifier.clone(),
            views.clone(),
            fanout(&engines),
        )?;
        let sink = ports.journeys(realtime_here);
        let (tracking_parts, tracking_here) = tracking::parts(engines.chassis("tracking")?, sink)?;
        let tracking = ports.tracking(tracking_here)?;
        let parts = vec![
            identity_parts,
            catalog::parts(engines.chassis("catalog")?),
            providers::parts(engines.chassis("providers")?)?,
            tracking_parts,
            booking::parts(engines.chassis("booking")?, catalog, identity, tracking)?,
            payments::parts(engines.chassis("payments")?)?,
            notifications::parts_seeing(engines.chassis("notifications")?, views.clone())?,
            ratings::parts(engines.chassis("ratings")?),
            admin::parts(engines.chassis("admin")?),
            realtime_parts,
        ];
        let shown = parts.iter().filter(|p| SHOWING.contains(&p.name)).map(|p| p.router.clone());
        views.show(shown.fold(Router::new(), |all, r| all.merge(r.split_for_parts().0)))?;
        Ok(Self { engines, selection, parts, verifier, views })
    }

    /// The services' public routes.
    pub(super) fn into_routers(self) -> impl Iterator<Item = httpkit::Router> {
        self.parts.into_iter().map(|parts| parts.router)
    }

    /// The platform to be driven by hand, in process. Must be called inside a runtime.
    #[must_use]
    pub fn into_driver(self) -> Driver {
        let stop = CancellationToken::new();
        let (mut router, mut subscriptions, mut jobs) = (Router::new(), vec![], vec![]);
        let mut partitions: Vec<DayPartitions> = vec![];
        for parts in self.parts {
            partitions.extend(parts.partitions);
            router = router.merge(parts.router.split_for_parts().0);
            subscriptions.extend(parts.subscription);
            jobs.extend(parts.jobs);
            jobs.extend(parts.more_jobs);
            for background in parts.background {
                tokio::spawn(background(stop.clone()));
            }
        }
        let edge = edge(&self.engines, self.verifier, Admissions::default());
        let (engines, router) = (self.engines, wrap(router, edge));
        Driver { engines, router, subscriptions, jobs, partitions, stop }
    }

    /// Serves `listener` and does the background work until `stop`.
    ///
    /// # Errors
    /// When the gateway lacks the URL of a service that does not run here.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let owner = self.engines.owner.clone();
        let world = self.engines.world.clone();
        let partitions: Vec<DayPartitions> =
            self.parts.iter().flat_map(|parts| parts.partitions.iter().copied()).collect();
        // Nothing can be written before today's partitions are there.
        let done = look_after(&owner, &world, &partitions).await;
        let mut work = JoinSet::new();
        work.spawn(Stamper::new(owner.clone()).run(stop.clone()));
        work.spawn(maintenance(owner, world, partitions, done, stop.clone()));
        let (mut upstreams, mut internal, mut here) = (vec![], Router::new(), Router::new());
        let (mut sockets, mut admissions): (Option<Router>, _) = (None, vec![]);
        for parts in self.parts {
            if !self.selection.has(parts.name) {
                if self.selection.has("gateway") {
                    let url = self.engines.settings.service_url(parts.name);
                    let url = url.with_context(|| missing_url(parts.name))?.to_string();
                    let upstream = Upstream::there(parts.name, url, parts.router);
                    upstreams.push(match parts.sockets {
                        Some(router) => upstream.with_sockets(router),
                        None => upstream,
                    });
                }
                continue;
            }
            if let Some(subscription) = parts.subscription {
                work.spawn(subscription.run(stop.clone()));
            }
            if let Some(jobs) = parts.jobs {
                work.spawn(jobs.run(stop.clone()));
            }
            for jobs in parts.more_jobs {
                work.spawn(jobs.run(stop.clone()));
            }
            for background in parts.background {
                work.spawn(background(stop.clone()));
            }
            internal = internal.merge(parts.internal);
            if SHOWING.contains(&parts.name) {
                internal = internal.merge(self.views.internal_routes(parts.name));
            }
            let places = self.engines.settings.requests_at_once;
            let admission = Admission::new(parts.name, places, self.engines.world.clone());
            let paths = parts.router.get_openapi().paths.paths.keys().cloned().collect();
            admissions.push((admission.clone(), paths));
            let router = admission.around(parts.router);
            if self.selection.has("gateway") {
                let upstream = Upstream::here(router);
                upstreams.push(match parts.sockets {
                    Some(router) => upstream.with_sockets(router),
                    None => upstream,
                });
            } else {
                here = here.merge(router.split_for_parts().0);
                sockets = parts.sockets.or(sockets);
            }
        }
        let internal =
            httpkit::internal::protect(internal, self.engines.settings.internal_token.clone());
        // What is heard of sessions and keys counts in every process at once.
        work.spawn(self.verifier.clone().listen(self.engines.owner.clone(), stop.clone()));
        let edge = edge(&self.engines, self.verifier, Admissions::of(admissions));
        let router = if self.selection.has("gateway") {
            Gateway {
                config: self.engines.settings.section("gateway")?,
                settings: self.engines.settings.clone(),
                limiter: self.engines.limiter.clone(),
                edge,
                checks: checks(&self.engines),
                metrics: metrics_handle(),
            }
            .router(upstreams, internal)
        } else {
            // Behind the gateway, which is the one proxy in front.
            let edge = Edge { trusted_proxies: 1, ..edge };
            wrap(here.merge(internal), edge)
                .merge(health_routes(checks(&self.engines), Some(metrics_handle())))
                .merge(sockets.map_or_else(Router::new, |router| sockets_here(router, 1)))
        };
        listen::serve(listener, router, stop).await;
        let ended =
            tokio::time::timeout(GRACE, async { while work.join_next().await.is_some() {} });
        if ended.await.is_err() {
            tracing::warn!("some background work did not end in time");
        }
        Ok(())
    }
}

fn edge(engines: &Engines, verifier: Verifier, admissions: Admissions) -> Edge {
    Edge {
        verifier,
        world: engines.world.clone(),
        trusted_proxies: engines.settings.trusted_proxies,
        keyring: engines.keyring.clone(),
        admissions,
    }
}

fn missing_url(service: &str) -> String {
    format!(
        "the service {service} does not run here and its URL is not configured: \
         set OSTA_SERVICE_URLS__{}",
        service.to_uppercase()
    )
}

/// Where each port leads: to the service in this process, or to the one elsewhere.
struct Ports<'a> {
    engines: &'a Engines,
    selection: &'a Selection,
}

impl Ports<'_> {
    fn remote(&self, service: &'static str) -> anyhow::Result<Option<RpcClient>> {
        if self.selection.has(service) {
            return Ok(None);
        }
        let client = RpcClient::to(service, &self.engines.settings);
        client.with_context(|| missing_url(service)).map(Some)
    }

    fn identity(&self, here: Arc<dyn IdentityApi>) -> anyhow::Result<Arc<dyn IdentityApi>> {
        let remote = self.remote("identity")?;
        Ok(remote.map_or(here, |client| Arc::new(RemoteIdentity(client))))
    }

    /// Those who know whether anything stands in the way of forgetting a person. Where nobody can
    /// be asked, nobody is forgotten.
    fn standing(&self) -> anyhow::Result<Vec<Arc<dyn StandingApi>>> {
        let elsewhere = |service: &'static str| -> Arc<dyn StandingApi> {
            Arc::new(RemoteStanding(RpcClient::to(service, &self.engines.settings)))
        };
        let db = |service: &'static str| Ok::<_, anyhow::Error>(self.engines.chassis(service)?.db);
        let booking: Arc<dyn StandingApi> = match self.selection.has("booking") {
            true => Arc::new(booking::LocalStanding(db("booking")?)),
            false => elsewhere("booking"),
        };
        let payments: Arc<dyn StandingApi> = match self.selection.has("payments") {
            true => Arc::new(payments::LocalStanding(db("payments")?)),
            false => elsewhere("payments"),
        };
        Ok(vec![booking, payments])
    }

    fn catalog(&self, here: Arc<dyn CatalogApi>) -> anyhow::Result<Arc<dyn CatalogApi>> {
        let remote = self.remote("catalog")?;
        Ok(remote.map_or(here, |client| Arc::new(RemoteCatalog::new(client))))
    }

    /// Where positions go: to the sockets here, or to those elsewhere; nowhere when nobody is
    /// configured to hold any.
    fn journeys(&self, here: Arc<dyn JourneySink>) -> Option<Arc<dyn JourneySink>> {
        if self.selection.has("realtime") {
            return Some(here);
        }
        let client = RpcClient::to("realtime", &self.engines.settings)?;
        Some(Arc::new(RemoteRealtime::new(client)))
    }

    /// The screens that sockets and webhooks show. Only who has some has to reach those of others.
    fn views(&self) -> anyhow::Result<Arc<Views>> {
        let mut elsewhere = BTreeMap::new();
        for service in SHOWING {
            let client = if self.selection.has("realtime") {
                self.remote(service)?
            } else if self.selection.has("notifications") && !self.selection.has(service) {
                RpcClient::to(service, &self.engines.settings)
            } else {
                None
            };
            elsewhere.extend(client.map(|client| (service, client)));
        }
        Ok(Views::new(self.engines.world.clone(), elsewhere))
    }

    fn tracking(&self, here: Arc<dyn TrackingApi>) -> anyhow::Result<Arc<dyn TrackingApi>> {
        let remote = self.remote("tracking")?;
        Ok(remote.map_or(here, |client| Arc::new(RemoteTracking::new(client))))
    }
}

/// The way to the other processes that hold sockets.
fn fanout(engines: &Engines) -> Fanout {
    match &engines.redis {
        None => Fanout::memory(),
        Some(link) => Fanout::redis(link.clone(), "osta:realtime", &engines.world),
    }
}

fn checks(engines: &Engines) -> Vec<Check> {
    let owner = engines.owner.clone();
    let mut checks = vec![Check::new("postgresql", move || {
        let owner = owner.clone();
        async move { owner.is_ready().await }
    })];
    if let Some(redis) = engines.redis.clone() {
        checks.push(Check::new("redis", move || {
            let redis = redis.clone();
            async move { redis.is_up().await }
        }));
    }
    checks
}

/// Whether partitions were looked after.
async fn look_after(owner: &chassis::Db, world: &kernel::World, tables: &[DayPartitions]) -> bool {
    let done = maintain(owner, world, tables).await;
    if let Err(error) = &done {
        tracing::warn!(%error, "partitions could not be looked after; trying again");
    }
    done.is_ok()
}

/// Looks after partitions every hour; soon again when it failed.
async fn maintenance(
    owner: chassis::Db,
    world: kernel::World,
    tables: Vec<DayPartitions>,
    mut done: bool,
    stop: CancellationToken,
) {
    loop {
        let wait = if done { MAINTENANCE } else { MAINTENANCE_RETRY };
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        done = look_after(&owner, &world, &tables).await;
    }
}
