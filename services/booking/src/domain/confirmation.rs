//! Binding a provider.

use super::Booking;
use super::error::{Action, MoveError};
use super::state::{Bound, Pending, StartCode, State, Way};
use kernel::Instant;
use kernel::ids::ProviderId;

impl Booking {
    /// Binds a provider that accepted its offer, or that an operator assigns. `sealed_code` is the
    /// customer's start code, sealed.
    ///
    /// # Errors
    /// [`MoveError::AlreadyAccepted`] when another provider is bound already, and
    /// [`MoveError::NotAllowed`] before the money is there and after the end.
    pub fn confirm(
        mut self,
        provider: ProviderId,
        sealed_code: String,
        now: Instant,
    ) -> Result<Self, MoveError> {
        match self.state {
            State::Pending(Pending::Searching | Pending::Offered) => {}
            State::Confirmed(..) | State::InProgress(..) => {
                return Err(MoveError::AlreadyAccepted);
            }
            _ => return Err(self.refuse(Action::Confirm)),
        }
        let code = StartCode { sealed: sealed_code, attempts: 0, locked_until: None };
        self.state = State::Confirmed(Bound { provider, confirmed_at: now, code }, Way::Assigned);
        Ok(self)
    }
}
