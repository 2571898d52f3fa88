//! Disputes, warranty visits, compensations and plans.

use super::announce::{Announce, Known};
use crate::domain::Message;
use contracts::booking::{
    BookingFacts, CompensationDue, DisputeEvidenceAdded, DisputeProposalClosed, DisputeProposed,
    PlanVisitFailed, WarrantyClaimed, WarrantyJudged, WarrantyRefused, WarrantyVisitDone,
    WarrantyWaiting, WorkStillPaused,
};
use kernel::Money;
use kernel::ids::UserId;

type Messages = Vec<(UserId, Message)>;

macro_rules! announces {
    ($($event:ty: |$e:ident| $messages:expr;)+) => {$(
        impl Announce for $event {
            fn facts(&self) -> Option<&BookingFacts> {
                Some(&self.booking)
            }
            fn announce(&self, _: Known) -> Messages {
                let $e = self;
                $messages
            }
        }
    )+};
}

/// The customer and, if one is bound, the provider.
fn both(facts: &BookingFacts) -> impl Iterator<Item = UserId> {
    [Some(facts.customer_id), facts.provider_id.map(UserId::from)].into_iter().flatten()
}

announces! {
    DisputeProposed: |e| {
        let message = Message::DisputeProposed {
            booking: (&e.booking).into(),
            refund: e.refund,
            re_service: e.outcome == "re_service",
            expires_at: e.expires_at,
        };
        // Whoever proposes it knows it.
        let asked = both(&e.booking).filter(|who| e.by_operator || *who == e.booking.customer_id);
        asked.map(|who| (who, message.clone())).collect()
    };
    DisputeEvidenceAdded: |e| {
        let booking = || (&e.booking).into();
        both(&e.booking)
            .filter(|who| (*who == e.booking.customer_id) != e.by_customer)
            .map(|who| (who, Message::DisputeEvidenceAdded { booking: booking() }))
            .collect()
    };
    DisputeProposalClosed: |e| {
        let accepted = e.result == "accepted";
        let booking = || (&e.booking).into();
        both(&e.booking)
            .map(|who| (who, Message::DisputeProposalClosed { booking: booking(), accepted }))
            .collect()
    };
    WarrantyClaimed: |e| vec![(
        e.first_provider.into(),
        Message::WarrantyAsked { booking: (&e.booking).into() },
    )];
    WarrantyRefused: |e| vec![(
        e.booking.customer_id,
        Message::WarrantyRefused { booking: (&e.booking).into(), reason: e.reason.clone() },
    )];
    WarrantyVisitDone: |e| {
        let charged = (e.charged > Money::ZERO).then(|| Message::WarrantyCharged {
            booking: (&e.booking).into(),
            amount: e.charged,
        });
        charged.map(|message| (e.first_provider.into(), message)).into_iter().collect()
    };
    WarrantyJudged: |e| {
        // One fact is one message: what it costs says that the work was at fault, too.
        let booking = || (&e.booking).into();
        let message = match e.charged.filter(|amount| *amount > Money::ZERO) {
            Some(amount) => Message::WarrantyCharged { booking: booking(), amount },
            None => Message::WarrantyJudged { booking: booking(), at_fault: e.at_fault },
        };
        vec![(e.first_provider.into(), message)]
    };
    WarrantyWaiting: |e| vec![(
        e.booking.customer_id,
        Message::WarrantyWaiting { booking: (&e.booking).into(), re_service: e.re_service },
    )];
    WorkStillPaused: |e| {
        let booking = || (&e.booking).into();
        both(&e.booking)
            .map(|who| (who, Message::WorkStillPaused { booking: booking(), overdue: e.overdue }))
            .collect()
    };
    CompensationDue: |e| vec![(
        e.booking.customer_id,
        Message::Compensated { booking: (&e.booking).into(), amount: e.amount },
    )];
}

impl Announce for PlanVisitFailed {
    fn announce(&self, _: Known) -> Messages {
        let message = Message::PlanVisitFailed {
            service: self.service_name.clone(),
            starts_at: self.starts_at,
            reason: self.reason.clone(),
        };
        vec![(self.customer_id, message)]
    }
}
