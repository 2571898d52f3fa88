//! Repeatable chance.

/// Xorshift with a multiplication (Vigna, "An experimental exploration of Marsaglia's xorshift
/// generators, scrambled", 2016): fast, the same on every machine, good enough for a town.
pub struct Chance(u64);

impl Chance {
    /// The same seed gives the same town.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        (self.uniform() * most as f64) as usize
    }

    /// A bell curve's sample: the sum of twelve uniform ones, less six.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}
