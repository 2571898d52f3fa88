//! Bookings.

use super::announce::{Announce, Asks, Known};
use crate::chat::commands::follow::Turn;
use crate::chat::domain::SystemCode;
use crate::domain::{BookingRef, Message};
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingFacts, BookingMoved, BookingOffered, BookingReleased, BookingRescheduleProposed,
    BookingRescheduled, BookingUnmatched, ChangeOrderDecided, ChangeOrderProposed,
    ChangeOrderWithdrawn, DisputeDecided, EstimateDecided, EstimateProposed, EstimateWithdrawn,
    Stage, Verdict,
};
use kernel::ids::UserId;
use kernel::{Instant, Money};

type Messages = Vec<(UserId, Message)>;

/// The bound provider's message, if one is bound.
fn to_provider(
    facts: &BookingFacts,
    message: impl FnOnce(BookingRef) -> Message,
) -> Option<(UserId, Message)> {
    facts.provider_id.map(|provider| (provider.into(), message(facts.into())))
}

fn to_customer(
    facts: &BookingFacts,
    message: impl FnOnce(BookingRef) -> Message,
) -> (UserId, Message) {
    (facts.customer_id, message(facts.into()))
}

macro_rules! announces {
    ($($event:ty: |$e:ident| $messages:expr $(, |$at:ident| $turn:expr)?;)+) => {$(
        impl Announce for $event {
            fn facts(&self) -> Option<&BookingFacts> {
                Some(&self.booking)
            }
            $(fn turn(&self, $at: Instant) -> Option<Turn> {
                let $e = self;
                let _ = $e;
                Some($turn)
            })?
            fn announce(&self, _: Known) -> Messages {
                let $e = self;
                $messages
            }
        }
    )+};
}

announces! {
    BookingCreated: |e| vec![
        to_customer(&e.booking, |booking| Message::BookingReceived { booking, prepay: e.prepay }),
    ];
    BookingOffered: |e| vec![(
        e.offered_to.into(),
        Message::OfferMade {
            booking: (&e.booking).into(),
            district: e.booking.district.clone(),
            earnings: e.earnings,
            distance_m: e.distance_m,
            expires_at: e.expires_at,
        },
    )];
    BookingUnmatched: |e| vec![
        to_customer(&e.booking, |booking| Message::NobodyFound { booking }),
    ];
    BookingReleased: |e| {
        let at_fault = e.verdict == Verdict::ProviderAtFault;
        let booking = (&e.booking).into();
        vec![
            to_customer(&e.booking, |booking| Message::SearchingAgain { booking }),
            (e.released.into(), Message::JobReleased { booking, at_fault }),
        ]
    }, |_at| Turn::Left(e.released);
    BookingRescheduled: |e| {
        let moved = |booking| Message::VisitRescheduled { booking, was: e.was };
        let customer = to_customer(&e.booking, moved);
        [customer].into_iter().chain(to_provider(&e.booking, moved)).collect()
    }, |_at| Turn::Told(SystemCode::Rescheduled);
    BookingRescheduleProposed: |e| {
        let (new_start, by_customer) = (e.new_start, e.by_customer);
        let message = |booking| Message::NewTimeProposed { booking, new_start, by_customer };
        if by_customer {
            to_provider(&e.booking, message).into_iter().collect()
        } else {
            vec![to_customer(&e.booking, message)]
        }
    };
    EstimateProposed: |e| vec![
        to_customer(&e.booking, |booking| Message::EstimateProposed { booking, total: e.total }),
    ];
    EstimateDecided: |e| to_provider(&e.booking, |booking| {
        Message::EstimateDecided { booking, approved: e.approved }
    }).into_iter().collect();
    EstimateWithdrawn: |e| vec![
        to_customer(&e.booking, |booking| Message::EstimateWithdrawn { booking }),
    ];
    ChangeOrderProposed: |e| vec![
        to_customer(&e.booking, |booking| {
            Message::ChangeOrderProposed { booking, amount: e.amount }
        }),
    ];
    ChangeOrderDecided: |e| to_provider(&e.booking, |booking| {
        Message::ChangeOrderDecided { booking, approved: e.approved }
    }).into_iter().collect();
    ChangeOrderWithdrawn: |e| vec![
        to_customer(&e.booking, |booking| Message::ChangeOrderWithdrawn { booking }),
    ];
    BookingCompleted: |e| {
        let divided = e.booking.settlement;
        let customer = to_customer(&e.booking, |booking| Message::VisitCompleted {
            booking,
            total: divided.total,
            method: e.booking.payment_method,
            warranty_days: e.booking.warranty_days,
        });
        let earnings = divided.earnings + divided.parts;
        let provider = to_provider(&e.booking, |booking| {
            Message::JobCompleted { booking, earnings }
        });
        [customer].into_iter().chain(provider).collect()
    }, |_at| Turn::Ended(e.ended_at, SystemCode::Completed);
    BookingCancelled: |e| {
        let customer = to_customer(&e.booking, |booking| {
            Message::BookingCancelled { booking, reason: e.reason, fee: e.fee }
        });
        let provider = to_provider(&e.booking, |booking| Message::JobCancelled {
            booking,
            reason: e.reason,
            compensation: e.fee_to_provider.max(Money::ZERO),
        });
        [customer].into_iter().chain(provider).collect()
    }, |at| Turn::Ended(at, SystemCode::Cancelled);
    BookingDisputed: |e| {
        let customer = to_customer(&e.booking, |booking| Message::DisputeOpened { booking });
        let provider = to_provider(&e.booking, |booking| Message::JobDisputed { booking });
        [customer].into_iter().chain(provider).collect()
    };
    DisputeDecided: |e| {
        let refund = e.refund;
        let customer =
            to_customer(&e.booking, |booking| Message::DisputeDecided { booking, refund });
        let provider =
            to_provider(&e.booking, |booking| Message::JobDisputeDecided { booking, refund });
        [customer].into_iter().chain(provider).collect()
    };
}

impl Announce for BookingConfirmed {
    fn facts(&self) -> Option<&BookingFacts> {
        Some(&self.booking)
    }

    fn turn(&self, _: Instant) -> Option<Turn> {
        Some(Turn::Bound)
    }

    fn asks(&self) -> Asks {
        Asks { provider: self.booking.provider_id, ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Messages {
        let customer = to_customer(&self.booking, |booking| Message::ProviderFound {
            booking,
            provider: known.provider,
        });
        let provider = to_provider(&self.booking, |booking| Message::JobAssigned {
            booking,
            district: self.booking.district.clone(),
            by_operator: self.by_operator,
        });
        [customer].into_iter().chain(provider).collect()
    }
}

impl Announce for BookingMoved {
    fn facts(&self) -> Option<&BookingFacts> {
        Some(&self.booking)
    }

    fn turn(&self, _: Instant) -> Option<Turn> {
        match (self.from, self.booking.stage) {
            (_, Stage::EnRoute) => Some(Turn::Told(SystemCode::OnTheWay)),
            (_, Stage::Arrived) => Some(Turn::Told(SystemCode::Arrived)),
            // The start code was given.
            (Stage::Arrived, Stage::Inspecting | Stage::Working) => {
                Some(Turn::Told(SystemCode::WorkStarted))
            }
            _ => None,
        }
    }

    fn asks(&self) -> Asks {
        Asks { provider: self.booking.provider_id, ..Asks::default() }
    }

    fn announce(&self, known: Known) -> Messages {
        let provider = known.provider;
        let message: fn(BookingRef, Option<String>) -> Message = match self.booking.stage {
            Stage::EnRoute => |booking, provider| Message::ProviderOnTheWay { booking, provider },
            Stage::Arrived => |booking, provider| Message::ProviderArrived { booking, provider },
            // The other moves are on the booking's page, or have an event of their own.
            _ => return Vec::new(),
        };
        vec![to_customer(&self.booking, |booking| message(booking, provider))]
    }
}
