//! AES-256-GCM over one key, with the nonce in front: `nonce (12) | ciphertext | tag (16)`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

/// Length of a key in bytes.
pub(super) const KEY_LEN: usize = 32;

/// One AES-256-GCM key.
///
/// Nonces come from the library's own generator and not from `kernel::World`: a seeded world
/// would repeat them, and one repeated nonce gives the key's authentication away. Random 96-bit
/// nonces are safe for 2^32 messages a key (NIST SP 800-38D §8.3), far beyond one rotation.
pub(super) struct AeadKey(RandomizedNonceKey);

impl AeadKey {
    pub(super) fn new(bytes: &[u8; KEY_LEN]) -> Self {
        Self(
            RandomizedNonceKey::new(&AES_256_GCM, bytes)
                .expect("a key of 32 bytes is what AES-256-GCM takes"),
        )
    }

    pub(super) fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut body = Zeroizing::new(Vec::with_capacity(plain.len() + AES_256_GCM.tag_len()));
        body.extend_from_slice(plain);
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(aad), &mut *body)
            .expect("sealing fails only beyond 64 GiB, which no caller holds in memory");
        let mut sealed = Vec::with_capacity(NONCE_LEN + body.len());
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&body);
        sealed
    }

    /// `None` when the text was not sealed by this key under this `aad`.
    pub(super) fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let len = self.0.open_in_place(nonce, Aad::from(aad), &mut body).ok()?.len();
        body.truncate(len);
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::{AeadKey, KEY_LEN};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens_and_nothing_else_does(
            key in any::<[u8; KEY_LEN]>(),
            plain in proptest::collection::vec(any::<u8>(), 0..200),
            at in any::<prop::sample::Index>(),
            bit in 0u8..8,
        ) {
            let key = AeadKey::new(&key);
            let sealed = key.seal(b"here", &plain);
            let opened = key.open(b"here", &sealed);
            prop_assert_eq!(opened.as_deref(), Some(&plain));
            prop_assert!(key.open(b"there", &sealed).is_none());
            let mut damaged = sealed.clone();
            let at = at.index(damaged.len());
            damaged[at] ^= 1 << bit;
            prop_assert!(key.open(b"here", &damaged).is_none());
            prop_assert!(key.open(b"here", &sealed[..sealed.len() - 1]).is_none());
        }
    }
}
