//! The cache in the process: least recently used goes first, bounded by entries and by bytes.

use super::{Backend, Found};
use async_trait::async_trait;
use chrono::TimeDelta;
use kernel::{Instant, World};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How much the cache in the process may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimits {
    /// How many values.
    pub entries: usize,
    /// How many bytes of keys, tags and values together.
    pub bytes: usize,
}

impl Default for MemoryLimits {
    /// 50,000 values, 64 MiB.
    fn default() -> Self {
        Self { entries: 50_000, bytes: 64 << 20 }
    }
}

pub(super) struct Memory {
    world: World,
    limits: MemoryLimits,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    entries: HashMap<Arc<str>, Entry>,
    /// Every key by its last use, the longest ago first.
    by_use: BTreeMap<u64, Arc<str>>,
    by_tag: HashMap<Box<str>, HashSet<Arc<str>>>,
    uses: u64,
    bytes: usize,
}

struct Entry {
    value: Vec<u8>,
    expires_at: Instant,
    tags: Vec<Box<str>>,
    last_use: u64,
    bytes: usize,
}

impl Memory {
    pub(super) fn new(world: World, limits: MemoryLimits) -> Self {
        Self { world, limits, shelf: Mutex::default() }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Backend for Memory {
    async fn get(&self, key: &str) -> Found {
        let now = self.world.now();
        self.shelf().get(key, now).map_or(Found::Miss, Found::Hit)
    }

    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration, tags: &[&str]) {
        let ttl = TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX);
        let expires_at = self.world.now().checked_add_signed(ttl).unwrap_or(Instant::MAX_UTC);
        self.shelf().put(key, value, expires_at, tags, self.limits);
    }

    async fn delete(&self, key: &str) {
        self.shelf().remove(key);
    }

    async fn delete_tag(&self, tag: &str) {
        self.shelf().remove_tag(tag);
    }
}

impl Shelf {
    fn get(&mut self, key: &str, now: Instant) -> Option<Vec<u8>> {
        if self.entries.get(key)?.expires_at <= now {
            self.remove(key);
            return None;
        }
        self.uses += 1;
        let entry = self.entries.get_mut(key)?;
        if let Some(name) = self.by_use.remove(&entry.last_use) {
            self.by_use.insert(self.uses, name);
        }
        entry.last_use = self.uses;
        Some(entry.value.clone())
    }

    fn put(
        &mut self,
        key: &str,
        value: Vec<u8>,
        expires_at: Instant,
        tags: &[&str],
        limits: MemoryLimits,
    ) {
        self.remove(key);
        let bytes = key.len() + value.len() + tags.iter().map(|tag| tag.len()).sum::<usize>();
        if bytes > limits.bytes || limits.entries == 0 {
            return;
        }
        while self.entries.len() >= limits.entries || self.bytes + bytes > limits.bytes {
            let Some((_, oldest)) = self.by_use.first_key_value() else { break };
            let oldest = Arc::clone(oldest);
            self.remove(&oldest);
        }
        self.uses += 1;
        let name: Arc<str> = key.into();
        for tag in tags {
            self.by_tag.entry((*tag).into()).or_default().insert(Arc::clone(&name));
        }
        let tags = tags.iter().map(|tag| Box::from(*tag)).collect();
        self.by_use.insert(self.uses, Arc::clone(&name));
        self.bytes += bytes;
        self.entries.insert(name, Entry { value, expires_at, tags, last_use: self.uses, bytes });
    }

    fn remove(&mut self, key: &str) {
        let Some(entry) = self.entries.remove(key) else { return };
        self.by_use.remove(&entry.last_use);
        self.bytes -= entry.bytes;
        for tag in entry.tags {
            if let Some(keys) = self.by_tag.get_mut(&tag) {
                keys.remove(key);
                if keys.is_empty() {
                    self.by_tag.remove(&tag);
                }
            }
        }
    }

    fn remove_tag(&mut self, tag: &str) {
        for key in self.by_tag.get(tag).cloned().unwrap_or_default() {
            self.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MemoryLimits, Shelf};
    use chrono::TimeDelta;
    use kernel::Instant;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Put(u8, usize, u8),
        Get(u8),
        Delete(u8),
        DeleteTag(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u8..9, 0usize..60, 0u8..3).prop_map(|(k, n, t)| Step::Put(k, n, t)),
            (0u8..9).prop_map(Step::Get),
            (0u8..9).prop_map(Step::Delete),
            (0u8..3).prop_map(Step::DeleteTag),
        ]
    }

    proptest! {
        #[test]
        fn the_limits_hold_and_the_indexes_agree(steps in prop::collection::vec(step(), 0..80)) {
            let limits = MemoryLimits { entries: 5, bytes: 100 };
            let (mut shelf, now) = (Shelf::default(), Instant::default());
            for step in steps {
                match step {
                    Step::Put(key, len, tag) => {
                        let (key, tag) = (key.to_string(), tag.to_string());
                        let until = now + TimeDelta::seconds(1);
                        shelf.put(&key, vec![0; len], until, &[&tag, &tag], limits);
                        prop_assert_eq!(shelf.get(&key, now).map(|v| v.len()), Some(len));
                    }
                    Step::Get(key) => drop(shelf.get(&key.to_string(), now)),
                    Step::Delete(key) => shelf.remove(&key.to_string()),
                    Step::DeleteTag(tag) => shelf.remove_tag(&tag.to_string()),
                }
                prop_assert!(shelf.entries.len() <= 5 && shelf.bytes <= 100);
                prop_assert_eq!(shelf.entries.len(), shelf.by_use.len());
                let tagged: usize = shelf.by_tag.values().map(|keys| keys.len()).sum();
                prop_assert_eq!(shelf.entries.len(), tagged);
                prop_assert_eq!(shelf.bytes, shelf.entries.values().map(|e| e.bytes).sum::<usize>());
            }
        }
    }
}
