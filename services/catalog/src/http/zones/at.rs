use crate::App;
use crate::commands::changes::catch_up;
use crate::domain::hours;
use crate::domain::refusal::Refusal;
use crate::domain::zone::ZoneAt;
use crate::store::zones;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::QueryParams;
use kernel::cairo::WeeklyHours;
use kernel::ids::ZoneId;
use kernel::{Fields, Instant, Invalid, InvalidFields, LatLng, Localized};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A place.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlaceQuery {
    /// Degrees north.
    #[param(value_type = f64, example = 29.96)]
    lat: String,
    /// Degrees east.
    #[param(value_type = f64, example = 31.257)]
    lng: String,
}

impl PlaceQuery {
    fn parse(&self) -> Result<LatLng, InvalidFields> {
        let mut fields = Fields::new();
        let lat = fields.take("lat", degrees(&self.lat));
        let lng = fields.take("lng", degrees(&self.lng));
        let place = lat
            .zip(lng)
            .and_then(|(lat, lng)| fields.take("lat", LatLng::parse_in_egypt(lat, lng)));
        match place {
            Some(place) => Ok(place),
            None => Err(fields.into_error()),
        }
    }
}

fn degrees(text: &str) -> Result<f64, Invalid> {
    kernel::text::fold_digits(text).trim().parse().map_err(|_| {
        Invalid::new(
            "wrong_type",
            "اكتب رقمًا بالدرجات مثل 30.0444.",
            "Write a number of degrees like 30.0444.",
        )
    })
}

/// Whether and by which zone a place is served.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ZoneAtOut {
    /// Whether the platform works there at all.
    served: bool,
    /// Whether work may begin there now.
    open_now: bool,
    /// What a person reads.
    message: Localized,
    /// The zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone_id: Option<ZoneId>,
    /// The zone's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone_name: Option<Localized>,
    /// The nearest neighbourhood.
    #[serde(skip_serializing_if = "Option::is_none")]
    district: Option<Localized>,
    /// ISO 3166-2 code of the neighbourhood's governorate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EG-C")]
    governorate: Option<String>,
    /// When work may begin, in Cairo's wall time.
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_hours: Option<WeeklyHours>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    opening_hours_text: Option<Localized>,
}

impl ZoneAtOut {
    fn of(zone: Option<ZoneAt>, now: Instant) -> Self {
        let Some(zone) = zone else {
            return Self {
                served: false,
                open_now: false,
                message: Refusal::OutsideZones.text(),
                zone_id: None,
                zone_name: None,
                district: None,
                governorate: None,
                opening_hours: None,
                opening_hours_text: None,
            };
        };
        let (open_now, words) = (hours::is_open(&zone.hours, now), hours::in_words(&zone.hours));
        let message = if open_now {
            Localized::new(
                format!("نصل إليك في {}. يمكنك الطلب الآن أو لموعد لاحق.", zone.district.ar),
                format!("We reach you in {}. Order for now or for later.", zone.district.en),
            )
        } else {
            Localized::new(
                format!(
                    "نصل إليك في {}، لكننا مغلقون الآن. مواعيد العمل: {}. احجز لموعد لاحق.",
                    zone.district.ar, words.ar
                ),
                format!(
                    "We reach you in {}, but are closed now. Opening hours: {}. Order for later.",
                    zone.district.en, words.en
                ),
            )
        };
        Self {
            served: true,
            open_now,
            message,
            zone_id: Some(zone.id),
            zone_name: Some(zone.name),
            district: Some(zone.district),
            governorate: Some(zone.governorate),
            opening_hours: Some(zone.hours),
            opening_hours_text: Some(words),
        }
    }
}

/// Can I order here?
///
/// A place in Egypt that nobody serves yet answers `served: false`; a place outside Egypt is
/// refused.
#[utoipa::path(get, path = "/api/v1/zones/at", tag = "catalog", params(PlaceQuery),
    responses((status = 200, description = "Whether the place is served.", body = ZoneAtOut)))]
pub async fn get_zone_at(
    State(app): State<App>,
    QueryParams(query): QueryParams<PlaceQuery>,
) -> httpkit::Result<Json<ZoneAtOut>> {
    let pin = query.parse()?;
    catch_up(&app).await?;
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let zone = zones::at(&mut connection, pin).await?;
    Ok(Json(ZoneAtOut::of(zone, app.chassis.world.now())))
}
