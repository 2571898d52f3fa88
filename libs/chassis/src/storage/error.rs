//! What can go wrong with files.

use kernel::{ErrorClass, Fault, Localized};
use std::path::PathBuf;

/// A file can't be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The key has a form that no key may have.
    #[error("the key is not a path of plain segments")]
    InvalidKey,
    /// The content type has a form that none may have.
    #[error("the content type is empty, too long or has characters no header may have")]
    InvalidContentType,
    /// The folder for files can't be made.
    #[error("the folder {path} for files can't be made")]
    Folder {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
    /// The store is away, full, or refuses us.
    #[error("the object store can't be used")]
    Unavailable(#[from] object_store::Error),
}

impl Fault for StorageError {
    fn class(&self) -> ErrorClass {
        match self {
            Self::InvalidKey | Self::InvalidContentType | Self::Folder { .. } => {
                ErrorClass::Internal
            }
            Self::Unavailable(_) => ErrorClass::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::InvalidKey => "storage.invalid_key",
            Self::InvalidContentType => "storage.invalid_content_type",
            Self::Folder { .. } => "storage.folder",
            Self::Unavailable(_) => "storage.unavailable",
        }
    }

    fn text(&self) -> Localized {
        Localized::new(
            "تعذّر حفظ الملف أو عرضه الآن. حاول مرة أخرى بعد دقيقة.",
            "The file can't be stored or shown right now. Try again in a minute.",
        )
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Unavailable(_) => Some(60),
            Self::InvalidKey | Self::InvalidContentType | Self::Folder { .. } => None,
        }
    }
}
