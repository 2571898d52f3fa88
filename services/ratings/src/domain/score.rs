//! What customers say of a service's visits.

/// Visible ratings, added up. A plain average: a service is no person whose reputation would need
/// shrinkage and decay, and people read it beside the number of ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum of their stars, in hundredths.
    pub sum_centi: i64,
    /// How many.
    pub count: i64,
}

impl Score {
    /// The average in hundredths of a star, rounded half up; 0 without ratings.
    #[must_use]
    pub fn mean_centi(self) -> u32 {
        let rounded = (2 * self.sum_centi + self.count).checked_div(2 * self.count);
        rounded.and_then(|mean| u32::try_from(mean).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Score;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_average_lies_between_the_worst_and_the_best(
            stars in prop::collection::vec(100i64..=500, 1..50),
        ) {
            let score = Score { sum_centi: stars.iter().sum(), count: stars.len() as i64 };
            let mean = i64::from(score.mean_centi());
            prop_assert!(stars.iter().min().is_some_and(|least| *least <= mean));
            prop_assert!(stars.iter().max().is_some_and(|most| mean <= *most));
        }
    }

    #[test]
    fn halves_are_rounded_up_and_nothing_is_zero() {
        let mean = |sum_centi, count| Score { sum_centi, count }.mean_centi();
        assert_eq!((mean(475, 1), mean(951, 2), mean(1_400, 3), mean(0, 0)), (475, 476, 467, 0));
    }
}
