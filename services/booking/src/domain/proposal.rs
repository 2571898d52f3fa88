//! Estimates and change orders: what the provider proposes and the customer decides.

use super::Booking;
use super::error::{Action, MoveError};
use super::state::{Doing, Ended, Resume, State};
use contracts::catalog::{LineKind, Pricing};
use kernel::{Instant, Money};

/// One proposed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedLine {
    /// [`LineKind::Labour`] or [`LineKind::Parts`].
    pub kind: LineKind,
    /// Its text, in the provider's words.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of one.
    pub unit_price: Money,
}

impl ProposedLine {
    /// Price of all.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.unit_price.times(self.quantity.into())
    }
}

/// What a proposal comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProposedWork {
    /// Labour in all.
    pub labour: Money,
    /// Parts in all.
    pub parts: Money,
}

impl ProposedWork {
    /// The sums of the lines.
    #[must_use]
    pub fn of(lines: &[ProposedLine]) -> Self {
        let sum = |kind| lines.iter().filter(|l| l.kind == kind).map(ProposedLine::amount).sum();
        Self { labour: sum(LineKind::Labour), parts: sum(LineKind::Parts) }
    }

    /// Labour and parts.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.labour + self.parts
    }
}

impl Booking {
    /// What of the inspection fee an approved estimate gives back: all of it.
    #[must_use]
    pub fn inspection_credit(&self) -> Money {
        self.price.inspection_fee
    }

    /// What the customer would pay in all with an estimate.
    #[must_use]
    pub fn total_with_estimate(&self, work: ProposedWork) -> Money {
        let credit = self.inspection_credit();
        let method = self.payment.method;
        self.price.approve(work.labour, work.parts, credit, method).settlement.total
    }

    /// The provider proposes a price after the inspection.
    ///
    /// # Errors
    /// [`MoveError::NotInspectionFirst`], [`MoveError::PartsCap`], [`MoveError::AwaitingApproval`].
    pub fn propose_estimate(mut self, work: ProposedWork) -> Result<Self, MoveError> {
        self.check_proposal(Action::ProposeEstimate)?;
        if self.service.pricing != Pricing::InspectionFirst {
            return Err(MoveError::NotInspectionFirst);
        }
        let State::InProgress(visit, Doing::Inspecting) = self.state else {
            return Err(self.refuse(Action::ProposeEstimate));
        };
        self.check_cap(work)?;
        self.state = State::InProgress(visit, Doing::AwaitingApproval(Resume::Inspecting));
        Ok(self)
    }

    /// The provider proposes extra work or parts.
    ///
    /// # Errors
    /// [`MoveError::PartsCap`], [`MoveError::AwaitingApproval`].
    pub fn propose_change(mut self, work: ProposedWork) -> Result<Self, MoveError> {
        self.check_proposal(Action::ProposeChange)?;
        let State::InProgress(visit, Doing::Working) = self.state else {
            return Err(self.refuse(Action::ProposeChange));
        };
        self.check_cap(work)?;
        self.state = State::InProgress(visit, Doing::AwaitingApproval(Resume::Working));
        Ok(self)
    }

    fn check_proposal(&self, action: Action) -> Result<(), MoveError> {
        match self.state {
            State::InProgress(_, Doing::AwaitingApproval(_)) => Err(MoveError::AwaitingApproval),
            State::InProgress(..) => Ok(()),
            _ => Err(self.refuse(action)),
        }
    }

    fn check_cap(&self, work: ProposedWork) -> Result<(), MoveError> {
        let cap = self.service.parts_cap;
        let parts = self.price.settlement.parts + work.parts;
        if work.parts > Money::ZERO && parts > cap {
            return Err(MoveError::PartsCap { cap });
        }
        Ok(())
    }

    /// The provider takes its estimate back: it is at the inspection again and may propose anew.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless an estimate awaits the customer.
    pub fn withdraw_estimate(mut self) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Inspecting)) = self.state
        else {
            return Err(self.refuse(Action::Withdraw));
        };
        self.state = State::InProgress(visit, Doing::Inspecting);
        Ok(self)
    }

    /// The provider takes its change order back: the work goes on without it.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless one awaits the customer.
    pub fn withdraw_change(mut self) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Working)) = self.state else {
            return Err(self.refuse(Action::Withdraw));
        };
        self.state = State::InProgress(visit, Doing::Working);
        Ok(self)
    }

    /// The customer approves the estimate: the inspection fee is credited, the work goes on.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless an estimate awaits it.
    pub fn approve_estimate(mut self, work: ProposedWork) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Inspecting)) = self.state
        else {
            return Err(self.refuse(Action::Decide));
        };
        let credit = self.inspection_credit();
        self.price = self.price.approve(work.labour, work.parts, credit, self.payment.method);
        self.state = State::InProgress(visit, Doing::Working);
        Ok(self)
    }

    /// The customer declines the estimate: the visit ends, only the quoted fee is charged.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless an estimate awaits it.
    pub fn decline_estimate(mut self, now: Instant) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Inspecting)) = self.state
        else {
            return Err(self.refuse(Action::Decide));
        };
        self.state = State::Completed(Ended { visit, at: now });
        Ok(self)
    }

    /// The customer approves a change order.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless one awaits it.
    pub fn approve_change(mut self, work: ProposedWork) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Working)) = self.state else {
            return Err(self.refuse(Action::Decide));
        };
        self.price = self.price.approve(work.labour, work.parts, Money::ZERO, self.payment.method);
        self.state = State::InProgress(visit, Doing::Working);
        Ok(self)
    }

    /// The customer declines a change order: the work goes on without it.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless one awaits it.
    pub fn decline_change(mut self) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::AwaitingApproval(Resume::Working)) = self.state else {
            return Err(self.refuse(Action::Decide));
        };
        self.state = State::InProgress(visit, Doing::Working);
        Ok(self)
    }
}
