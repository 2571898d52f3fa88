//! The platform without a socket and without background tasks: requests in process, on behalf of
//! anybody, and the log brought to rest on demand. The demo world lives through its past with it.

use super::Engines;
use crate::visit::{Caller, checked};
use anyhow::{Context, bail};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use chassis::bus::{DayPartitions, Stamper, Subscription, maintain};
use chassis::jobs::Jobs;
use httpkit::Actor;
use kernel::Role;
use kernel::ids::{SessionId, UserId};
use serde_json::Value;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

/// Largest answer that is read.
const MOST: usize = 8 << 20;

/// The platform, driven by hand.
pub struct Driver {
    pub(super) engines: Engines,
    pub(super) router: Router,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) jobs: Vec<Jobs>,
    pub(super) partitions: Vec<DayPartitions>,
    /// Ends background tasks (the location writer) with the driver.
    pub(super) stop: CancellationToken,
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Driver {
    /// Somebody who calls the API.
    #[must_use]
    pub fn person(&self, user_id: UserId, role: Role) -> Person {
        let session_id = SessionId::from(Uuid::nil());
        let actor = Actor::person(user_id, role, session_id);
        Person { router: self.router.clone(), actor }
    }

    /// Makes the partitions that the days from now on need.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn maintain(&self) -> anyhow::Result<()> {
        Ok(maintain(&self.engines.owner, &self.engines.world, &self.partitions).await?)
    }

    /// Stamps, applies and runs what is due until nothing is left to do.
    ///
    /// # Errors
    /// When the database is away, or the platform never comes to rest.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let stamper = Stamper::new(self.engines.owner.clone());
        for _ in 0..200 {
            let mut done = stamper.drain().await?;
            for subscription in &self.subscriptions {
                done += subscription.drain().await?;
            }
            for jobs in &self.jobs {
                done += jobs.run_due().await?;
            }
            if done == 0 {
                return Ok(());
            }
        }
        bail!("the platform never came to rest")
    }

    /// The open offer of a booking, and to whom it was made.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open_offer(&self, booking: Uuid) -> anyhow::Result<(Uuid, UserId)> {
        let (offer, provider): (Uuid, Uuid) = sqlx::query_as(
            "select id, provider_id from booking.offers where booking_id = $1 and status = 'open'
             order by created_at limit 1",
        )
        .bind(booking)
        .fetch_optional(self.engines.owner.pool())
        .await?
        .context("nobody was offered the booking")?;
        Ok((offer, provider.into()))
    }
}

/// How long one request in process may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody who calls the API in process.
pub struct Person {
    router: Router,
    actor: Actor,
}

#[async_trait]
impl Caller for Person {
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(body.map_or_else(Body::empty, |json| Body::from(json.to_string())))?;
        request.extensions_mut().insert(self.actor);
        let response =
            tokio::time::timeout(PATIENCE, self.router.clone().oneshot(request)).await??;
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), MOST).await?;
        checked(method, path, status, &bytes)
    }
}
