//! The guarantee of completed work: until when the same fault is repaired for free.

use super::error::{Action, MoveError};
use super::state::{Ended, State};
use super::{Booking, Side};
use chrono::TimeDelta;
use kernel::Instant;

impl Booking {
    /// Until when this work is guaranteed.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the work is completed.
    pub fn guaranteed_until(&self) -> Result<Instant, MoveError> {
        let State::Completed(Ended { at, .. }) = self.state else {
            return Err(self.refuse(Action::ClaimWarranty));
        };
        Ok(at + TimeDelta::days(self.service.warranty_days.into()))
    }

    /// Whether its customer may claim the warranty now.
    ///
    /// # Errors
    /// [`MoveError::WarrantyOver`], [`MoveError::NotAllowed`].
    pub fn may_claim_warranty(&self, now: Instant) -> Result<(), MoveError> {
        let until = self.guaranteed_until()?;
        if now < until { Ok(()) } else { Err(MoveError::WarrantyOver { until }) }
    }

    /// Whether `side` may show a fault that came back: the customer, while the work is guaranteed.
    ///
    /// # Errors
    /// As [`Booking::may_claim_warranty`].
    pub fn may_show_fault(&self, side: Side, now: Instant) -> Result<(), MoveError> {
        if side != Side::Customer {
            return Err(self.refuse(Action::AddPhoto));
        }
        self.may_claim_warranty(now)
    }
}
