//! Telling one person one thing: into the inbox at once, and through the first channel that the
//! kind, the person's preferences and the configuration leave open.

use crate::app::App;
use crate::domain::{Barrier, DeliveryChannel, DeliveryState, Message, Recipient, earliest};
use crate::error::TellError;
use crate::jobs::DELIVER;
use crate::store::deliveries::{self, Delivery, NewDelivery};
use crate::store::notifications::{self, NewNotification};
use crate::store::recipients;
use crate::templates;
use chassis::bus::append;
use contracts::notifications::NotificationCreated;
use kernel::ids::{NotificationId, UserId};
use kernel::{Instant, Lang};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Something to tell somebody because of an event.
pub struct News {
    /// The event: nobody is told twice because of one.
    pub event_id: Uuid,
    /// When it happened.
    pub occurred_at: Instant,
    /// Whom.
    pub to: UserId,
    /// What.
    pub message: Message,
}

/// Tells one person one thing in the transaction of the event's cursor. `false` when the person
/// was told of this event before.
pub async fn run_in_tx(tx: &mut PgConnection, app: &App, news: News) -> Result<bool, TellError> {
    let now = app.chassis.world.now();
    let recipient = recipients::find_in_tx(tx, &app.chassis.keyring, news.to).await?;
    let lang = recipient.as_ref().map_or(Lang::Ar, |recipient| recipient.lang);
    let params = params(&news.message)?;
    let id: NotificationId = app.chassis.world.id();
    let cause = Cause {
        event_id: news.event_id,
        notification: Some(id),
        to: news.to,
        lang,
        message: &news.message,
        useful_until: news.message.useful_until(news.occurred_at),
    };
    // The inbox's own delivery is what decides whether this was told before.
    let inbox = cause.delivery(app, DeliveryChannel::InApp, &params, DeliveryState::Sent, None);
    if !deliveries::insert_in_tx(tx, &inbox, now).await? {
        return Ok(false);
    }
    let text = templates::text(&news.message, lang);
    let new = NewNotification {
        id,
        recipient: news.to,
        kind: news.message.kind(),
        lang,
        title: &text.title,
        body: &text.body,
        params: &params,
        booking: news.message.booking().map(|booking| booking.id),
    };
    notifications::insert_in_tx(tx, &new, now).await?;
    let created = NotificationCreated {
        notification_id: id,
        user_id: news.to,
        kind: new.kind.to_owned(),
        booking_id: new.booking,
    };
    append(tx, &app.chassis.world, &created).await?;
    queue_first_in_tx(tx, app, &cause, recipient.as_ref(), news.message.channels()).await?;
    Ok(true)
}

/// After a channel failed for good: the next one of the message's order.
pub async fn fall_back_in_tx(
    tx: &mut PgConnection,
    app: &App,
    failed: &Delivery,
) -> Result<(), TellError> {
    let Some(to) = failed.recipient else { return Ok(()) };
    let order = failed.message.channels();
    let next = order.iter().position(|c| *c == failed.channel).map_or(order.len(), |at| at + 1);
    if order[next..].is_empty() {
        return Ok(());
    }
    let recipient = recipients::find_in_tx(tx, &app.chassis.keyring, to).await?;
    let cause = Cause {
        event_id: failed.event_id,
        notification: failed.notification,
        to,
        lang: failed.lang,
        message: &failed.message,
        useful_until: failed.useful_until,
    };
    queue_first_in_tx(tx, app, &cause, recipient.as_ref(), &order[next..]).await
}

/// What all deliveries of one thing to one person share.
struct Cause<'a> {
    event_id: Uuid,
    notification: Option<NotificationId>,
    to: UserId,
    lang: Lang,
    message: &'a Message,
    useful_until: Instant,
}

impl Cause<'_> {
    fn delivery<'a>(
        &self,
        app: &App,
        channel: DeliveryChannel,
        params: &'a Value,
        state: DeliveryState,
        error: Option<&'static str>,
    ) -> NewDelivery<'a> {
        NewDelivery {
            id: app.chassis.world.id(),
            event_id: self.event_id,
            notification: self.notification,
            recipient: Some(self.to),
            channel,
            kind: self.message.kind(),
            lang: self.lang,
            params,
            sealed_to: None,
            sealed_code: None,
            state,
            error,
            next_attempt_at: None,
            useful_until: self.useful_until,
        }
    }
}

/// Queues the first open channel of `order`; those before it are noted as skipped, with why.
async fn queue_first_in_tx(
    tx: &mut PgConnection,
    app: &App,
    cause: &Cause<'_>,
    recipient: Option<&Recipient>,
    order: &[DeliveryChannel],
) -> Result<(), TellError> {
    let now = app.chassis.world.now();
    let params = params(cause.message)?;
    for channel in order {
        let barrier = match recipient {
            None if *channel == DeliveryChannel::Push => Some(Barrier::NoDevice),
            None => Some(Barrier::NobodyKnown),
            Some(recipient) => {
                app.not_configured(*channel).or_else(|| recipient.barrier(*channel, cause.message))
            }
        };
        // Most people have no browser that takes push messages; that is no news.
        if barrier == Some(Barrier::NoDevice) {
            continue;
        }
        if let Some(barrier) = barrier {
            let state = DeliveryState::Skipped;
            let skipped = cause.delivery(app, *channel, &params, state, Some(barrier.code()));
            deliveries::insert_in_tx(tx, &skipped, now).await?;
            continue;
        }
        let quiet = recipient.map(|recipient| recipient.quiet).unwrap_or_default();
        let at = earliest(cause.message, quiet, now);
        let mut queued = cause.delivery(app, *channel, &params, DeliveryState::Queued, None);
        queued.next_attempt_at = Some(at);
        if deliveries::insert_in_tx(tx, &queued, now).await? {
            schedule_in_tx(tx, app, DELIVER, queued.id, at).await?;
        }
        return Ok(());
    }
    Ok(())
}

/// Puts a delivery's job on the schedule. The job holds nothing but the delivery's id.
pub async fn schedule_in_tx(
    tx: &mut PgConnection,
    app: &App,
    kind: &str,
    id: kernel::ids::DeliveryId,
    at: Instant,
) -> Result<(), TellError> {
    let (world, service) = (&app.chassis.world, app.chassis.service);
    let nothing = serde_json::json!({});
    chassis::jobs::schedule(tx, world, service, kind, id, at, nothing).await?;
    Ok(())
}

fn params(message: &Message) -> Result<Value, TellError> {
    serde_json::to_value(message)
        .map_err(|_| TellError::Unreadable { table: "notifications.deliveries", column: "params" })
}
