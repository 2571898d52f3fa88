//! Chance from one seed.

/// A repeatable source of chance (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// What a seed gives.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(seed ^ 0x5851_F42D_4C95_7F2D)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = most.abs_diff(least).saturating_add(1);
        least.saturating_add_unsigned(self.roll() % span)
    }

    /// The same as an unsigned number.
    pub fn upto(&mut self, most: u32) -> u32 {
        u32::try_from(self.between(0, most.into())).unwrap_or(most)
    }

    /// Whether what happens so many times in a hundred happens now.
    pub fn percent(&mut self, times: i64) -> bool {
        self.between(0, 99) < times
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let last = i64::try_from(of.len()).unwrap_or_default() - 1;
        if last < 0 {
            return None;
        }
        of.get(usize::try_from(self.between(0, last)).unwrap_or_default()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_gives_the_same_again_and_another_one_something_else() {
        let rolls = |seed| {
            let mut chance = Chance::of(seed);
            (0..9).map(|_| chance.roll()).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        let mut chance = Chance::of(1);
        assert!((0..1_000).all(|_| (-3..=4).contains(&chance.between(-3, 4))));
        assert_eq!(chance.pick::<u8>(&[]), None);
    }
}
