//! `/providers/me/services`.

use crate::App;
use crate::commands::set_services;
use crate::domain::prices::Band;
use crate::reads::offering::{self, ProviderServicesOut};
use crate::store::services::NewOffer;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{Actor, Body};
use kernel::ids::{DocumentId, ServiceId};
use kernel::{Fields, Invalid, InvalidFields, Money};
use serde::Deserialize;

/// Most services of one provider.
const MAX_SERVICES: usize = 120;
/// Most years of experience.
const MAX_YEARS: u16 = 60;

/// A service to offer.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderServiceIn {
    /// The service.
    service_id: ServiceId,
    /// Your own price, within the band around the platform's; the platform's when absent.
    custom_price: Option<Money>,
    /// Years of experience.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 60, example = 5)]
    experience_years: u16,
    /// Your certificate for it: a document of kind `skill_certificate`.
    certificate_document_id: Option<DocumentId>,
}

/// Everything the provider offers from now on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderServicesIn {
    /// The services.
    services: Vec<ProviderServiceIn>,
}

impl ProviderServicesIn {
    fn parse(self) -> Result<Vec<NewOffer>, InvalidFields> {
        let mut fields = Fields::new();
        fields.check(self.services.len() <= MAX_SERVICES, "services", || {
            Invalid::new(
                "too_many",
                format!("عدد الخدمات كبير. الحد الأقصى: {MAX_SERVICES}."),
                format!("These are too many services. The limit is {MAX_SERVICES}."),
            )
        });
        for (i, service) in self.services.iter().enumerate() {
            let field = format!("services[{i}].experienceYears");
            fields.check(service.experience_years <= MAX_YEARS, field, || {
                Invalid::new(
                    "too_large",
                    format!("راجع سنوات الخبرة. الحد الأقصى: {MAX_YEARS}."),
                    format!("Check the years of experience. The limit is {MAX_YEARS}."),
                )
            });
        }
        fields.finish()?;
        let offers = self.services.into_iter().map(|service| NewOffer {
            service: service.service_id,
            custom_price: service.custom_price,
            experience_years: service.experience_years,
            certificate: service.certificate_document_id,
        });
        Ok(offers.collect())
    }
}

/// What the caller offers.
#[utoipa::path(get, path = "/api/v1/providers/me/services", tag = "provider offering",
    responses((status = 200, description = "The services", body = ProviderServicesOut)))]
pub async fn get_my_services(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ProviderServicesOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let band = Band {
        min_percent: app.config.price_min_percent,
        max_percent: app.config.price_max_percent,
    };
    Ok(Json(offering::services_in_tx(&mut connection, actor.user_id.into(), band).await?))
}

/// Replaces what the caller offers.
#[utoipa::path(put, path = "/api/v1/providers/me/services", tag = "provider offering",
    request_body = ProviderServicesIn,
    responses((status = 200, description = "The services as they are now",
        body = ProviderServicesOut)))]
pub async fn set_my_services(
    State(app): State<App>,
    actor: Actor,
    Body(wanted): Body<ProviderServicesIn>,
) -> httpkit::Result<Json<ProviderServicesOut>> {
    let offers = wanted.parse()?;
    Ok(Json(set_services::run(&app, actor.user_id.into(), offers).await?))
}
