//! Reading the content of a document: by its owner, by an operator (audited), and the accepted
//! photo by everybody.

use super::tell::{self, Act};
use crate::App;
use crate::commands::upload_document::CONTENT_CONTEXT;
use crate::error::{ProviderError, Result};
use crate::store::documents::{self, Document};
use crate::store::profiles;
use chassis::crypto::Sealed;
use contracts::providers::VerificationStatus;
use kernel::ids::{DocumentId, ProviderId, UserId};
use serde_json::json;

/// A document's content.
pub struct Content {
    /// What it is.
    pub document: Document,
    /// The file as it was sent, cleaned.
    pub bytes: Vec<u8>,
}

/// The caller's own document.
///
/// # Errors
/// [`ProviderError::NotFound`] when it is not the caller's.
pub async fn own(app: &App, provider: ProviderId, id: DocumentId) -> Result<Content> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    let found = documents::find_in_tx(&mut connection, provider, id).await?;
    drop(connection);
    open(app, found.ok_or(ProviderError::NotFound)?).await
}

/// Anybody's document, for an operator. The read is told before the content is given out.
///
/// # Errors
/// [`ProviderError::NotFound`].
pub async fn by_operator(
    app: &App,
    operator: UserId,
    provider: ProviderId,
    id: DocumentId,
) -> Result<Content> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    let found = documents::find_in_tx(&mut tx, provider, id).await?;
    let document = found.ok_or(ProviderError::NotFound)?;
    let act = Act {
        operator,
        action: "provider.document.read",
        provider,
        reason: None,
        details: json!({"documentId": id, "kind": document.kind, "side": document.side}),
    };
    tell::acted_in_tx(&mut tx, world, act).await?;
    tx.commit().await?;
    open(app, document).await
}

/// The accepted photo of a provider whom people may know.
///
/// # Errors
/// [`ProviderError::NotFound`].
pub async fn photo(app: &App, provider: ProviderId) -> Result<Content> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    let profile = profiles::find_in_tx(&mut connection, provider).await?;
    let photo = profile
        .filter(|p| p.status == VerificationStatus::Verified)
        .and_then(|p| p.photo)
        .ok_or(ProviderError::NotFound)?;
    let found = documents::find_in_tx(&mut connection, provider, photo).await?;
    drop(connection);
    open(app, found.ok_or(ProviderError::NotFound)?).await
}

async fn open(app: &App, document: Document) -> Result<Content> {
    let object = app.chassis.storage.get(&document.object_key).await?;
    let object = object.ok_or(ProviderError::NotFound)?;
    let sealed = String::from_utf8_lossy(&object.bytes).into_owned();
    let sealed = Sealed::parse(sealed).map_err(chassis::crypto::CryptoError::from)?;
    let plain = app.chassis.keyring.open_any(CONTENT_CONTEXT, &sealed).await?;
    Ok(Content { document, bytes: plain.to_vec() })
}
