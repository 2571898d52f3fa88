//! What operators do. Everything here needs `user:manage_all` and is told to the audit log.

pub mod appeals;
pub mod decisions;
pub mod documents;
pub mod providers;

use kernel::text::paragraph;
use kernel::{Fields, Invalid, InvalidFields};
use serde::Deserialize;

/// Longest reason.
const MAX_REASON_CHARS: usize = 1000;
/// Longest evidence.
const MAX_EVIDENCE_CHARS: usize = 4000;

/// Why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderReasonIn {
    /// Why, as the provider reads it.
    #[schema(example = "الصورة غير واضحة. التقطها في إضاءة أفضل.")]
    reason: String,
}

impl ProviderReasonIn {
    fn parse(self) -> Result<String, InvalidFields> {
        reason(&self.reason).map_err(|invalid| InvalidFields::one("reason", invalid))
    }
}

/// Why, and what shows it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdverseDecisionIn {
    /// Why, as the provider reads it.
    #[schema(example = "شكاوى متكررة من عدم الحضور.")]
    reason: String,
    /// What shows it. The provider reads it too, so that it can answer: name bookings, not people.
    #[schema(example = "OS-7K2M4Q و OS-9PXL2A: لم يحضر ولم يعتذر.")]
    evidence: String,
}

impl AdverseDecisionIn {
    /// Reason and evidence.
    fn parse(self) -> Result<(String, String), InvalidFields> {
        let mut fields = Fields::new();
        let why = fields.take("reason", reason(&self.reason));
        let shown = fields.take("evidence", paragraph(&self.evidence, MAX_EVIDENCE_CHARS));
        match (why, shown) {
            (Some(why), Some(shown)) => Ok((why, shown)),
            _ => Err(fields.into_error()),
        }
    }
}

/// Why somebody is stopped, and what shows it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SuspensionIn {
    /// Why, as the provider reads it.
    #[schema(example = "شكاوى متكررة من عدم الحضور.")]
    reason: String,
    /// What shows it. The provider reads it too, so that it can answer: name bookings, not people.
    #[schema(example = "OS-7K2M4Q و OS-9PXL2A: لم يحضر ولم يعتذر.")]
    evidence: String,
    /// Whether people may be in danger. Such a suspension never ends by itself, however long its
    /// appeal waits.
    #[serde(default)]
    safety_risk: bool,
}

impl SuspensionIn {
    /// Reason and evidence.
    fn parse(self) -> Result<(String, String), InvalidFields> {
        AdverseDecisionIn { reason: self.reason, evidence: self.evidence }.parse()
    }
}

fn reason(text: &str) -> Result<String, Invalid> {
    paragraph(text, MAX_REASON_CHARS)
}
