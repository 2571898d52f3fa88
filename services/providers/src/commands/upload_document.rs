//! A provider sends a document.

use super::tell;
use crate::App;
use crate::domain::documents::{DocumentKind, DocumentSide, DocumentState};
use crate::error::{ProviderError, Result};
use crate::reads::documents::DocumentOut;
use crate::store::documents::{self, Document};
use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use chassis::Chassis;
use chassis::idempotency::{Answer, IdempotencyKey};
use chassis::storage::{MediaType, clean, sniff};
use kernel::cairo::{NaiveDate, local_date};
use kernel::ids::{DocumentId, ProviderId};
use kernel::{Invalid, InvalidFields};
use sqlx::PgConnection;

/// The longest file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The context under which contents are sealed.
pub const CONTENT_CONTEXT: &str = "providers.documents.content";
/// What sealed contents are stored as: nobody can show them by their key alone.
const SEALED_TYPE: &str = "application/vnd.osta.sealed";
/// Most documents one provider may ever send.
const MAX_DOCUMENTS: i64 = 200;
/// How far ahead a document may end, in years.
const MAX_YEARS_AHEAD: u32 = 20;

/// What was sent.
pub struct Upload {
    /// What it is said to be.
    pub kind: DocumentKind,
    /// Which side.
    pub side: DocumentSide,
    /// The last day it is good.
    pub expires_on: Option<NaiveDate>,
    /// The file.
    pub bytes: Bytes,
}

/// Keeps a document: the file first, then its row. A file whose row was not written is removed.
///
/// # Errors
/// Field errors on `file`, `side` and `expiresOn`; [`ProviderError::DocumentDuplicate`].
pub async fn run(
    app: &App,
    id: ProviderId,
    key: &IdempotencyKey,
    upload: Upload,
) -> Result<Answer> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    check_in_tx(&mut connection, id, &upload, local_date(app.chassis.world.now())).await?;
    // The file is written without a transaction or connection being held.
    drop(connection);
    let document = store(&app.chassis, id, &upload).await?;
    let result = keep(app, id, key, &document).await;
    if !matches!(&result, Ok(answer) if !answer.replayed)
        && let Err(error) = app.chassis.storage.delete(&document.object_key).await
    {
        tracing::warn!(%error, document.id = %document.id, "a file without a row stays behind");
    }
    result
}

async fn keep(
    app: &App,
    id: ProviderId,
    key: &IdempotencyKey,
    document: &Document,
) -> Result<Answer> {
    let world = &app.chassis.world;
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    tell::own_in_tx(&mut tx, id).await?;
    insert_in_tx(&mut tx, document).await?;
    let answer = Answer::json(201, &DocumentOut::from(document))?;
    key.keep(&mut tx, world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// What can be refused before the file is stored.
async fn check_in_tx(
    connection: &mut PgConnection,
    id: ProviderId,
    upload: &Upload,
    today: NaiveDate,
) -> Result<()> {
    if crate::store::profiles::find_in_tx(connection, id).await?.is_none() {
        return Err(ProviderError::NotApplied);
    }
    let rules = documents::requirements_in_tx(connection).await?;
    let needs_expiry = rules
        .iter()
        .any(|rule| rule.kind == upload.kind && rule.side == upload.side && rule.needs_expiry);
    match upload.expires_on {
        None if needs_expiry => Err(InvalidFields::one("expiresOn", Invalid::required()).into()),
        Some(last) if last < today => {
            let invalid = Invalid::new(
                "providers.expires_past",
                "انتهت صلاحية هذا المستند. ارفع نسخة سارية.",
                "This document is no longer valid. Send one that is.",
            );
            Err(InvalidFields::one("expiresOn", invalid).into())
        }
        Some(last) if last.years_since(today).is_some_and(|years| years >= MAX_YEARS_AHEAD) => {
            let invalid = Invalid::new(
                "providers.expires_far",
                "راجع تاريخ الانتهاء: يبدو بعيدًا جدًا.",
                "Check the expiry date: it seems too far away.",
            );
            Err(InvalidFields::one("expiresOn", invalid).into())
        }
        _ => Ok(()),
    }
}

/// Checks the file by its content, takes out what its sender did not mean to send, and stores it
/// sealed.
///
/// # Errors
/// Field errors on `file`.
pub async fn store(chassis: &Chassis, id: ProviderId, upload: &Upload) -> Result<Document> {
    let (media, content) = readable(upload)?;
    let document_id: DocumentId = chassis.world.id();
    let object_key = format!("providers/{id}/documents/{document_id}");
    let sealed = chassis.keyring.seal(CONTENT_CONTEXT, &content);
    let sealed = Bytes::from(String::from(sealed));
    chassis.storage.put(&object_key, SEALED_TYPE, sealed).await?;
    Ok(Document {
        id: document_id,
        provider: id,
        kind: upload.kind,
        side: upload.side,
        object_key,
        media_type: media.mime().to_owned(),
        size_bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        sha256: digest(&SHA256, &content).as_ref().to_vec(),
        state: DocumentState::Uploaded,
        expires_on: upload.expires_on,
        reviewer: None,
        note: None,
        decided_at: None,
        replaced_at: None,
        content_removed_at: None,
        created_at: chassis.world.now(),
    })
}

fn readable(upload: &Upload) -> Result<(MediaType, Vec<u8>)> {
    let wrong = |invalid| ProviderError::from(InvalidFields::one("file", invalid));
    if upload.bytes.is_empty() {
        return Err(wrong(Invalid::new(
            "providers.file_empty",
            "الملف فارغ. اختر الصورة مرة أخرى.",
            "The file is empty. Choose the picture again.",
        )));
    }
    let media = match sniff(&upload.bytes) {
        Some(media @ (MediaType::Jpeg | MediaType::Png | MediaType::WebP)) => media,
        Some(MediaType::Pdf) if !upload.kind.is_picture() => MediaType::Pdf,
        Some(MediaType::Pdf) => {
            return Err(wrong(Invalid::new(
                "providers.file_not_picture",
                "هنا نحتاج صورة، وليس ملف PDF.",
                "A picture is needed here, not a PDF.",
            )));
        }
        None => {
            return Err(wrong(Invalid::new(
                "providers.file_type",
                "نوع الملف غير مقبول. ارفع صورة JPEG أو PNG أو WebP أو ملف PDF.",
                "This kind of file is not accepted. Send a JPEG, PNG or WebP picture or a PDF.",
            )));
        }
    };
    let content = clean(&upload.bytes, media).ok_or_else(|| {
        wrong(Invalid::new(
            "providers.file_damaged",
            "الملف تالف أو غير مكتمل. التقط الصورة من جديد وارفعها.",
            "The file is damaged or incomplete. Take the picture again and send it.",
        ))
    })?;
    Ok((media, content))
}

/// Writes the row; what waits, was refused or is over gives its place to it.
pub async fn insert_in_tx(tx: &mut PgConnection, document: &Document) -> Result<()> {
    if documents::has_file_in_tx(tx, document.provider, &document.sha256).await? {
        return Err(ProviderError::DocumentDuplicate);
    }
    if documents::count_in_tx(tx, document.provider).await? >= MAX_DOCUMENTS {
        return Err(ProviderError::TooManyDocuments);
    }
    if document.kind != DocumentKind::SkillCertificate {
        let open = [DocumentState::Uploaded, DocumentState::Rejected, DocumentState::Expired];
        documents::replace_in_tx(tx, document, &open, document.created_at).await?;
    }
    documents::insert_in_tx(tx, document).await.map_err(|error| {
        if error.is_constraint("documents_same_file_idx") {
            ProviderError::DocumentDuplicate
        } else {
            error.into()
        }
    })
}
