//! Where a provider stands and how it may move (design: `domain.md`, People and trust).
//!
//! ```text
//! applied ───submit──▶ documents_submitted ──review──▶ under_review
//!    ▲                          │                           │
//!    └───────── send back ──────┴───────────────────────────┤
//!                                                           │ (from both)
//!            ┌───────────── reject ─────────────────────────┴─── verify ───▶ verified
//!            ▼                                                                │   ▲
//!        rejected ──submit──▶ documents_submitted                     suspend │   │ reinstate,
//!            └─────overturn─▶ under_review                                    ▼   │ overturn
//!                                                                          suspended
//! ```
//!
//! Only what was submitted is rejected: an application that is never completed just stays one.

use contracts::providers::VerificationStatus as Status;
use kernel::{ErrorClass, Fault, Localized};

/// A step somebody wants to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The provider says that all needed documents are there, for the first time or again.
    Submit,
    /// An operator starts to look.
    Review,
    /// An operator refused a needed document: the provider must send another.
    SendBack,
    /// An operator lets the provider work.
    Verify,
    /// An operator refuses the application.
    Reject,
    /// An operator stops a working provider.
    Suspend,
    /// An operator ends a suspension.
    Reinstate,
    /// An appeal was right: the decision against the provider is undone.
    Overturn,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 8] = [
        Self::Submit,
        Self::Review,
        Self::SendBack,
        Self::Verify,
        Self::Reject,
        Self::Suspend,
        Self::Reinstate,
        Self::Overturn,
    ];
}

/// Every status, in the order of the way to work.
pub const STATUSES: [Status; 6] = [
    Status::Applied,
    Status::DocumentsSubmitted,
    Status::UnderReview,
    Status::Verified,
    Status::Rejected,
    Status::Suspended,
];

/// The move is not one of the legal ones from here. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{action:?} is not possible from {from:?}")]
pub struct MoveRefused {
    /// Where the provider stands.
    pub from: Status,
    /// What was asked.
    pub action: Move,
}

/// Where a move leads.
///
/// # Errors
/// [`MoveRefused`] for everything that is not in the picture above.
pub fn after(from: Status, action: Move) -> Result<Status, MoveRefused> {
    use Move as M;
    use Status as S;
    match (from, action) {
        (S::Applied | S::Rejected, M::Submit) => Ok(S::DocumentsSubmitted),
        (S::DocumentsSubmitted | S::UnderReview, M::Review) => Ok(S::UnderReview),
        (S::DocumentsSubmitted | S::UnderReview, M::SendBack) => Ok(S::Applied),
        (S::DocumentsSubmitted | S::UnderReview, M::Verify) => Ok(S::Verified),
        (S::DocumentsSubmitted | S::UnderReview, M::Reject) => Ok(S::Rejected),
        (S::Verified, M::Suspend) => Ok(S::Suspended),
        (S::Suspended, M::Reinstate | M::Overturn) => Ok(S::Verified),
        (S::Rejected, M::Overturn) => Ok(S::UnderReview),
        (from, action) => Err(MoveRefused { from, action }),
    }
}

/// The stored name of a status.
#[must_use]
pub fn tag(status: Status) -> &'static str {
    match status {
        Status::Applied => "applied",
        Status::DocumentsSubmitted => "documents_submitted",
        Status::UnderReview => "under_review",
        Status::Verified => "verified",
        Status::Rejected => "rejected",
        Status::Suspended => "suspended",
    }
}

/// Reads a stored name.
#[must_use]
pub fn from_tag(text: &str) -> Option<Status> {
    STATUSES.into_iter().find(|status| tag(*status) == text)
}

impl Fault for MoveRefused {
    fn class(&self) -> ErrorClass {
        ErrorClass::Conflict
    }

    fn code(&self) -> &'static str {
        match self.action {
            Move::Submit => "providers.already_submitted",
            Move::Review
            | Move::SendBack
            | Move::Verify
            | Move::Reject
            | Move::Suspend
            | Move::Reinstate
            | Move::Overturn => "providers.move_not_allowed",
        }
    }

    fn text(&self) -> Localized {
        match self.action {
            Move::Submit => Localized::new(
                "طلبك مُرسل بالفعل. سنخبرك بالنتيجة فور مراجعته.",
                "Your application was already sent. We'll tell you the result once it is reviewed.",
            ),
            Move::Review
            | Move::SendBack
            | Move::Verify
            | Move::Reject
            | Move::Suspend
            | Move::Reinstate
            | Move::Overturn => Localized::new(
                "حالة الفني لا تسمح بهذا الإجراء الآن. حدّث الصفحة وراجع حالته.",
                "The provider's present status does not allow this. Reload and look at it again.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, STATUSES, Status, after, from_tag, tag};
    use kernel::Fault;
    use proptest::prelude::*;

    /// The picture above as a list: what is not here must be refused.
    const LEGAL: [(Status, Move, Status); 14] = [
        (Status::Applied, Move::Submit, Status::DocumentsSubmitted),
        (Status::Rejected, Move::Submit, Status::DocumentsSubmitted),
        (Status::DocumentsSubmitted, Move::Review, Status::UnderReview),
        (Status::UnderReview, Move::Review, Status::UnderReview),
        (Status::DocumentsSubmitted, Move::SendBack, Status::Applied),
        (Status::UnderReview, Move::SendBack, Status::Applied),
        (Status::DocumentsSubmitted, Move::Verify, Status::Verified),
        (Status::UnderReview, Move::Verify, Status::Verified),
        (Status::DocumentsSubmitted, Move::Reject, Status::Rejected),
        (Status::UnderReview, Move::Reject, Status::Rejected),
        (Status::Verified, Move::Suspend, Status::Suspended),
        (Status::Suspended, Move::Reinstate, Status::Verified),
        (Status::Suspended, Move::Overturn, Status::Verified),
        (Status::Rejected, Move::Overturn, Status::UnderReview),
    ];

    fn any_move() -> impl Strategy<Value = Move> {
        prop::sample::select(Move::ALL.to_vec())
    }

    #[test]
    fn exactly_the_moves_of_the_picture_are_legal() {
        for from in STATUSES {
            for action in Move::ALL {
                let expected =
                    LEGAL.iter().find(|(f, a, _)| (*f, *a) == (from, action)).map(|(_, _, to)| *to);
                assert_eq!(after(from, action).ok(), expected, "{from:?} {action:?}");
            }
        }
    }

    #[test]
    fn names_round_trip_and_unknown_ones_are_nothing() {
        for status in STATUSES {
            assert_eq!(from_tag(tag(status)), Some(status));
        }
        assert_eq!(from_tag("pending"), None);
    }

    #[test]
    fn a_refusal_speaks_both_languages() {
        for action in Move::ALL {
            for from in STATUSES {
                if let Err(refused) = after(from, action) {
                    assert!(!refused.text().ar.is_empty() && !refused.text().en.is_empty());
                    assert!(refused.code().starts_with("providers."));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn whoever_works_was_verified_and_whoever_is_stopped_worked(
            moves in prop::collection::vec(any_move(), 0..40),
        ) {
            let mut status = Status::Applied;
            let (mut submitted, mut verified) = (false, false);
            for action in moves {
                let Ok(next) = after(status, action) else { continue };
                submitted |= action == Move::Submit;
                verified |= action == Move::Verify;
                if next == Status::Verified {
                    prop_assert!(submitted && verified);
                    prop_assert!(matches!(
                        action,
                        Move::Verify | Move::Reinstate | Move::Overturn
                    ));
                }
                if next == Status::Suspended {
                    prop_assert_eq!(status, Status::Verified);
                }
                status = next;
            }
        }

        #[test]
        fn a_refused_move_changes_nothing(
            from in prop::sample::select(STATUSES.to_vec()),
            action in any_move(),
        ) {
            if let Err(refused) = after(from, action) {
                prop_assert_eq!((refused.from, refused.action), (from, action));
            }
        }

        #[test]
        fn a_suspended_provider_never_gets_out_by_itself(
            moves in prop::collection::vec(Just(Move::Submit), 1..5),
        ) {
            for action in moves {
                prop_assert!(after(Status::Suspended, action).is_err());
            }
        }
    }
}
