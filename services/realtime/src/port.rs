//! Answering other services: in this process, or over HTTP.

use crate::hub::Hub;
use async_trait::async_trait;
use axum::Router;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::realtime::{JourneyMoved, JourneySink};
use httpkit::internal;

/// Realtime in this process.
pub struct LocalRealtime(pub(crate) Hub);

#[async_trait]
impl JourneySink for LocalRealtime {
    async fn moved(&self, journeys: Vec<JourneyMoved>) -> Result<(), PortError> {
        self.0.moved(journeys).await;
        Ok(())
    }
}

/// Realtime in another process.
pub struct RemoteRealtime(RpcClient);

impl RemoteRealtime {
    /// Realtime as `client` reaches it.
    #[must_use]
    pub fn new(client: RpcClient) -> Self {
        Self(client)
    }
}

#[async_trait]
impl JourneySink for RemoteRealtime {
    async fn moved(&self, journeys: Vec<JourneyMoved>) -> Result<(), PortError> {
        self.0.ask("moved", &journeys).await
    }
}

/// The answering side of [`RemoteRealtime`].
pub(crate) fn internal_routes(hub: &Hub) -> Router {
    let hub = hub.clone();
    Router::new().route(
        "/internal/realtime/moved",
        internal::method(move |journeys: Vec<JourneyMoved>| {
            let hub = hub.clone();
            async move {
                hub.moved(journeys).await;
                Ok(())
            }
        }),
    )
}
