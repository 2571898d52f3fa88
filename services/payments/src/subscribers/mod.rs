//! What the service does when others' facts arrive. The rules are in `commands` and `domain`.

pub mod on_booking;
pub mod on_user_changed;
pub mod personal_data;

use crate::app::App;
use chassis::bus::Subscription;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingReleased, CompensationDue, DisputeDecided, PaymentMethodChanged, PaymentRetried,
    WarrantyJudged, WarrantyVisitDone,
};
use contracts::identity::UserChanged;

/// The service's subscription.
#[must_use]
pub fn subscription(app: &App) -> Subscription {
    let chassis = &app.chassis;
    let booking = || on_booking::OnBooking(app.clone());
    Subscription::new("payments", chassis.db.clone(), chassis.world.clone())
        .on::<UserChanged>(on_user_changed::OnUserChanged(app.clone()))
        .on::<BookingCreated>(booking())
        .on::<BookingConfirmed>(booking())
        .on::<BookingReleased>(booking())
        .on::<BookingCompleted>(booking())
        .on::<BookingCancelled>(booking())
        .on::<BookingDisputed>(booking())
        .on::<DisputeDecided>(booking())
        .on::<CompensationDue>(booking())
        .on::<WarrantyVisitDone>(booking())
        .on::<WarrantyJudged>(booking())
        .on::<PaymentRetried>(booking())
        .on::<PaymentMethodChanged>(booking())
}
