//! A booking's life, as far as money follows it.

use crate::app::App;
use crate::commands::{close_cancelled, decide_dispute, hold_dispute, open_payment, settle_job};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingFacts, BookingReleased, DisputeDecided,
};
use sqlx::PgConnection;

/// Follows bookings.
pub struct OnBooking(pub App);

impl OnBooking {
    async fn keep(
        &self,
        tx: &mut PgConnection,
        booking: &BookingFacts,
    ) -> Result<(), HandlerError> {
        Ok(bookings::upsert(tx, booking, self.0.chassis.world.now()).await?)
    }
}

#[async_trait]
impl On<BookingCreated> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCreated>,
    ) -> Result<(), HandlerError> {
        Ok(open_payment::run_in_tx(tx, &self.0, &event.event).await?)
    }
}

#[async_trait]
impl On<BookingConfirmed> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingConfirmed>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await
    }
}

#[async_trait]
impl On<BookingReleased> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingReleased>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await
    }
}

#[async_trait]
impl On<BookingCompleted> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCompleted>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        settle_job::run_in_tx(tx, &self.0, &event.event.booking).await
    }
}

#[async_trait]
impl On<BookingCancelled> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingCancelled>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(close_cancelled::run_in_tx(tx, &self.0, &event.event).await?)
    }
}

#[async_trait]
impl On<BookingDisputed> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<BookingDisputed>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(hold_dispute::run_in_tx(tx, &self.0, &event.event.booking).await?)
    }
}

#[async_trait]
impl On<DisputeDecided> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<DisputeDecided>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        decide_dispute::run_in_tx(tx, &self.0, &event.event).await
    }
}
