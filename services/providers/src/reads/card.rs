//! What everybody may know of a provider.

use super::own::ProviderRatingOut;
use crate::domain::documents::DocumentKind;
use crate::domain::names::display_name;
use crate::error::{ProviderError, Result};
use crate::store::{documents, profiles, services};
use contracts::providers::VerificationStatus;
use kernel::cairo::{NaiveDate, local_date};
use kernel::ids::{CategoryId, ProviderId, ServiceId};
use kernel::{Instant, Lang, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;

/// What the platform checked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderBadgesOut {
    /// The person is who it says, and may work today.
    pub identity: bool,
    /// A criminal-record certificate is good today.
    pub background_check: bool,
    /// A skill certificate is good today.
    pub certified: bool,
}

/// A service on a provider's card.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardServiceOut {
    /// The service.
    pub service_id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its name.
    pub name: Localized,
    /// What this provider takes for it, before travel and surcharges.
    pub price: Money,
    /// Years of experience.
    pub experience_years: u16,
    /// Whether a certificate for it is good today.
    pub is_certified: bool,
}

/// A provider as everybody sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCardOut {
    /// The provider.
    pub id: ProviderId,
    /// First name and initial.
    #[schema(example = "Ahmed M.")]
    pub display_name: String,
    /// Whether there is a photo, at `/api/v1/providers/{id}/photo`.
    pub has_photo: bool,
    /// What the platform checked.
    pub badges: ProviderBadgesOut,
    /// What it says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// Languages it speaks.
    pub languages: Vec<Lang>,
    /// What it offers.
    pub services: Vec<CardServiceOut>,
    /// How customers rate it; absent until somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<ProviderRatingOut>,
    /// Jobs done.
    pub jobs_completed: u32,
    /// Since when it may work here.
    pub member_since: NaiveDate,
}

/// The card of a provider that was verified. A suspended one keeps its card, for those who had it
/// at home, but no badge and no services.
///
/// # Errors
/// [`ProviderError::NotFound`] for everybody who was never verified.
pub async fn load_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<ProviderCardOut> {
    let found = profiles::find_in_tx(tx, id).await?;
    let profile = found
        .filter(|p| {
            matches!(p.status, VerificationStatus::Verified | VerificationStatus::Suspended)
        })
        .ok_or(ProviderError::NotFound)?;
    let verified_at = profile.verified_at.ok_or(ProviderError::NotFound)?;
    let is_verified = profile.status == VerificationStatus::Verified;
    let papers = documents::papers_in_tx(tx, id).await?;
    let today = local_date(now);
    let good = |kind| is_verified && papers.iter().any(|p| p.kind == kind && p.is_good(today));
    let badges = ProviderBadgesOut {
        identity: good(DocumentKind::NationalId),
        background_check: good(DocumentKind::CriminalRecord),
        certified: good(DocumentKind::SkillCertificate),
    };
    let offers = if is_verified { services::list_in_tx(tx, id).await? } else { vec![] };
    Ok(ProviderCardOut {
        id,
        display_name: display_name(&profile.first_name, &profile.last_name),
        has_photo: is_verified && profile.photo.is_some(),
        badges,
        rating: ProviderRatingOut::of(&profile),
        bio: profile.bio,
        languages: profile.languages,
        services: offers
            .into_iter()
            .filter(|offer| offer.is_active)
            .map(|offer| CardServiceOut {
                service_id: offer.service,
                category_id: offer.category,
                name: offer.name,
                price: offer.custom_price.unwrap_or(offer.base_price),
                experience_years: offer.experience_years,
                is_certified: offer.is_certified,
            })
            .collect(),
        jobs_completed: profile.jobs,
        member_since: local_date(verified_at),
    })
}
