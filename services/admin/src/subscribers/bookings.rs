//! Bookings and offers.

use crate::store::facts::{self, Moment};
use async_trait::async_trait;
use chassis::bus::{Envelope, HandlerError, On, Subscription};
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingMoved, BookingOfferClosed, BookingOffered, BookingReleased, BookingRescheduled,
    BookingSearching, BookingUnmatched, ChangeOrderDecided, DisputeDecided, EstimateDecided,
};
use sqlx::PgConnection;

macro_rules! keep_bookings {
    ($($event:ident => |$tx:ident, $e:ident| $more:block),+ $(,)?) => {
        /// Adds the handlers.
        pub fn add(subscription: Subscription) -> Subscription {
            subscription$(.on::<$event>(Keep))+
        }

        $(#[async_trait]
        impl On<$event> for Keep {
            async fn apply(
                &self,
                $tx: &mut PgConnection,
                $e: &Envelope<$event>,
            ) -> Result<(), HandlerError> {
                facts::booking($tx, &$e.event.booking).await?;
                let () = $more;
                Ok(())
            }
        })+
    };
}

struct Keep;

async fn note<E>(
    tx: &mut PgConnection,
    event: &Envelope<E>,
    booking: kernel::ids::BookingId,
    moment: Moment<'_>,
) -> Result<(), sqlx::Error> {
    facts::moment(tx, booking.uuid(), &moment, event.occurred_at).await
}

keep_bookings! {
    BookingCreated => |tx, e| {},
    BookingSearching => |tx, e| {},
    BookingMoved => |tx, e| {},
    BookingRescheduled => |tx, e| {},
    EstimateDecided => |tx, e| {},
    ChangeOrderDecided => |tx, e| {},
    DisputeDecided => |tx, e| {},
    BookingOffered => |tx, e| {
        let (offer, to) = (e.event.offer_id.uuid(), e.event.offered_to.uuid());
        facts::offer(tx, offer, e.event.booking.id.uuid(), to, e.occurred_at).await?;
    },
    BookingOfferClosed => |tx, e| {
        facts::offer_closed(tx, e.event.offer_id.uuid(), &e.event.outcome).await?;
    },
    BookingUnmatched => |tx, e| {
        note(tx, e, e.event.booking.id, Moment::Unmatched).await?;
    },
    BookingConfirmed => |tx, e| {
        facts::offer_accepted(tx, &e.event.booking).await?;
        note(tx, e, e.event.booking.id, Moment::Confirmed).await?;
    },
    BookingReleased => |tx, e| {
        note(tx, e, e.event.booking.id, Moment::Released).await?;
    },
    BookingCompleted => |tx, e| {
        let started = e.event.started_at;
        note(tx, e, e.event.booking.id, Moment::Completed(started)).await?;
    },
    BookingCancelled => |tx, e| {
        let reason = serde_json::to_value(e.event.reason).unwrap_or_default();
        let reason = reason.as_str().unwrap_or_default();
        note(tx, e, e.event.booking.id, Moment::Cancelled(reason)).await?;
    },
    BookingDisputed => |tx, e| {
        note(tx, e, e.event.booking.id, Moment::Disputed).await?;
    },
}
