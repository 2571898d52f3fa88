//! All SQL of webhooks that changes something.

pub mod attempts;
pub mod endpoints;
pub mod messages;

/// The context under which addresses are sealed.
pub const URL_CONTEXT: &str = "notifications.webhook_endpoints.sealed_url";
/// The context under which secrets are sealed.
pub const SECRET_CONTEXT: &str = "notifications.webhook_endpoints.sealed_secret";
/// The context under which bodies are sealed.
pub const BODY_CONTEXT: &str = "notifications.webhook_messages.sealed_body";
/// The context under which answers are sealed.
pub const ANSWER_CONTEXT: &str = "notifications.webhook_attempts.sealed_answer";
