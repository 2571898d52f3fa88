//! Moving the visit to another time.

use super::error::{Action, MoveError};
use super::journey::Journey;
use super::rules::Rules;
use super::state::{Doing, Pending, State, Way};
use super::{Booking, Side};
use chrono::TimeDelta;
use kernel::{Instant, Money};

/// As many visits as one booking may have.
const MOST_VISITS: i16 = 20;

/// Whether the other side must agree to another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It moves at once. However long before the visit that is: what a cancellation would cost the
    /// customer now, by the settings it was made under, it keeps costing.
    NotNeeded {
        /// In the customer's case, what a cancellation would cost it now.
        fee_floor: Money,
    },
    /// It is proposed. `fee_floor` is what a cancellation would cost the customer now, and keeps
    /// costing when the move is its wish.
    Needed {
        /// In the customer's case, what a cancellation would cost it now.
        fee_floor: Money,
    },
}

impl Booking {
    /// Whether `side` may move the visit to `starts_at`, and whether the other side must agree.
    ///
    /// # Errors
    /// [`MoveError::InstantNotMovable`], [`MoveError::BadNewTime`], [`MoveError::NotAllowed`].
    pub fn may_reschedule(
        &self,
        side: Side,
        starts_at: Instant,
        now: Instant,
        rules: &Rules,
    ) -> Result<Consent, MoveError> {
        let consent = match (&self.state, side) {
            (State::Pending(_), Side::Customer) => Consent::NotNeeded { fee_floor: Money::ZERO },
            (State::Confirmed(_, Way::Assigned), Side::Customer) => {
                let consent_s = TimeDelta::seconds(i64::from(rules.reschedule_consent_s));
                let fee = self.assess(Side::Customer, now, &Journey::default(), rules)?.fee;
                let fee_floor = fee.max(self.fee_floor);
                if self.window.starts_at - now > consent_s {
                    Consent::NotNeeded { fee_floor }
                } else {
                    Consent::Needed { fee_floor }
                }
            }
            // Paused work goes on when both sides can.
            (State::InProgress(_, Doing::Paused), Side::Customer | Side::Provider) => {
                Consent::Needed { fee_floor: self.fee_floor }
            }
            (State::Confirmed(_, Way::Assigned), Side::Provider) => {
                Consent::Needed { fee_floor: self.fee_floor }
            }
            _ => return Err(self.refuse(Action::Reschedule)),
        };
        let goes_on = matches!(self.state, State::InProgress(..));
        if self.window.instant && !goes_on {
            return Err(MoveError::InstantNotMovable);
        }
        let notice = TimeDelta::seconds(i64::from(rules.reschedule_notice_s));
        let horizon = TimeDelta::seconds(i64::from(rules.reschedule_horizon_s));
        let ahead = starts_at >= now + notice && starts_at <= now + horizon;
        if !ahead || starts_at == self.window.starts_at {
            return Err(MoveError::BadNewTime);
        }
        Ok(consent)
    }

    /// Moves the visit. A pending booking is looked for anew; paused work goes on at another visit.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] when it has gone too far since, [`MoveError::BadNewTime`] when
    /// the agreed time is over.
    pub fn reschedule(
        mut self,
        starts_at: Instant,
        fee_floor: Money,
        now: Instant,
    ) -> Result<Self, MoveError> {
        match self.state {
            State::Pending(Pending::Offered) => self.state = State::Pending(Pending::Searching),
            State::Pending(_) | State::Confirmed(_, Way::Assigned) => {}
            State::InProgress(_, Doing::Paused) => {
                // A further visit that was agreed and is still ahead moves; else it is one more.
                if self.visit_no == 1 || self.window.starts_at <= now {
                    self.visit_no += 1;
                }
            }
            _ => return Err(self.refuse(Action::Reschedule)),
        }
        if starts_at <= now || self.visit_no > MOST_VISITS {
            return Err(MoveError::BadNewTime);
        }
        self.window = self.window.moved_to(starts_at);
        self.fee_floor = fee_floor.max(self.fee_floor);
        Ok(self)
    }
}
