//! The catalog's port: answered in this process, or asked over HTTP.

use crate::App;
use crate::commands::make_quote::{self, Ask};
use crate::commands::{redeem, slot_terms};
use crate::domain::start::Wish;
use crate::store::quotes;
use async_trait::async_trait;
use axum::Router;
use chassis::Chassis;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::catalog::{
    CatalogApi, Quote, QuoteRequest, Redemption, SlotTerms, SlotTermsRequest,
};
use httpkit::Problem;
use httpkit::internal::{method, protect};
use httpkit::problem::to_port;
use kernel::ids::QuoteId;

/// Answers in this process. Cheap to clone.
#[derive(Clone)]
pub struct LocalCatalog {
    app: App,
}

impl LocalCatalog {
    /// The catalog over its own database.
    #[must_use]
    pub fn new(chassis: Chassis) -> Self {
        Self { app: App { chassis } }
    }
}

#[async_trait]
impl CatalogApi for LocalCatalog {
    async fn make_quote(&self, request: QuoteRequest) -> Result<Quote, PortError> {
        let ask = Ask {
            customer_id: request.customer_id,
            service_id: request.service_id,
            provider_id: request.provider_id,
            pin: request.pin,
            start: request.starts_at.map_or(Wish::Now, Wish::At),
            quantity: request.quantity,
            promo_code: None,
        };
        make_quote::for_port(&self.app, ask).await.map_err(|e| to_port(&Problem::from(e)))
    }

    async fn quote(&self, id: QuoteId) -> Result<Quote, PortError> {
        let found = async {
            let mut connection =
                self.app.chassis.db.pool().acquire().await.map_err(chassis::StoreError)?;
            quotes::find(&mut connection, id).await
        };
        match found.await {
            Ok(kept) => kept.map(|k| k.quote).ok_or(PortError::NotFound),
            Err(error) => Err(to_port(&Problem::from(error))),
        }
    }

    async fn redeem(&self, redemption: Redemption) -> Result<(), PortError> {
        redeem::for_port(&self.app, redemption).await.map_err(|e| to_port(&Problem::from(e)))
    }

    async fn slot_terms(&self, request: SlotTermsRequest) -> Result<SlotTerms, PortError> {
        slot_terms::for_port(&self.app, request).await.map_err(|e| to_port(&Problem::from(e)))
    }
}

/// Asks the catalog in another process. Cheap to clone.
#[derive(Clone)]
pub struct RemoteCatalog {
    client: RpcClient,
}

impl RemoteCatalog {
    /// The catalog behind `client`.
    #[must_use]
    pub fn new(client: RpcClient) -> Self {
        Self { client }
    }
}

#[async_trait]
impl CatalogApi for RemoteCatalog {
    async fn make_quote(&self, request: QuoteRequest) -> Result<Quote, PortError> {
        self.client.ask("make_quote", &request).await
    }

    async fn quote(&self, id: QuoteId) -> Result<Quote, PortError> {
        self.client.ask("quote", &id).await
    }

    async fn redeem(&self, redemption: Redemption) -> Result<(), PortError> {
        self.client.ask("redeem", &redemption).await
    }

    async fn slot_terms(&self, request: SlotTermsRequest) -> Result<SlotTerms, PortError> {
        self.client.ask("slot_terms", &request).await
    }
}

/// The answering side of [`RemoteCatalog`].
pub(crate) fn internal(catalog: LocalCatalog) -> Router {
    let token = catalog.app.chassis.settings.internal_token.clone();
    let make = catalog.clone();
    let terms = catalog.clone();
    let uses = catalog.clone();
    let router = Router::new()
        .route(
            "/internal/catalog/make_quote",
            method(move |request: QuoteRequest| {
                let catalog = make.clone();
                async move { catalog.make_quote(request).await }
            }),
        )
        .route(
            "/internal/catalog/redeem",
            method(move |redemption: Redemption| {
                let catalog = uses.clone();
                async move { catalog.redeem(redemption).await }
            }),
        )
        .route(
            "/internal/catalog/slot_terms",
            method(move |request: SlotTermsRequest| {
                let catalog = terms.clone();
                async move { catalog.slot_terms(request).await }
            }),
        )
        .route(
            "/internal/catalog/quote",
            method(move |id: QuoteId| {
                let catalog = catalog.clone();
                async move { catalog.quote(id).await }
            }),
        );
    protect(router, token)
}
