//! What a fact of the log means here: what is told in which room, and who has to leave.

use super::outbox::{Body, Frame};
use super::ring::Numbered;
use super::room::Room;
use chassis::bus::Record;
use contracts::Event;
use contracts::booking::{BookingFacts, BookingOfferClosed, BookingOffered, Stage};
use contracts::chat::ConversationState;
use contracts::chat::{ChatMessageSent, ChatReceipt, ConversationChanged, ConversationFacts};
use contracts::identity::{AccountStatus, UserChanged};
use contracts::notifications::NotificationCreated;
use contracts::realtime::Screen;
use kernel::Instant;
use kernel::Role;
use kernel::ids::{BookingId, ConversationId, NotificationId, OfferId, ProviderId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;

/// The types of the log that matter here, as patterns.
pub const TYPES: &[&str] = &["booking.%", "chat.%", UserChanged::TYPE, NotificationCreated::TYPE];

/// Something to be told in one room.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its number.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// The fact behind it.
    pub change: Arc<str>,
    /// What is told.
    pub what: What,
}

/// A fact on the wire.
#[derive(Serialize)]
struct Said<'a> {
    room: String,
    seq: i64,
    at: Instant,
    change: &'a str,
    data: &'a Value,
}

impl Told {
    /// What somebody is said in `room` who is shown `screen`; nothing when the screen doesn't show
    /// it any more.
    ///
    /// # Errors
    /// When it can't be encoded.
    pub fn frame(&self, room: Room, screen: &Value) -> Result<Option<Frame>, serde_json::Error> {
        let Some(data) = self.what.pick(screen) else { return Ok(None) };
        let Self { seq, at, change, .. } = self;
        let said = Said { room: room.to_string(), seq: *seq, at: *at, change, data: &data };
        let (event, body) = (self.what.event(), Body::of(&said)?);
        Ok(Some(Frame { event, room: Some(room), fleeting: false, body }))
    }
}

impl Numbered for Told {
    fn seq(&self) -> i64 {
        self.seq
    }
}

/// What is told: a screen that changed, looked at by each viewer, or something that all may know.
#[derive(Clone, Debug)]
pub enum What {
    /// A booking.
    Booking(BookingId),
    /// An offer was made.
    Offer(OfferId),
    /// Something is in the inbox.
    Notification(NotificationId),
    /// A conversation as the list of conversations shows it, in a person's own room.
    Mine(ConversationId),
    /// A conversation, in its room.
    Conversation(ConversationId),
    /// A message.
    Message(ConversationId, i64),
    /// The same for everybody in the room.
    Plain(&'static str, Arc<Value>),
    /// The same for those who took part when it happened.
    Among(&'static str, Arc<Value>, Arc<[UserId]>),
}

impl What {
    /// The event's name on the wire.
    #[must_use]
    pub fn event(&self) -> &'static str {
        match self {
            Self::Booking(_) => "booking.updated",
            Self::Offer(_) => "offer.created",
            Self::Notification(_) => "notification.created",
            Self::Mine(_) => "conversation.updated",
            Self::Conversation(_) => "conversation.changed",
            Self::Message(..) => "message.created",
            Self::Plain(event, _) | Self::Among(event, ..) => event,
        }
    }

    /// The screen that shows it.
    #[must_use]
    pub fn screen(&self) -> Option<Screen> {
        match *self {
            Self::Booking(id) => Some(Screen::Booking { id }),
            Self::Offer(_) => Some(Screen::Offers),
            Self::Notification(_) => Some(Screen::Notifications),
            Self::Mine(id) | Self::Conversation(id) => Some(Screen::Conversation { id }),
            Self::Message(id, seq) => Some(Screen::Message { id, seq }),
            Self::Plain(..) | Self::Among(..) => None,
        }
    }

    /// Its part of the screen; nothing when the screen doesn't show it any more.
    fn pick<'a>(&'a self, screen: &'a Value) -> Option<Cow<'a, Value>> {
        let item = |id: String| {
            let items = screen["items"].as_array()?;
            items.iter().find(|item| item["id"].as_str() == Some(&id)).map(Cow::Borrowed)
        };
        match self {
            Self::Booking(_) | Self::Mine(_) | Self::Conversation(_) => Some(Cow::Borrowed(screen)),
            Self::Offer(id) => item(id.to_string()),
            Self::Notification(id) => item(id.to_string()),
            Self::Message(conversation, seq) => {
                let items = screen["items"].as_array()?;
                let mut message =
                    items.iter().find(|m| m["seq"].as_i64() == Some(*seq)).cloned()?;
                message["conversationId"] = json!(conversation);
                Some(Cow::Owned(message))
            }
            Self::Plain(_, value) | Self::Among(_, value, _) => Some(Cow::Borrowed(value)),
        }
    }

    /// Whether somebody is told of it at all who may be in the room: who came later is not told
    /// what others did before, nor whom there was.
    #[must_use]
    pub fn is_for(&self, user: UserId, role: Role) -> bool {
        match self {
            Self::Among(_, _, people) => role.is_operator() || people.contains(&user),
            _ => true,
        }
    }
}

/// Who may be in a room now, or be connected at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A booking's people.
    Booking {
        /// The booking.
        id: BookingId,
        /// Its customer.
        customer: UserId,
        /// Who is bound.
        provider: Option<ProviderId>,
        /// Whether the provider is on its way or there.
        on_journey: bool,
    },
    /// A conversation's people.
    Conversation {
        /// The conversation.
        id: ConversationId,
        /// Its members.
        members: Vec<UserId>,
        /// Whether all staff may hear it.
        staff: bool,
        /// Whether nobody may write any more.
        closed: bool,
    },
    /// An account.
    Account {
        /// Whose.
        user: UserId,
        /// What it is now.
        role: Role,
        /// Whether it may use the platform.
        active: bool,
    },
}

impl Effect {
    /// Whether somebody may be in the effect's room; true for those whom it doesn't concern.
    #[must_use]
    pub fn admits(&self, user: UserId, role: Role) -> bool {
        match self {
            Self::Booking { customer, provider, .. } => {
                role.is_operator()
                    || *customer == user
                    || provider.is_some_and(|p| p.uuid() == user.uuid())
            }
            Self::Conversation { members, staff, .. } => {
                members.contains(&user) || (*staff && role.is_operator())
            }
            Self::Account { .. } => true,
        }
    }
}

/// What a record means.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// What is told where.
    pub told: Vec<(Room, Told)>,
    /// Who has to leave.
    pub effect: Option<Effect>,
}

/// Reads a record of the log.
///
/// # Errors
/// When its payload is not what its type promises.
pub fn read(record: &Record) -> Result<Heard, serde_json::Error> {
    let mut heard = Heard::default();
    let mut tell = |room: Room, what: What| {
        let change = record.event_type.as_str().into();
        let (seq, at) = (record.position, record.occurred_at);
        heard.told.push((room, Told { seq, at, change, what }));
    };
    match record.event_type.as_str() {
        UserChanged::TYPE => {
            let event: UserChanged = payload(record)?;
            let gone = matches!(event.status, AccountStatus::Suspended | AccountStatus::Inactive);
            heard.effect =
                Some(Effect::Account { user: event.user_id, role: event.role, active: !gone });
        }
        NotificationCreated::TYPE => {
            let event: NotificationCreated = payload(record)?;
            let room = Room::Person(event.user_id);
            tell(room, What::Notification(event.notification_id));
        }
        ConversationChanged::TYPE => {
            let ConversationChanged { conversation } = payload(record)?;
            tell(Room::Conversation(conversation.id), What::Conversation(conversation.id));
            for member in &conversation.members {
                tell(Room::Person(*member), What::Mine(conversation.id));
            }
            heard.effect = Some(of_conversation(conversation));
        }
        ChatMessageSent::TYPE => {
            let event: ChatMessageSent = payload(record)?;
            let id = event.conversation.id;
            tell(Room::Conversation(id), What::Message(id, event.seq));
            for member in &event.conversation.members {
                tell(Room::Person(*member), What::Mine(id));
            }
            heard.effect = Some(of_conversation(event.conversation));
        }
        ChatReceipt::TYPE => {
            let event: ChatReceipt = payload(record)?;
            let id = event.conversation_id;
            let value = json!({
                "conversationId": id, "userId": event.user_id, "deliveredSeq": event.delivered_seq,
                "readSeq": event.read_seq, "at": event.at,
            });
            let people: Vec<UserId> =
                event.members.iter().copied().chain([event.user_id]).collect();
            let what = What::Among("receipt.updated", Arc::new(value), people.into());
            tell(Room::Conversation(id), what);
            // Its other devices: what is unread there is not any more.
            tell(Room::Person(event.user_id), What::Mine(id));
        }
        booking if booking.starts_with("booking.") => {
            let facts = BookingFacts::deserialize(&record.payload["booking"])?;
            tell(Room::Booking(facts.id), What::Booking(facts.id));
            match booking {
                BookingOffered::TYPE => {
                    let event: BookingOffered = payload(record)?;
                    tell(own_room(event.offered_to), What::Offer(event.offer_id));
                }
                BookingOfferClosed::TYPE => {
                    let event: BookingOfferClosed = payload(record)?;
                    let value = json!({
                        "id": event.offer_id, "bookingId": facts.id, "outcome": event.outcome,
                    });
                    let what = What::Plain("offer.closed", Arc::new(value));
                    tell(own_room(event.offered_to), what);
                }
                _ => {}
            }
            heard.effect = Some(Effect::Booking {
                id: facts.id,
                customer: facts.customer_id,
                provider: facts.provider_id,
                on_journey: is_on_journey(facts.stage),
            });
        }
        _ => {}
    }
    Ok(heard)
}

fn own_room(provider: ProviderId) -> Room {
    Room::Person(UserId::from(provider.uuid()))
}

fn of_conversation(facts: ConversationFacts) -> Effect {
    Effect::Conversation {
        id: facts.id,
        members: facts.members,
        staff: facts.staff,
        closed: facts.state == ConversationState::Closed,
    }
}

fn is_on_journey(stage: Stage) -> bool {
    use Stage as S;
    matches!(stage, S::EnRoute | S::Arrived | S::Inspecting | S::AwaitingApproval | S::Working)
}

fn payload<'a, E: Deserialize<'a>>(record: &'a Record) -> Result<E, serde_json::Error> {
    E::deserialize(&record.payload)
}
