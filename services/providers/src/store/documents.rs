//! Documents and what is needed: `providers.documents`, `providers.document_requirements`.

use super::inconsistent;
use crate::domain::documents::{DocumentKind, DocumentSide, DocumentState, Paper, Requirement};
use chassis::StoreError;
use kernel::Instant;
use kernel::cairo::NaiveDate;
use kernel::ids::{DocumentId, ProviderId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// A stored document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Whose.
    pub provider: ProviderId,
    /// What it is.
    pub kind: DocumentKind,
    /// Which side.
    pub side: DocumentSide,
    /// Where its content is.
    pub object_key: String,
    /// What its content is.
    pub media_type: String,
    /// How long its content is.
    pub size_bytes: i64,
    /// SHA-256 of its content.
    pub sha256: Vec<u8>,
    /// Where it stands.
    pub state: DocumentState,
    /// The last day it is good.
    pub expires_on: Option<NaiveDate>,
    /// Who decided on it.
    pub reviewer: Option<UserId>,
    /// What the reviewer wrote.
    pub note: Option<String>,
    /// When it was decided on.
    pub decided_at: Option<Instant>,
    /// When a newer one took its place.
    pub replaced_at: Option<Instant>,
    /// When its content was removed, because the review it was for is long over.
    pub content_removed_at: Option<Instant>,
    /// When it was sent.
    pub created_at: Instant,
}

impl Document {
    /// What matters for the rules.
    #[must_use]
    pub fn paper(&self) -> Paper {
        Paper {
            id: self.id,
            kind: self.kind,
            side: self.side,
            state: self.state,
            expires_on: self.expires_on,
            note: self.note.clone(),
        }
    }
}

struct Row {
    id: Uuid,
    provider_id: Uuid,
    kind: String,
    side: String,
    object_key: String,
    media_type: String,
    size_bytes: i64,
    sha256: Vec<u8>,
    state: String,
    expires_on: Option<NaiveDate>,
    reviewer_id: Option<Uuid>,
    note: Option<String>,
    decided_at: Option<Instant>,
    replaced_at: Option<Instant>,
    content_removed_at: Option<Instant>,
    created_at: Instant,
}

impl TryFrom<Row> for Document {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            provider: row.provider_id.into(),
            kind: DocumentKind::from_tag(&row.kind)
                .ok_or_else(|| inconsistent("documents.kind"))?,
            side: DocumentSide::from_tag(&row.side)
                .ok_or_else(|| inconsistent("documents.side"))?,
            state: DocumentState::from_tag(&row.state)
                .ok_or_else(|| inconsistent("documents.state"))?,
            object_key: row.object_key,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            expires_on: row.expires_on,
            reviewer: row.reviewer_id.map(Into::into),
            note: row.note,
            decided_at: row.decided_at,
            replaced_at: row.replaced_at,
            content_removed_at: row.content_removed_at,
            created_at: row.created_at,
        })
    }
}

/// Adds a document that was just sent.
///
/// # Errors
/// Constraint `documents_same_file_idx` when the same file is current.
pub async fn insert_in_tx(tx: &mut PgConnection, new: &Document) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into providers.documents
            (id, provider_id, kind, side, object_key, media_type, size_bytes, sha256, state,
             expires_on, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'uploaded', $9, $10)",
        new.id.uuid(),
        new.provider.uuid(),
        new.kind.tag(),
        new.side.tag(),
        new.object_key,
        new.media_type,
        new.size_bytes,
        new.sha256,
        new.expires_on,
        new.created_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether this very file is current already.
///
/// # Errors
/// When the database is away.
pub async fn has_file_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    sha256: &[u8],
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from providers.documents
           where provider_id = $1 and sha256 = $2 and replaced_at is null) as "has!""#,
        provider.uuid(),
        sha256
    )
    .fetch_one(tx)
    .await?)
}

/// How many documents a provider ever sent.
///
/// # Errors
/// When the database is away.
pub async fn count_in_tx(tx: &mut PgConnection, provider: ProviderId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from providers.documents where provider_id = $1"#,
        provider.uuid()
    )
    .fetch_one(tx)
    .await?)
}

/// Lets a new document of a kind and side take the place of those in one of `states`.
///
/// # Errors
/// When the database is away.
pub async fn replace_in_tx(
    tx: &mut PgConnection,
    by: &Document,
    states: &[DocumentState],
    at: Instant,
) -> Result<(), StoreError> {
    let states: Vec<String> = states.iter().map(|s| s.tag().to_owned()).collect();
    sqlx::query!(
        "update providers.documents set replaced_at = $5
         where provider_id = $1 and kind = $2 and side = $3 and state = any($4)
           and replaced_at is null and id <> $6",
        by.provider.uuid(),
        by.kind.tag(),
        by.side.tag(),
        &states,
        at,
        by.id.uuid(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A provider's document.
///
/// # Errors
/// When the database is away.
pub async fn find_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
    id: DocumentId,
) -> Result<Option<Document>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, provider_id, kind, side, object_key, media_type, size_bytes, sha256, state,
                expires_on, reviewer_id, note, decided_at, replaced_at, content_removed_at,
                created_at
         from providers.documents where provider_id = $1 and id = $2",
        provider.uuid(),
        id.uuid()
    )
    .fetch_optional(tx)
    .await?;
    row.map(Document::try_from).transpose()
}

/// A provider's documents, newest first; those that were replaced too.
///
/// # Errors
/// When the database is away.
pub async fn list_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<Document>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, provider_id, kind, side, object_key, media_type, size_bytes, sha256, state,
                expires_on, reviewer_id, note, decided_at, replaced_at, content_removed_at,
                created_at
         from providers.documents where provider_id = $1 order by created_at desc, id desc",
        provider.uuid()
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Document::try_from).collect()
}

/// What of a provider's documents the rules look at: the current ones.
///
/// # Errors
/// When the database is away.
pub async fn papers_in_tx(
    tx: &mut PgConnection,
    provider: ProviderId,
) -> Result<Vec<Paper>, StoreError> {
    let all = list_in_tx(tx, provider).await?;
    Ok(all.iter().filter(|d| d.replaced_at.is_none()).map(Document::paper).collect())
}

/// Writes an operator's decision on a document.
///
/// # Errors
/// When the database is away.
pub async fn decide_in_tx(
    tx: &mut PgConnection,
    id: DocumentId,
    state: DocumentState,
    reviewer: UserId,
    note: Option<&str>,
    at: Instant,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update providers.documents
         set state = $2, reviewer_id = $3, note = $4, decided_at = $5 where id = $1",
        id.uuid(),
        state.tag(),
        reviewer.uuid(),
        note,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A document whose end is near or past.
#[derive(Clone, Copy, Debug)]
pub struct Ending {
    /// The document.
    pub id: DocumentId,
    /// Whose.
    pub provider: ProviderId,
    /// What it is.
    pub kind: DocumentKind,
    /// Which side.
    pub side: DocumentSide,
    /// The last day it is good.
    pub expires_on: NaiveDate,
    /// The smallest number of days announced.
    pub warned_days: Option<i32>,
}

/// Accepted documents that end on or before `until`, by provider.
///
/// # Errors
/// When the database is away.
pub async fn ending_in_tx(
    tx: &mut PgConnection,
    until: NaiveDate,
) -> Result<Vec<Ending>, StoreError> {
    let rows = sqlx::query!(
        r#"select id, provider_id, kind, side, expires_on as "expires_on!", warned_days
           from providers.documents
           where state = 'accepted' and replaced_at is null and expires_on <= $1
           order by provider_id, id"#,
        until
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Ending {
                id: row.id.into(),
                provider: row.provider_id.into(),
                kind: DocumentKind::from_tag(&row.kind)
                    .ok_or_else(|| inconsistent("documents.kind"))?,
                side: DocumentSide::from_tag(&row.side)
                    .ok_or_else(|| inconsistent("documents.side"))?,
                expires_on: row.expires_on,
                warned_days: row.warned_days,
            })
        })
        .collect()
}

/// Notes the announcement that was made.
///
/// # Errors
/// When the database is away.
pub async fn set_warned_in_tx(
    tx: &mut PgConnection,
    id: DocumentId,
    days: i32,
) -> Result<(), StoreError> {
    sqlx::query!("update providers.documents set warned_days = $2 where id = $1", id.uuid(), days)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends an accepted document. `false` when it is no longer that, or was replaced.
///
/// # Errors
/// When the database is away.
pub async fn expire_in_tx(tx: &mut PgConnection, id: DocumentId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update providers.documents set state = 'expired'
         where id = $1 and state = 'accepted' and replaced_at is null",
        id.uuid()
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What providers need, in the order people see it.
///
/// # Errors
/// When the database is away.
pub async fn requirements_in_tx(tx: &mut PgConnection) -> Result<Vec<Requirement>, StoreError> {
    let rows = sqlx::query!(
        "select category_id, kind, side, is_required, when_certified, needs_expiry
         from providers.document_requirements order by sort_order, kind, side"
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Requirement {
                category: row.category_id.map(Into::into),
                kind: DocumentKind::from_tag(&row.kind)
                    .ok_or_else(|| inconsistent("document_requirements.kind"))?,
                side: DocumentSide::from_tag(&row.side)
                    .ok_or_else(|| inconsistent("document_requirements.side"))?,
                is_required: row.is_required,
                when_certified: row.when_certified,
                needs_expiry: row.needs_expiry,
            })
        })
        .collect()
}
