//! Files: identity documents, photos, receipts. On disk, or in any S3-compatible store; callers
//! can't tell which.
//!
//! A key is a path of plain segments (`documents/<id>.jpg`). The content type is kept with the
//! object. What a file *is* is told by its content ([`sniff`]), never by its name; [`clean`] takes
//! out of it what its sender did not mean to send.

mod clean;
mod disk;
mod error;
mod key;
mod media;
mod s3;

pub use clean::clean;
pub use error::StorageError;
pub use media::{MediaType, sniff};
pub use s3::S3Config;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt as _;
use kernel::Instant;
use key::{checked, checked_prefix};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, GetOptions, ObjectStore as Engine, ObjectStoreExt as _, PutOptions,
    PutPayload, memory::InMemory,
};
use std::fmt;
use std::sync::Arc;

const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The media type it was stored with.
    pub content_type: String,
    /// The content.
    pub bytes: Bytes,
}

/// What a listing says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// The key.
    pub key: String,
    /// Length of the content in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified_at: Instant,
}

/// A place for files. Keys are already checked when they arrive here.
#[async_trait]
pub trait ObjectStore: Send + Sync + 'static {
    /// Writes the object, in the place of an older one.
    async fn put(&self, key: &str, content_type: &str, bytes: Bytes) -> Result<(), StorageError>;
    /// The object, if there is one.
    async fn get(&self, key: &str) -> Result<Option<Object>, StorageError>;
    /// Removes the object; that it isn't there is not an error.
    async fn delete(&self, key: &str) -> Result<(), StorageError>;
    /// Everything below the folder `prefix` (everything at all for an empty one), by key.
    async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError>;
}

/// The file store of a deployment. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    kind: &'static str,
}

impl Storage {
    /// Files below the folder `path`, which is made if it isn't there.
    ///
    /// # Errors
    /// When the folder can't be made or used.
    pub fn disk(path: impl AsRef<std::path::Path>) -> Result<Self, StorageError> {
        Ok(Self { store: Arc::new(disk::Disk::at(path.as_ref())?), kind: "disk" })
    }

    /// A bucket of an S3-compatible store. The bucket must exist; nothing is asked of it yet.
    ///
    /// # Errors
    /// When the configuration can't be right.
    pub fn s3(config: S3Config) -> Result<Self, StorageError> {
        Ok(Self { store: Arc::new(Attributed(s3::connect(config)?)), kind: "s3" })
    }

    /// Files in memory, for tests.
    #[must_use]
    pub fn memory() -> Self {
        Self { store: Arc::new(Attributed(InMemory::new())), kind: "memory" }
    }

    /// A store of the caller's own.
    pub fn custom(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, kind: "custom" }
    }

    /// Writes a file, in the place of an older one of the same key.
    ///
    /// # Errors
    /// When the key or the content type has a wrong form, or the store is away.
    pub async fn put(
        &self,
        key: &str,
        content_type: &str,
        bytes: Bytes,
    ) -> Result<(), StorageError> {
        let visible = |b: u8| b.is_ascii_graphic() || b == b' ';
        if content_type.is_empty() || content_type.len() > 127 || !content_type.bytes().all(visible)
        {
            return Err(StorageError::InvalidContentType);
        }
        self.store.put(checked(key)?, content_type, bytes).await
    }

    /// Reads a file; `None` if there is none.
    ///
    /// # Errors
    /// When the key has a wrong form, or the store is away.
    pub async fn get(&self, key: &str) -> Result<Option<Object>, StorageError> {
        self.store.get(checked(key)?).await
    }

    /// Removes a file. That it isn't there is not an error.
    ///
    /// # Errors
    /// When the key has a wrong form, or the store is away.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        self.store.delete(checked(key)?).await
    }

    /// Everything below the folder `prefix` (`documents` or `documents/`; empty for all), by key.
    ///
    /// # Errors
    /// When the prefix has a wrong form, or the store is away.
    pub async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError> {
        let mut found = self.store.list(checked_prefix(prefix)?).await?;
        found.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(found)
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Storage({})", self.kind)
    }
}

/// An engine that keeps the content type itself, as an attribute of the object.
struct Attributed<E>(E);

#[async_trait]
impl<E: Engine> ObjectStore for Attributed<E> {
    async fn put(&self, key: &str, content_type: &str, bytes: Bytes) -> Result<(), StorageError> {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, content_type.to_owned().into());
        let options = PutOptions { attributes, ..PutOptions::default() };
        self.0.put_opts(&Path::from(key), PutPayload::from(bytes), options).await?;
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StorageError> {
        let Some(found) = present(self.0.get_opts(&Path::from(key), GetOptions::default()).await)?
        else {
            return Ok(None);
        };
        let content_type = found
            .attributes
            .get(&Attribute::ContentType)
            .map_or_else(|| UNKNOWN_TYPE.to_owned(), |value| value.as_ref().to_owned());
        Ok(Some(Object { content_type, bytes: found.bytes().await? }))
    }

    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        present(self.0.delete(&Path::from(key)).await).map(|_| ())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError> {
        list(&self.0, prefix).await
    }
}

async fn list(engine: &impl Engine, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError> {
    let prefix = (!prefix.is_empty()).then(|| Path::from(prefix));
    let found = engine.list(prefix.as_ref()).map_ok(|meta| ObjectInfo {
        key: meta.location.to_string(),
        size: meta.size,
        modified_at: meta.last_modified,
    });
    Ok(found.try_collect().await?)
}

/// That an object isn't there is an answer.
fn present<T>(result: object_store::Result<T>) -> Result<Option<T>, StorageError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
