//! Averages that know how little they know.
//!
//! A handful of ratings says little, so every mean is pulled towards what is usual until there
//! is enough evidence, and carries an interval. Old evidence fades with a half-life of 180 days.

use chrono::TimeDelta;

/// The age at which a rating counts half.
pub const HALF_LIFE_DAYS: f64 = 180.0;

/// Two-sided 95 % of the normal distribution.
const Z_95: f64 = 1.959_963_984_540_054;

/// What evidence of this age counts: 1 when new, ½ after [`HALF_LIFE_DAYS`]. Evidence from the
/// future counts as new.
#[must_use]
pub fn decay(age: TimeDelta) -> f64 {
    let days = age.num_seconds().max(0) as f64 / 86_400.0;
    (-days / HALF_LIFE_DAYS).exp2()
}

/// The mean of weighted observations and of a prior that counts as `prior_weight` observations
/// of `prior_mean`. With neither, the prior's mean.
#[must_use]
pub fn bayesian_mean(sum_weighted: f64, weight: f64, prior_mean: f64, prior_weight: f64) -> f64 {
    let total = weight + prior_weight;
    if total <= 0.0 { prior_mean } else { (sum_weighted + prior_mean * prior_weight) / total }
}

/// What is believed before there is any evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The usual mean.
    pub mean: f64,
    /// How many observations the belief counts as.
    pub weight: f64,
    /// How much single observations usually scatter (squared).
    pub variance: f64,
}

impl Prior {
    /// A new provider's stars: 4.3 as if by 8 ratings that scatter by 0.9 stars. Our estimate,
    /// to be replaced by the platform's own figures.
    pub const STARS: Self = Self { mean: 4.3, weight: 8.0, variance: 0.81 };
}

/// Weighted sums of observations: all that is needed of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    weight: f64,
    sum: f64,
    sum_of_squares: f64,
}

impl Tally {
    /// Adds an observation.
    pub fn add(&mut self, value: f64, weight: f64) {
        self.weight += weight;
        self.sum += weight * value;
        self.sum_of_squares += weight * value * value;
    }

    /// The tally after more time has gone by. Decay is exponential, so ageing the sums equals
    /// ageing every observation.
    #[must_use]
    pub fn aged(self, by: TimeDelta) -> Self {
        let left = decay(by);
        Self {
            weight: self.weight * left,
            sum: self.sum * left,
            sum_of_squares: self.sum_of_squares * left,
        }
    }

    /// How many fresh observations this counts as.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The mean with its 95 % interval, inside `low..=high` (the ends of the scale).
    ///
    /// Normal approximation: the standard error is the pooled scatter of prior and observations
    /// over the root of what both count as. Faded observations count by their weight, which
    /// makes the interval rather too wide than too narrow.
    #[must_use]
    pub fn estimate(&self, prior: Prior, low: f64, high: f64) -> Estimate {
        let mean = bayesian_mean(self.sum, self.weight, prior.mean, prior.weight);
        let total = self.weight + prior.weight;
        let squares = bayesian_mean(
            self.sum_of_squares,
            self.weight,
            prior.variance + prior.mean * prior.mean,
            prior.weight,
        );
        let variance = (squares - mean * mean).max(0.0);
        let margin = if total > 0.0 { Z_95 * (variance / total).sqrt() } else { high - low };
        Estimate {
            mean: mean.clamp(low, high),
            low: (mean - margin).clamp(low, high),
            high: (mean + margin).clamp(low, high),
        }
    }
}

/// A mean and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The likeliest value.
    pub mean: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// The mean in thousandths (4350 is 4.35 stars), as scores store it.
    #[must_use]
    pub fn mean_milli(&self) -> u32 {
        milli(self.mean)
    }

    /// Half the interval in thousandths, as scores store it.
    #[must_use]
    pub fn margin_milli(&self) -> u32 {
        milli((self.high - self.low) / 2.0)
    }
}

/// Thousandths, rounded; a cast saturates, and turns what is not a number into zero.
fn milli(value: f64) -> u32 {
    (value * 1_000.0).round() as u32
}

/// The share of `hits` in `total` in basis points (10,000 is always), where a prior counts as
/// `prior_total` trials with a share of `prior_bp`. Integers only, so that scores replay exactly;
/// more hits than trials count as all.
#[must_use]
pub fn smoothed_share_bp(hits: u32, total: u32, prior_bp: u32, prior_total: u32) -> u32 {
    let trials = u64::from(total) + u64::from(prior_total);
    let prior_bp = u64::from(prior_bp.min(10_000));
    if trials == 0 {
        return prior_bp as u32;
    }
    let hits = u64::from(hits.min(total)) * 10_000 + u64::from(prior_total) * prior_bp;
    // At most 10,000.
    (hits / trials) as u32
}

#[cfg(test)]
mod tests {
    use super::{Prior, Tally, bayesian_mean, decay, smoothed_share_bp};
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn tally(stars: &[f64]) -> Tally {
        let mut tally = Tally::default();
        stars.iter().for_each(|&s| tally.add(s, 1.0));
        tally
    }

    #[test]
    fn one_bad_rating_does_not_ruin_a_newcomer_and_many_do_count() {
        let stars = |ratings: &[f64]| tally(ratings).estimate(Prior::STARS, 1.0, 5.0);
        assert_eq!(stars(&[]).mean_milli(), 4_300);
        // (1 + 8 × 4.3) / 9
        assert_eq!(stars(&[1.0]).mean_milli(), 3_933);
        assert!(stars(&[1.0; 100]).mean < 1.3);
        assert_eq!(bayesian_mean(0.0, 0.0, 4.3, 0.0), 4.3);
    }

    #[test]
    fn after_half_a_year_a_rating_counts_half() {
        assert_eq!(decay(TimeDelta::zero()), 1.0);
        assert_eq!(decay(TimeDelta::days(180)), 0.5);
        assert_eq!(decay(TimeDelta::days(360)), 0.25);
        assert_eq!(decay(TimeDelta::days(-5)), 1.0);
    }

    #[test]
    fn shares_are_pulled_towards_the_usual() {
        assert_eq!(smoothed_share_bp(0, 0, 6_000, 10), 6_000);
        assert_eq!(smoothed_share_bp(10, 10, 6_000, 10), 8_000);
        assert_eq!(smoothed_share_bp(9, 3, 0, 0), 10_000);
        assert_eq!(smoothed_share_bp(0, 0, 70_000, 0), 10_000);
    }

    proptest! {
        #[test]
        fn more_of_the_same_narrows_the_interval(
            ratings in prop::collection::vec(1.0..=5.0f64, 1..20),
        ) {
            let twice: Vec<f64> = ratings.repeat(30);
            let few = tally(&ratings).estimate(Prior::STARS, f64::MIN, f64::MAX);
            let many = tally(&twice).estimate(Prior::STARS, f64::MIN, f64::MAX);
            // Only scatter beyond the prior's could widen it; 30 times the evidence outweighs it.
            prop_assert!(many.high - many.low < few.high - few.low);
            prop_assert!(few.low <= few.mean && few.mean <= few.high);
        }

        #[test]
        fn ageing_the_sums_equals_ageing_every_rating(
            ratings in prop::collection::vec((1.0..=5.0f64, 0i64..400), 0..20),
            days in 0i64..400,
        ) {
            let (mut then, mut now) = (Tally::default(), Tally::default());
            for (stars, age) in ratings {
                then.add(stars, decay(TimeDelta::days(age)));
                now.add(stars, decay(TimeDelta::days(age + days)));
            }
            let aged = then.aged(TimeDelta::days(days)).estimate(Prior::STARS, 1.0, 5.0);
            let fresh = now.estimate(Prior::STARS, 1.0, 5.0);
            prop_assert!((aged.mean - fresh.mean).abs() < 1e-9);
            prop_assert!((aged.low - fresh.low).abs() < 1e-6);
        }

        #[test]
        fn a_better_rating_never_lowers_the_mean(
            ratings in prop::collection::vec(1.0..=4.0f64, 1..20),
            better in 0.0..1.0f64,
        ) {
            let mut raised = ratings.clone();
            raised[0] += better;
            let (before, after) = (tally(&ratings), tally(&raised));
            prop_assert!(
                before.estimate(Prior::STARS, 1.0, 5.0).mean
                    <= after.estimate(Prior::STARS, 1.0, 5.0).mean
            );
        }

        #[test]
        fn a_share_is_a_share_and_grows_with_hits(
            hits in any::<u32>(), total in any::<u32>(), prior in 0u32..=10_000, n in any::<u32>(),
        ) {
            let share = smoothed_share_bp(hits, total, prior, n);
            prop_assert!(share <= 10_000);
            prop_assert!(share <= smoothed_share_bp(hits.saturating_add(1), total, prior, n));
        }
    }
}
