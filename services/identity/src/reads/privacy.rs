//! Consents, copies of one's data and the wish to be forgotten, as their person sees them.

use crate::app::App;
use crate::domain::consent::asked;
use crate::error::PrivacyError;
use crate::store::consents::{self, Consent};
use crate::store::deletions::{self, OpenDeletion};
use crate::store::exports::{self, Export};
use contracts::privacy::ConsentPurpose;
use kernel::ids::UserId;
use kernel::{DateTime, Instant, Lang, Localized};
use serde::Serialize;
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

/// The content of a copy, as a JSON document.
///
/// # Errors
/// [`PrivacyError::ExportNotThere`] when it is not the person's, not ready or not kept any more.
pub async fn content(app: &App, user: UserId, id: Uuid) -> Result<Vec<u8>, PrivacyError> {
    let found = exports::list(app.chassis.db.pool(), user).await?;
    let ready = found.iter().any(|export| export.id == id && export.state == "ready");
    if !ready {
        return Err(PrivacyError::ExportNotThere);
    }
    let key = crate::jobs::bundle_key(id.into());
    let document = chassis::privacy::get_sealed(&app.chassis, &key).await;
    let document = document
        .map_err(|error| crate::error::Trouble::broken_by("a stored copy", error))?
        .ok_or(PrivacyError::ExportNotThere)?;
    let text = serde_json::to_vec_pretty(&document);
    Ok(text.map_err(|error| crate::error::Trouble::broken_by("a stored copy", error))?)
}
