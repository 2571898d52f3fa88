//! Questions to a service in another process: JSON over HTTP, proved by the internal token.
//! The answering side is in `httpkit::internal`.

use crate::Settings;
use crate::config::Secret;
use crate::telemetry::trace;
use contracts::PortError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long a question may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks one service. Cheap to clone.
#[derive(Clone)]
pub struct RpcClient {
    service: &'static str,
    base_url: String,
    token: Secret,
    http: reqwest::Client,
}

impl RpcClient {
    /// A client for `service`, when the configuration names its URL.
    #[must_use]
    pub fn to(service: &'static str, settings: &Settings) -> Option<Self> {
        let base_url = settings.service_url(service)?.to_string();
        let http = reqwest::Client::builder().timeout(TIMEOUT).build().ok()?;
        Some(Self { service, base_url, token: settings.internal_token.clone(), http })
    }

    /// Asks `method` and decodes the answer.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when nobody answers in time; else what the service answered.
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        method: &str,
        question: &Q,
    ) -> Result<A, PortError> {
        let url = format!("{}/internal/{}/{method}", self.base_url, self.service);
        let mut request = self.http.post(url).bearer_auth(self.token.expose()).json(question);
        if let Some(trace) = trace::current() {
            request = request.header("traceparent", trace.to_header());
        }
        let answer = request.send().await.map_err(|e| self.away(&e))?;
        if answer.status().is_success() {
            return answer.json().await.map_err(|e| self.away(&e));
        }
        Err(answer.json::<PortError>().await.unwrap_or_else(|e| self.away(&e)))
    }

    fn away(&self, error: &reqwest::Error) -> PortError {
        tracing::warn!(service = self.service, %error, "a service does not answer");
        PortError::Unavailable
    }
}
