//! The endpoints: of partners' programs for their own, and of operators for a partner's.

pub mod admin;
pub mod own;

use super::endpoints::{OVERLAP_H, TypedEndpoint};
use kernel::DateTime;
use serde::Deserialize;

/// Where a partner's programs want to be told.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookEndpointIn {
    /// Where messages go: `https:`, and an address of the public Internet.
    #[schema(example = "https://hooks.jasmine.example/osta", max_length = 2000)]
    url: String,
    /// What it is called.
    #[serde(default)]
    #[schema(max_length = 200)]
    description: Option<String>,
    /// Of what it is told; none means of everything.
    #[serde(default)]
    #[schema(example = json!(["booking.confirmed", "booking.completed", "payment.settled"]))]
    event_types: Vec<String>,
    /// Whether messages are sent; yes when absent. Switching on again what was switched off starts
    /// with what happens from then on: replay what was missed.
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

impl WebhookEndpointIn {
    fn typed(self) -> TypedEndpoint {
        let Self { url, description, event_types, enabled } = self;
        TypedEndpoint { url, description, event_types, enabled }
    }
}

/// How a new secret takes the place of one.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookRotationIn {
    /// For how many hours messages are signed with the one before too, 0–168; 24 when absent.
    #[schema(minimum = 0, maximum = 168)]
    overlap_hours: Option<u32>,
}

impl WebhookRotationIn {
    fn hours(&self) -> u32 {
        self.overlap_hours.unwrap_or(OVERLAP_H)
    }
}

/// What is sent again.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookReplayIn {
    /// Every message that was made since then and failed.
    since: DateTime,
}

/// Nothing needs to be said.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookNothingIn {}
