//! Somebody says something.

use super::say::{changed_in_tx, message_in_tx};
use crate::app::App;
use crate::chat::domain::{Content, Conversation, Draft, LeakKind, Side, leak};
use crate::chat::error::ChatError;
use crate::chat::jobs::{NUDGE, NUDGE_AFTER};
use crate::chat::store::messages::NewMessage;
use crate::chat::store::{
    BODY_CONTEXT, HASH_CONTEXT, attachments, conversations, message_tag, messages, seats,
};
use chassis::crypto::Sealed;
use chrono::TimeDelta;
use contracts::chat::ConversationKind;
use kernel::ids::{ConversationId, UserId};
use kernel::{Invalid, InvalidFields};
use sqlx::PgConnection;

/// How long pieces of a telephone number may be apart to be seen as one.
const PIECES_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A member.
    Member(UserId),
    /// Somebody of the staff.
    Staff(UserId),
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its number.
    pub seq: i64,
    /// Whether it was there already.
    pub again: bool,
}

/// Says something. The same id with the same content is answered with what is there.
///
/// # Errors
/// [`ChatError::NotFound`] for somebody without a seat, [`ChatError::Closed`],
/// [`ChatError::IdUsed`], wrong fields.
pub async fn run(
    app: &App,
    speaker: Speaker,
    id: ConversationId,
    draft: Draft,
) -> Result<Sent, ChatError> {
    let mut tx = app.chassis.db.begin().await?;
    let found = conversations::lock_in_tx(&mut tx, id).await?;
    let mut conversation = found.ok_or(ChatError::NotFound)?;
    let (user, side) = place_in_tx(&mut tx, app, speaker, &mut conversation).await?;
    let hash = app.chassis.keyring.blind_index(HASH_CONTEXT, &draft.fingerprint());
    if let Some((sender, seq, stored)) = messages::by_id_in_tx(&mut tx, id, draft.id).await? {
        let same = sender == Some(user) && stored.as_deref() == Some(hash.as_slice());
        return if same { Ok(Sent { seq, again: true }) } else { Err(ChatError::IdUsed) };
    }
    let masks = conversation.may_write(app.chassis.world.now())?;
    let seq = conversation.last_seq + 1;
    if let Some(file) = draft.attachment {
        let found = attachments::find_in_tx(&mut tx, id, file).await?;
        let fits = |file: &attachments::Attachment| {
            file.uploaded_by == user && file.kind == message_tag(draft.kind) && file.seq.is_none()
        };
        found.filter(fits).ok_or_else(no_file)?;
        attachments::sent_in_tx(&mut tx, id, file, seq).await?;
    }
    let watched = watch_in_tx(&mut tx, app, &conversation, user, draft.content, masks).await?;
    let body = serde_json::to_string(&watched.content).unwrap_or_default();
    let sealed = app.chassis.keyring.seal_text(BODY_CONTEXT, &body);
    let new = NewMessage {
        conversation: id,
        seq,
        id: draft.id,
        kind: draft.kind,
        side,
        sender: Some(user),
        sealed_body: Some(&sealed),
        body_hash: Some(&hash),
        attachment: draft.attachment,
        system_code: None,
        masked: watched.masked,
        leaks: &watched.leaks,
    };
    message_in_tx(&mut tx, app, &mut conversation, &new).await?;
    nudge_others_in_tx(&mut tx, app, &conversation, user).await?;
    tx.commit().await?;
    Ok(Sent { seq, again: false })
}

/// Who speaks on which side. An operator who answers what nobody looks after, looks after it.
async fn place_in_tx(
    tx: &mut PgConnection,
    app: &App,
    speaker: Speaker,
    conversation: &mut Conversation,
) -> Result<(UserId, Side), ChatError> {
    match speaker {
        Speaker::Member(user) => {
            let seat = seats::find_in_tx(tx, conversation.id, user).await?;
            Ok((user, seat.ok_or(ChatError::NotFound)?.side))
        }
        Speaker::Staff(_) if conversation.kind != ConversationKind::Support => {
            Err(ChatError::NotSupport)
        }
        Speaker::Staff(user) => {
            if conversation.assigned_to.is_none() && user != conversation.person {
                conversation.may_write(app.chassis.world.now())?;
                let now = app.chassis.world.now();
                conversation.assigned_to = Some(user);
                seats::take_in_tx(tx, conversation.id, user, Side::Operator, 1, now).await?;
                changed_in_tx(tx, app, conversation).await?;
            }
            Ok((user, Side::Operator))
        }
    }
}

/// A message after it was looked through.
struct Watched {
    content: Content,
    masked: bool,
    leaks: Vec<LeakKind>,
}

/// Looks for ways around the platform: taken out while nobody is bound, noted after.
async fn watch_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &Conversation,
    user: UserId,
    mut content: Content,
    masks: bool,
) -> Result<Watched, ChatError> {
    let text = content.text.as_deref().filter(|_| conversation.watches_leaks());
    let Some(text) = text else { return Ok(Watched { content, masked: false, leaks: vec![] }) };
    if masks {
        let (clean, leaks) = leak::masked(text);
        let before = if leaks.is_empty() {
            recent_in_tx(tx, app, conversation.id, user).await?
        } else {
            vec![]
        };
        if !before.is_empty() && leak::completes_phone(&before, text) {
            // Its first pieces are out already; the last one must not follow.
            content.text = Some("•••".into());
            return Ok(Watched { content, masked: true, leaks: vec![LeakKind::Phone] });
        }
        let masked = !leaks.is_empty();
        content.text = Some(clean);
        return Ok(Watched { content, masked, leaks });
    }
    let mut leaks = leak::leaks(text);
    if !leaks.contains(&LeakKind::Phone) && text.chars().any(char::is_numeric) {
        let before = recent_in_tx(tx, app, conversation.id, user).await?;
        if leak::completes_phone(&before, text) {
            leaks.insert(0, LeakKind::Phone);
        }
    }
    Ok(Watched { content, masked: false, leaks })
}

/// What the same person wrote just now.
async fn recent_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: ConversationId,
    user: UserId,
) -> Result<Vec<String>, ChatError> {
    let since = app.chassis.world.now() - PIECES_WITHIN;
    let mut texts = Vec::new();
    for sealed in messages::recent_in_tx(tx, conversation, user, since).await? {
        let json = app.chassis.keyring.open_any(BODY_CONTEXT, &Sealed::parse(sealed)?).await?;
        let content: Content = serde_json::from_slice(&json).unwrap_or_default();
        texts.extend(content.text);
    }
    Ok(texts)
}

/// Whoever does not hear it within a while is told outside the conversation.
async fn nudge_others_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &Conversation,
    user: UserId,
) -> Result<(), ChatError> {
    let (world, service) = (&app.chassis.world, app.chassis.service);
    let at = world.now() + NUDGE_AFTER;
    for member in conversation.members().into_iter().filter(|member| *member != user) {
        let key = format!("{}:{member}", conversation.id);
        let payload = serde_json::json!({ "seq": conversation.last_seq });
        chassis::jobs::schedule(tx, world, service, NUDGE, key, at, payload).await?;
    }
    Ok(())
}

fn no_file() -> ChatError {
    let invalid = Invalid::new(
        "chat.no_file",
        "لم نجد هذا الملف. ارفعه مرة أخرى ثم أرسل الرسالة.",
        "We can't find this file. Upload it again, then send the message.",
    );
    InvalidFields::one("attachmentId", invalid).into()
}
