//! `GET /bookings/{id}/record`, `GET /job-record-key`.

use super::viewer;
use crate::App;
use crate::domain::job_record;
use crate::reads::{job_record_of, signing_seed};
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chassis::StoreError;
use httpkit::{Actor, PathParams};
use kernel::ids::BookingId;
use serde::Serialize;

/// The record of a job: everything that happened, each entry holding the hash of the one before. What
/// only the other side may read is in it as a digest. `osta verify-record FILE` checks it offline, to
/// the byte; keep the file as it came.
#[utoipa::path(
    get, path = "/api/v1/bookings/{id}/record", tag = "bookings",
    params(("id" = BookingId, Path, description = "The booking")),
    responses((status = 200, description = "The bundle.", body = serde_json::Value)),
)]
pub async fn get_booking_record(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<BookingId>,
) -> httpkit::Result<Response> {
    let mut db = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    let booking = viewer::booking(&mut db, &actor, id).await?;
    drop(db);
    let reader = booking.side_of(actor.user_id).map(|by| by.side);
    let record = job_record_of(&app, &booking, reader).await?;
    let name = format!("attachment; filename=\"{}.json\"", booking.facts().number);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, record).into_response())
}

/// The key that signs job records.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobRecordKeyOut {
    /// `Ed25519`.
    #[schema(example = "Ed25519")]
    pub algorithm: String,
    /// 32 bytes in lower-case hexadecimal: `osta verify-record FILE --key …`.
    pub public_key: String,
}

/// The public key that signs job records, for whoever checks one.
#[utoipa::path(
    get, path = "/api/v1/job-record-key", tag = "bookings",
    responses((status = 200, description = "The key.", body = JobRecordKeyOut)),
)]
pub async fn get_job_record_key(State(app): State<App>) -> Json<JobRecordKeyOut> {
    let public_key = job_record::public_key(&signing_seed(&app));
    Json(JobRecordKeyOut { algorithm: "Ed25519".to_owned(), public_key })
}
