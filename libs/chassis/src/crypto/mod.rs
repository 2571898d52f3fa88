//! Encryption of personal data at rest: AES-256-GCM in envelopes, and keyed hashes to look it up.
//!
//! A *master key* from the configuration wraps *data keys*, which live in `bus.data_keys` and do
//! the sealing. A sealed text names its data key, so that keys can be rotated without touching a
//! row that is already written. What must be found again (a phone number) is stored beside it as a
//! [`Keyring::blind_index`], an HMAC that nobody can compute from a stolen database.
//!
//! Wire form of a sealed text: `osta1.<data key id>.<base64url(nonce | ciphertext | tag)>`. The
//! context (`identity.users.phone`) is authenticated with it, so that a value moved to another
//! column does not open.

mod aead;
mod entropy;
mod error;
mod keyring;
mod master;
mod sealed;
mod store;

pub use entropy::SystemEntropy;
pub use error::{CryptoError, KeyringError};
pub use keyring::{ADOPTION_S, Keyring};
pub use master::{MasterKey, MasterKeyError, MasterKeys};
pub use sealed::{Sealed, SealedError};
