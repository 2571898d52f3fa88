//! How a fact becomes messages: a pure mapping, and one handler that does the rest.

use crate::app::App;
use crate::chat::commands::follow::{self, Turn};
use crate::commands::tell::{self, News};
use crate::domain::{BookingRef, Message};
use crate::error::TellError;
use crate::store::{bookings, providers};
use crate::webhooks::note::{self, About};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::Event;
use contracts::booking::BookingFacts;
use kernel::Instant;
use kernel::ids::{BookingId, ProviderId, UserId};
use sqlx::PgConnection;

/// What a message needs besides the event itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asks {
    /// A booking that the event only names.
    pub booking: Option<BookingId>,
    /// A provider whose name the message says.
    pub provider: Option<ProviderId>,
}

/// What was found of it.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The booking.
    pub booking: Option<BookingRef>,
    /// The provider's name.
    pub provider: Option<String>,
}

/// A fact that somebody is told.
pub trait Announce: Event {
    /// The booking as it is now, if the event says.
    fn facts(&self) -> Option<&BookingFacts> {
        None
    }

    /// What the messages need besides.
    fn asks(&self) -> Asks {
        Asks::default()
    }

    /// What it means for the booking's conversation.
    fn turn(&self, _occurred_at: Instant) -> Option<Turn> {
        None
    }

    /// Whose booking it is about, for the programs of partners.
    fn about(&self) -> Option<About> {
        let facts = self.facts()?;
        Some(About { customer: facts.customer_id, booking: facts.id, payment: None })
    }

    /// Who is told what.
    fn announce(&self, known: Known) -> Vec<(UserId, Message)>;
}

/// Tells what an event announces.
pub struct Teller(pub App);

#[async_trait]
impl<E: Announce> On<E> for Teller {
    async fn apply(&self, tx: &mut PgConnection, event: &Envelope<E>) -> Result<(), HandlerError> {
        if let Some(facts) = event.event.facts() {
            bookings::remember_in_tx(tx, facts, self.0.chassis.world.now()).await?;
            if let Some(turn) = event.event.turn(event.occurred_at) {
                follow::run_in_tx(tx, &self.0, facts, turn, event.id).await?;
            }
        }
        if let Some(about) = event.event.about() {
            note::run_in_tx(tx, &self.0, event, about).await?;
        }
        let asks = event.event.asks();
        let known = Known {
            booking: match asks.booking {
                Some(booking) => bookings::find_in_tx(tx, booking).await?,
                None => None,
            },
            provider: match asks.provider {
                Some(provider) => providers::name_in_tx(tx, provider).await?,
                None => None,
            },
        };
        tell_all(tx, &self.0, event, event.event.announce(known)).await?;
        Ok(())
    }
}

/// Tells several people of one event.
pub async fn tell_all<E: Event>(
    tx: &mut PgConnection,
    app: &App,
    event: &Envelope<E>,
    messages: Vec<(UserId, Message)>,
) -> Result<(), TellError> {
    for (to, message) in messages {
        let news = News { event_id: event.id, occurred_at: event.occurred_at, to, message };
        tell::run_in_tx(tx, app, news).await?;
    }
    Ok(())
}
