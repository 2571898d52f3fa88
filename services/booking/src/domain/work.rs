//! The way to the address, the start code, and the work up to its end.

use super::error::{Action, MoveError};
use super::rules::Rules;
use super::state::{Arrival, ArrivedBy, Doing, State, Visit, Way};
use super::{Booking, Side};
use chrono::TimeDelta;
use contracts::catalog::Pricing;
use kernel::{Instant, LatLng};

/// Where a provider is, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// Tracking's last fix.
    Fix {
        /// Where.
        place: LatLng,
        /// When.
        at: Instant,
    },
    /// What the provider's app says while tracking is away.
    Claimed(LatLng),
    /// Neither.
    Unknown,
}

/// What came of a start code.
#[derive(Clone, Debug, PartialEq)]
pub enum CodeTry {
    /// It was right: the work begins.
    Started(Booking),
    /// It was wrong. The booking has counted it and must be saved all the same.
    Wrong(Booking, MoveError),
}

impl Booking {
    /// The provider sets out.
    ///
    /// # Errors
    /// [`MoveError::TooEarly`] long before the window.
    pub fn en_route(mut self, now: Instant, rules: &Rules) -> Result<Self, MoveError> {
        let State::Confirmed(bound, Way::Assigned) = self.state else {
            return Err(self.refuse(Action::EnRoute));
        };
        let from = self.window.starts_at - TimeDelta::seconds(i64::from(rules.en_route_before_s));
        if now < from {
            return Err(MoveError::TooEarly { from });
        }
        self.state = State::Confirmed(bound, Way::EnRoute { since: now });
        Ok(self)
    }

    /// The provider is at the address.
    ///
    /// # Errors
    /// [`MoveError::TooFar`], or [`MoveError::PositionUnknown`] without a fresh position.
    pub fn arrive(
        self,
        position: Position,
        now: Instant,
        rules: &Rules,
    ) -> Result<Self, MoveError> {
        let State::Confirmed(_, Way::EnRoute { .. }) = self.state else {
            return Err(self.refuse(Action::Arrive));
        };
        let oldest = now - TimeDelta::seconds(i64::from(rules.arrival_fix_age_s));
        let (place, by) = match position {
            Position::Fix { place, at } if at >= oldest => (place, ArrivedBy::Fix),
            Position::Claimed(place) => (place, ArrivedBy::Unverified),
            Position::Fix { .. } | Position::Unknown => return Err(MoveError::PositionUnknown),
        };
        let distance_m = place.distance_m(self.place.pin).ceil() as u32;
        if distance_m > rules.arrival_radius_m {
            return Err(MoveError::TooFar { distance_m });
        }
        self.arrived(Arrival { at: now, by })
    }

    /// Staff says that the provider is at the address.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless it is on its way.
    pub fn arrive_by_operator(self, now: Instant) -> Result<Self, MoveError> {
        self.arrived(Arrival { at: now, by: ArrivedBy::Operator })
    }

    fn arrived(mut self, arrival: Arrival) -> Result<Self, MoveError> {
        let State::Confirmed(bound, Way::EnRoute { since }) = self.state else {
            return Err(self.refuse(Action::Arrive));
        };
        self.state = State::Confirmed(bound, Way::Arrived { en_route_at: since, arrival });
        Ok(self)
    }

    /// A start code was given; `matches` says whether it is the customer's.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] before the arrival, [`MoveError::CodeLocked`] while locked.
    pub fn start(
        mut self,
        matches: bool,
        now: Instant,
        rules: &Rules,
    ) -> Result<CodeTry, MoveError> {
        let State::Confirmed(mut bound, Way::Arrived { en_route_at, arrival }) = self.state else {
            return Err(self.refuse(Action::Start));
        };
        if let Some(until) = bound.code.locked_until
            && now < until
        {
            let seconds = u64::try_from((until - now).num_seconds()).unwrap_or_default().max(1);
            return Err(MoveError::CodeLocked { seconds });
        }
        bound.code.locked_until = None;
        if matches {
            let visit = Visit {
                provider: bound.provider,
                confirmed_at: bound.confirmed_at,
                en_route_at,
                arrival,
                started_at: now,
            };
            let doing = match self.service.pricing {
                Pricing::InspectionFirst => Doing::Inspecting,
                Pricing::FixedScope => Doing::Working,
            };
            self.state = State::InProgress(visit, doing);
            return Ok(CodeTry::Started(self));
        }
        bound.code.attempts += 1;
        let left = rules.code_tries.saturating_sub(bound.code.attempts);
        let error = if left == 0 {
            bound.code.attempts = 0;
            bound.code.locked_until = Some(now + TimeDelta::seconds(i64::from(rules.code_lock_s)));
            MoveError::CodeLocked { seconds: rules.code_lock_s.into() }
        } else {
            MoveError::WrongCode { left }
        };
        self.state = State::Confirmed(bound, Way::Arrived { en_route_at, arrival });
        Ok(CodeTry::Wrong(self, error))
    }

    /// The work is interrupted, for a part; it may go on at another visit.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless the work is going on.
    pub fn pause(mut self) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::Working) = self.state else {
            return Err(self.refuse(Action::Pause));
        };
        self.state = State::InProgress(visit, Doing::Paused);
        Ok(self)
    }

    /// The work goes on.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`] unless it is paused.
    pub fn resume(mut self) -> Result<Self, MoveError> {
        let State::InProgress(visit, Doing::Paused) = self.state else {
            return Err(self.refuse(Action::Resume));
        };
        self.state = State::InProgress(visit, Doing::Working);
        Ok(self)
    }

    /// Whether `side` may add a photo of the work: the provider, during the visit.
    ///
    /// # Errors
    /// [`MoveError::NotAllowed`].
    pub fn may_add_work_photo(&self, side: Side) -> Result<(), MoveError> {
        match (&self.state, side) {
            (State::InProgress(..), Side::Provider) => Ok(()),
            _ => Err(self.refuse(Action::AddPhoto)),
        }
    }
}
