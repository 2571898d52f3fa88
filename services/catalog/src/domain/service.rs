//! A service as pricing sees it.

use super::refusal::Refusal;
use contracts::catalog::{Pricing, ServiceFacts};
use kernel::{BasisPoints, Localized};

/// The longest single visit, in minutes: a working day. Longer work goes on another day.
const LONGEST_VISIT_MIN: u32 = 480;

/// A service with what only a quote needs to know.
#[derive(Clone, Debug)]
pub struct PricedService {
    /// What others know of it.
    pub facts: ServiceFacts,
    /// What one of it is called.
    pub unit: Localized,
    /// The surcharge for coming now.
    pub emergency_surcharge: BasisPoints,
    /// How many can be ordered at once.
    pub max_quantity: u32,
    /// Whether the platform sells it in its own name and owes VAT on the whole price.
    pub sold_by_platform: bool,
}

impl PricedService {
    /// How long a visit for so many is planned, in minutes.
    #[must_use]
    pub fn visit_minutes(&self, quantity: u32) -> u32 {
        self.facts.duration_minutes.saturating_mul(quantity).clamp(15, LONGEST_VISIT_MIN)
    }

    /// Whether so many can be ordered at once.
    ///
    /// # Errors
    /// [`Refusal::Quantity`].
    pub fn takes(&self, quantity: u32) -> Result<(), Refusal> {
        let max = self.max_quantity;
        if (1..=max).contains(&quantity) { Ok(()) } else { Err(Refusal::Quantity { max }) }
    }

    /// Whether the quote is only the fee of the visit.
    #[must_use]
    pub fn is_inspection_first(&self) -> bool {
        self.facts.pricing == Pricing::InspectionFirst
    }
}
