use super::ServiceOut;
use crate::App;
use crate::commands::changes::catch_up;
use crate::store::services;
use axum::Json;
use axum::extract::State;
use chassis::StoreError;
use httpkit::{PathParams, Problem};
use kernel::ids::ServiceId;

/// One service
#[utoipa::path(get, path = "/api/v1/services/{id}", tag = "catalog",
    params(("id" = uuid::Uuid, Path, description = "The service.")),
    responses((status = 200, description = "The service.", body = ServiceOut)))]
pub async fn get_service(
    State(app): State<App>,
    PathParams(id): PathParams<ServiceId>,
) -> httpkit::Result<Json<ServiceOut>> {
    catch_up(&app).await?;
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let found = services::find(&mut connection, id).await?;
    let service = found.filter(|s| s.facts.is_active).ok_or_else(Problem::not_found)?;
    Ok(Json(ServiceOut::from(service)))
}
