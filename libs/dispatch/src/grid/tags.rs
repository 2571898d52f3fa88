//! Small sets to filter by.

/// A set of up to 64 small numbers, for trades and skills. Whoever owns the grid decides which
/// number means what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tags(u64);

impl Tags {
    /// How many different tags there can be.
    pub const CAPACITY: u8 = 64;

    /// No tags.
    pub const NONE: Self = Self(0);

    /// This set and `tag`. Numbers from [`CAPACITY`](Self::CAPACITY) on are left out.
    #[must_use]
    pub const fn with(self, tag: u8) -> Self {
        if tag < Self::CAPACITY { Self(self.0 | 1 << tag) } else { self }
    }

    /// Whether `tag` is in the set.
    #[must_use]
    pub const fn has(self, tag: u8) -> bool {
        tag < Self::CAPACITY && self.0 >> tag & 1 == 1
    }

    /// Whether every tag of `wanted` is in the set.
    #[must_use]
    pub const fn has_all(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Whether any tag of `wanted` is in the set.
    #[must_use]
    pub const fn has_any(self, wanted: Self) -> bool {
        self.0 & wanted.0 != 0
    }
}

impl FromIterator<u8> for Tags {
    fn from_iter<I: IntoIterator<Item = u8>>(tags: I) -> Self {
        tags.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::Tags;

    #[test]
    fn a_set_answers_for_one_for_all_and_for_any() {
        let tags: Tags = [0, 7, 63].into_iter().collect();
        assert!(tags.has(0) && tags.has(63) && !tags.has(1));
        assert!(tags.has_all(Tags::NONE.with(0).with(63)));
        assert!(!tags.has_all(Tags::NONE.with(0).with(1)));
        assert!(tags.has_any(Tags::NONE.with(0).with(1)) && !tags.has_any(Tags::NONE));
    }

    #[test]
    fn a_number_beyond_the_capacity_is_left_out() {
        assert_eq!(Tags::NONE.with(64), Tags::NONE);
        assert!(!Tags::NONE.with(64).has(64));
    }
}
