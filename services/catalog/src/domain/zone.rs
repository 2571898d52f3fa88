//! A zone as pricing sees it.

use kernel::cairo::WeeklyHours;
use kernel::ids::ZoneId;
use kernel::{BasisPoints, Instant, LatLng, Localized, Money};

/// No surge: the price itself.
const ONE: i32 = 10_000;

/// A zone with the district of a pin in it.
#[derive(Clone, Debug)]
pub struct ZoneAt {
    /// The zone.
    pub id: ZoneId,
    /// Its name.
    pub name: Localized,
    /// When it's served.
    pub hours: WeeklyHours,
    /// What the way costs.
    pub travel: Travel,
    /// How demand weighs on prices.
    pub surge: Surge,
    /// The name of the district nearest to the pin.
    pub district: Localized,
    /// ISO 3166-2 code of the district's governorate.
    pub governorate: String,
}

/// What the way to an address costs.
#[derive(Clone, Copy, Debug)]
pub struct Travel {
    /// Where the way is measured from.
    pub hub: LatLng,
    /// Up to here it's free, in metres.
    pub free_distance_m: u32,
    /// The price of each begun kilometre beyond.
    pub fee_per_km: Money,
}

impl Travel {
    /// How many kilometres beyond the free distance are paid; a begun one counts.
    #[must_use]
    pub fn paid_km(&self, pin: LatLng) -> u32 {
        // Metres of an Earth fit a u32; the fraction is cut, in the customer's favour.
        let distance_m = self.hub.distance_m(pin) as u32;
        distance_m.saturating_sub(self.free_distance_m).div_ceil(1000)
    }
}

/// How demand weighs on prices: a multiplier in basis points (10000 is the price itself), within
/// bounds, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Surge {
    /// The lowest multiplier, at least 10000.
    pub min: BasisPoints,
    /// The highest multiplier.
    pub max: BasisPoints,
    /// The present one.
    pub current: BasisPoints,
    /// When it ends by itself.
    pub until: Option<Instant>,
}

impl Surge {
    /// What is added to the price of a visit that begins at `start`, as far as present demand reaches:
    /// never below the lower bound, never above the upper.
    #[must_use]
    pub fn share(&self, start: Instant) -> BasisPoints {
        let over = self.until.is_some_and(|until| until <= start);
        let current = if over { self.min } else { self.current };
        let bounded = current.get().max(self.min.get()).min(self.max.get());
        BasisPoints::new((bounded - ONE).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Surge, Travel};
    use kernel::{BasisPoints, Instant, LatLng, Money};
    use proptest::prelude::*;

    #[test]
    fn a_begun_kilometre_beyond_the_free_distance_is_paid() {
        let hub = LatLng::parse(30.0, 31.0).unwrap();
        let travel = Travel { hub, free_distance_m: 5_000, fee_per_km: Money::egp(5) };
        // A degree of latitude is 111.195 km.
        let away = |m: f64| LatLng::parse(30.0 + m / 111_195.0, 31.0).unwrap();
        for (m, km) in [(0.0, 0), (4_990.0, 0), (5_010.0, 1), (5_990.0, 1), (6_010.0, 2)] {
            assert_eq!(travel.paid_km(away(m)), km, "{m}");
        }
    }

    proptest! {
        #[test]
        fn surge_stays_within_its_bounds_whatever_is_stored(
            min in 0i32..30_000, max in 0i32..30_000, current in any::<i32>(), over in any::<bool>(),
        ) {
            let now: Instant = "2026-11-22T10:00:00Z".parse().unwrap();
            let bp = BasisPoints::new;
            let surge = Surge {
                min: bp(min), max: bp(max), current: bp(current), until: over.then_some(now),
            };
            let share = surge.share(now).get();
            prop_assert!(share >= 0 && share <= (max - 10_000).max(0));
            if over && min <= max {
                prop_assert_eq!(share, (min - 10_000).max(0));
            }
        }
    }
}
