//! Consents, copies of one's data and the wish to be forgotten, as their person sees them.

use crate::app::App;
use crate::domain::consent::asked;
use crate::error::{PrivacyError, Trouble};
use crate::store::consents::{self, Consent};
use crate::store::deletions::{self, OpenDeletion};
use crate::store::exports::{self, Export};
use axum::body::{Body, Bytes};
use contracts::privacy::{ConsentPurpose, HOLDERS, part_key};
use futures::StreamExt as _;
use kernel::ids::UserId;
use kernel::{DateTime, Instant, Lang, Localized};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// What is asked of a person for one purpose, and what it said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentOut {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Today's text.
    pub text: Localized,
    /// Today's version of it: sent back with a yes.
    pub version: u32,
    /// Whether the account can't be used without it.
    pub needed: bool,
    /// Whether the person's yes is to today's text.
    pub granted: bool,
    /// When the person last said something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_at: Option<DateTime>,
}

/// Something a person once said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentHistoryOut {
    /// What for.
    pub purpose: ConsentPurpose,
    /// The version of the text that was shown.
    pub version: u32,
    /// The language it was shown in.
    pub lang: Lang,
    /// Yes or no.
    pub granted: bool,
    /// `registration` or `privacy_screen`.
    #[schema(example = "privacy_screen")]
    pub channel: String,
    /// When.
    pub at: DateTime,
}

/// Everything about one's consents.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentsOut {
    /// Every purpose as it stands today.
    pub items: Vec<ConsentOut>,
    /// What was said so far, newest first.
    pub history: Vec<ConsentHistoryOut>,
}

/// A person's consents.
///
/// # Errors
/// When the database is away.
pub async fn consents(app: &App, user: UserId) -> Result<ConsentsOut, PrivacyError> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    let history = consents::history_in_tx(&mut connection, user).await?;
    let items = ConsentPurpose::ALL.into_iter().map(|purpose| now(purpose, &history)).collect();
    let history = history
        .into_iter()
        .map(|c| ConsentHistoryOut {
            purpose: c.purpose,
            version: c.said.version,
            lang: c.lang,
            granted: c.said.granted,
            channel: c.channel,
            at: c.at,
        })
        .collect();
    Ok(ConsentsOut { items, history })
}

fn now(purpose: ConsentPurpose, history: &[Consent]) -> ConsentOut {
    let last = history.iter().find(|c| c.purpose == purpose);
    let asked = asked(purpose);
    ConsentOut {
        purpose,
        granted: asked.is_granted(last.map(|c| c.said)),
        text: asked.text,
        version: asked.version,
        needed: asked.needed,
        said_at: last.map(|c| c.at),
    }
}

/// A copy of one's data.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataExportOut {
    /// Its id; the content is at `/me/exports/{id}/content` while it is `ready`.
    pub id: Uuid,
    /// `gathering`, `ready` or `expired`.
    #[schema(example = "ready")]
    pub state: String,
    /// Services that did not answer in time; ask for another copy later.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<DateTime>,
    /// Until when it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime>,
    /// When it was asked for.
    pub created_at: DateTime,
}

impl DataExportOut {
    /// One that was asked for just now.
    #[must_use]
    pub fn asked(id: Uuid, at: Instant) -> Self {
        let state = "gathering".to_owned();
        Self { id, state, missing: vec![], ready_at: None, expires_at: None, created_at: at }
    }
}

impl From<Export> for DataExportOut {
    fn from(export: Export) -> Self {
        Self {
            id: export.id,
            state: export.state,
            missing: export.missing,
            ready_at: export.ready_at,
            expires_at: export.expires_at,
            created_at: export.created_at,
        }
    }
}

/// One's copies.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DataExportsOut {
    /// Newest first, at most twenty.
    pub items: Vec<DataExportOut>,
}

/// A person's copies.
///
/// # Errors
/// When the database is away.
pub async fn exports(app: &App, user: UserId) -> Result<DataExportsOut, PrivacyError> {
    let found = exports::list(app.chassis.db.pool(), user).await?;
    Ok(DataExportsOut { items: found.into_iter().map(Into::into).collect() })
}

/// The wish to be forgotten.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountDeletionOut {
    /// When everything personal is erased, unless the person logs in before.
    pub erase_at: DateTime,
    /// When it was wished.
    pub requested_at: DateTime,
}

impl From<OpenDeletion> for AccountDeletionOut {
    fn from(open: OpenDeletion) -> Self {
        Self { erase_at: open.erase_at, requested_at: open.created_at }
    }
}

/// A person's open wish.
///
/// # Errors
/// [`PrivacyError::NotScheduled`].
pub async fn deletion(app: &App, user: UserId) -> Result<AccountDeletionOut, PrivacyError> {
    let mut tx = app.chassis.db.begin().await?;
    let open = deletions::lock_open_in_tx(&mut tx, user).await?;
    Ok(open.ok_or(PrivacyError::NotScheduled)?.into())
}

/// A piece of a copy's document.
enum Piece {
    Text(String),
    /// What lies under a key.
    Stored(String),
}

/// The content of a copy: one JSON document, put together while it is read. Of the services' parts
/// only one at a time is in memory.
///
/// # Errors
/// [`PrivacyError::ExportNotThere`] when it is not the person's or not kept any more,
/// [`PrivacyError::ExportNotReady`] when it is still being made.
pub async fn content(app: &App, user: UserId, id: Uuid) -> Result<Body, PrivacyError> {
    let found = exports::list(app.chassis.db.pool(), user).await?;
    let export = match found.into_iter().find(|export| export.id == id) {
        Some(export) if export.state == "ready" => export,
        Some(export) if export.state == "gathering" => return Err(PrivacyError::ExportNotReady),
        _ => return Err(PrivacyError::ExportNotThere),
    };
    let pieces = pieces(app, user, &export).await?;
    let app = app.clone();
    let stream = futures::stream::iter(pieces).then(move |piece| {
        let app = app.clone();
        async move {
            match piece {
                Piece::Text(text) => Ok(Bytes::from(text)),
                Piece::Stored(key) => stored(&app, &key).await,
            }
        }
    });
    Ok(Body::from_stream(stream))
}

async fn pieces(app: &App, user: UserId, export: &Export) -> Result<Vec<Piece>, PrivacyError> {
    // Copies that were made as one document are kept as one until their days are over.
    let whole = crate::jobs::bundle_key(export.id.into());
    let folder = part_key(export.id.into(), "");
    let there = app.chassis.storage.list(&folder).await.map_err(broken)?;
    if there.iter().any(|object| object.key == whole) {
        return Ok(vec![Piece::Stored(whole)]);
    }
    let head = json!({
        "exportId": export.id, "userId": user, "madeAt": export.ready_at, "missing": export.missing,
    });
    let head = head.to_string();
    let mut pieces = vec![Piece::Text(format!("{},\"data\":{{", head.trim_end_matches('}')))];
    let holders = HOLDERS.into_iter().filter(|h| !export.missing.iter().any(|m| m == h));
    for (at, holder) in holders.enumerate() {
        let comma = if at > 0 { "," } else { "" };
        pieces.push(Piece::Text(format!("{comma}\"{holder}\":")));
        pieces.push(Piece::Stored(part_key(export.id.into(), holder)));
    }
    pieces.push(Piece::Text("}}".to_owned()));
    Ok(pieces)
}

async fn stored(app: &App, key: &str) -> Result<Bytes, std::io::Error> {
    let found = chassis::privacy::get_sealed(&app.chassis, key).await;
    let part = found.map_err(std::io::Error::other).and_then(|part| {
        part.ok_or_else(|| std::io::Error::other("a part of a copy is not there any more"))
    });
    let mut part = part.inspect_err(|error| tracing::error!(%error, "a copy broke off"))?;
    Ok(Bytes::from(std::mem::take(&mut *part)))
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Trouble {
    Trouble::broken_by("a stored copy", error)
}
