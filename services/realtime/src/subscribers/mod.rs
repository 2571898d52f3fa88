//! The read model. Who is told what is not decided here: see `hub`.

use crate::store::{accounts, bookings};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On, Subscription};
use contracts::Event;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingFacts, BookingMoved,
    BookingReleased, BookingSearching, Status,
};
use contracts::identity::{AccountStatus, UserChanged};
use kernel::World;
use sqlx::PgConnection;

/// Keeps accounts.
pub struct OnUserChanged(pub World);

#[async_trait]
impl On<UserChanged> for OnUserChanged {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        envelope: &Envelope<UserChanged>,
    ) -> Result<(), HandlerError> {
        let user = &envelope.event;
        let active = !matches!(user.status, AccountStatus::Suspended | AccountStatus::Inactive);
        let (version, now) = (envelope.version, self.0.now());
        accounts::save_in_tx(tx, user.user_id, version, user.role, active, now).await?;
        Ok(())
    }
}

/// Keeps who is bound to which booking.
#[derive(Clone)]
pub struct OnBooking(pub World);

impl OnBooking {
    /// Follows every event that can bind or unbind somebody.
    pub fn subscribe(self, to: Subscription) -> Subscription {
        to.on::<BookingSearching>(self.clone())
            .on::<BookingConfirmed>(self.clone())
            .on::<BookingReleased>(self.clone())
            .on::<BookingMoved>(self.clone())
            .on::<BookingCompleted>(self.clone())
            .on::<BookingCancelled>(self)
    }

    async fn follow<E: Event>(
        &self,
        tx: &mut PgConnection,
        facts: &BookingFacts,
        envelope: &Envelope<E>,
    ) -> Result<(), HandlerError> {
        let over = matches!(facts.status, Status::Completed | Status::Cancelled);
        let people = bookings::People {
            booking: facts.id,
            version: envelope.version,
            customer: facts.customer_id,
            provider: facts.provider_id,
            ended_at: over.then_some(envelope.occurred_at),
        };
        bookings::save_in_tx(tx, &people, self.0.now()).await?;
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
    BookingSearching,
    BookingConfirmed,
    BookingReleased,
    BookingMoved,
    BookingCompleted,
    BookingCancelled,
);
