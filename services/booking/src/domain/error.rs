//! Why a move was refused. Nothing was changed.

use super::completion::Missing;
use super::error_text;
use contracts::booking::Stage;
use kernel::{ErrorClass, Fault, FieldError, Instant, Invalid, Localized, Money};

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Take up the search after the payment.
    Search,
    /// Show it to a provider.
    Offer,
    /// Bind a provider.
    Confirm,
    /// End it.
    Cancel,
    /// Pay what must be there first.
    Pay,
    /// End it because the money did not come.
    ExpirePayment,
    /// End it because nobody can come.
    GiveUp,
    /// Take the provider off.
    Release,
    /// Set out.
    EnRoute,
    /// Arrive.
    Arrive,
    /// Begin the work.
    Start,
    /// Interrupt the work.
    Pause,
    /// Go on with the work.
    Resume,
    /// End the work.
    Complete,
    /// Propose an estimate.
    ProposeEstimate,
    /// Propose extra work or parts.
    ProposeChange,
    /// Take a proposal back.
    Withdraw,
    /// Decide on a proposal.
    Decide,
    /// Move the visit.
    Reschedule,
    /// Say that the other side is not there.
    NoShow,
    /// Confirm that the work is done.
    ConfirmWork,
    /// Dispute.
    Dispute,
    /// Take up a dispute.
    Review,
    /// Propose how to end a dispute.
    Propose,
    /// Decide a dispute.
    Resolve,
    /// Claim the warranty.
    ClaimWarranty,
    /// Add a photo.
    AddPhoto,
    /// Tick off an item of the checklist.
    Tick,
}

/// A refused move.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MoveError {
    /// The booking's stage does not allow it.
    #[error("{action:?} is not allowed in stage {stage:?}")]
    NotAllowed {
        /// What was tried.
        action: Action,
        /// Where the booking stands.
        stage: Stage,
    },
    /// Another provider was faster.
    #[error("the booking is already bound")]
    AlreadyAccepted,
    /// An operator assigns a booking that somebody has by now.
    #[error("the booking has a provider")]
    HasProvider,
    /// Setting out this long before the window makes no sense.
    #[error("too early, not before {from}")]
    TooEarly {
        /// From when it may.
        from: Instant,
    },
    /// The other side must be waited for a while yet.
    #[error("must wait until {until}")]
    StillWaiting {
        /// Until when.
        until: Instant,
    },
    /// The time to do this is over.
    #[error("was possible until {until}")]
    TooLate {
        /// Until when it was possible.
        until: Instant,
    },
    /// The provider is not at the address.
    #[error("{distance_m} m away from the address")]
    TooFar {
        /// How far it is, in metres.
        distance_m: u32,
    },
    /// Nobody knows where the provider is.
    #[error("the provider's position is not known")]
    PositionUnknown,
    /// The start code is wrong.
    #[error("the start code is wrong, {left} tries left")]
    WrongCode {
        /// How many tries are left.
        left: u8,
    },
    /// Too many wrong start codes.
    #[error("the start code is locked")]
    CodeLocked {
        /// For how many seconds.
        seconds: u64,
    },
    /// Something waits for the customer's approval.
    #[error("a proposal waits for the customer")]
    AwaitingApproval,
    /// The provider took the estimate or change order back.
    #[error("the proposal was withdrawn")]
    ProposalWithdrawn,
    /// The customer decided on the estimate or change order.
    #[error("the proposal was decided")]
    ProposalDecided,
    /// Work after inspection needs an approved estimate.
    #[error("no estimate was approved")]
    EstimateMissing,
    /// This service has a fixed price.
    #[error("the service has a fixed price")]
    NotInspectionFirst,
    /// Parts would cost more than the cap.
    #[error("parts would exceed the cap of {cap}")]
    PartsCap {
        /// The cap.
        cap: Money,
    },
    /// A photo of the part and its receipt is missing.
    #[error("a parts photo is missing")]
    PartsPhotoMissing,
    /// Work ordered for now can't be moved.
    #[error("instant bookings can't be moved")]
    InstantNotMovable,
    /// The new time is too near, too far or the old one.
    #[error("not a time to move to")]
    BadNewTime,
    /// A cancellation now costs something else than the person saw.
    #[error("the fee is {fee} now")]
    FeeChanged {
        /// What it is now.
        fee: Money,
    },
    /// The dispute was decided already.
    #[error("the dispute was decided")]
    DisputeDecided,
    /// Both sides of the dispute still have time to tell theirs.
    #[error("evidence is taken until {until}")]
    EvidenceOpen {
        /// Until when.
        until: Instant,
    },
    /// Somebody else's proposal waits for an answer.
    #[error("a proposal of the other side waits")]
    ProposalOpen,
    /// No proposal waits for this side's answer.
    #[error("no proposal waits for this side")]
    NoProposal,
    /// The warranty of this work is over, or there is none.
    #[error("the warranty is over")]
    WarrantyOver {
        /// When it ended.
        until: Instant,
    },
    /// Something is missing that the service asks for before its work is done.
    #[error("the service asks for more before the work is done")]
    ProofMissing(Missing),
    /// A warranty claim of this booking is open.
    #[error("a warranty claim is open")]
    ClaimOpen,
    /// The warranty claim's state does not allow it.
    #[error("the warranty claim does not allow this now")]
    ClaimNotAllowed,
    /// More than was paid can't go back.
    #[error("the refund must be between nothing and {total}")]
    BadRefund {
        /// What was paid.
        total: Money,
    },
}

impl Fault for MoveError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::CodeLocked { .. } => ErrorClass::TooMany,
            Self::WrongCode { .. }
            | Self::PartsCap { .. }
            | Self::PartsPhotoMissing
            | Self::BadNewTime
            | Self::BadRefund { .. } => ErrorClass::Invalid,
            Self::NotAllowed { .. }
            | Self::AlreadyAccepted
            | Self::HasProvider
            | Self::TooEarly { .. }
            | Self::StillWaiting { .. }
            | Self::TooLate { .. }
            | Self::TooFar { .. }
            | Self::PositionUnknown
            | Self::AwaitingApproval
            | Self::ProposalWithdrawn
            | Self::ProposalDecided
            | Self::EstimateMissing
            | Self::NotInspectionFirst
            | Self::InstantNotMovable
            | Self::FeeChanged { .. }
            | Self::EvidenceOpen { .. }
            | Self::ProposalOpen
            | Self::NoProposal
            | Self::WarrantyOver { .. }
            | Self::ProofMissing(_)
            | Self::ClaimOpen
            | Self::ClaimNotAllowed
            | Self::DisputeDecided => ErrorClass::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "booking.not_allowed_now",
            Self::AlreadyAccepted => "booking.already_accepted",
            Self::HasProvider => "booking.has_provider",
            Self::TooEarly { .. } => "booking.too_early",
            Self::StillWaiting { .. } => "booking.still_waiting",
            Self::TooLate { .. } => "booking.too_late",
            Self::TooFar { .. } => "booking.too_far",
            Self::PositionUnknown => "booking.position_unknown",
            Self::WrongCode { .. } => "booking.wrong_code",
            Self::CodeLocked { .. } => "booking.code_locked",
            Self::AwaitingApproval => "booking.awaiting_approval",
            Self::ProposalWithdrawn => "booking.proposal_withdrawn",
            Self::ProposalDecided => "booking.proposal_decided",
            Self::EstimateMissing => "booking.estimate_missing",
            Self::NotInspectionFirst => "booking.not_inspection_first",
            Self::PartsCap { .. } => "booking.parts_cap",
            Self::PartsPhotoMissing => "booking.parts_photo_missing",
            Self::InstantNotMovable => "booking.instant_not_movable",
            Self::BadNewTime => "booking.bad_new_time",
            Self::FeeChanged { .. } => "booking.fee_changed",
            Self::DisputeDecided => "booking.dispute_decided",
            Self::EvidenceOpen { .. } => "booking.evidence_open",
            Self::ProposalOpen => "booking.proposal_open",
            Self::NoProposal => "booking.no_proposal",
            Self::WarrantyOver { .. } => "booking.warranty_over",
            Self::ProofMissing(_) => "booking.proof_missing",
            Self::ClaimOpen => "booking.claim_open",
            Self::ClaimNotAllowed => "booking.claim_not_allowed",
            Self::BadRefund { .. } => "booking.bad_refund",
        }
    }

    fn text(&self) -> Localized {
        error_text::of(self)
    }

    fn fields(&self) -> Vec<FieldError> {
        let field = match self {
            Self::WrongCode { .. } => "code",
            Self::PartsCap { .. } | Self::PartsPhotoMissing => "lines",
            Self::BadNewTime => "startsAt",
            Self::BadRefund { .. } => "refund",
            _ => return Vec::new(),
        };
        let text = self.text();
        vec![Invalid { code: self.code(), text }.at(field)]
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::CodeLocked { seconds } => Some(*seconds),
            _ => None,
        }
    }
}
