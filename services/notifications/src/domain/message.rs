//! What people are told: the kinds of messages with what each needs.
//!
//! A message is stored as JSON (`params`) and read again after releases: variants and fields are
//! only ever added, fields with a default. None but [`Message::Otp`] may ever concern a code, and
//! even that one does not hold it.

use chrono::NaiveDate;
use contracts::booking::{BookingFacts, CancelReason, PaymentMethod};
use contracts::identity::OtpPurpose;
use kernel::ids::{BookingId, ConversationId};
use kernel::{Instant, Localized, Money, Role};
use serde::{Deserialize, Serialize};

/// What a message says of a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingRef {
    /// The booking.
    pub id: BookingId,
    /// Its number for people.
    pub number: String,
    /// The service's name.
    pub service: Localized,
    /// Start of the window.
    pub starts_at: Instant,
    /// Whether it was ordered for now.
    pub instant: bool,
}

impl From<&BookingFacts> for BookingRef {
    fn from(facts: &BookingFacts) -> Self {
        Self {
            id: facts.id,
            number: facts.number.clone(),
            service: facts.service_name.clone(),
            starts_at: facts.starts_at,
            instant: facts.instant,
        }
    }
}

/// One thing to tell one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Message {
    /// To everybody who is new: hello.
    Welcome { role: Role },
    /// To a phone: a one-time code.
    Otp { purpose: OtpPurpose },
    /// To the customer: the order is here.
    BookingReceived { booking: BookingRef, prepay: Money },
    /// To a provider: do you want this job?
    OfferMade {
        booking: BookingRef,
        district: Localized,
        earnings: Money,
        distance_m: u32,
        expires_at: Instant,
    },
    /// To the customer: somebody will come.
    ProviderFound { booking: BookingRef, provider: Option<String> },
    /// To the provider: the job is yours.
    JobAssigned { booking: BookingRef, district: Localized, by_operator: bool },
    /// To the customer: on the way.
    ProviderOnTheWay { booking: BookingRef, provider: Option<String> },
    /// To the customer: at the door.
    ProviderArrived { booking: BookingRef, provider: Option<String> },
    /// To the customer: a price to approve.
    EstimateProposed { booking: BookingRef, total: Money },
    /// To the provider: the answer to an estimate.
    EstimateDecided { booking: BookingRef, approved: bool },
    /// To the customer: the price to approve was taken back.
    EstimateWithdrawn { booking: BookingRef },
    /// To the customer: extra work to approve.
    ChangeOrderProposed { booking: BookingRef, amount: Money },
    /// To the provider: the answer to a change order.
    ChangeOrderDecided { booking: BookingRef, approved: bool },
    /// To the customer: the extra work to approve was taken back.
    ChangeOrderWithdrawn { booking: BookingRef },
    /// To the customer: done, and what it costs.
    VisitCompleted { booking: BookingRef, total: Money, method: PaymentMethod, warranty_days: u32 },
    /// To the provider: done, and what it earned.
    JobCompleted { booking: BookingRef, earnings: Money },
    /// To the customer: cancelled, and what that costs.
    BookingCancelled { booking: BookingRef, reason: CancelReason, fee: Money },
    /// To the provider: cancelled, and what it gets for the way.
    JobCancelled { booking: BookingRef, reason: CancelReason, compensation: Money },
    /// To the customer: the provider can't come, we look for another.
    SearchingAgain { booking: BookingRef },
    /// To the provider: the job is not yours any more.
    JobReleased { booking: BookingRef, at_fault: bool },
    /// To the customer: nobody found; wait, choose another time or cancel.
    NobodyFound { booking: BookingRef },
    /// To both: another time.
    VisitRescheduled { booking: BookingRef, was: Instant },
    /// To the other side: would another time do?
    NewTimeProposed { booking: BookingRef, new_start: Instant, by_customer: bool },
    /// To the customer: we look at your complaint.
    DisputeOpened { booking: BookingRef },
    /// To the provider: the customer complained.
    JobDisputed { booking: BookingRef },
    /// To the customer: how the complaint was decided.
    DisputeDecided { booking: BookingRef, refund: Money },
    /// To the provider: how the complaint was decided.
    JobDisputeDecided { booking: BookingRef, refund: Money },
    /// To the customer: the money can't be had.
    PaymentFailed {
        booking: Option<BookingRef>,
        amount: Money,
        method: PaymentMethod,
        wallet_too_low: bool,
    },
    /// To the customer: paid.
    PaymentSettled { booking: Option<BookingRef>, amount: Money, method: PaymentMethod },
    /// To the customer: money came back.
    PaymentRefunded { booking: Option<BookingRef>, amount: Money },
    /// To the provider: the debt nears its limit.
    DebtWarned { debt: Money },
    /// To the provider: the debt stops new offers.
    DebtBlocked { debt: Money },
    /// To the provider: nothing stands in the way any more.
    DebtCleared {},
    /// To the provider: may work.
    ProviderVerified {},
    /// To the provider: an operator is looking at it.
    ProviderInReview {},
    /// To the provider: may not work.
    ProviderRejected { reason: String, appeal_until: Option<Instant> },
    /// To the provider: stopped.
    ProviderSuspended { reason: String, appeal_until: Option<Instant> },
    /// To the provider: a document is fine.
    DocumentAccepted { document: Localized },
    /// To the provider: a document has to be sent again.
    DocumentRejected { document: Localized, reason: Option<String> },
    /// To the provider: a document has to be renewed soon.
    DocumentExpiring { document: Localized, expires_on: NaiveDate, days_left: u32 },
    /// To the provider: a document is over, and so are new offers.
    DocumentExpired { document: Localized, expires_on: NaiveDate },
    /// To the provider: its own price was too far from a new price of the platform.
    OwnPriceAdjusted { service: Localized, before: Money, after: Money },
    /// To the provider: nobody judged its appeal in time.
    AppealLate { due_at: Instant },
    /// To whose password is another one now.
    PasswordChanged { by_reset: bool },
    /// To a partner and the staff: a webhook endpoint was switched off.
    WebhookOff { gone: bool, failing_since: Instant },
    /// To whoever asked for a copy of its data: it is ready.
    ExportReady { until: Instant },
    /// To whoever asked to be forgotten: when, and how to stop it.
    DeletionScheduled { erase_at: Instant },
    /// To whoever came back in time: nothing is erased.
    DeletionCancelled {},
    /// To a member of a conversation: somebody wrote, and you have not seen it.
    ChatWaiting {
        booking: Option<BookingRef>,
        from: Option<String>,
        conversation: ConversationId,
        support: bool,
    },
    /// To staff: somebody in a visit calls for help; `level` counts the reminders, `presses` how
    /// often the button was pressed when this tells of a further press, else 0.
    SosRaised {
        number: String,
        district: Option<Localized>,
        by_customer: bool,
        level: u32,
        #[serde(default)]
        presses: u32,
    },
    /// To whoever may answer it: a way to end a dispute.
    DisputeProposed { booking: BookingRef, refund: Money, re_service: bool, expires_at: Instant },
    /// To the other side of a dispute: something was added.
    DisputeEvidenceAdded { booking: BookingRef },
    /// To both: what became of a proposal.
    DisputeProposalClosed { booking: BookingRef, accepted: bool },
    /// To the provider whose work is claimed: come and repair it.
    WarrantyAsked { booking: BookingRef },
    /// To the customer: no free visit.
    WarrantyRefused { booking: BookingRef, reason: String },
    /// To the provider whose work was repaired by another: what that cost.
    WarrantyCharged { booking: BookingRef, amount: Money },
    /// To the provider whose work was claimed: whether it was at fault.
    WarrantyJudged { booking: BookingRef, at_fault: bool },
    /// To the customer: a free visit is due and waits for a time.
    WarrantyWaiting { booking: BookingRef, re_service: bool },
    /// To both: paused work does not go on; overdue, staff looks after it.
    WorkStillPaused { booking: BookingRef, overdue: bool },
    /// To the customer: money for the trouble.
    Compensated { booking: BookingRef, amount: Money },
    /// To the customer: a visit of a plan could not be ordered.
    PlanVisitFailed { service: Localized, starts_at: Instant, reason: Localized },
    /// To whoever was rated: what the other side said.
    RatingReceived { booking: Option<BookingRef>, stars: u8 },
}

impl Message {
    /// The stable name of the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Welcome { .. } => "welcome",
            Self::Otp { .. } => "otp",
            Self::BookingReceived { .. } => "booking_received",
            Self::OfferMade { .. } => "offer_made",
            Self::ProviderFound { .. } => "provider_found",
            Self::JobAssigned { .. } => "job_assigned",
            Self::ProviderOnTheWay { .. } => "provider_on_the_way",
            Self::ProviderArrived { .. } => "provider_arrived",
            Self::EstimateProposed { .. } => "estimate_proposed",
            Self::EstimateDecided { .. } => "estimate_decided",
            Self::EstimateWithdrawn { .. } => "estimate_withdrawn",
            Self::ChangeOrderProposed { .. } => "change_order_proposed",
            Self::ChangeOrderDecided { .. } => "change_order_decided",
            Self::ChangeOrderWithdrawn { .. } => "change_order_withdrawn",
            Self::VisitCompleted { .. } => "visit_completed",
            Self::JobCompleted { .. } => "job_completed",
            Self::BookingCancelled { .. } => "booking_cancelled",
            Self::JobCancelled { .. } => "job_cancelled",
            Self::SearchingAgain { .. } => "searching_again",
            Self::JobReleased { .. } => "job_released",
            Self::NobodyFound { .. } => "nobody_found",
            Self::VisitRescheduled { .. } => "visit_rescheduled",
            Self::NewTimeProposed { .. } => "new_time_proposed",
            Self::DisputeOpened { .. } => "dispute_opened",
            Self::JobDisputed { .. } => "job_disputed",
            Self::DisputeDecided { .. } => "dispute_decided",
            Self::JobDisputeDecided { .. } => "job_dispute_decided",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::PaymentSettled { .. } => "payment_settled",
            Self::PaymentRefunded { .. } => "payment_refunded",
            Self::DebtWarned { .. } => "debt_warned",
            Self::DebtBlocked { .. } => "debt_blocked",
            Self::DebtCleared {} => "debt_cleared",
            Self::ProviderVerified {} => "provider_verified",
            Self::ProviderInReview {} => "provider_in_review",
            Self::ProviderRejected { .. } => "provider_rejected",
            Self::ProviderSuspended { .. } => "provider_suspended",
            Self::DocumentAccepted { .. } => "document_accepted",
            Self::DocumentRejected { .. } => "document_rejected",
            Self::DocumentExpiring { .. } => "document_expiring",
            Self::DocumentExpired { .. } => "document_expired",
            Self::OwnPriceAdjusted { .. } => "own_price_adjusted",
            Self::AppealLate { .. } => "appeal_late",
            Self::PasswordChanged { .. } => "password_changed",
            Self::WebhookOff { .. } => "webhook_off",
            Self::ExportReady { .. } => "export_ready",
            Self::DeletionScheduled { .. } => "deletion_scheduled",
            Self::DeletionCancelled {} => "deletion_cancelled",
            Self::ChatWaiting { .. } => "chat_waiting",
            Self::SosRaised { .. } => "sos_raised",
            Self::DisputeProposed { .. } => "dispute_proposed",
            Self::DisputeEvidenceAdded { .. } => "dispute_evidence_added",
            Self::DisputeProposalClosed { .. } => "dispute_proposal_closed",
            Self::WarrantyAsked { .. } => "warranty_asked",
            Self::WarrantyRefused { .. } => "warranty_refused",
            Self::WarrantyCharged { .. } => "warranty_charged",
            Self::WarrantyJudged { .. } => "warranty_judged",
            Self::WarrantyWaiting { .. } => "warranty_waiting",
            Self::WorkStillPaused { .. } => "work_still_paused",
            Self::Compensated { .. } => "compensated",
            Self::PlanVisitFailed { .. } => "plan_visit_failed",
            Self::RatingReceived { .. } => "rating_received",
        }
    }

    /// The booking it is about.
    #[must_use]
    pub fn booking(&self) -> Option<&BookingRef> {
        match self {
            Self::BookingReceived { booking, .. }
            | Self::OfferMade { booking, .. }
            | Self::ProviderFound { booking, .. }
            | Self::JobAssigned { booking, .. }
            | Self::ProviderOnTheWay { booking, .. }
            | Self::ProviderArrived { booking, .. }
            | Self::EstimateProposed { booking, .. }
            | Self::EstimateDecided { booking, .. }
            | Self::EstimateWithdrawn { booking }
            | Self::ChangeOrderProposed { booking, .. }
            | Self::ChangeOrderDecided { booking, .. }
            | Self::ChangeOrderWithdrawn { booking }
            | Self::VisitCompleted { booking, .. }
            | Self::JobCompleted { booking, .. }
            | Self::BookingCancelled { booking, .. }
            | Self::JobCancelled { booking, .. }
            | Self::SearchingAgain { booking }
            | Self::JobReleased { booking, .. }
            | Self::NobodyFound { booking }
            | Self::VisitRescheduled { booking, .. }
            | Self::NewTimeProposed { booking, .. }
            | Self::DisputeOpened { booking }
            | Self::JobDisputed { booking }
            | Self::DisputeDecided { booking, .. }
            | Self::JobDisputeDecided { booking, .. }
            | Self::DisputeProposed { booking, .. }
            | Self::DisputeEvidenceAdded { booking, .. }
            | Self::DisputeProposalClosed { booking, .. }
            | Self::WarrantyAsked { booking, .. }
            | Self::WarrantyRefused { booking, .. }
            | Self::WarrantyCharged { booking, .. }
            | Self::WarrantyJudged { booking, .. }
            | Self::WarrantyWaiting { booking, .. }
            | Self::WorkStillPaused { booking, .. }
            | Self::Compensated { booking, .. } => Some(booking),
            Self::PaymentFailed { booking, .. }
            | Self::PaymentSettled { booking, .. }
            | Self::PaymentRefunded { booking, .. }
            | Self::ChatWaiting { booking, .. }
            | Self::RatingReceived { booking, .. } => booking.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Message;
    use crate::templates::samples;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_is_stored_under_its_own_name_and_read_again() {
        let mut kinds = BTreeSet::new();
        for message in samples::all() {
            let json = serde_json::to_value(&message).unwrap();
            assert_eq!(json["kind"], message.kind());
            assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
            kinds.insert(message.kind());
        }
        assert_eq!(kinds.len(), 62, "a new kind needs a sample");
    }

    #[test]
    fn no_message_holds_a_code() {
        fn names(json: &serde_json::Value, found: &mut Vec<String>) {
            match json {
                serde_json::Value::Object(map) => map.iter().for_each(|(name, value)| {
                    found.push(name.to_lowercase());
                    names(value, found);
                }),
                serde_json::Value::Array(list) => list.iter().for_each(|v| names(v, found)),
                _ => {}
            }
        }
        for message in samples::all() {
            let mut found = vec![];
            names(&serde_json::to_value(&message).unwrap(), &mut found);
            for name in &found {
                let secret = ["code", "otp", "pin", "phone", "email"].iter().any(|w| name == w);
                assert!(!secret, "{} holds {name}", message.kind());
            }
        }
    }
}
