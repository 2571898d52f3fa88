//! How each kind of message travels: through what, how urgently, and for how long it is of use.

use super::channel::DeliveryChannel as Channel;
use super::message::Message;
use super::preferences::Purpose;
use chrono::TimeDelta;
use contracts::booking::CancelReason;
use kernel::Instant;

/// How much a message may wait, and whether anybody may refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Ignores preferences and quiet hours.
    Security,
    /// Belongs to a visit that runs now: ignores quiet hours.
    Running,
    /// Waits for the morning.
    Ordinary,
}

impl Message {
    /// The channels besides the inbox, in order of preference: the next one is for when the one
    /// before can't be used or fails.
    #[must_use]
    pub fn channels(&self) -> &'static [Channel] {
        match self {
            Self::Otp { .. } => &[Channel::Sms],
            // Thirty seconds are over before an SMS is read.
            Self::OfferMade { booking, .. } if booking.instant => &[Channel::Push],
            Self::OfferMade { .. }
            | Self::JobAssigned { .. }
            | Self::ProviderOnTheWay { .. }
            | Self::ProviderArrived { .. }
            | Self::EstimateDecided { .. }
            | Self::ChangeOrderDecided { .. }
            | Self::JobReleased { .. }
            | Self::SearchingAgain { .. } => &[Channel::Push, Channel::Sms],
            // Whoever cancelled knows it already.
            Self::BookingCancelled { reason: CancelReason::ByCustomer, .. }
            | Self::JobCancelled { reason: CancelReason::ByProvider, .. } => &[],
            Self::ProviderFound { .. }
            | Self::EstimateProposed { .. }
            | Self::ChangeOrderProposed { .. }
            | Self::BookingCancelled { .. }
            | Self::JobCancelled { .. }
            | Self::NobodyFound { .. }
            | Self::VisitRescheduled { .. }
            | Self::NewTimeProposed { .. }
            | Self::JobDisputed { .. }
            | Self::DisputeDecided { .. }
            | Self::JobDisputeDecided { .. }
            | Self::PaymentFailed { .. }
            | Self::PaymentRefunded { .. }
            | Self::DebtWarned { .. }
            | Self::DebtBlocked { .. }
            | Self::ProviderVerified {}
            | Self::ProviderRejected { .. }
            | Self::ProviderSuspended { .. }
            | Self::PasswordChanged { .. }
            | Self::WebhookOff { .. }
            | Self::DeletionScheduled { .. }
            | Self::DocumentRejected { .. }
            | Self::DocumentExpiring { .. }
            | Self::DocumentExpired { .. }
            | Self::WarrantyAsked { .. }
            | Self::WarrantyRefused { .. }
            | Self::WarrantyCharged { .. }
            | Self::PlanVisitFailed { .. }
            | Self::SosRaised { .. } => &[Channel::Push, Channel::Sms, Channel::Email],
            Self::DisputeProposed { .. }
            | Self::DisputeEvidenceAdded { .. }
            | Self::DisputeProposalClosed { .. }
            | Self::WarrantyWaiting { .. }
            | Self::WorkStillPaused { .. }
            | Self::WarrantyJudged { .. }
            | Self::Compensated { .. } => &[Channel::Push, Channel::Email],
            Self::Welcome { .. }
            | Self::VisitCompleted { .. }
            | Self::PaymentSettled { .. }
            | Self::OwnPriceAdjusted { .. }
            | Self::AppealLate { .. }
            | Self::ExportReady { .. }
            | Self::DeletionCancelled {} => &[Channel::Email],
            // Quietly: the screen says the rest, and it costs nobody an SMS.
            Self::EstimateWithdrawn { .. }
            | Self::ChangeOrderWithdrawn { .. }
            | Self::ChatWaiting { .. } => &[Channel::Push],
            Self::BookingReceived { .. }
            | Self::JobCompleted { .. }
            | Self::DisputeOpened { .. }
            | Self::DebtCleared {}
            | Self::ProviderInReview {}
            | Self::DocumentAccepted { .. }
            | Self::RatingReceived { .. } => &[],
        }
    }

    /// What it is about, for whoever switches things off.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::Otp { .. }
            | Self::PasswordChanged { .. }
            // A partner's contact refused nothing: its account is silent by itself.
            | Self::WebhookOff { .. }
            | Self::SosRaised { .. } => Purpose::Security,
            Self::PaymentFailed { .. }
            | Self::PaymentSettled { .. }
            | Self::PaymentRefunded { .. }
            | Self::WarrantyCharged { .. }
            | Self::Compensated { .. }
            | Self::DebtWarned { .. }
            | Self::DebtBlocked { .. }
            | Self::DebtCleared {} => Purpose::Money,
            Self::ChatWaiting { .. } => Purpose::Chat,
            Self::Welcome { .. }
            | Self::ProviderVerified {}
            | Self::ProviderInReview {}
            | Self::ProviderRejected { .. }
            | Self::ProviderSuspended { .. }
            | Self::DocumentAccepted { .. }
            | Self::DocumentRejected { .. }
            | Self::DocumentExpiring { .. }
            | Self::DocumentExpired { .. }
            | Self::AppealLate { .. }
            | Self::ExportReady { .. }
            | Self::DeletionScheduled { .. }
            | Self::DeletionCancelled {}
            | Self::RatingReceived { .. } => Purpose::Account,
            _ => Purpose::Visits,
        }
    }

    /// How much it may wait.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        match self {
            Self::Otp { .. } | Self::SosRaised { .. } => Urgency::Security,
            Self::ProviderOnTheWay { .. }
            | Self::ProviderArrived { .. }
            | Self::EstimateProposed { .. }
            | Self::EstimateDecided { .. }
            | Self::EstimateWithdrawn { .. }
            | Self::ChangeOrderProposed { .. }
            | Self::ChangeOrderDecided { .. }
            | Self::ChangeOrderWithdrawn { .. }
            // Somebody else may be in the account: that can't wait for the morning.
            | Self::PasswordChanged { .. } => Urgency::Running,
            // An order for now is a visit that runs, until it is done.
            Self::ProviderFound { booking, .. }
            | Self::JobAssigned { booking, .. }
            | Self::BookingCancelled { booking, .. }
            | Self::JobCancelled { booking, .. }
            | Self::SearchingAgain { booking }
            | Self::JobReleased { booking, .. }
            | Self::NobodyFound { booking }
                if booking.instant =>
            {
                Urgency::Running
            }
            _ => Urgency::Ordinary,
        }
    }

    /// For how long after its event it is of use outside the inbox. Codes and offers say it
    /// themselves.
    #[must_use]
    pub fn useful_for(&self) -> TimeDelta {
        match self.urgency() {
            Urgency::Security | Urgency::Running => TimeDelta::hours(1),
            Urgency::Ordinary => TimeDelta::hours(36),
        }
    }

    /// Until when an event of `occurred_at` is worth telling outside the inbox.
    #[must_use]
    pub fn useful_until(&self, occurred_at: Instant) -> Instant {
        match self {
            Self::OfferMade { expires_at, .. } => *expires_at,
            _ => occurred_at + self.useful_for(),
        }
    }

    /// When the visit begins that people have to know of in time.
    #[must_use]
    pub fn visit_at(&self) -> Option<Instant> {
        match self {
            Self::VisitRescheduled { booking, was } => Some(booking.starts_at.min(*was)),
            Self::NewTimeProposed { booking, new_start, .. } => {
                Some(booking.starts_at.min(*new_start))
            }
            _ => self.booking().map(|booking| booking.starts_at),
        }
    }

    /// Whether it may go to an email that nobody verified: only what gives nothing away.
    #[must_use]
    pub fn suits_unverified_email(&self) -> bool {
        matches!(self, Self::Welcome { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Message, Urgency};
    use crate::templates::samples;

    #[test]
    fn only_codes_and_alarms_are_security_and_codes_never_reach_the_inbox_or_mail() {
        for message in samples::all() {
            let is_code = matches!(message, Message::Otp { .. });
            let is_alarm = matches!(message, Message::SosRaised { .. });
            assert_eq!(message.urgency() == Urgency::Security, is_code || is_alarm);
            assert!(!message.channels().contains(&Channel::InApp));
            if is_code {
                assert_eq!(message.channels(), [Channel::Sms]);
            }
        }
    }
}
