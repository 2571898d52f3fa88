//! A booking moved: who may follow whom, and when, follows from its stage.

use crate::app::App;
use crate::commands::keep_signals;
use crate::domain::journey::Journey;
use crate::store::{journeys, last_positions};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On, Subscription};
use contracts::Event;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingFacts, BookingMoved, BookingReleased, BookingRescheduled, BookingSearching,
    DisputeDecided,
};
use sqlx::PgConnection;

/// Keeps the journeys.
#[derive(Clone)]
pub struct OnBooking(pub App);

impl OnBooking {
    /// Follows every event that can begin, move or end a journey.
    #[must_use]
    pub fn subscribe(self, to: Subscription) -> Subscription {
        to.on::<BookingCreated>(self.clone())
            .on::<BookingSearching>(self.clone())
            .on::<BookingConfirmed>(self.clone())
            .on::<BookingReleased>(self.clone())
            .on::<BookingMoved>(self.clone())
            .on::<BookingRescheduled>(self.clone())
            .on::<BookingCompleted>(self.clone())
            .on::<BookingCancelled>(self.clone())
            .on::<BookingDisputed>(self.clone())
            .on::<DisputeDecided>(self)
    }

    async fn follow<E: Event>(
        &self,
        tx: &mut PgConnection,
        facts: &BookingFacts,
        envelope: &Envelope<E>,
    ) -> Result<(), HandlerError> {
        let before = journeys::lock_in_tx(tx, facts.id).await?;
        let at = envelope.occurred_at;
        let Some(journey) = Journey::follow(before.as_ref(), facts, envelope.version, at) else {
            return Ok(());
        };
        journeys::save_in_tx(tx, self.0.chassis.world.now(), &journey).await?;
        if let Some(before) = &before {
            keep_signals::move_on_in_tx(tx, &self.0.chassis.world, before, &journey, at).await?;
        }
        let was_on = before.filter(|b| b.on_since.is_some()).and_then(|b| b.provider_id);
        if let Some(provider) = was_on {
            last_positions::forget_off_duty_in_tx(tx, provider).await?;
        }
        self.0.follow(journey, &[]);
        Ok(())
    }
}

macro_rules! follow {
    ($($event:ty),+ $(,)?) => {$(
        #[async_trait]
        impl On<$event> for OnBooking {
            async fn apply(
                &self,
                tx: &mut PgConnection,
                envelope: &Envelope<$event>,
            ) -> Result<(), HandlerError> {
                self.follow(tx, &envelope.event.booking, envelope).await
            }
        }
    )+};
}

follow!(
    BookingCreated,
    BookingSearching,
    BookingConfirmed,
    BookingReleased,
    BookingMoved,
    BookingRescheduled,
    BookingCompleted,
    BookingCancelled,
    BookingDisputed,
    DisputeDecided,
);
