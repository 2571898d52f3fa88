//! What a service hands to the binary that runs it.

use crate::Router;
use chassis::bus::{DayPartitions, Subscription};
use chassis::jobs::Jobs;
use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;

/// A long-running task of a service; it ends when the token is cancelled.
pub type Background = Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, ()> + Send>;

/// Everything a service is made of, from the outside.
pub struct ServiceParts {
    /// Its name, which is also its schema and the prefix of its configuration.
    pub name: &'static str,
    /// Its public routes with their OpenAPI document.
    pub router: Router,
    /// Its long-lived connections, if it has any: outside the layers of requests, with no time
    /// limit. The edge tells it the client's address as a `ClientAddr` extension.
    pub sockets: Option<axum::Router>,
    /// Its answers to other services' questions; paths begin with `/internal/{name}/`.
    pub internal: axum::Router,
    /// What it does when others' facts arrive.
    pub subscription: Option<Subscription>,
    /// Its timers and effects.
    pub jobs: Option<Jobs>,
    /// Runners besides, whose work must not hold up the other jobs.
    pub more_jobs: Vec<Jobs>,
    /// Tables of its that are partitioned by day.
    pub partitions: &'static [DayPartitions],
    /// Its long-running tasks (batch writers, listeners).
    pub background: Vec<Background>,
}

impl ServiceParts {
    /// A service with routes and nothing else yet.
    #[must_use]
    pub fn new(name: &'static str, router: Router) -> Self {
        Self {
            name,
            router,
            sockets: None,
            internal: axum::Router::new(),
            subscription: None,
            jobs: None,
            more_jobs: Vec::new(),
            partitions: &[],
            background: Vec::new(),
        }
    }
}
