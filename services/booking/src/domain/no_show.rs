//! One side is there and the other is not.

use super::cancellation::{Consequence, Effect};
use super::error::{Action, MoveError};
use super::rules::Rules;
use super::state::{State, Way};
use super::verdict::{Rule, promised_at, waits_until};
use super::{Booking, Side};
use chrono::TimeDelta;
use contracts::booking::CancelReason;
use kernel::Instant;

impl Booking {
    /// `side` says that the other one did not show. A provider must have waited at the address
    /// inside the window; a customer past the window's start.
    ///
    /// # Errors
    /// [`MoveError::StillWaiting`] before that.
    pub fn no_show(
        self,
        side: Side,
        now: Instant,
        rules: &Rules,
    ) -> Result<(Self, Consequence), MoveError> {
        let seconds = |s: u32| TimeDelta::seconds(s.into());
        let (from, reason, rule) = match (&self.state, side) {
            (State::Confirmed(_, Way::Arrived { arrival, .. }), Side::Provider) => (
                waits_until(arrival.at, self.window.starts_at, rules),
                CancelReason::NoShowCustomer,
                Rule::CustomerNoShow,
            ),
            (State::Confirmed(bound, Way::Assigned | Way::EnRoute { .. }), Side::Customer) => (
                promised_at(self.window.starts_at, bound.confirmed_at)
                    + seconds(rules.customer_waits_s),
                CancelReason::NoShowProvider,
                Rule::ProviderNoShow,
            ),
            _ => return Err(self.refuse(Action::NoShow)),
        };
        if now < from {
            return Err(MoveError::StillWaiting { until: from });
        }
        let consequence = self.consequence(Effect::Cancels(reason), rule, rules);
        Ok((self.closed(now, reason, &consequence), consequence))
    }
}
