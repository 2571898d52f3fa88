use super::AdminZoneOut;
use crate::App;
use crate::commands::set_surge::{self, SurgeChange};
use axum::Json;
use axum::extract::State;
use httpkit::{Actor, Body, PathParams};
use kernel::ids::ZoneId;
use kernel::{BasisPoints, DateTime, Fields, InvalidFields};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a zone's surge shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SurgeIn {
    /// The multiplier, within the zone's bounds; 10000 is the price itself.
    #[schema(example = 12000, minimum = 10000, maximum = 20000)]
    multiplier_bp: i32,
    /// When it ends by itself.
    until: Option<DateTime>,
    /// Why.
    #[schema(example = "Heat wave")]
    reason: Option<String>,
    /// The version of the zone that is changed.
    version: i64,
}

impl SurgeIn {
    fn parse(self) -> Result<(i64, SurgeChange), InvalidFields> {
        let mut fields = Fields::new();
        let reason = kernel::text::optional_line(self.reason.as_deref(), 500);
        let reason = fields.take("reason", reason);
        fields.finish()?;
        let change = SurgeChange {
            multiplier: BasisPoints::new(self.multiplier_bp),
            until: self.until,
            reason: reason.flatten(),
        };
        Ok((self.version, change))
    }
}

/// Set a zone's surge
///
/// Quotes that exist stay as they are.
#[utoipa::path(put, path = "/api/v1/admin/zones/{id}/surge", tag = "admin-catalog",
    params(("id" = uuid::Uuid, Path, description = "The zone.")), request_body = SurgeIn,
    responses((status = 200, description = "The zone.", body = AdminZoneOut)))]
pub async fn set_zone_surge(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<ZoneId>,
    Body(body): Body<SurgeIn>,
) -> httpkit::Result<Json<AdminZoneOut>> {
    let (version, change) = body.parse()?;
    Ok(Json(set_surge::run(&app, actor, id, version, change).await?))
}
