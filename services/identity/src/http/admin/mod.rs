//! `/api/v1/admin`: what operators do with accounts and keys.

pub mod api_keys;
pub mod keys;
pub mod operators;
pub mod partners;
pub mod reinstate;
pub mod suspend;
pub mod users;

use kernel::InvalidFields;
use kernel::text::paragraph;
use serde::Deserialize;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// Why an operator does something.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountReasonIn {
    /// The reason, for the record and for the person it concerns.
    #[schema(example = "ثلاث شكاوى موثقة من عدم الحضور")]
    reason: String,
}

impl AccountReasonIn {
    fn parse(&self) -> Result<String, InvalidFields> {
        paragraph(&self.reason, LONGEST_REASON)
            .map_err(|invalid| InvalidFields::one("reason", invalid))
    }
}
