//! How a question to another service can fail.

use kernel::Localized;
use serde::{Deserialize, Serialize};

/// Why a port did not answer with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PortError {
    /// The service is away; a retry may help.
    #[error("the service is away")]
    Unavailable,
    /// The thing asked for doesn't exist, or isn't the asker's.
    #[error("not found")]
    NotFound,
    /// The service refused, with a stable code and a text for people.
    #[error("refused: {code}")]
    Refused {
        /// The stable code: `catalog.outside_zones`.
        code: String,
        /// What a person reads.
        text: Localized,
        /// The request field it is about, if one.
        field: Option<String>,
    },
}
