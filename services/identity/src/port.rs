//! Identity's answers to other services: in this process, and over HTTP.

use crate::app::App;
use crate::commands::api_keys;
use crate::error::AccountError;
use crate::reads::addresses;
use async_trait::async_trait;
use chassis::rpc::RpcClient;
use contracts::PortError;
use contracts::identity::{Address, ApiKeyGrant, IdentityApi, ShownKey};
use contracts::privacy::{Obstacle, StandingApi};
use httpkit::Problem;
use httpkit::auth::KeySource;
use httpkit::internal::{method, protect};
use httpkit::problem::to_port;
use kernel::ids::{AddressId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// Answers in this process.
#[derive(Clone)]
pub struct LocalIdentity(pub(crate) App);

/// Asks identity in another process.
#[derive(Clone)]
pub struct RemoteIdentity(pub RpcClient);

/// Asks another service whether anything stands in the way of forgetting a person. Without a way to
/// ask, nobody knows.
#[derive(Clone)]
pub struct RemoteStanding(pub Option<RpcClient>);

#[async_trait]
impl StandingApi for RemoteStanding {
    async fn obstacles(&self, user: UserId) -> Result<Vec<Obstacle>, PortError> {
        match &self.0 {
            Some(client) => client.ask("standing", &user).await,
            None => Err(PortError::Unavailable),
        }
    }
}

/// The keys that tokens are verified with, from identity wherever it runs.
#[derive(Clone)]
pub struct IdentityKeys(pub Arc<dyn IdentityApi>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddressQuestion {
    user: UserId,
    address: AddressId,
}

#[derive(Serialize, Deserialize)]
struct JwksQuestion {}

#[async_trait]
impl IdentityApi for LocalIdentity {
    async fn address(&self, user: UserId, address: AddressId) -> Result<Address, PortError> {
        let found = addresses::for_others(&self.0, user, address).await;
        found.map_err(|error| refuse(error.into()))
    }

    async fn jwks(&self) -> Result<Value, PortError> {
        self.0.signer.jwks().await.map_err(|error| refuse(AccountError::from(error).into()))
    }

    async fn api_key(&self, shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
        api_keys::admit(&self.0, &shown).await.map_err(|error| refuse(error.into()))
    }
}

fn refuse(problem: Problem) -> PortError {
    if problem.class() == kernel::ErrorClass::Internal {
        tracing::error!(code = problem.code(), "a question to identity failed");
    }
    to_port(&problem)
}

#[async_trait]
impl IdentityApi for RemoteIdentity {
    async fn address(&self, user: UserId, address: AddressId) -> Result<Address, PortError> {
        self.0.ask("address", &AddressQuestion { user, address }).await
    }

    async fn jwks(&self) -> Result<Value, PortError> {
        self.0.ask("jwks", &JwksQuestion {}).await
    }

    async fn api_key(&self, shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
        self.0.ask("api_key", &shown).await
    }
}

#[async_trait]
impl KeySource for IdentityKeys {
    async fn jwks(&self) -> Result<Value, PortError> {
        self.0.jwks().await
    }

    async fn api_key(&self, shown: ShownKey) -> Result<ApiKeyGrant, PortError> {
        self.0.api_key(shown).await
    }
}

/// The routes that [`RemoteIdentity`] asks.
pub(crate) fn internal(app: &App) -> axum::Router {
    let identity = || LocalIdentity(app.clone());
    let (addresses, keys, programs) = (identity(), identity(), identity());
    let address = method(move |question: AddressQuestion| {
        let identity = addresses.clone();
        async move { identity.address(question.user, question.address).await }
    });
    let jwks = method(move |_: JwksQuestion| {
        let identity = keys.clone();
        async move { identity.jwks().await }
    });
    let api_key = method(move |shown: ShownKey| {
        let identity = programs.clone();
        async move { identity.api_key(shown).await }
    });
    let router = axum::Router::new()
        .route("/internal/identity/api_key", api_key)
        .route("/internal/identity/address", address)
        .route("/internal/identity/jwks", jwks);
    protect(router, app.chassis.settings.internal_token.clone())
}
