//! What a provider offers, where and when.

use crate::domain::prices::Band;
use crate::error::{ProviderError, Result};
use crate::ids::ExceptionId;
use crate::store::{areas, profiles, schedule, services};
use contracts::providers::{ServiceArea, WeeklyInterval};
use kernel::ids::{CategoryId, DocumentId, ProviderId, ServiceId};
use kernel::{DateTime, Instant, Localized, Money};
use serde::Serialize;
use sqlx::PgConnection;

/// A service a provider offers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderServiceOut {
    /// The service.
    pub service_id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its name.
    pub name: Localized,
    /// The name of its category.
    pub category_name: Localized,
    /// The platform's price.
    pub base_price: Money,
    /// The provider's own price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_price: Option<Money>,
    /// The lowest own price allowed.
    pub lowest_price: Money,
    /// The highest own price allowed.
    pub highest_price: Money,
    /// Years of experience.
    pub experience_years: u16,
    /// Whether only certified providers may do it.
    pub needs_certificate: bool,
    /// The certificate for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_document_id: Option<DocumentId>,
    /// Whether that certificate is good today.
    pub is_certified: bool,
    /// Whether it can be ordered at all now.
    pub is_active: bool,
}

/// What a provider offers.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderServicesOut {
    /// The services.
    pub items: Vec<ProviderServiceOut>,
}

/// The caller's services.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn services_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    band: Band,
) -> Result<ProviderServicesOut> {
    applied_in_tx(tx, id).await?;
    let offers = services::list_in_tx(tx, id).await?;
    let items = offers.into_iter().map(|offer| {
        let (lowest_price, highest_price) = band.around(offer.base_price);
        ProviderServiceOut {
            service_id: offer.service,
            category_id: offer.category,
            name: offer.name,
            category_name: offer.category_name,
            base_price: offer.base_price,
            custom_price: offer.custom_price,
            lowest_price,
            highest_price,
            experience_years: offer.experience_years,
            needs_certificate: offer.needs_certificate,
            certificate_document_id: offer.certificate,
            is_certified: offer.is_certified,
            is_active: offer.is_active,
        }
    });
    Ok(ProviderServicesOut { items: items.collect() })
}

/// An area a provider works in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderAreaOut {
    /// What the provider calls it.
    #[schema(example = "المعادي")]
    pub name: String,
    /// The shape.
    pub shape: ServiceArea,
    /// Whether it is the main one.
    pub is_primary: bool,
    /// Usual way into it, in minutes.
    pub travel_minutes: u32,
}

/// Where a provider works.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderAreasOut {
    /// The areas.
    pub items: Vec<ProviderAreaOut>,
}

/// The caller's areas.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn areas_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<ProviderAreasOut> {
    applied_in_tx(tx, id).await?;
    let items = areas::list_in_tx(tx, id).await?.into_iter().map(|area| ProviderAreaOut {
        name: area.name,
        shape: area.shape,
        is_primary: area.is_primary,
        travel_minutes: area.travel_minutes,
    });
    Ok(ProviderAreasOut { items: items.collect() })
}

/// A provider's week in Cairo wall time.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderHoursOut {
    /// The intervals, by weekday and start.
    pub hours: Vec<WeeklyInterval>,
}

/// The caller's week.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn hours_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<ProviderHoursOut> {
    applied_in_tx(tx, id).await?;
    Ok(ProviderHoursOut { hours: schedule::week_in_tx(tx, id).await? })
}

/// A dated exception from the weekly hours.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionOut {
    /// Its id.
    pub id: ExceptionId,
    /// From when.
    pub starts_at: DateTime,
    /// Until when.
    pub ends_at: DateTime,
    /// `true`: works although the weekly hours say no. `false`: doesn't work.
    pub works: bool,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl From<schedule::Exception> for ExceptionOut {
    fn from(exception: schedule::Exception) -> Self {
        Self {
            id: exception.id,
            starts_at: exception.starts_at,
            ends_at: exception.ends_at,
            works: exception.works,
            note: exception.note,
        }
    }
}

/// The exceptions that are not over.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionsOut {
    /// The exceptions, by start.
    pub items: Vec<ExceptionOut>,
}

/// The caller's exceptions that are not over.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn exceptions_in_tx(
    tx: &mut PgConnection,
    id: ProviderId,
    now: Instant,
) -> Result<ExceptionsOut> {
    applied_in_tx(tx, id).await?;
    let list = schedule::exceptions_in_tx(tx, id, now).await?;
    Ok(ExceptionsOut { items: list.into_iter().map(ExceptionOut::from).collect() })
}

/// Refuses somebody who has not applied.
///
/// # Errors
/// [`ProviderError::NotApplied`].
pub async fn applied_in_tx(tx: &mut PgConnection, id: ProviderId) -> Result<()> {
    profiles::find_in_tx(tx, id).await?.map(|_| ()).ok_or(ProviderError::NotApplied)
}
