//! Booking: the agreement to do one service, at one address, in one time window.

use crate::price::Settlement;
use kernel::ids::{
    BookingId, CategoryId, ChangeOrderId, EstimateId, OfferId, PlanId, ProviderId, QuoteId,
    ServiceId, UserId, ZoneId,
};
use kernel::{BasisPoints, DateTime, LatLng, Localized, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Exactly the requirements' set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No provider is bound.
    Pending,
    /// One provider is bound; its time is reserved.
    Confirmed,
    /// The start code was given.
    InProgress,
    /// The work ended; money is due or settled.
    Completed,
    /// Over, with a reason.
    Cancelled,
    /// Money is held.
    Disputed,
}

/// Refines [`Status`] for people and screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// `pending`: a prepaid method's money is awaited.
    AwaitingPayment,
    /// `pending`: looking for a provider.
    Searching,
    /// `pending`: offered to one or more providers.
    Offered,
    /// `confirmed`: bound.
    Assigned,
    /// `confirmed`: on the way.
    EnRoute,
    /// `confirmed`: at the address.
    Arrived,
    /// `in_progress`: looking at the fault.
    Inspecting,
    /// `in_progress`: an estimate or change order awaits the customer.
    AwaitingApproval,
    /// `in_progress`: working.
    Working,
    /// `in_progress`: waits for a part; may go on another day.
    Paused,
    /// `completed`: money is due.
    Done,
    /// `completed`: money is settled.
    Settled,
    /// `cancelled`.
    Closed,
    /// `disputed`: opened.
    Open,
    /// `disputed`: an operator looks at it.
    UnderReview,
}

/// How the customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// In cash, to the provider.
    Cash,
    /// By card.
    Card,
    /// From the wallet's balance.
    Wallet,
    /// By bank transfer.
    BankTransfer,
}

impl PaymentMethod {
    /// Whether the money must be there before the search starts.
    #[must_use]
    pub fn is_prepaid(self) -> bool {
        !matches!(self, Self::Cash)
    }

    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Wallet => "wallet",
            Self::BankTransfer => "bank_transfer",
        }
    }
}

/// Why a booking was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The customer.
    ByCustomer,
    /// The provider.
    ByProvider,
    /// An operator.
    ByOperator,
    /// Nobody could come.
    NoProvider,
    /// The money didn't come in time.
    PaymentExpired,
    /// The customer wasn't there.
    NoShowCustomer,
    /// The provider didn't come.
    NoShowProvider,
}

/// Whose fault a cancellation was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody's.
    NoFault,
    /// The customer's.
    CustomerAtFault,
    /// The provider's.
    ProviderAtFault,
}

/// What every booking event tells: enough for others to act without asking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookingFacts {
    /// The booking.
    pub id: BookingId,
    /// Its number for people: `OS-7K2M4Q`.
    pub number: String,
    /// The customer.
    pub customer_id: UserId,
    /// The bound provider.
    pub provider_id: Option<ProviderId>,
    /// The service.
    pub service_id: ServiceId,
    /// Its category.
    pub category_id: CategoryId,
    /// Its name.
    pub service_name: Localized,
    /// The zone.
    pub zone_id: ZoneId,
    /// The district's name.
    pub district: Localized,
    /// ISO 3166-2 code of the governorate.
    pub governorate: String,
    /// The address's pin.
    pub pin: LatLng,
    /// Status.
    pub status: Status,
    /// Stage.
    pub stage: Stage,
    /// Whether it was ordered for now.
    pub instant: bool,
    /// Start of the window.
    pub starts_at: DateTime,
    /// Planned end.
    pub ends_at: DateTime,
    /// How the customer pays.
    pub payment_method: PaymentMethod,
    /// What the customer has approved so far, divided.
    pub settlement: Settlement,
    /// The platform's share of the work.
    pub commission: BasisPoints,
    /// How long the work is guaranteed, in days.
    pub warranty_days: u32,
    /// When it was created.
    pub created_at: DateTime,
}

macro_rules! booking_events {
    ($($(#[$doc:meta])* $name:ident = $type:literal { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// The booking as it is now.
            pub booking: BookingFacts,
            $($(#[$fdoc])* pub $field: $ty),*
        }
        $crate::event!($name, $type, "booking", |e| e.booking.id);
    )+};
}

booking_events! {
    /// A customer ordered. With a prepaid method the money is awaited first.
    BookingCreated = "booking.created" {
        /// What must be there before the search, for prepaid methods.
        prepay: Money,
        /// The quote it was made of; absent in events from before it was told.
        #[serde(default)]
        quote_id: Option<QuoteId>,
    }
    /// The search for a provider starts, or starts again.
    BookingSearching = "booking.searching" {
        /// Whether a provider dropped out before.
        again: bool,
    }
    /// The booking was shown to a provider.
    BookingOffered = "booking.offered" {
        /// The offer.
        offer_id: OfferId,
        /// To whom.
        offered_to: ProviderId,
        /// Until when it may accept.
        expires_at: DateTime,
        /// What the provider would earn.
        earnings: Money,
        /// How far it is, in metres.
        distance_m: u32,
    }
    /// An offer ended without a yes.
    BookingOfferClosed = "booking.offer_closed" {
        /// The offer.
        offer_id: OfferId,
        /// To whom it was made.
        offered_to: ProviderId,
        /// `declined`, `expired` or `withdrawn`.
        outcome: String,
    }
    /// Nobody found: the customer is asked to wait, choose another time or cancel.
    BookingUnmatched = "booking.unmatched" {}
    /// A provider is bound.
    BookingConfirmed = "booking.confirmed" {
        /// Whether an operator assigned it by hand.
        by_operator: bool,
    }
    /// The bound provider left or was taken off; the search starts again.
    BookingReleased = "booking.released" {
        /// Who was bound.
        released: ProviderId,
        /// Whether it was the provider's fault.
        verdict: Verdict,
        /// Why.
        reason: String,
    }
    /// The stage moved within or between statuses: en route, arrived, working, paused …
    BookingMoved = "booking.moved" {
        /// The stage before.
        from: Stage,
    }
    /// The visit's time moved.
    BookingRescheduled = "booking.rescheduled" {
        /// The start before.
        was: DateTime,
    }
    /// One side proposes another time; the other one accepts or declines.
    BookingRescheduleProposed = "booking.reschedule_proposed" {
        /// Whether the customer proposes it.
        by_customer: bool,
        /// The proposed start.
        new_start: DateTime,
    }
    /// The provider proposes a price after inspection.
    EstimateProposed = "booking.estimate_proposed" {
        /// The estimate.
        estimate_id: EstimateId,
        /// What the customer would pay in all.
        total: Money,
    }
    /// The customer decided on an estimate.
    EstimateDecided = "booking.estimate_decided" {
        /// The estimate.
        estimate_id: EstimateId,
        /// Yes or no.
        approved: bool,
    }
    /// The provider took an estimate back that waited for the customer.
    EstimateWithdrawn = "booking.estimate_withdrawn" {
        /// The estimate.
        estimate_id: EstimateId,
    }
    /// The provider proposes extra work or parts.
    ChangeOrderProposed = "booking.change_order_proposed" {
        /// The change order.
        change_order_id: ChangeOrderId,
        /// What it adds.
        amount: Money,
    }
    /// The customer decided on a change order.
    ChangeOrderDecided = "booking.change_order_decided" {
        /// The change order.
        change_order_id: ChangeOrderId,
        /// Yes or no.
        approved: bool,
    }
    /// The provider took a change order back that waited for the customer.
    ChangeOrderWithdrawn = "booking.change_order_withdrawn" {
        /// The change order.
        change_order_id: ChangeOrderId,
    }
    /// The work ended. `booking.settlement` is final.
    BookingCompleted = "booking.completed" {
        /// When the work began.
        started_at: DateTime,
        /// When it ended.
        ended_at: DateTime,
        /// How long the work took, in minutes.
        actual_minutes: u32,
    }
    /// Over. A fee above zero is due from the side at fault.
    BookingCancelled = "booking.cancelled" {
        /// Why.
        reason: CancelReason,
        /// Whose fault.
        verdict: Verdict,
        /// The rule that decided.
        rule: String,
        /// What the customer pays.
        fee: Money,
        /// What of the fee the provider gets.
        fee_to_provider: Money,
    }
    /// The provider was at fault and the customer's time is lost: it gets something for that.
    CompensationDue = "booking.compensation_due" {
        /// How much.
        amount: Money,
        /// Whether the provider pays it, else the platform.
        by_provider: bool,
        /// The rule that decided.
        rule: String,
    }
    /// The customer disputes; its money is held.
    BookingDisputed = "booking.disputed" {
        /// Nothing: what is said in a dispute stays sealed where it was said. Older events have words.
        #[serde(default)]
        reason: String,
    }
    /// A side of a dispute told or showed something.
    DisputeEvidenceAdded = "booking.dispute_evidence_added" {
        /// Whether the customer did, else the provider.
        by_customer: bool,
    }
    /// The time for evidence is over: staff proposes or decides.
    DisputeEvidenceClosed = "booking.dispute_evidence_closed" {}
    /// A way to end a dispute was proposed.
    DisputeProposed = "booking.dispute_proposed" {
        /// Whether staff proposes it, else the provider.
        by_operator: bool,
        /// `none`, `re_service`, `partial_refund` or `full_refund`.
        outcome: String,
        /// What would go back to the customer.
        refund: Money,
        /// Until when it may be accepted.
        expires_at: DateTime,
    }
    /// A proposal was answered, or nobody answered.
    DisputeProposalClosed = "booking.dispute_proposal_closed" {
        /// `accepted`, `declined` or `lapsed`.
        result: String,
    }
    /// The same fault came back within the warranty. `booking` is the free visit.
    WarrantyClaimed = "booking.warranty_claimed" {
        /// The booking whose work is repaired.
        of: BookingId,
        /// Who did that work; it is asked first.
        first_provider: ProviderId,
    }
    /// Staff refused a warranty claim. `booking` is the free visit, which is cancelled.
    WarrantyRefused = "booking.warranty_refused" {
        /// The booking whose work was claimed.
        of: BookingId,
        /// Why, as the customer reads it.
        reason: String,
    }
    /// A warranty visit was made. `booking` is the visit; its provider may be another than the first.
    WarrantyVisitDone = "booking.warranty_visit_done" {
        /// The booking whose work was repaired.
        of: BookingId,
        /// Who did that work.
        first_provider: ProviderId,
        /// What the first provider owes the one that went instead, as told before a verdict decided
        /// that. Now nothing.
        charged: Money,
        /// What the one that went instead earns; the platform pays it. Absent in older events.
        #[serde(default)]
        earned: Option<Money>,
    }
    /// Staff said whether the first provider's work was at fault.
    WarrantyJudged = "booking.warranty_judged" {
        /// The booking whose work was repaired.
        of: BookingId,
        /// Who did that work.
        first_provider: ProviderId,
        /// Whether it was at fault.
        at_fault: bool,
        /// Why.
        reason: String,
        /// What the first provider bears of the visit by this verdict: nothing unless it was at fault
        /// and had a fair chance to go itself. Absent in older events.
        #[serde(default)]
        charged: Option<Money>,
    }
    /// A free visit is due to the customer of `booking` and waits for a time.
    WarrantyWaiting = "booking.warranty_waiting" {
        /// The claim.
        claim_id: Uuid,
        /// Whether a dispute ended with it; else its visit was cancelled.
        re_service: bool,
    }
    /// The customer tries again to pay what must be there first.
    PaymentRetried = "booking.payment_retried" {
        /// What must be there before the search.
        prepay: Money,
    }
    /// The customer pays in another way: `booking` has the new one.
    PaymentMethodChanged = "booking.payment_method_changed" {
        /// How it was to be paid before.
        from: PaymentMethod,
    }
    /// Paused work has waited long, and no further visit is agreed.
    WorkStillPaused = "booking.work_still_paused" {
        /// Since when.
        since: DateTime,
        /// Whether it is so long that staff looks after it; else both sides are reminded.
        overdue: bool,
    }
    /// A dispute was decided.
    DisputeDecided = "booking.dispute_decided" {
        /// What goes back to the customer.
        refund: Money,
        /// Why, where staff decided; empty where both sides agreed.
        reason: String,
    }
}

impl BookingDisputed {
    /// A dispute of `booking` was opened just now.
    #[must_use]
    pub fn opened(booking: BookingFacts) -> Self {
        Self { booking, reason: String::new() }
    }
}

/// A visit of a maintenance plan could not be ordered; the plan goes on with its next one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanVisitFailed {
    /// The plan.
    pub plan_id: PlanId,
    /// Whose plan it is.
    pub customer_id: UserId,
    /// What would have been done.
    pub service_name: Localized,
    /// When.
    pub starts_at: DateTime,
    /// Why not: a stable code.
    pub code: String,
    /// Why not, for people.
    pub reason: Localized,
}
crate::event!(PlanVisitFailed, "plan.visit_failed", "plan", |e| e.plan_id);
