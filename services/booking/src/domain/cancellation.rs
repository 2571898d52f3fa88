//! Ending a booking before the work is done. [`Booking::assess`] is pure: the preview shows it and
//! [`Booking::cancel`] charges it.

use super::error::{Action, MoveError};
use super::journey::Journey;
use super::rules::{Compensation, Rules};
use super::state::{Cancelled, Pending, State};
use super::verdict::{Rule, Signals, judge};
use super::{Actor, Booking, Side};
use contracts::booking::{CancelReason, Verdict};
use kernel::{Instant, Money};

/// What ending it now would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The booking is over.
    Cancels(CancelReason),
    /// The provider leaves and the search starts again.
    Releases,
}

/// What ending it now would mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// What happens.
    pub effect: Effect,
    /// The rule that decided.
    pub rule: Rule,
    /// What the customer pays.
    pub fee: Money,
    /// What of it the provider gets.
    pub fee_to_provider: Money,
    /// What the customer gets for time it lost.
    pub compensation: Compensation,
    /// Whether it counts against the rates of the side at fault.
    pub counts: bool,
}

impl Consequence {
    /// Whose fault it is.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.rule.verdict()
    }

    /// Against whose rates it counts: only ever the side at fault.
    #[must_use]
    pub fn counts_against(&self) -> Option<Side> {
        match self.verdict() {
            _ if !self.counts => None,
            Verdict::NoFault => None,
            Verdict::CustomerAtFault => Some(Side::Customer),
            Verdict::ProviderAtFault => Some(Side::Provider),
        }
    }
}

impl Booking {
    /// What it would mean if `side` ended it `now`, with what is known of the provider's way.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] where it can't.
    pub fn assess(
        &self,
        side: Side,
        now: Instant,
        journey: &Journey,
        rules: &Rules,
    ) -> Result<Consequence, MoveError> {
        let rule = match (&self.state, side) {
            (State::Pending(_), Side::Customer) => Rule::BeforeConfirmation,
            (State::Pending(_) | State::InProgress(..), Side::Operator) => Rule::OperatorDecision,
            (State::Confirmed(bound, way), _) => {
                let signals = Signals {
                    by: side,
                    now,
                    confirmed_at: bound.confirmed_at,
                    starts_at: self.window.starts_at,
                    set_out: way.set_out(),
                    arrived: way.arrived(),
                    journey: *journey,
                    has_floor: self.fee_floor > Money::ZERO,
                };
                judge(&signals, rules)
            }
            _ => return Err(self.refuse(Action::Cancel)),
        };
        let effect = match side {
            Side::Customer => Effect::Cancels(CancelReason::ByCustomer),
            Side::Operator => Effect::Cancels(CancelReason::ByOperator),
            // It came and waited: the customer did not show.
            Side::Provider if rule == Rule::CustomerNoShow => {
                Effect::Cancels(CancelReason::NoShowCustomer)
            }
            // When the window is over, nobody else can keep it.
            Side::Provider if now >= self.window.ends_at => {
                Effect::Cancels(CancelReason::ByProvider)
            }
            Side::Provider => Effect::Releases,
        };
        Ok(self.consequence(effect, rule, rules))
    }

    /// What a rule means for this booking.
    #[must_use]
    pub fn consequence(&self, effect: Effect, rule: Rule, rules: &Rules) -> Consequence {
        let (fee, fee_to_provider) = rules.fee(rule, &self.price, self.fee_floor);
        // Where another provider is looked for, no time is lost yet.
        let compensation = match effect {
            Effect::Cancels(_) if self.provider().is_some() => {
                rules.compensation(rule, &self.price)
            }
            Effect::Cancels(_) | Effect::Releases => Compensation::default(),
        };
        let counts = rules.counts(rule);
        Consequence { effect, rule, fee, fee_to_provider, compensation, counts }
    }

    /// Ends it. With [`Effect::Releases`] the provider leaves and the search starts again.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] where `by` can't end it.
    pub fn cancel(
        self,
        by: Actor,
        now: Instant,
        journey: &Journey,
        rules: &Rules,
    ) -> Result<(Self, Consequence), MoveError> {
        let consequence = self.assess(by.side, now, journey, rules)?;
        let ended = match consequence.effect {
            Effect::Cancels(reason) => self.closed(now, reason, &consequence),
            Effect::Releases => self.unbound(),
        };
        Ok((ended, consequence))
    }

    /// Ends a booking whose money did not come: the timer, or payments' word.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the money is awaited.
    pub fn expire_payment(
        self,
        now: Instant,
        rules: &Rules,
    ) -> Result<(Self, Consequence), MoveError> {
        let State::Pending(Pending::AwaitingPayment { .. }) = self.state else {
            return Err(self.refuse(Action::ExpirePayment));
        };
        let reason = CancelReason::PaymentExpired;
        let consequence = self.consequence(Effect::Cancels(reason), Rule::PaymentMissing, rules);
        Ok((self.closed(now, reason, &consequence), consequence))
    }

    /// Ends a booking that nobody can do.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless a provider is being looked for.
    pub fn give_up(self, now: Instant, rules: &Rules) -> Result<(Self, Consequence), MoveError> {
        let State::Pending(Pending::Searching | Pending::Offered) = self.state else {
            return Err(self.refuse(Action::GiveUp));
        };
        let reason = CancelReason::NoProvider;
        let consequence = self.consequence(Effect::Cancels(reason), Rule::NobodyFree, rules);
        Ok((self.closed(now, reason, &consequence), consequence))
    }

    /// The booking, over.
    pub(super) fn closed(
        mut self,
        at: Instant,
        reason: CancelReason,
        consequence: &Consequence,
    ) -> Self {
        self.state = State::Cancelled(Cancelled {
            at,
            reason,
            verdict: consequence.verdict(),
            rule: consequence.rule.tag().to_owned(),
            fee: consequence.fee,
            fee_to_provider: consequence.fee_to_provider,
            trail: self.state.trail(),
        });
        self
    }

    /// The booking without its provider, looked for again.
    pub(super) fn unbound(mut self) -> Self {
        self.state = State::Pending(Pending::Searching);
        self.drop_outs += 1;
        self.fee_floor = Money::ZERO;
        self
    }

    /// The refusal of an action in the present stage.
    pub(super) fn refuse(&self, action: Action) -> MoveError {
        MoveError::NotAllowed { action, stage: self.stage() }
    }
}
