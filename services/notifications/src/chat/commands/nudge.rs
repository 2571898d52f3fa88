//! Somebody did not hear what was said: told outside the conversation, once until it is read.

use crate::app::App;
use crate::chat::domain::{Seat, Side};
use crate::chat::store::{conversations, messages, seats};
use crate::commands::tell::{self, News};
use crate::domain::Message;
use crate::error::TellError;
use crate::store::{bookings, providers, recipients};
use contracts::chat::ConversationKind;
use kernel::ids::{ConversationId, EventId, UserId};
use sqlx::PgConnection;

/// Tells a member of what was said up to `seq`, unless it reached the member, or the member was
/// told since it last read.
pub async fn run_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: ConversationId,
    user: UserId,
    seq: i64,
) -> Result<(), TellError> {
    let Some(conversation) = conversations::lock_in_tx(tx, id).await? else { return Ok(()) };
    let Some(seat) = seats::find_in_tx(tx, id, user).await? else { return Ok(()) };
    if seat.delivered_seq >= seq || seat.nudged_seq > seat.read_seq {
        return Ok(());
    }
    if messages::unread_in_tx(tx, id, user, seat.read_seq).await? == 0 {
        return Ok(());
    }
    let nudged_seq = conversation.last_seq;
    seats::heard_in_tx(tx, id, &Seat { nudged_seq, ..seat }).await?;
    let booking = match conversation.booking {
        Some(booking) => bookings::find_in_tx(tx, booking).await?,
        None => None,
    };
    let from = match (conversation.kind, seat.side) {
        (ConversationKind::Support, _) => None,
        (ConversationKind::Booking, Side::Customer) => match conversation.provider {
            Some(provider) => providers::name_in_tx(tx, provider.into()).await?,
            None => None,
        },
        (ConversationKind::Booking, _) => {
            let keyring = &app.chassis.keyring;
            let person = recipients::find_in_tx(tx, keyring, conversation.person).await?;
            person.map(|person| person.contact.first_name).filter(|name| !name.is_empty())
        }
    };
    let news = News {
        event_id: app.chassis.world.id::<EventId>().uuid(),
        occurred_at: app.chassis.world.now(),
        to: user,
        message: Message::ChatWaiting {
            booking,
            from,
            conversation: id,
            support: conversation.kind == ConversationKind::Support,
        },
    };
    tell::run_in_tx(tx, app, news).await?;
    Ok(())
}
