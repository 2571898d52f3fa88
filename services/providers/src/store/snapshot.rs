//! The whole present state of a provider, as others are told.

use super::{areas, documents, profiles, schedule, services};
use crate::domain::documents::{Trade, validity};
use crate::domain::names::display_name;
use chassis::StoreError;
use contracts::providers::{HoursException, OfferedService, ProviderChanged};
use kernel::Instant;
use kernel::cairo::local_date;
use kernel::ids::ProviderId;
use sqlx::PgConnection;

/// The state of a provider at `now`; `None` when there is no such provider.
///
/// # Errors
/// When the database is away.
pub async fn load_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<Option<ProviderChanged>, StoreError> {
    let Some(profile) = profiles::find_in_tx(tx, id).await? else { return Ok(None) };
    let offers = services::list_in_tx(tx, id).await?;
    let papers = documents::papers_in_tx(tx, id).await?;
    let rules = documents::requirements_in_tx(tx).await?;
    let trades: Vec<Trade> = offers.iter().map(services::Offer::trade).collect();
    let (documents_valid, documents_valid_until) =
        validity(&rules, &trades, &papers, local_date(now));
    let exceptions = schedule::exceptions_in_tx(tx, id, now).await?;
    Ok(Some(ProviderChanged {
        provider_id: id,
        display_name: display_name(&profile.first_name, &profile.last_name),
        photo: profile.photo.is_some(),
        verification: profile.status,
        documents_valid,
        documents_valid_until,
        is_active: profile.takes_work(),
        is_online: profile.is_online,
        languages: profile.languages,
        gender: Some(profile.gender),
        home: Some(profile.home),
        services: offers
            .into_iter()
            .filter(|offer| offer.is_active)
            .map(|offer| OfferedService {
                service_id: offer.service,
                category_id: offer.category,
                custom_price: offer.custom_price,
                experience_years: offer.experience_years,
                is_certified: offer.is_certified,
            })
            .collect(),
        areas: areas::list_in_tx(tx, id).await?.into_iter().map(|area| area.shape).collect(),
        weekly_hours: schedule::week_in_tx(tx, id).await?,
        exceptions: exceptions
            .into_iter()
            .map(|e| HoursException { starts_at: e.starts_at, ends_at: e.ends_at, works: e.works })
            .collect(),
        notice_minutes: profile.notice_minutes,
        daily_limit: profile.daily_limit,
        verified_at: profile.verified_at,
    }))
}
