//! Documents as their owner and operators see them.

use crate::domain::documents::{DocumentKind, DocumentSide, DocumentState, name};
use crate::store::documents::Document;
use kernel::cairo::NaiveDate;
use kernel::ids::{DocumentId, UserId};
use kernel::{DateTime, Localized};
use serde::Serialize;

/// A document, without its content.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentOut {
    /// Its id; the content is at `…/documents/{id}/content`.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Which side.
    pub side: DocumentSide,
    /// What people call it.
    pub name: Localized,
    /// What its content is, told by the content itself.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// How long its content is, after metadata was taken out.
    pub size_bytes: i64,
    /// Where it stands.
    pub state: DocumentState,
    /// The last day it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// What the reviewer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether a newer one took its place.
    pub replaced: bool,
    /// When its content was removed, because the review it was for is long over; what was decided stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_removed_at: Option<DateTime>,
    /// When it was decided on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime>,
    /// When it was sent.
    pub created_at: DateTime,
}

impl From<&Document> for DocumentOut {
    fn from(document: &Document) -> Self {
        Self {
            id: document.id,
            kind: document.kind,
            side: document.side,
            name: name(document.kind, document.side),
            media_type: document.media_type.clone(),
            size_bytes: document.size_bytes,
            state: document.state,
            expires_on: document.expires_on,
            note: document.note.clone(),
            replaced: document.replaced_at.is_some(),
            content_removed_at: document.content_removed_at,
            decided_at: document.decided_at,
            created_at: document.created_at,
        }
    }
}

/// A document as operators see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRecordOut {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentOut,
    /// Who decided on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer_id: Option<UserId>,
}

impl From<&Document> for DocumentRecordOut {
    fn from(document: &Document) -> Self {
        Self { document: document.into(), reviewer_id: document.reviewer }
    }
}

/// A provider's documents, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentsOut {
    /// The documents.
    pub items: Vec<DocumentOut>,
}

impl DocumentsOut {
    /// From what is stored.
    pub fn of(documents: &[Document]) -> Self {
        Self { items: documents.iter().map(DocumentOut::from).collect() }
    }
}
