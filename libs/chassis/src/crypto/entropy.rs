//! Chance that is fit for secrets.

use kernel::world::Entropy;

/// The system's generator (AES-CTR-DRBG of aws-lc, seeded by the operating system): the source of
/// chance of every world that is not a test's.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes)
            .expect("aws-lc ends the process when the system has no chance");
    }
}

#[cfg(test)]
mod tests {
    use super::SystemEntropy;
    use kernel::world::Entropy as _;

    #[test]
    fn no_two_draws_are_alike() {
        let (mut one, mut other) = ([0u8; 32], [0u8; 32]);
        SystemEntropy.fill(&mut one);
        SystemEntropy.fill(&mut other);
        assert!(one != other && one != [0; 32]);
    }
}
