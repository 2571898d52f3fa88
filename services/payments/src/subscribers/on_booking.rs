//! A booking's life, as far as money follows it.

use crate::app::App;
use crate::commands::{
    close_cancelled, compensate, decide_dispute, hold_dispute, open_payment, pay_warranty_visit,
    settle_job,
};
use crate::store::bookings;
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On};
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingFacts, BookingReleased, CompensationDue, DisputeDecided, PaymentMethodChanged,
    PaymentRetried, WarrantyJudged, WarrantyVisitDone,
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

#[async_trait]
impl On<CompensationDue> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<CompensationDue>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(compensate::run_in_tx(tx, &self.0, &event.event).await?)
    }
}

#[async_trait]
impl On<WarrantyVisitDone> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<WarrantyVisitDone>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(pay_warranty_visit::run_in_tx(tx, &self.0, &event.event).await?)
    }
}

#[async_trait]
impl On<WarrantyJudged> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<WarrantyJudged>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(pay_warranty_visit::judged_in_tx(tx, &self.0, &event.event, event.id).await?)
    }
}

#[async_trait]
impl On<PaymentRetried> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentRetried>,
    ) -> Result<(), HandlerError> {
        Ok(open_payment::again_in_tx(tx, &self.0, &event.event).await?)
    }
}

#[async_trait]
impl On<PaymentMethodChanged> for OnBooking {
    async fn apply(
        &self,
        tx: &mut PgConnection,
        event: &Envelope<PaymentMethodChanged>,
    ) -> Result<(), HandlerError> {
        self.keep(tx, &event.event.booking).await?;
        Ok(open_payment::instead_in_tx(tx, &self.0, &event.event).await?)
    }
}
