//! The end of the work, its confirmation, and the money's.

use super::Booking;
use super::booking::{PaymentStatus, WorkConfirmed, WorkConfirmer};
use super::error::{Action, MoveError};
use super::state::{Doing, Ended, State};
use contracts::catalog::Completion;
use kernel::{Instant, Localized, Money};

/// What there is of the work, when it is to be ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Whether a picture shows the parts and their receipt.
    pub has_parts_photo: bool,
    /// How many pictures show the place before.
    pub photos_before: u32,
    /// How many show the finished work.
    pub photos_after: u32,
    /// The places of the checklist's items that were ticked off.
    pub ticked: Vec<usize>,
}

/// What a service asks for and is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Items that were not ticked off.
    pub items: Vec<Localized>,
    /// How many pictures of the place before are missing.
    pub photos_before: u32,
    /// How many of the finished work.
    pub photos_after: u32,
}

impl Missing {
    /// Whether everything is there.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Proof {
    /// What of `asked` is not there.
    #[must_use]
    pub fn missing_of(&self, asked: &Completion) -> Missing {
        let open = asked.checklist.iter().enumerate().filter(|(n, _)| !self.ticked.contains(n));
        Missing {
            items: open.map(|(_, text)| text.clone()).collect(),
            photos_before: asked.photos_before.saturating_sub(self.photos_before),
            photos_after: asked.photos_after.saturating_sub(self.photos_after),
        }
    }
}

impl Booking {
    /// Whether its provider may tick off items now: during the visit.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`].
    pub fn may_tick(&self) -> Result<(), MoveError> {
        match self.state {
            State::InProgress(..) => Ok(()),
            _ => Err(self.refuse(Action::Tick)),
        }
    }

    /// The provider ends the work. Money is due.
    ///
    /// # Errors
    /// [`MoveError::AwaitingApproval`], [`MoveError::EstimateMissing`] while inspecting,
    /// [`MoveError::PartsPhotoMissing`] when parts are charged without a photo of the receipt, and
    /// [`MoveError::ProofMissing`] while something is missing that the service asks for.
    pub fn complete(mut self, proof: &Proof, now: Instant) -> Result<Self, MoveError> {
        let State::InProgress(visit, doing) = self.state else {
            return Err(self.refuse(Action::Complete));
        };
        match doing {
            Doing::Working => {}
            Doing::AwaitingApproval(_) => return Err(MoveError::AwaitingApproval),
            Doing::Inspecting => return Err(MoveError::EstimateMissing),
            Doing::Paused => return Err(self.refuse(Action::Complete)),
        }
        if self.price.settlement.parts > Money::ZERO && !proof.has_parts_photo {
            return Err(MoveError::PartsPhotoMissing);
        }
        let missing = proof.missing_of(&self.service.completion);
        if !missing.is_nothing() {
            return Err(MoveError::ProofMissing(missing));
        }
        self.state = State::Completed(Ended { visit, at: now });
        Ok(self)
    }

    /// The customer, or its silence, confirms that the work is done.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the work is completed and not confirmed yet.
    pub fn confirm_work(mut self, by: WorkConfirmer, now: Instant) -> Result<Self, MoveError> {
        let State::Completed(_) = self.state else {
            return Err(self.refuse(Action::ConfirmWork));
        };
        if self.work_confirmed.is_some() {
            return Err(self.refuse(Action::ConfirmWork));
        }
        self.work_confirmed = Some(WorkConfirmed { at: now, by });
        Ok(self)
    }

    /// The ledger settled its money. Says it whatever the state: a fee of a cancelled booking, a
    /// completed booking, or one that was disputed before the money came to rest.
    #[must_use]
    pub fn settled(mut self, at: Instant) -> Self {
        if self.payment.settled_at.is_none() {
            self.payment.settled_at = Some(at);
        }
        if self.payment.status == PaymentStatus::Pending {
            self.payment.status = PaymentStatus::Paid;
        }
        self
    }

    /// All of its money went back.
    #[must_use]
    pub fn refunded(mut self) -> Self {
        if matches!(self.state, State::Cancelled(_)) {
            self.payment.status = PaymentStatus::Refunded;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Completion, MoveError, Proof};
    use crate::domain::tests::samples::{noon, working};
    use kernel::{Fault, Localized};
    use proptest::prelude::*;

    fn asked(items: usize, before: u32, after: u32) -> Completion {
        let item = |n| Localized::new(format!("بند {n}"), format!("item {n}"));
        Completion {
            checklist: (0..items).map(item).collect(),
            photos_before: before,
            photos_after: after,
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut booking = working();
        booking.service.completion = asked(2, 1, 2);
        let proof = Proof { ticked: vec![0], photos_after: 1, ..Proof::default() };
        let refused = booking.complete(&proof, noon()).unwrap_err();
        assert_eq!(refused.code(), "booking.proof_missing");
        let text = refused.text();
        for word in ["item 1", "1 more photo(s) of the place", "1 more photo(s) of the finished"] {
            assert!(text.en.contains(word), "{}", text.en);
        }
        assert!(text.ar.contains("بند 1") && !text.ar.contains("بند 0"), "{}", text.ar);
    }

    proptest! {
        /// Work is ended exactly when everything is there that the service asked for.
        #[test]
        fn nothing_is_ended_before_everything_is_there(
            items in 0usize..6, before in 0u32..4, after in 0u32..4,
            ticked in prop::collection::vec(0usize..8, 0..12),
            has_before in 0u32..6, has_after in 0u32..6,
        ) {
            let mut booking = working();
            booking.service.completion = asked(items, before, after);
            let all = (0..items).all(|n| ticked.contains(&n));
            let enough = all && has_before >= before && has_after >= after;
            let proof = Proof {
                ticked,
                photos_before: has_before,
                photos_after: has_after,
                ..Proof::default()
            };
            match booking.complete(&proof, noon()) {
                Ok(_) => prop_assert!(enough),
                Err(MoveError::ProofMissing(missing)) => {
                    prop_assert!(!enough && !missing.is_nothing());
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}
