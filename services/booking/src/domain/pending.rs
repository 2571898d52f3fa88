//! Looking for a provider, and going back to looking for one.

use super::Booking;
use super::cancellation::{Consequence, Effect};
use super::error::{Action, MoveError};
use super::rules::Rules;
use super::state::{Pending, State};
use super::verdict::Rule;
use contracts::booking::PaymentMethod;
use kernel::ids::ProviderId;

/// A provider taken off a booking.
#[derive(Clone, Debug, PartialEq)]
pub struct Unbinding {
    /// The booking, looked for again.
    pub booking: Booking,
    /// Who was bound.
    pub released: ProviderId,
    /// What it means for the provider.
    pub consequence: Consequence,
}

impl Booking {
    /// The money is there: the search starts.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the money was awaited.
    pub fn paid(mut self) -> Result<Self, MoveError> {
        let State::Pending(Pending::AwaitingPayment { .. }) = self.state else {
            return Err(self.refuse(Action::Search));
        };
        self.state = State::Pending(Pending::Searching);
        Ok(self)
    }

    /// The customer pays in this way what must be there first. Cash is not waited for.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the money is awaited.
    pub fn pay_by(mut self, method: PaymentMethod) -> Result<Self, MoveError> {
        let State::Pending(Pending::AwaitingPayment { .. }) = self.state else {
            return Err(self.refuse(Action::Pay));
        };
        self.payment.method = method;
        self.price = self.price.paid_by(method);
        if !method.is_prepaid() {
            self.state = State::Pending(Pending::Searching);
        }
        Ok(self)
    }

    /// A new search begins; counts it.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless a provider is being looked for.
    pub fn search_begun(mut self) -> Result<Self, MoveError> {
        let State::Pending(Pending::Searching | Pending::Offered) = self.state else {
            return Err(self.refuse(Action::Search));
        };
        self.search_no += 1;
        Ok(self)
    }

    /// It is shown to a provider (or to several).
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless a provider is being looked for.
    pub fn offered(mut self) -> Result<Self, MoveError> {
        let State::Pending(Pending::Searching | Pending::Offered) = self.state else {
            return Err(self.refuse(Action::Offer));
        };
        self.state = State::Pending(Pending::Offered);
        Ok(self)
    }

    /// No offer is open any more: looking further.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless a provider is being looked for.
    pub fn looking_further(mut self) -> Result<Self, MoveError> {
        let State::Pending(Pending::Searching | Pending::Offered) = self.state else {
            return Err(self.refuse(Action::Search));
        };
        self.state = State::Pending(Pending::Searching);
        Ok(self)
    }

    /// Staff takes the provider off: the search starts again, first in line.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless a provider is bound and has not begun.
    pub fn release(self, at_fault: bool, rules: &Rules) -> Result<Unbinding, MoveError> {
        let State::Confirmed(bound, _) = &self.state else {
            return Err(self.refuse(Action::Release));
        };
        let released = bound.provider;
        let rule = if at_fault { Rule::TakenOffAtFault } else { Rule::TakenOff };
        let consequence = self.consequence(Effect::Releases, rule, rules);
        Ok(Unbinding { booking: self.unbound(), released, consequence })
    }
}
