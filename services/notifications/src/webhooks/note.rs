//! A fact becomes a message for each endpoint that wants to be told of it.

use super::jobs::SEND;
use super::store::{endpoints, messages};
use super::types::ALL;
use crate::app::App;
use crate::error::TellError;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::Event;
use contracts::identity::PartnerChanged;
use kernel::Instant;
use kernel::ids::{BookingId, UserId, WebhookMessageId};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// Whose booking a fact is about.
pub struct About {
    /// The customer.
    pub customer: UserId,
    /// The booking.
    pub booking: BookingId,
    /// What it says of a payment.
    pub payment: Option<Value>,
}

/// A fact that may be told.
pub(super) struct Fact<'a> {
    pub id: Uuid,
    pub kind: &'a str,
    pub occurred_at: Instant,
    pub booking: Option<BookingId>,
    pub payment: Option<Value>,
}

/// Makes the messages of an event. Told again, it makes none.
///
/// # Errors
/// When the database is away.
pub async fn run_in_tx<E: Event>(
    tx: &mut PgConnection,
    app: &App,
    event: &Envelope<E>,
    about: About,
) -> Result<(), TellError> {
    if !ALL.contains(&E::TYPE) {
        return Ok(());
    }
    let wanting = endpoints::wanting_in_tx(tx, about.customer, E::TYPE).await?;
    let fact = Fact {
        id: event.id,
        kind: E::TYPE,
        occurred_at: event.occurred_at,
        booking: Some(about.booking),
        payment: about.payment,
    };
    for endpoint in wanting {
        queue_in_tx(tx, app, endpoint, &fact).await?;
    }
    Ok(())
}

/// Puts one message into the queue; none when there is one of that event already.
pub(super) async fn queue_in_tx(
    tx: &mut PgConnection,
    app: &App,
    endpoint: Uuid,
    fact: &Fact<'_>,
) -> Result<Option<WebhookMessageId>, TellError> {
    let (world, now) = (&app.chassis.world, app.chassis.world.now());
    let id: WebhookMessageId = world.id();
    if !messages::insert_in_tx(tx, id, endpoint, fact, now).await? {
        return Ok(None);
    }
    schedule_in_tx(tx, app, id, now).await?;
    Ok(Some(id))
}

/// Puts a message's next attempt on the schedule.
pub(super) async fn schedule_in_tx(
    tx: &mut PgConnection,
    app: &App,
    id: WebhookMessageId,
    at: Instant,
) -> Result<(), TellError> {
    let (world, service) = (&app.chassis.world, app.chassis.service);
    let nothing = serde_json::json!({});
    Ok(chassis::jobs::schedule(tx, world, service, SEND, id, at, nothing).await?)
}

/// Keeps which accounts are partners.
pub struct OnPartnerChanged(pub App);

#[async_trait::async_trait]
impl On<PartnerChanged> for OnPartnerChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<PartnerChanged>,
    ) -> Result<(), HandlerError> {
        let now = self.0.chassis.world.now();
        endpoints::remember_partner_in_tx(tx, envelope.event.partner_id, now).await?;
        Ok(())
    }
}
