//! The conversation of a booking follows the booking.

use super::say::{changed_in_tx, system_in_tx};
use crate::app::App;
use crate::chat::domain::{Conversation, OPEN_AFTER_END, Side, SystemCode};
use crate::chat::store::conversations::{self, About};
use crate::chat::store::{messages, seats};
use crate::error::TellError;
use contracts::booking::BookingFacts;
use contracts::chat::{ConversationKind, ConversationState};
use kernel::Instant;
use kernel::ids::{ChatMessageId, ProviderId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a fact of a booking means for its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A provider is bound.
    Bound,
    /// The bound provider left.
    Left(ProviderId),
    /// Both should know.
    Told(SystemCode),
    /// It ended.
    Ended(Instant, SystemCode),
}

/// Lets the conversation follow. The event's id becomes that of the message which tells of it, so
/// an event that comes again is recognised.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    facts: &BookingFacts,
    turn: Turn,
    event: Uuid,
) -> Result<(), TellError> {
    let told = ChatMessageId::from(event);
    let found = conversations::of_booking_in_tx(tx, facts.id).await?;
    let Some(id) = found else {
        // Before the first confirmation there is nobody to talk to.
        return match (turn, facts.provider_id) {
            (Turn::Bound, Some(provider)) => {
                open_in_tx(tx, app, facts, provider.into(), told).await
            }
            _ => Ok(()),
        };
    };
    let Some(mut conversation) = conversations::lock_in_tx(tx, id).await? else { return Ok(()) };
    if messages::by_id_in_tx(tx, id, told).await?.is_some() {
        return Ok(());
    }
    let conversation = &mut conversation;
    match (turn, facts.provider_id) {
        (Turn::Bound, Some(provider)) => {
            bind_in_tx(tx, app, conversation, provider.into(), told).await
        }
        (Turn::Bound, None) => Ok(()),
        (Turn::Left(provider), _) => {
            release_in_tx(tx, app, conversation, provider.into(), told).await
        }
        (Turn::Told(code), _) => system_in_tx(tx, app, conversation, code, told).await,
        (Turn::Ended(at, code), _) => end_in_tx(tx, app, conversation, at, code, told).await,
    }
}

async fn open_in_tx(
    tx: &mut PgConnection,
    app: &App,
    facts: &BookingFacts,
    provider: UserId,
    told: ChatMessageId,
) -> Result<(), TellError> {
    let now = app.chassis.world.now();
    let mut new = Conversation {
        id: app.chassis.world.id(),
        kind: ConversationKind::Booking,
        booking: Some(facts.id),
        person: facts.customer_id,
        provider: Some(provider),
        provider_from: 1,
        assigned_to: None,
        state: ConversationState::Open,
        open_until: None,
        last_seq: 0,
    };
    let about = About {
        number: Some(&facts.number),
        service: Some(&facts.service_name),
        sealed_subject: None,
    };
    conversations::insert_in_tx(tx, &new, &about, now).await?;
    seats::take_in_tx(tx, new.id, new.person, Side::Customer, 1, now).await?;
    seats::take_in_tx(tx, new.id, provider, Side::Provider, 1, now).await?;
    changed_in_tx(tx, app, &new).await?;
    system_in_tx(tx, app, &mut new, SystemCode::Confirmed, told).await
}

/// Whoever was bound before has no seat from this moment on, and whoever comes reads nothing of
/// the time before.
async fn bind_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    provider: UserId,
    told: ChatMessageId,
) -> Result<(), TellError> {
    if conversation.provider == Some(provider) {
        return Ok(());
    }
    let now = app.chassis.world.now();
    if let Some(before) = conversation.provider {
        seats::leave_in_tx(tx, conversation.id, before, now).await?;
        conversation.provider_from = conversation.last_seq + 1;
    }
    conversation.provider = Some(provider);
    conversation.state = ConversationState::Open;
    conversation.open_until = None;
    let from = conversation.provider_from;
    seats::take_in_tx(tx, conversation.id, provider, Side::Provider, from, now).await?;
    changed_in_tx(tx, app, conversation).await?;
    system_in_tx(tx, app, conversation, SystemCode::NewProvider, told).await
}

async fn release_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    provider: UserId,
    told: ChatMessageId,
) -> Result<(), TellError> {
    if conversation.provider != Some(provider) {
        return Ok(());
    }
    seats::leave_in_tx(tx, conversation.id, provider, app.chassis.world.now()).await?;
    conversation.provider = None;
    conversation.state = ConversationState::Waiting;
    // Behind the message that tells it.
    conversation.provider_from = conversation.last_seq + 2;
    changed_in_tx(tx, app, conversation).await?;
    system_in_tx(tx, app, conversation, SystemCode::ProviderLeft, told).await
}

async fn end_in_tx(
    tx: &mut PgConnection,
    app: &App,
    conversation: &mut Conversation,
    at: Instant,
    code: SystemCode,
    told: ChatMessageId,
) -> Result<(), TellError> {
    if conversation.provider.is_none() {
        conversation.state = ConversationState::Closed;
        return changed_in_tx(tx, app, conversation).await;
    }
    conversation.open_until = Some(at + OPEN_AFTER_END);
    changed_in_tx(tx, app, conversation).await?;
    system_in_tx(tx, app, conversation, code, told).await
}
