//! What somebody would get from the HTTP API, asked from inside: by calling the endpoint's own
//! code as that person. Who asks is an extension of the request, which nobody outside can set.

use anyhow::Context;
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::realtime::{Look, ViewerApi};
use futures::FutureExt;
use httpkit::layers::{CallerLang, RequestId};
use httpkit::problem::to_port;
use httpkit::{Actor, Problem, internal};
use kernel::World;
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

/// The services whose screens events may change.
pub(super) const SHOWING: [&str; 2] = ["booking", "notifications"];
/// Largest answer that is read.
const MOST: usize = 1 << 20;
/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Screens of services in this process and in others.
pub(super) struct Views {
    world: World,
    elsewhere: BTreeMap<&'static str, RpcClient>,
    here: OnceLock<Router>,
}

impl Views {
    /// Screens; those of services that run `elsewhere` are asked for there.
    pub fn new(world: World, elsewhere: BTreeMap<&'static str, RpcClient>) -> Arc<Self> {
        Arc::new(Self { world, elsewhere, here: OnceLock::new() })
    }

    /// The routes of the services in this process, once they are assembled.
    ///
    /// # Errors
    /// When they were given before.
    pub fn show(&self, routes: Router) -> anyhow::Result<()> {
        self.here.set(routes).ok().context("screens are shown once")
    }

    /// Answers other processes' looks at the screens of `service`.
    pub fn internal_routes(self: &Arc<Self>, service: &'static str) -> Router {
        let views = self.clone();
        Router::new().route(
            &format!("/internal/{service}/look"),
            internal::method(move |look: Look| {
                let views = views.clone();
                async move {
                    match look.screen.service() == service {
                        true => views.look_here(look).await,
                        false => Err(PortError::NotFound),
                    }
                }
            }),
        )
    }

    async fn look_here(&self, look: Look) -> Result<Value, PortError> {
        let routes = self.here.get().ok_or(PortError::Unavailable)?.clone();
        let viewer = look.viewer;
        let mut request = Request::get(look.screen.path())
            .header(header::ACCEPT_LANGUAGE, viewer.lang.tag())
            .body(Body::empty())
            .map_err(|_| PortError::NotFound)?;
        let id = Uuid::from_bytes(self.world.bytes()).simple().to_string();
        let extensions = request.extensions_mut();
        extensions.insert(Actor::person(viewer.user_id, viewer.role, viewer.session_id));
        extensions.insert(CallerLang(viewer.lang));
        extensions.insert(RequestId(id));
        // A panic is this look's and not the room's: whoever tells the room must go on.
        let asked = AssertUnwindSafe(routes.oneshot(request)).catch_unwind();
        let Ok(Ok(Ok(response))) = tokio::time::timeout(PATIENCE, asked).await else {
            return Err(PortError::Unavailable);
        };
        if let Some(problem) = response.extensions().get::<Problem>() {
            tracing::debug!(screen = ?look.screen, code = problem.code(), "a screen was not shown");
            return Err(to_port(problem));
        }
        if !response.status().is_success() {
            return Err(PortError::NotFound);
        }
        let bytes =
            to_bytes(response.into_body(), MOST).await.map_err(|_| PortError::Unavailable)?;
        serde_json::from_slice(&bytes).map_err(|_| PortError::Unavailable)
    }
}

#[async_trait]
impl ViewerApi for Views {
    async fn look(&self, look: Look) -> Result<Value, PortError> {
        match self.elsewhere.get(look.screen.service()) {
            Some(client) => client.ask("look", &look).await,
            None => self.look_here(look).await,
        }
    }
}
