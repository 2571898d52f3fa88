//! The guarantee of completed work: until when the same fault is repaired for free.

use super::error::{Action, MoveError};
use super::state::{Ended, State};
use super::{Booking, Side};
use chrono::TimeDelta;
use kernel::{Instant, Money};
use serde::{Deserialize, Serialize};

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

    /// What its provider gave back of it when a dispute was decided: its share of the refund.
    #[must_use]
    pub fn refund_borne(&self) -> Money {
        let split = self.price.settlement;
        let refund = self.dispute.as_ref().and_then(|dispute| dispute.decided);
        let refund = refund.map_or(Money::ZERO, |(_, refund)| refund.min(split.total));
        if split.total <= Money::ZERO {
            return Money::ZERO;
        }
        (split.earnings + split.parts).scaled(refund.as_piastres(), split.total.as_piastres())
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

/// How far a claim has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WarrantyClaimState)]
pub enum ClaimState {
    /// The visit is looked for or under way.
    Open,
    /// The customer chooses a time for it.
    Waiting,
    /// The visit was made.
    Done,
    /// Staff refused it.
    Refused,
    /// Its customer does not want it any more.
    Withdrawn,
}

/// How a first provider was asked to go itself. Only what it was offered counts: an offer is made to
/// nobody who is blocked, taken, out of its hours or out of its areas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Offers it declined.
    pub declined: u32,
    /// Offers it let pass.
    pub missed: u32,
    /// Whether it took the visit and left it by its own fault.
    pub left: bool,
}

impl Asked {
    /// Whether it had a fair chance to go itself. One missed offer is none: phones lie in other rooms.
    #[must_use]
    pub fn is_fair(&self) -> bool {
        self.declined > 0 || self.missed > 1 || self.left
    }
}

/// What a verdict is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Whether the first work was at fault.
    pub at_fault: bool,
    /// Whether its provider could have gone itself.
    pub fair_chance: bool,
    /// What the one that went earned.
    pub earned: Money,
    /// What the first provider earned of its work.
    pub first_earned: Money,
    /// What of that it gave back already, for other visits and as refunds.
    pub borne: Money,
}

impl Charge {
    /// What the first provider bears of the visit; the platform bears the rest.
    #[must_use]
    pub fn amount(&self) -> Money {
        if !(self.at_fault && self.fair_chance) {
            return Money::ZERO;
        }
        let left = (self.first_earned - self.borne).max(Money::ZERO);
        self.earned.max(Money::ZERO).min(left)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Charge};
    use kernel::Money;
    use proptest::prelude::*;

    #[test]
    fn a_fair_chance_is_a_no_two_silences_or_leaving() {
        let asked = |declined, missed, left| Asked { declined, missed, left }.is_fair();
        assert!(!asked(0, 0, false) && !asked(0, 1, false));
        assert!(asked(1, 0, false) && asked(0, 2, false) && asked(0, 0, true));
    }

    proptest! {
        #[test]
        fn the_first_provider_bears_only_its_fault_and_never_more_than_it_earned(
            at_fault in any::<bool>(), fair_chance in any::<bool>(),
            first_earned in 0i64..1_000_000,
            visits in prop::collection::vec(0i64..1_000_000, 1..6), refunded in 0i64..1_000_000,
        ) {
            let first_earned = Money::piastres(first_earned);
            let mut borne = Money::piastres(refunded).min(first_earned);
            for earned in visits {
                let earned = Money::piastres(earned);
                let charge = Charge { at_fault, fair_chance, earned, first_earned, borne }.amount();
                prop_assert!(charge <= earned && charge >= Money::ZERO);
                prop_assert!(charge.is_zero() || (at_fault && fair_chance));
                borne += charge;
                prop_assert!(borne <= first_earned);
            }
        }
    }
}
