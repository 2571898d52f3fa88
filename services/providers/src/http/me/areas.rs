//! `/providers/me/areas`.

use crate::App;
use crate::commands::set_areas::{self, WantedArea, WantedShape};
use crate::domain::areas::MAX_AREAS;
use crate::reads::offering::{self, ProviderAreasOut};
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use contracts::providers::ServiceArea;
use httpkit::{Actor, Body};
use kernel::text::line;
use kernel::{Fields, Invalid, InvalidFields, LatLng};
use serde::Deserialize;

/// Longest name of an area.
const MAX_NAME_CHARS: usize = 100;
/// Longest usual way, in minutes.
const MAX_TRAVEL_MINUTES: u32 = 240;
/// The usual way when none is said, in minutes.
const USUAL_TRAVEL_MINUTES: u32 = 30;

/// The shape of an area.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum AreaShapeIn {
    /// Within a distance of a point.
    Radius {
        /// The point; your home when absent.
        center: Option<LatLng>,
        /// The distance in metres, 500 to 50,000.
        // By name: the document does not know serde's `rename_all_fields`.
        #[serde(rename = "radiusM")]
        #[schema(minimum = 500, maximum = 50000, example = 8000)]
        radius_m: u32,
    },
    /// Inside a polygon.
    Polygon {
        /// The outer ring, at least four positions, first equal to last; `[lng, lat]` as in
        /// GeoJSON.
        #[schema(example = json!([[31.25, 29.95], [31.3, 29.95], [31.3, 30.0], [31.25, 29.95]]))]
        ring: Vec<[f64; 2]>,
    },
}

/// An area to work in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderAreaIn {
    /// What you call it.
    #[schema(example = "المعادي")]
    name: String,
    /// The shape.
    shape: AreaShapeIn,
    /// Whether it is the main one; the first is when none says so.
    #[serde(default)]
    is_primary: bool,
    /// Usual way into it, in minutes; 30 when absent.
    #[schema(minimum = 0, maximum = 240, example = 30)]
    travel_minutes: Option<u32>,
}

/// Everywhere the provider works from now on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderAreasIn {
    /// The areas, at most 10.
    areas: Vec<ProviderAreaIn>,
}

impl ProviderAreasIn {
    fn parse(self) -> Result<Vec<WantedArea>, InvalidFields> {
        let mut fields = Fields::new();
        if self.areas.len() > MAX_AREAS {
            let invalid = Invalid::new(
                "too_many",
                format!("عدد المناطق كبير. الحد الأقصى: {MAX_AREAS}."),
                format!("These are too many areas. The limit is {MAX_AREAS}."),
            );
            return Err(InvalidFields::one("areas", invalid));
        }
        let mut wanted = Vec::with_capacity(self.areas.len());
        let mut has_primary = false;
        for (i, area) in self.areas.into_iter().enumerate() {
            let name = fields.take(format!("areas[{i}].name"), line(&area.name, MAX_NAME_CHARS));
            let travel_minutes = area.travel_minutes.unwrap_or(USUAL_TRAVEL_MINUTES);
            fields.check(
                travel_minutes <= MAX_TRAVEL_MINUTES,
                format!("areas[{i}].travelMinutes"),
                || {
                    Invalid::new(
                        "too_large",
                        format!("راجع مدة الطريق. الحد الأقصى: {MAX_TRAVEL_MINUTES} دقيقة."),
                        format!("Check the way. The limit is {MAX_TRAVEL_MINUTES} minutes."),
                    )
                },
            );
            fields.check(
                !(has_primary && area.is_primary),
                format!("areas[{i}].isPrimary"),
                || {
                    Invalid::new(
                        "providers.area_primary",
                        "اختر منطقة رئيسية واحدة فقط.",
                        "Only one area can be the main one.",
                    )
                },
            );
            has_primary |= area.is_primary;
            let shape = match area.shape {
                AreaShapeIn::Radius { center: None, radius_m } => WantedShape::AroundHome(radius_m),
                AreaShapeIn::Radius { center: Some(center), radius_m } => {
                    WantedShape::Own(ServiceArea::Radius { center, radius_m })
                }
                AreaShapeIn::Polygon { ring } => WantedShape::Own(ServiceArea::Polygon { ring }),
            };
            if let Some(name) = name {
                let is_primary = area.is_primary;
                wanted.push(WantedArea { name, shape, is_primary, travel_minutes });
            }
        }
        fields.finish()?;
        Ok(wanted)
    }
}

/// Where the caller works.
#[utoipa::path(get, path = "/api/v1/providers/me/areas", tag = "provider offering",
    responses((status = 200, description = "The areas", body = ProviderAreasOut)))]
pub async fn get_my_areas(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<ProviderAreasOut>> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    Ok(Json(offering::areas_in_tx(&mut connection, actor.user_id.into()).await?))
}

/// Replaces where the caller works.
#[utoipa::path(put, path = "/api/v1/providers/me/areas", tag = "provider offering",
    request_body = ProviderAreasIn,
    responses((status = 200, description = "The areas as they are now", body = ProviderAreasOut)))]
pub async fn set_my_areas(
    State(app): State<App>,
    actor: Actor,
    Body(wanted): Body<ProviderAreasIn>,
) -> httpkit::Result<Json<ProviderAreasOut>> {
    let areas = wanted.parse()?;
    Ok(Json(set_areas::run(&app, actor.user_id.into(), areas).await?))
}
