//! `/admin/providers/{id}/documents`.

use super::ProviderReasonIn;
use crate::App;
use crate::commands::decide_document::{self, DocumentDecision};
use crate::commands::read_document;
use crate::http::content;
use crate::reads::documents::DocumentOut;
use axum::extract::State;
use axum::response::Response;
use httpkit::extract::respond;
use httpkit::{Actor, IdempotencyHeader, IdempotentBody, PathParams};
use kernel::ids::{DocumentId, ProviderId};

/// The content of a document. Every read is in the audit log.
#[utoipa::path(get, path = "/api/v1/admin/providers/{id}/documents/{docId}/content",
    tag = "admin providers",
    params(("id" = ProviderId, Path, description = "The provider"),
        ("docId" = DocumentId, Path, description = "The document")),
    responses((status = 200, description = "The content", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/pdf")))))]
pub async fn get_provider_document_content(
    State(app): State<App>,
    actor: Actor,
    PathParams((provider, id)): PathParams<(ProviderId, DocumentId)>,
) -> httpkit::Result<Response> {
    let read = read_document::by_operator(&app, actor.user_id, provider, id).await?;
    Ok(content::private(read))
}

/// Accepts a document.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/documents/{docId}/accept",
    tag = "admin providers", request_body = ProviderReasonIn,
    params(("id" = ProviderId, Path, description = "The provider"),
        ("docId" = DocumentId, Path, description = "The document"), IdempotencyHeader),
    responses((status = 200, description = "It is accepted", body = DocumentOut)))]
pub async fn accept_provider_document(
    State(app): State<App>,
    actor: Actor,
    PathParams(of): PathParams<(ProviderId, DocumentId)>,
    body: IdempotentBody<ProviderReasonIn>,
) -> httpkit::Result<Response> {
    let decision = DocumentDecision { accept: true, reason: body.value.parse()? };
    let answer = decide_document::run(&app, actor.user_id, &body.key, of, decision).await?;
    Ok(respond(answer))
}

/// Refuses a document, also one that was accepted. An application under review goes back to its
/// provider when the document was needed.
#[utoipa::path(post, path = "/api/v1/admin/providers/{id}/documents/{docId}/reject",
    tag = "admin providers", request_body = ProviderReasonIn,
    params(("id" = ProviderId, Path, description = "The provider"),
        ("docId" = DocumentId, Path, description = "The document"), IdempotencyHeader),
    responses((status = 200, description = "It is refused", body = DocumentOut)))]
pub async fn reject_provider_document(
    State(app): State<App>,
    actor: Actor,
    PathParams(of): PathParams<(ProviderId, DocumentId)>,
    body: IdempotentBody<ProviderReasonIn>,
) -> httpkit::Result<Response> {
    let decision = DocumentDecision { accept: false, reason: body.value.parse()? };
    let answer = decide_document::run(&app, actor.user_id, &body.key, of, decision).await?;
    Ok(respond(answer))
}
