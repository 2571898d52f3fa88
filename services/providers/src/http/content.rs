//! A document's content as an answer.

use crate::commands::read_document::Content;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Private content: shown, never kept, and never run even if a browser could be talked into it.
pub fn private(content: Content) -> Response {
    answer(content, HeaderValue::from_static("private, no-store"))
}

/// The accepted photo, which everybody may keep for an hour.
pub fn shared(content: Content) -> Response {
    answer(content, HeaderValue::from_static("public, max-age=3600"))
}

fn answer(content: Content, cache: HeaderValue) -> Response {
    let media_type = HeaderValue::from_str(&content.document.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, content.bytes).into_response()
}
