//! What ratings make of somebody's reputation.

use chrono::TimeDelta;
use dispatch::bayes::{Prior, Tally, decay};

/// Somebody's reputation in thousandths of a star.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reputation {
    /// Bayesian mean with time decay.
    pub mean_milli: u32,
    /// Lower end of the 95 % interval.
    pub low_milli: u32,
    /// Upper end of the 95 % interval.
    pub high_milli: u32,
    /// How many ratings it stands on.
    pub count: u32,
}

/// The reputation from visible ratings: hundredths of a star with their age.
#[must_use]
pub fn reputation(ratings: &[(u16, TimeDelta)]) -> Reputation {
    let mut tally = Tally::default();
    for (centi, age) in ratings {
        tally.add(f64::from(*centi) / 100.0, decay(*age));
    }
    let estimate = tally.estimate(Prior::STARS, 1.0, 5.0);
    let milli = |stars: f64| (stars * 1000.0).round() as u32;
    Reputation {
        mean_milli: estimate.mean_milli(),
        low_milli: milli(estimate.low).min(estimate.mean_milli()),
        high_milli: milli(estimate.high).max(estimate.mean_milli()),
        count: u32::try_from(ratings.len()).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::reputation;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn rating() -> impl Strategy<Value = (u16, TimeDelta)> {
        (100u16..=500, 0i64..2000).prop_map(|(stars, days)| (stars, TimeDelta::days(days)))
    }

    proptest! {
        #[test]
        fn the_mean_lies_in_its_interval_and_on_the_scale(
            ratings in prop::collection::vec(rating(), 0..60),
        ) {
            let r = reputation(&ratings);
            prop_assert!(1000 <= r.low_milli && r.low_milli <= r.mean_milli);
            prop_assert!(r.mean_milli <= r.high_milli && r.high_milli <= 5000);
        }

        #[test]
        fn a_better_rating_never_lowers_a_reputation(
            ratings in prop::collection::vec(rating(), 1..40), more in 0u16..400,
        ) {
            let mut better = ratings.clone();
            better[0].0 = (better[0].0 + more).min(500);
            prop_assert!(reputation(&better).mean_milli >= reputation(&ratings).mean_milli);
        }

        #[test]
        fn the_order_of_ratings_does_not_matter(
            ratings in prop::collection::vec(rating(), 0..20),
        ) {
            let mut reversed = ratings.clone();
            reversed.reverse();
            let (a, b) = (reputation(&ratings), reputation(&reversed));
            prop_assert!(a.mean_milli.abs_diff(b.mean_milli) <= 1);
        }
    }

    #[test]
    fn one_bad_rating_weighs_less_than_fifty_good_ones_and_fades() {
        let good = vec![(500u16, TimeDelta::days(10)); 50];
        let mut with_bad = good.clone();
        with_bad.push((100, TimeDelta::zero()));
        let mut with_old_bad = good;
        with_old_bad.push((100, TimeDelta::days(720)));
        let (fresh, old) = (reputation(&with_bad), reputation(&with_old_bad));
        assert!(fresh.mean_milli > 4700, "{fresh:?}");
        assert!(old.mean_milli > fresh.mean_milli);
        assert_eq!(reputation(&[]).mean_milli, 4300, "a newcomer starts at the prior");
    }
}
