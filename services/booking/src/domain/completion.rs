//! The end of the work, its confirmation, and the money's.

use super::Booking;
use super::booking::{PaymentStatus, WorkConfirmed, WorkConfirmer};
use super::error::{Action, MoveError};
use super::state::{Doing, Ended, State};
use kernel::{Instant, Money};

impl Booking {
    /// The provider ends the work. Money is due.
    ///
    /// # Errors
    /// [`MoveError::AwaitingApproval`], [`MoveError::EstimateMissing`] while inspecting, and
    /// [`MoveError::PartsPhotoMissing`] when parts are charged without a photo of the receipt.
    pub fn complete(mut self, has_parts_photo: bool, now: Instant) -> Result<Self, MoveError> {
        let State::InProgress(visit, doing) = self.state else {
            return Err(self.refuse(Action::Complete));
        };
        match doing {
            Doing::Working => {}
            Doing::AwaitingApproval(_) => return Err(MoveError::AwaitingApproval),
            Doing::Inspecting => return Err(MoveError::EstimateMissing),
            Doing::Paused => return Err(self.refuse(Action::Complete)),
        }
        if self.price.settlement.parts > Money::ZERO && !has_parts_photo {
            return Err(MoveError::PartsPhotoMissing);
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
