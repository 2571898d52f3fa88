//! Files in a folder. The content type, for which a file system has no place, stands in a small
//! file of its own below `.types/`; no key can reach that folder, because no segment of a key
//! starts with a dot.

use super::{Object, ObjectInfo, ObjectStore, StorageError, UNKNOWN_TYPE, list, present};
use async_trait::async_trait;
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};

const TYPES: &str = ".types";

pub(super) struct Disk(LocalFileSystem);

impl Disk {
    pub(super) fn at(path: &std::path::Path) -> Result<Self, StorageError> {
        let folder = |cause| StorageError::Folder { path: path.to_owned(), cause };
        std::fs::create_dir_all(path).map_err(folder)?;
        let engine = LocalFileSystem::new_with_prefix(path)?
            // An uploaded document is promised to be there after a power cut.
            .with_fsync(true);
        Ok(Self(engine))
    }
}

#[async_trait]
impl ObjectStore for Disk {
    async fn put(&self, key: &str, content_type: &str, bytes: Bytes) -> Result<(), StorageError> {
        // The type first: a crash in between leaves a type without a file, never the reverse.
        let content_type = PutPayload::from(content_type.to_owned());
        self.0.put(&type_of(key), content_type).await?;
        self.0.put(&Path::from(key), PutPayload::from(bytes)).await?;
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, StorageError> {
        let Some(found) = present(self.0.get(&Path::from(key)).await)? else { return Ok(None) };
        let bytes = found.bytes().await?;
        let content_type = match present(self.0.get(&type_of(key)).await)? {
            Some(found) => String::from_utf8_lossy(&found.bytes().await?).into_owned(),
            None => UNKNOWN_TYPE.to_owned(),
        };
        Ok(Some(Object { content_type, bytes }))
    }

    async fn delete(&self, key: &str) -> Result<(), StorageError> {
        present(self.0.delete(&Path::from(key)).await)?;
        present(self.0.delete(&type_of(key)).await)?;
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError> {
        let mut found = list(&self.0, prefix).await?;
        found.retain(|info| !info.key.starts_with(TYPES));
        Ok(found)
    }
}

fn type_of(key: &str) -> Path {
    Path::from(format!("{TYPES}/{key}"))
}
