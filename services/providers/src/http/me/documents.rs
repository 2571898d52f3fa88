//! `/providers/me/documents`.

use super::upload;
use crate::App;
use crate::commands::{read_document, upload_document};
use crate::domain::documents::{DocumentKind, DocumentSide};
use crate::error::Result;
use crate::http::content;
use crate::reads::documents::{DocumentOut, DocumentsOut};
use crate::reads::offering::applied_in_tx;
use crate::store::documents;
use axum::Json;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{OriginalUri, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chassis::StoreError;
use chassis::idempotency::IdempotencyKey;
use httpkit::extract::{header_key, not_a_form, respond};
use httpkit::{Actor, IdempotencyHeader, PathParams};
use kernel::cairo::NaiveDate;
use kernel::ids::{DocumentId, ProviderId};

/// The form of an upload, for the API document; [`upload::read`] reads it.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only describes the form")]
pub struct DocumentUploadIn {
    /// What it is.
    kind: DocumentKind,
    /// Which side; only for the national ID card.
    side: Option<DocumentSide>,
    /// The last day it is good; needed for the back of the card and the criminal record.
    expires_on: Option<NaiveDate>,
    /// JPEG, PNG, WebP or PDF, at most 10 MiB. Where a picture was taken is removed from it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Sends a document.
#[utoipa::path(post, path = "/api/v1/providers/me/documents", tag = "provider documents",
    params(IdempotencyHeader),
    request_body(content = DocumentUploadIn, content_type = "multipart/form-data"),
    responses((status = 201, description = "The document is there", body = DocumentOut)))]
pub async fn upload_document(
    State(app): State<App>,
    actor: Actor,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> httpkit::Result<Response> {
    let form = form.map_err(|rejection| match rejection {
        MultipartRejection::InvalidBoundary(_) => not_a_form(),
        _ => upload::malformed(),
    })?;
    let key = header_key(&headers)?;
    let read = upload::read(form).await?;
    let key = IdempotencyKey {
        account: actor.user_id.to_string(),
        route: format!("POST {}", uri.path()),
        key,
        body_hash: read.hash,
        keyring: Some(app.chassis.keyring.clone()),
    };
    let id = actor.user_id.into();
    Ok(respond(upload_document::run(&app, id, &key, read.upload).await?))
}

/// The caller's documents, newest first; those that were replaced too.
#[utoipa::path(get, path = "/api/v1/providers/me/documents", tag = "provider documents",
    responses((status = 200, description = "The documents", body = DocumentsOut)))]
pub async fn list_my_documents(
    State(app): State<App>,
    actor: Actor,
) -> httpkit::Result<Json<DocumentsOut>> {
    Ok(Json(list(&app, actor.user_id.into()).await?))
}

async fn list(app: &App, id: ProviderId) -> Result<DocumentsOut> {
    let mut connection = app.chassis.db.pool().acquire().await.map_err(StoreError)?;
    applied_in_tx(&mut connection, id).await?;
    Ok(DocumentsOut::of(&documents::list_in_tx(&mut connection, id).await?))
}

/// The content of one of the caller's documents.
#[utoipa::path(get, path = "/api/v1/providers/me/documents/{id}/content",
    tag = "provider documents",
    params(("id" = DocumentId, Path, description = "The document")),
    responses((status = 200, description = "The content", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/pdf")))))]
pub async fn get_my_document_content(
    State(app): State<App>,
    actor: Actor,
    PathParams(id): PathParams<DocumentId>,
) -> httpkit::Result<Response> {
    Ok(content::private(read_document::own(&app, actor.user_id.into(), id).await?))
}
