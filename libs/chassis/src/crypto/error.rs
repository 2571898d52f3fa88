//! What can go wrong with keys and sealed texts.

use super::sealed::SealedError;
use kernel::{ErrorClass, Fault, Localized};
use uuid::Uuid;

/// A sealed text can't be read.
#[derive(Debug, thiserror::Error)]
pub enum CryptoError {
    /// No data key of this id is known to this process (yet).
    #[error("the data key {0} is not known")]
    UnknownKey(Uuid),
    /// The text was changed, or it was sealed for another context.
    #[error("the sealed text does not open in the context {context}")]
    Unreadable {
        /// The context it was opened in.
        context: String,
    },
    /// It opened, but what came out is not UTF-8.
    #[error("the sealed text of the context {context} is not UTF-8")]
    NotText {
        /// The context it was opened in.
        context: String,
    },
    /// The text has not the form of a sealed text.
    #[error("the text is not a sealed text")]
    Malformed(#[from] SealedError),
    /// The data keys could not be loaded.
    #[error("the data keys could not be loaded")]
    Keys(#[source] Box<KeyringError>),
}

impl Fault for CryptoError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::UnknownKey(_)
            | Self::Unreadable { .. }
            | Self::NotText { .. }
            | Self::Malformed(_) => ErrorClass::Internal,
            Self::Keys(cause) => cause.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UnknownKey(_) => "crypto.unknown_key",
            Self::Unreadable { .. } | Self::NotText { .. } | Self::Malformed(_) => {
                "crypto.unreadable"
            }
            Self::Keys(cause) => cause.code(),
        }
    }

    fn text(&self) -> Localized {
        our_fault()
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Keys(cause) => cause.retry_after_s(),
            Self::UnknownKey(_)
            | Self::Unreadable { .. }
            | Self::NotText { .. }
            | Self::Malformed(_) => None,
        }
    }
}

/// The keyring can't be opened, rotated or rewrapped.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The database is away or refuses.
    #[error("the table bus.data_keys can't be used")]
    Database(#[from] sqlx::Error),
    /// A data key is wrapped by a master key that the configuration doesn't name.
    #[error("the data key {key} is wrapped by the master key `{master}`, which is not configured")]
    UnknownMaster {
        /// The data key.
        key: Uuid,
        /// The id of its master key.
        master: String,
    },
    /// A master key of the right id doesn't open the data key.
    #[error("the master key `{master}` does not open the data key {key}: it is another key")]
    WrongMaster {
        /// The data key.
        key: Uuid,
        /// The id of the master key.
        master: String,
    },
    /// The lookup secret is not the one the stored keyed hashes were made with.
    #[error("the lookup secret is not the one this database was started with")]
    WrongLookup,
}

impl Fault for KeyringError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::Database(_) => ErrorClass::Unavailable,
            Self::UnknownMaster { .. } | Self::WrongMaster { .. } | Self::WrongLookup => {
                ErrorClass::Internal
            }
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "crypto.keys_unavailable",
            Self::UnknownMaster { .. } | Self::WrongMaster { .. } => "crypto.wrong_master_key",
            Self::WrongLookup => "crypto.wrong_lookup_secret",
        }
    }

    fn text(&self) -> Localized {
        our_fault()
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Database(_) => Some(5),
            Self::UnknownMaster { .. } | Self::WrongMaster { .. } | Self::WrongLookup => None,
        }
    }
}

fn our_fault() -> Localized {
    Localized::new(
        "تعذّر علينا قراءة بيانات محفوظة. الخطأ من عندنا؛ حاول بعد قليل، وإن تكرر فتواصل مع الدعم.",
        "We could not read stored data. This is our fault; try again in a while, and if it \
         happens again contact support.",
    )
}
