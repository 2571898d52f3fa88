//! Photos and voice notes: checked by their content, sealed and stored before they are sent. A photo
//! is kept without where and with what it was taken.

use super::send::Speaker;
use crate::app::App;
use crate::chat::domain::voice;
use crate::chat::error::ChatError;
use crate::chat::store::attachments::{self, Attachment};
use crate::chat::store::{FILE_CONTEXT, conversations, seats};
use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use chassis::crypto::Sealed;
use chassis::storage::{MediaType, clean, sniff};
use contracts::chat::ConversationKind;
use kernel::ids::{ChatAttachmentId, ConversationId, EventId, UserId};
use kernel::{Invalid, InvalidFields};
use sqlx::PgConnection;

/// The longest file, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// The longest voice note, in milliseconds.
const MAX_VOICE_MS: u64 = 120_000;
/// Most files that somebody may have uploaded to a conversation without sending them.
const MOST_UNSENT: i64 = 20;
/// What sealed contents are stored as: nobody can show them by their key alone.
const SEALED_TYPE: &str = "application/vnd.osta.sealed";

/// Stores a file under the uploader's own id; the same file again is answered with what is there.
/// `true` when it is new.
///
/// # Errors
/// [`ChatError::NotFound`], [`ChatError::Closed`], [`ChatError::IdUsed`], `file`.
pub async fn put(
    app: &App,
    speaker: Speaker,
    conversation: ConversationId,
    id: ChatAttachmentId,
    bytes: &Bytes,
) -> Result<(Attachment, bool), ChatError> {
    let user = may_write(app, speaker, conversation).await?;
    let File { kind, media_type, duration_ms, bytes } = readable(bytes)?;
    let unique: EventId = app.chassis.world.id();
    let object_key = format!("notifications/chat/{conversation}/{unique}");
    let sealed = String::from(app.chassis.keyring.seal(FILE_CONTEXT, &bytes));
    app.chassis.storage.put(&object_key, SEALED_TYPE, Bytes::from(sealed)).await?;
    let new = Attachment {
        conversation,
        id,
        uploaded_by: user,
        kind: kind.into(),
        media_type: media_type.into(),
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        duration_ms,
        object_key,
        sha256: digest(&SHA256, &bytes).as_ref().to_vec(),
        seq: None,
    };
    let kept = keep(app, &new).await;
    if !matches!(&kept, Ok((_, true)))
        && let Err(error) = app.chassis.storage.delete(&new.object_key).await
    {
        tracing::warn!(%error, attachment.id = %id, "a file without a row stays behind");
    }
    kept
}

async fn keep(app: &App, new: &Attachment) -> Result<(Attachment, bool), ChatError> {
    let mut tx = app.chassis.db.begin().await?;
    let (conversation, user) = (new.conversation, new.uploaded_by);
    if attachments::unsent_in_tx(&mut tx, conversation, user).await? >= MOST_UNSENT {
        return Err(ChatError::TooMany);
    }
    if attachments::insert_in_tx(&mut tx, new, app.chassis.world.now()).await? {
        tx.commit().await?;
        return Ok((new.clone(), true));
    }
    let there = attachments::find_in_tx(&mut tx, conversation, new.id).await?;
    let there = there.filter(|there| there.uploaded_by == user && there.sha256 == new.sha256);
    Ok((there.ok_or(ChatError::IdUsed)?, false))
}

/// Who uploads, if something may be said there.
async fn may_write(app: &App, speaker: Speaker, id: ConversationId) -> Result<UserId, ChatError> {
    let mut tx = app.chassis.db.begin().await?;
    let found = conversations::lock_in_tx(&mut tx, id).await?;
    let conversation = found.ok_or(ChatError::NotFound)?;
    let user = match speaker {
        Speaker::Member(user) => {
            seats::find_in_tx(&mut tx, id, user).await?.ok_or(ChatError::NotFound)?;
            user
        }
        Speaker::Staff(_) if conversation.kind != ConversationKind::Support => {
            return Err(ChatError::NotSupport);
        }
        Speaker::Staff(user) => user,
    };
    conversation.may_write(app.chassis.world.now())?;
    Ok(user)
}

/// A file with its content opened; only members, and the staff, and only what was sent since the
/// member's time began.
///
/// # Errors
/// [`ChatError::NotFound`].
pub async fn open(
    app: &App,
    speaker: Speaker,
    conversation: ConversationId,
    id: ChatAttachmentId,
) -> Result<(Attachment, Vec<u8>), ChatError> {
    let mut connection = app.chassis.db.pool().acquire().await?;
    let found = find(&mut connection, speaker, conversation, id).await?;
    drop(connection);
    let object = app.chassis.storage.get(&found.object_key).await?.ok_or(ChatError::NotFound)?;
    let sealed = Sealed::parse(String::from_utf8_lossy(&object.bytes).into_owned())?;
    let plain = app.chassis.keyring.open_any(FILE_CONTEXT, &sealed).await?;
    Ok((found, plain.to_vec()))
}

async fn find(
    connection: &mut PgConnection,
    speaker: Speaker,
    conversation: ConversationId,
    id: ChatAttachmentId,
) -> Result<Attachment, ChatError> {
    let found = attachments::find_in_tx(connection, conversation, id).await?;
    let found = found.ok_or(ChatError::NotFound)?;
    let Speaker::Member(user) = speaker else { return Ok(found) };
    let seat = seats::find_in_tx(connection, conversation, user).await?;
    let seat = seat.ok_or(ChatError::NotFound)?;
    let visible = found.seq.map_or(found.uploaded_by == user, |seq| seq >= seat.from_seq);
    visible.then_some(found).ok_or(ChatError::NotFound)
}

/// A file that may be sent.
#[derive(Debug, PartialEq, Eq)]
struct File {
    kind: &'static str,
    media_type: &'static str,
    duration_ms: Option<i64>,
    /// What is kept of it.
    bytes: Bytes,
}

fn readable(bytes: &Bytes) -> Result<File, ChatError> {
    let wrong = |invalid| ChatError::from(InvalidFields::one("file", invalid));
    if bytes.len() > MAX_BYTES {
        return Err(wrong(Invalid::new(
            "chat.file_too_large",
            "الملف أكبر من 5 ميجابايت. أرسل ملفًا أصغر.",
            "The file is larger than 5 MB. Send a smaller one.",
        )));
    }
    if let Some(media @ (MediaType::Jpeg | MediaType::Png | MediaType::WebP)) = sniff(bytes) {
        let bytes = clean(bytes, media).ok_or_else(|| {
            wrong(Invalid::new(
                "chat.photo_damaged",
                "الصورة تالفة أو غير مكتملة. التقطها من جديد وأرسلها.",
                "The picture is damaged or incomplete. Take it again and send it.",
            ))
        })?;
        let media_type = media.mime();
        return Ok(File { kind: "photo", media_type, duration_ms: None, bytes: bytes.into() });
    }
    let Some((voice, millis)) = voice::read(bytes) else {
        return Err(wrong(Invalid::new(
            "chat.file_type",
            "نوع الملف غير مقبول. أرسل صورة JPEG أو PNG أو WebP، أو رسالة صوتية.",
            "This kind of file is not accepted. Send a JPEG, PNG or WebP picture, or a voice note.",
        )));
    };
    if millis > MAX_VOICE_MS {
        return Err(wrong(Invalid::new(
            "chat.voice_too_long",
            "الرسالة الصوتية أطول من دقيقتين. سجّلها على جزأين.",
            "The voice note is longer than two minutes. Record it in two parts.",
        )));
    }
    let (media_type, duration_ms) = (voice.mime(), i64::try_from(millis).ok());
    Ok(File { kind: "voice", media_type, duration_ms, bytes: bytes.clone() })
}

#[cfg(test)]
mod tests {
    use super::readable;
    use crate::chat::domain::voice::samples::ogg;
    use crate::chat::error::ChatError;
    use bytes::Bytes;
    use kernel::Fault as _;

    fn code(error: ChatError) -> &'static str {
        error.fields()[0].code
    }

    #[test]
    fn files_are_told_by_their_content() {
        let photo = Bytes::from(testkit::png("leak"));
        let file = readable(&photo).unwrap();
        assert_eq!((file.kind, file.media_type, file.duration_ms), ("photo", "image/png", None));
        let longer = Bytes::from([&photo[..], b"PK\x03\x04"].concat());
        assert_eq!(readable(&longer).unwrap(), file, "what hides behind a picture is cut off");
        let voice = readable(&ogg(120).into()).unwrap();
        assert_eq!((voice.kind, voice.media_type), ("voice", "audio/ogg"));
        assert_eq!(voice.duration_ms, Some(120_000));
        let refused = |bytes: Vec<u8>| code(readable(&bytes.into()).unwrap_err());
        assert_eq!(refused(ogg(121)), "chat.voice_too_long");
        assert_eq!(refused(b"%PDF-1.7".to_vec()), "chat.file_type");
        assert_eq!(refused(Vec::new()), "chat.file_type");
        assert_eq!(refused(b"\xFF\xD8\xFF\xE0<script>".to_vec()), "chat.photo_damaged");
        let large = [b"\xFF\xD8\xFF".to_vec(), vec![0; super::MAX_BYTES]].concat();
        assert_eq!(refused(large), "chat.file_too_large");
    }
}
