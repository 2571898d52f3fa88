//! Sharing a journey.

pub mod create_link;
pub mod revoke_link;

/// Under which context tokens are hashed.
pub const TOKEN: &str = "tracking.share_links.token";
