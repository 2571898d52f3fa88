//! Disputes: opened by the customer after the work, or by staff during it; decided by staff.

use super::booking::{DisputeRecord, PaymentStatus};
use super::cancellation::Effect;
use super::error::{Action, MoveError};
use super::rules::Rules;
use super::state::{Ended, State};
use super::verdict::Rule;
use super::{Booking, Side};
use chrono::TimeDelta;
use contracts::booking::CancelReason;
use kernel::{Instant, Money};

/// What staff decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Nothing goes back.
    Nothing,
    /// Nothing goes back; the work is made good at a free visit.
    ReService,
    /// A part of the price goes back.
    Part(Money),
    /// All of it goes back; the booking counts as cancelled.
    Everything,
}

impl Resolution {
    /// The stable name, as stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::ReService => "re_service",
            Self::Part(_) => "partial_refund",
            Self::Everything => "full_refund",
        }
    }

    /// The amount that belongs to it.
    #[must_use]
    pub fn part(self) -> Option<Money> {
        match self {
            Self::Part(part) => Some(part),
            Self::Nothing | Self::ReService | Self::Everything => None,
        }
    }

    /// Reads a stored name with its amount.
    #[must_use]
    pub fn from_tag(tag: &str, part: Option<Money>) -> Option<Self> {
        match (tag, part) {
            ("none", None) => Some(Self::Nothing),
            ("re_service", None) => Some(Self::ReService),
            ("partial_refund", Some(part)) => Some(Self::Part(part)),
            ("full_refund", None) => Some(Self::Everything),
            _ => None,
        }
    }

    /// What of a price goes back.
    ///
    /// # Errors
    /// [`MoveError::BadRefund`] unless a part is more than nothing and less than all.
    pub fn refund(self, total: Money) -> Result<Money, MoveError> {
        match self {
            Self::Nothing | Self::ReService => Ok(Money::ZERO),
            Self::Part(part) if part > Money::ZERO && part < total => Ok(part),
            Self::Part(_) => Err(MoveError::BadRefund { total }),
            Self::Everything => Ok(total),
        }
    }
}

impl Booking {
    /// The customer disputes completed work.
    ///
    /// # Errors
    /// [`MoveError::TooLate`] after 14 days, [`MoveError::DisputeDecided`] the second time.
    pub fn dispute(self, now: Instant, rules: &Rules) -> Result<Self, MoveError> {
        let State::Completed(ended) = self.state else {
            return Err(self.refuse(Action::Dispute));
        };
        if self.dispute.is_some() {
            return Err(MoveError::DisputeDecided);
        }
        let until = ended.at + TimeDelta::seconds(i64::from(rules.dispute_window_s));
        if now > until {
            return Err(MoveError::TooLate { until });
        }
        Ok(self.disputed(ended, true, now))
    }

    /// Staff stops work that is going on and holds the money.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the work is going on.
    pub fn hold(self, now: Instant) -> Result<Self, MoveError> {
        let State::InProgress(visit, _) = self.state else {
            return Err(self.refuse(Action::Dispute));
        };
        Ok(self.disputed(Ended { visit, at: now }, false, now))
    }

    fn disputed(mut self, ended: Ended, after_completion: bool, now: Instant) -> Self {
        self.dispute = Some(DisputeRecord { opened_at: now, after_completion, decided: None });
        self.payment.status = PaymentStatus::Disputed;
        self.state = State::Disputed(ended, false);
        self
    }

    /// Staff takes a dispute up.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless one is open.
    pub fn review(mut self) -> Result<Self, MoveError> {
        let State::Disputed(ended, false) = self.state else {
            return Err(self.refuse(Action::Review));
        };
        self.state = State::Disputed(ended, true);
        Ok(self)
    }

    /// Staff decides a dispute. Answers what goes back to the customer.
    ///
    /// # Errors
    /// [`MoveError::BadRefund`] unless a part is more than nothing and less than all.
    pub fn resolve(
        mut self,
        resolution: Resolution,
        now: Instant,
        rules: &Rules,
    ) -> Result<(Self, Money), MoveError> {
        let State::Disputed(ended, _) = self.state else {
            return Err(self.refuse(Action::Resolve));
        };
        let total = self.price.settlement.total;
        let refund = resolution.refund(total)?;
        if let Some(dispute) = &mut self.dispute {
            dispute.decided = Some((now, refund));
        }
        let settled = self.payment.settled_at.is_some();
        self.payment.status = match resolution {
            Resolution::Everything => PaymentStatus::Refunded,
            _ if settled => PaymentStatus::Paid,
            _ => PaymentStatus::Pending,
        };
        if resolution == Resolution::Everything {
            let reason = CancelReason::ByOperator;
            let consequence =
                self.consequence(Effect::Cancels(reason), Rule::OperatorDecision, rules);
            return Ok((self.closed(now, reason, &consequence), refund));
        }
        self.state = State::Completed(ended);
        Ok((self, refund))
    }

    /// Whether the work was completed before its dispute. Payments settle a booking once, when it
    /// completes: one that staff stopped completes only by the decision.
    #[must_use]
    pub fn was_completed_before_dispute(&self) -> bool {
        self.dispute.as_ref().is_none_or(|dispute| dispute.after_completion)
    }

    /// Whether `side` may show something: either one while a dispute is open, and the customer
    /// before it opens one.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`].
    pub fn may_add_evidence(&self, side: Side) -> Result<(), MoveError> {
        match (&self.state, side) {
            (State::Disputed(..), _) => Ok(()),
            (State::Completed(_), Side::Customer) if self.dispute.is_none() => Ok(()),
            _ => Err(self.refuse(Action::AddPhoto)),
        }
    }
}
