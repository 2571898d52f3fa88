//! A provider's own profile.

use super::appeals::DecisionOut;
use crate::domain::names::display_name;
use crate::error::{ProviderError, Result};
use crate::store::profiles::{self, Profile};
use crate::store::{decisions, snapshot};
use contracts::providers::VerificationStatus;
use kernel::cairo::NaiveDate;
use kernel::ids::ProviderId;
use kernel::{DateTime, Instant, Lang, LatLng, Money};
use serde::Serialize;
use sqlx::PgConnection;

/// How customers rate a provider.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderRatingOut {
    /// Bayesian average in thousandths of a star: 4700 is 4.7.
    #[schema(example = 4700)]
    pub mean_milli: u32,
    /// How many ratings count.
    #[schema(example = 38)]
    pub count: u32,
}

impl ProviderRatingOut {
    /// Of a profile that was rated.
    pub fn of(profile: &Profile) -> Option<Self> {
        let mean_milli = profile.rating_mean_milli.filter(|_| profile.rating_count > 0)?;
        Some(Self { mean_milli, count: profile.rating_count })
    }
}

/// A provider as it sees itself.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderMeOut {
    /// The provider; the same id as the account's.
    pub id: ProviderId,
    /// First name.
    #[schema(example = "أحمد")]
    pub first_name: String,
    /// Last name.
    #[schema(example = "المصري")]
    pub last_name: String,
    /// The name customers see.
    #[schema(example = "أحمد م.")]
    pub display_name: String,
    /// The national ID, all but its last four digits hidden.
    #[schema(example = "••••••••••1234")]
    pub national_id: String,
    /// From the national ID.
    pub date_of_birth: NaiveDate,
    /// `male` or `female`, from the national ID.
    pub gender: String,
    /// Where it stands.
    pub verification: VerificationStatus,
    /// What the criminal-record certificate says: `pending`, `passed`, `failed`, `expired`.
    pub background_check: String,
    /// Whether all needed documents are valid today.
    pub documents_valid: bool,
    /// The last day they all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_valid_until: Option<NaiveDate>,
    /// The online switch for instant work.
    pub is_online: bool,
    /// The pause switch: `false` takes no work at all.
    pub is_active: bool,
    /// Where it starts from.
    pub home: LatLng,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// Shortest notice for scheduled work, in minutes.
    pub notice_minutes: u32,
    /// Most jobs a day; 0 is no limit.
    pub daily_limit: u32,
    /// What it says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// The language it reads.
    pub preferred_language: Lang,
    /// Whether a photo is shown to customers.
    pub has_photo: bool,
    /// How customers rate it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<ProviderRatingOut>,
    /// Jobs done.
    pub jobs_completed: u32,
    /// What those jobs earned.
    pub earnings: Money,
    /// The latest decision on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_decision: Option<DecisionOut>,
    /// Send it back with a change, to be told when somebody else changed the profile.
    pub version: i64,
    /// When the documents were sent last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime>,
    /// When it was verified first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime>,
    /// When it applied.
    pub created_at: DateTime,
}

/// The caller's own profile.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn load_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<ProviderMeOut> {
    let profile = profiles::find_in_tx(tx, id).await?.ok_or(ProviderError::NotApplied)?;
    let state = snapshot::load_in_tx(tx, id, now).await?;
    let last = decisions::list_in_tx(tx, id).await?.into_iter().next();
    Ok(ProviderMeOut {
        id,
        display_name: display_name(&profile.first_name, &profile.last_name),
        national_id: format!("••••••••••{}", profile.last4),
        rating: ProviderRatingOut::of(&profile),
        first_name: profile.first_name,
        last_name: profile.last_name,
        date_of_birth: profile.date_of_birth,
        gender: profile.gender,
        verification: profile.status,
        background_check: profile.background_check,
        documents_valid: state.as_ref().is_some_and(|s| s.documents_valid),
        documents_valid_until: state.and_then(|s| s.documents_valid_until),
        is_online: profile.is_online,
        is_active: profile.is_active,
        home: profile.home,
        languages: profile.languages,
        notice_minutes: profile.notice_minutes,
        daily_limit: profile.daily_limit,
        bio: profile.bio,
        preferred_language: profile.preferred_language,
        has_photo: profile.photo.is_some(),
        jobs_completed: profile.jobs,
        earnings: Money::piastres(profile.earnings),
        last_decision: last.map(DecisionOut::from),
        version: profile.version,
        submitted_at: profile.submitted_at,
        verified_at: profile.verified_at,
        created_at: profile.created_at,
    })
}
