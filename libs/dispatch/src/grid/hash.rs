//! A fast hash for ids.

use std::hash::Hasher;

/// Folds eight bytes at a time with a 64 × 64 → 128 bit multiplication. Ids are UUIDv7 with 74
/// random bits, so spreading those is all that is needed.
#[derive(Default)]
pub(super) struct IdHasher(u64);

impl IdHasher {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.fold(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.fold(word);
    }

    /// Length prefixes: all keys of a grid are of one length.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
