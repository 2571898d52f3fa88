//! Conversations with the staff: opened by a person, assigned and closed by operators.

use super::say::{changed_in_tx, message_in_tx, system_in_tx};
use crate::app::App;
use crate::chat::domain::{Content, Conversation, Side, SystemCode};
use crate::chat::error::ChatError;
use crate::chat::store::conversations::{self, About};
use crate::chat::store::messages::NewMessage;
use crate::chat::store::{BODY_CONTEXT, HASH_CONTEXT, SUBJECT_CONTEXT, seats};
use crate::store::{bookings, notifications, recipients};
use chassis::bus::append;
use chassis::idempotency::{Answer, IdempotencyKey};
use contracts::admin::OperatorActed;
use contracts::chat::{ChatMessageKind, ConversationKind, ConversationState};
use httpkit::Actor;
use kernel::ids::{BookingId, ConversationId, UserId};
use kernel::{Invalid, InvalidFields, Role};
use serde::Serialize;
use sqlx::PgConnection;

/// Most support conversations that one person may have open.
const MOST_OPEN: i64 = 5;

/// A question to the staff.
pub struct Question {
    pub id: ConversationId,
    pub subject: String,
    pub text: String,
    pub booking: Option<BookingId>,
}

/// Opens a support conversation; `false` when it was there already.
///
/// # Errors
/// [`ChatError::TooMany`], [`ChatError::IdUsed`], `bookingId`.
pub async fn open(app: &App, actor: &Actor, question: Question) -> Result<bool, ChatError> {
    let (world, keyring, person) = (&app.chassis.world, &app.chassis.keyring, actor.user_id);
    let now = world.now();
    let mut tx = app.chassis.db.begin().await?;
    if let Some(there) = conversations::lock_in_tx(&mut tx, question.id).await? {
        let mine = there.person == person && there.kind == ConversationKind::Support;
        return if mine { Ok(false) } else { Err(ChatError::IdUsed) };
    }
    if conversations::open_of_person_in_tx(&mut tx, person).await? >= MOST_OPEN {
        return Err(ChatError::TooMany);
    }
    let mut new = Conversation {
        id: question.id,
        kind: ConversationKind::Support,
        booking: question.booking,
        person,
        provider: None,
        provider_from: 1,
        assigned_to: None,
        state: ConversationState::Open,
        open_until: None,
        last_seq: 0,
    };
    let booking = match question.booking {
        Some(booking) if notifications::was_told_of_in_tx(&mut tx, person, booking).await? => {
            bookings::find_in_tx(&mut tx, booking).await?
        }
        Some(_) => return Err(not_your_booking()),
        None => None,
    };
    let subject = keyring.seal_text(SUBJECT_CONTEXT, &question.subject);
    let about = About {
        number: booking.as_ref().map(|booking| booking.number.as_str()),
        service: booking.as_ref().map(|booking| &booking.service),
        sealed_subject: Some(&subject),
    };
    if !conversations::insert_in_tx(&mut tx, &new, &about, now).await? {
        return Err(ChatError::IdUsed);
    }
    let side = if actor.role == Role::ServiceProvider { Side::Provider } else { Side::Customer };
    seats::take_in_tx(&mut tx, new.id, person, side, 1, now).await?;
    changed_in_tx(&mut tx, app, &new).await?;
    first_in_tx(&mut tx, app, &mut new, side, question.text).await?;
    system_in_tx(&mut tx, app, &mut new, SystemCode::SupportOpened, app.chassis.world.id()).await?;
    tx.commit().await?;
    Ok(true)
}

async fn first_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    side: Side,
    text: String,
) -> Result<(), ChatError> {
    let content = Content { text: Some(text), place: None };
    let body = serde_json::to_string(&content).unwrap_or_default();
    let sealed = app.chassis.keyring.seal_text(BODY_CONTEXT, &body);
    let hash = app.chassis.keyring.blind_index(HASH_CONTEXT, body.as_bytes());
    let new = NewMessage {
        conversation: conversation.id,
        seq: 1,
        id: conversation.id.uuid().into(),
        kind: ChatMessageKind::Text,
        side,
        sender: Some(conversation.person),
        sealed_body: Some(&sealed),
        body_hash: Some(&hash),
        attachment: None,
        system_code: None,
        masked: false,
        leaks: &[],
    };
    Ok(message_in_tx(tx, app, conversation, &new).await?)
}

/// What became of a support conversation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupportCaseOut {
    /// The conversation.
    pub id: ConversationId,
    /// Whether somebody may write.
    pub state: ConversationState,
    /// Who looks after it.
    pub assigned_to: Option<UserId>,
}

/// An operator's decision about a support conversation.
pub enum Decision {
    /// Somebody looks after it from now on.
    Assign(UserId),
    /// It is over.
    Close(Option<String>),
}

/// Assigns or closes a support conversation; the operator's act is noted with it.
///
/// # Errors
/// [`ChatError::NotFound`], [`ChatError::NotSupport`], [`ChatError::AlreadyClosed`], `operatorId`.
pub async fn decide(
    app: &App,
    operator: UserId,
    key: &IdempotencyKey,
    id: ConversationId,
    decision: Decision,
) -> Result<Answer, ChatError> {
    let mut tx = app.chassis.db.begin().await?;
    if let Some(answer) = key.claim(&mut tx).await? {
        tx.commit().await?;
        return Ok(answer);
    }
    let found = conversations::lock_in_tx(&mut tx, id).await?;
    let mut conversation = found.ok_or(ChatError::NotFound)?;
    if conversation.kind != ConversationKind::Support {
        return Err(ChatError::NotSupport);
    }
    if conversation.state == ConversationState::Closed {
        return Err(ChatError::AlreadyClosed);
    }
    let (action, reason, details) = match decision {
        Decision::Assign(to) => {
            assign_in_tx(&mut tx, app, &mut conversation, to, operator).await?;
            ("conversation.assign", None, serde_json::json!({ "to": to }))
        }
        Decision::Close(reason) => {
            conversation.state = ConversationState::Closed;
            changed_in_tx(&mut tx, app, &conversation).await?;
            system_in_tx(
                &mut tx,
                app,
                &mut conversation,
                SystemCode::SupportClosed,
                app.chassis.world.id(),
            )
            .await?;
            ("conversation.close", reason, serde_json::json!({}))
        }
    };
    acted_in_tx(&mut tx, app, operator, action, id, reason, details).await?;
    let (state, assigned_to) = (conversation.state, conversation.assigned_to);
    let answer = Answer::json(200, &SupportCaseOut { id, state, assigned_to })?;
    key.keep(&mut tx, &app.chassis.world, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn assign_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    to: UserId,
    operator: UserId,
) -> Result<(), ChatError> {
    if to != operator && !recipients::is_operator_in_tx(tx, to).await? {
        return Err(no_operator());
    }
    let now = app.chassis.world.now();
    let first = conversation.assigned_to.is_none();
    if let Some(before) = conversation.assigned_to.filter(|before| *before != to) {
        seats::leave_in_tx(tx, conversation.id, before, now).await?;
    }
    conversation.assigned_to = Some(to);
    seats::take_in_tx(tx, conversation.id, to, Side::Operator, 1, now).await?;
    changed_in_tx(tx, app, conversation).await?;
    if first {
        system_in_tx(tx, app, conversation, SystemCode::SupportAssigned, app.chassis.world.id())
            .await?;
    }
    Ok(())
}

/// Notes what an operator did with a conversation.
pub async fn acted_in_tx(
    tx: &mut PgConnection,
    app: &App,
    operator: UserId,
    action: &str,
    id: ConversationId,
    reason: Option<String>,
    details: serde_json::Value,
) -> Result<(), ChatError> {
    let acted = OperatorActed {
        action_id: app.chassis.world.id(),
        operator_id: operator,
        action: action.into(),
        subject_type: "conversation".into(),
        subject_id: id.to_string(),
        reason,
        details,
    };
    append(tx, &app.chassis.world, &acted).await?;
    Ok(())
}

/// Notes that an operator reads what two people said. What people tell the staff is meant for it.
///
/// # Errors
/// [`ChatError::NotFound`].
pub async fn note_reading(
    app: &App,
    operator: UserId,
    id: ConversationId,
) -> Result<(), ChatError> {
    let mut tx = app.chassis.db.begin().await?;
    let found = conversations::lock_in_tx(&mut tx, id).await?.ok_or(ChatError::NotFound)?;
    if found.kind == ConversationKind::Booking {
        let details = serde_json::json!({ "bookingId": found.booking });
        acted_in_tx(&mut tx, app, operator, "conversation.read", id, None, details).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn not_your_booking() -> ChatError {
    let invalid = Invalid::new(
        "chat.not_your_booking",
        "لم نجد هذا الحجز بين حجوزاتك. راجع الحجز أو اترك الخانة فارغة.",
        "This booking is not among yours. Check it, or leave the field out.",
    );
    InvalidFields::one("bookingId", invalid).into()
}

fn no_operator() -> ChatError {
    let invalid = Invalid::new(
        "chat.no_operator",
        "هذا الحساب ليس من فريق العمل. اختر زميلًا من القائمة.",
        "This account is not of the staff. Choose a colleague from the list.",
    );
    InvalidFields::one("operatorId", invalid).into()
}
