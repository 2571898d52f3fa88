//! What others' facts make us tell. [`announce`] says how a fact becomes messages; the files say
//! which.

pub mod announce;
mod booking;
mod claims;
mod payments;
mod people;
mod personal_data;
mod privacy;
mod providers;
mod ratings;
mod sos;

pub use personal_data::Keeps;

use crate::app::App;
use crate::webhooks::note;
use announce::Teller;
use chassis::bus::Subscription;
use contracts::booking::{
    BookingCancelled, BookingCompleted, BookingConfirmed, BookingCreated, BookingDisputed,
    BookingMoved, BookingOffered, BookingReleased, BookingRescheduleProposed, BookingRescheduled,
    BookingUnmatched, ChangeOrderDecided, ChangeOrderProposed, ChangeOrderWithdrawn,
    CompensationDue, DisputeDecided, DisputeEvidenceAdded, DisputeProposalClosed, DisputeProposed,
    EstimateDecided, EstimateProposed, EstimateWithdrawn, PlanVisitFailed, WarrantyClaimed,
    WarrantyJudged, WarrantyRefused, WarrantyVisitDone, WarrantyWaiting, WorkStillPaused,
};
use contracts::identity::PasswordChanged;
use contracts::payments::{PaymentFailed, PaymentRefunded, PaymentSettled};
use contracts::privacy::{DeletionCancelled, DeletionScheduled, ExportReady};
use contracts::providers::{
    AppealOverdue, DocumentDecided, DocumentExpiring, OwnPriceAdjusted, ProviderDecided,
};
use contracts::ratings::RatingRevealed;
use contracts::tracking::{SosEscalated, SosRaised, SosRepeated};

/// Everything this service listens to.
pub fn subscription(app: &App) -> Subscription {
    let teller = || Teller(app.clone());
    Subscription::new(app.chassis.service, app.chassis.db.clone(), app.chassis.world.clone())
        .on(people::OnUserChanged(app.clone()))
        .on(people::OnOtpRequested(app.clone()))
        .on(note::OnPartnerChanged(app.clone()))
        .on(people::OnSessionsEnded)
        .on(providers::OnProviderChanged(app.chassis.world.clone()))
        .on(payments::OnProviderBalanceChanged(app.clone()))
        .on::<BookingCreated>(teller())
        .on::<BookingOffered>(teller())
        .on::<BookingUnmatched>(teller())
        .on::<BookingConfirmed>(teller())
        .on::<BookingReleased>(teller())
        .on::<BookingMoved>(teller())
        .on::<BookingRescheduled>(teller())
        .on::<BookingRescheduleProposed>(teller())
        .on::<EstimateProposed>(teller())
        .on::<EstimateDecided>(teller())
        .on::<EstimateWithdrawn>(teller())
        .on::<ChangeOrderProposed>(teller())
        .on::<ChangeOrderDecided>(teller())
        .on::<ChangeOrderWithdrawn>(teller())
        .on::<BookingCompleted>(teller())
        .on::<BookingCancelled>(teller())
        .on::<BookingDisputed>(teller())
        .on::<DisputeDecided>(teller())
        .on::<DisputeProposed>(teller())
        .on::<DisputeEvidenceAdded>(teller())
        .on::<DisputeProposalClosed>(teller())
        .on::<WarrantyClaimed>(teller())
        .on::<WarrantyRefused>(teller())
        .on::<WarrantyVisitDone>(teller())
        .on::<WarrantyJudged>(teller())
        .on::<WarrantyWaiting>(teller())
        .on::<WorkStillPaused>(teller())
        .on::<CompensationDue>(teller())
        .on::<PlanVisitFailed>(teller())
        .on::<PaymentFailed>(teller())
        .on::<PaymentSettled>(teller())
        .on::<PaymentRefunded>(teller())
        .on::<ProviderDecided>(teller())
        .on::<DocumentDecided>(teller())
        .on::<DocumentExpiring>(teller())
        .on::<OwnPriceAdjusted>(teller())
        .on::<AppealOverdue>(teller())
        .on::<PasswordChanged>(teller())
        .on::<ExportReady>(teller())
        .on::<DeletionScheduled>(teller())
        .on::<DeletionCancelled>(teller())
        .on::<RatingRevealed>(teller())
        .on::<SosRaised>(sos::OnSos(app.clone()))
        .on::<SosRepeated>(sos::OnSos(app.clone()))
        .on::<SosEscalated>(sos::OnSos(app.clone()))
}

#[cfg(test)]
mod tests {
    use contracts::Event;
    use std::collections::BTreeSet;

    /// Events that tell nobody anything, with why.
    const NOT_TOLD: &[(&str, &str)] = &[
        ("chat.conversation_changed", "our own; open screens follow it"),
        ("chat.message_sent", "our own; whoever does not hear it in time is told by a job"),
        ("chat.read", "our own; open screens follow it"),
        ("notification.created", "our own; open screens follow it"),
        ("user.consent_changed", "the person did it itself and sees it on its screen"),
        ("user.export_requested", "the person is told when its copy is ready"),
        ("user.export_part_ready", "identity waits for it"),
        ("user.erased", "nobody is left to be told"),
        ("user.data_erased", "identity's register of erasures"),
        ("journey.stopped", "open screens and operators see it"),
        ("journey.moving", "as journey.stopped"),
        ("journey.retreating", "as journey.stopped"),
        ("journey.approaching", "as journey.stopped"),
        ("journey.stalled", "as journey.stopped"),
        ("journey.resumed", "as journey.stopped"),
        ("journey.dark", "as journey.stopped"),
        ("journey.seen", "as journey.stopped"),
        ("zone.entered", "operators see it on their map"),
        ("zone.dwelling", "as zone.entered"),
        ("zone.left", "as zone.entered"),
        ("catalog.zone_changed", "places are looked up, nobody is told"),
        ("journey.arrived_near", "the provider says itself that it is there"),
        ("journey.dwelling", "as journey.arrived_near"),
        ("journey.left", "as journey.arrived_near"),
        ("sos.acknowledged", "the person sees it where it pressed, silently"),
        ("sos.closed", "as sos.acknowledged"),
        ("operator.acted", "admin's audit log"),
        ("api_key.changed", "every edge forgets what it remembers of the key"),
        ("setting.changed", "admin's audit log; screens show it"),
        ("booking.searching", "the customer sees it on the booking's page, in seconds"),
        ("booking.running", "a code of refusals, no event"),
        ("booking.dispute_evidence_closed", "staff's turn; its proposal or decision is told"),
        ("booking.payment_retried", "the customer did it itself and sees it on its screen"),
        ("booking.payment_method_changed", "as booking.payment_retried"),
        ("booking.offer_closed", "the provider declined it itself or let it pass"),
        ("catalog.service_changed", "nobody's news"),
        ("payment.authorised", "the booking goes on by itself; the receipt follows the work"),
        ("rating.reputation_changed", "the rating itself is told"),
        ("rating.service_score_changed", "as rating.reputation_changed"),
    ];

    fn told() -> BTreeSet<String> {
        macro_rules! types {
            ($($module:ident::$event:ident),+ $(,)?) => {
                [$(contracts::$module::$event::TYPE.to_owned()),+].into()
            };
        }
        types![
            identity::UserChanged,
            identity::OtpRequested,
            identity::PartnerChanged,
            identity::SessionsEnded,
            providers::ProviderChanged,
            payments::ProviderBalanceChanged,
            booking::BookingCreated,
            booking::BookingOffered,
            booking::BookingUnmatched,
            booking::BookingConfirmed,
            booking::BookingReleased,
            booking::BookingMoved,
            booking::BookingRescheduled,
            booking::BookingRescheduleProposed,
            booking::EstimateProposed,
            booking::EstimateDecided,
            booking::EstimateWithdrawn,
            booking::ChangeOrderProposed,
            booking::ChangeOrderDecided,
            booking::ChangeOrderWithdrawn,
            booking::BookingCompleted,
            booking::BookingCancelled,
            booking::BookingDisputed,
            booking::DisputeDecided,
            booking::DisputeProposed,
            booking::DisputeEvidenceAdded,
            booking::DisputeProposalClosed,
            booking::WarrantyClaimed,
            booking::WarrantyRefused,
            booking::WarrantyVisitDone,
            booking::WarrantyJudged,
            booking::WarrantyWaiting,
            booking::WorkStillPaused,
            booking::CompensationDue,
            booking::PlanVisitFailed,
            payments::PaymentFailed,
            payments::PaymentSettled,
            payments::PaymentRefunded,
            providers::ProviderDecided,
            providers::DocumentDecided,
            providers::DocumentExpiring,
            providers::OwnPriceAdjusted,
            providers::AppealOverdue,
            identity::PasswordChanged,
            privacy::ExportReady,
            privacy::DeletionScheduled,
            privacy::DeletionCancelled,
            ratings::RatingRevealed,
            tracking::SosRaised,
            tracking::SosRepeated,
            tracking::SosEscalated,
        ]
    }

    /// The types of all public events, read from the contracts' source: `"booking.created"`.
    fn all_events() -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../libs/contracts/src");
        let mut found = BTreeSet::new();
        for file in std::fs::read_dir(folder).unwrap() {
            let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let code: Vec<&str> =
                source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            for text in code.join("\n").split('"').skip(1).step_by(2) {
                let mut parts = text.split('.');
                let is_word = |part: Option<&str>| {
                    part.is_some_and(|p| {
                        !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                    })
                };
                let is_type = is_word(parts.next()) && is_word(parts.next());
                if is_type && parts.next().is_none() {
                    found.insert(text.to_owned());
                }
            }
        }
        found
    }

    #[test]
    fn every_event_is_told_or_left_out_for_a_reason() {
        let mut known = told();
        known.extend(NOT_TOLD.iter().map(|(event, _)| (*event).to_owned()));
        assert_eq!(all_events(), known);
    }
}
