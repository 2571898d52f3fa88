//! A table as a transaction sees it: a snapshot with the transaction's own changes on top. Rows
//! that it locked or changed must be as it found them when it commits (compare-and-swap).

use std::collections::BTreeMap;
use std::rc::Rc;

/// Rows by key, each with how often it was written. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Table<K, V> {
    rows: BTreeMap<K, (u64, Option<Rc<V>>)>,
    /// What this transaction locked or changed, with the version it found.
    touched: BTreeMap<K, u64>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), touched: BTreeMap::new() }
    }
}

impl<K: Ord + Copy, V> Table<K, V> {
    /// A row.
    #[must_use]
    pub fn get(&self, key: K) -> Option<&V> {
        self.rows.get(&key)?.1.as_deref()
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.rows.iter().filter_map(|(key, (_, value))| Some((*key, value.as_deref()?)))
    }

    fn version(&self, key: K) -> u64 {
        self.rows.get(&key).map_or(0, |(version, _)| *version)
    }

    /// Locks a row until the commit, also one that is not there.
    pub fn lock(&mut self, key: K) {
        let version = self.version(key);
        self.touched.entry(key).or_insert(version);
    }

    /// Writes a row.
    pub fn put(&mut self, key: K, value: V) {
        self.write(key, Some(Rc::new(value)));
    }

    /// Removes a row. Nothing happens when it is not there.
    pub fn remove(&mut self, key: K) {
        if self.get(key).is_some() {
            self.write(key, None);
        }
    }

    fn write(&mut self, key: K, value: Option<Rc<V>>) {
        self.lock(key);
        let version = self.version(key) + 1;
        self.rows.insert(key, (version, value));
    }

    /// What this transaction changed.
    pub fn changed(&self) -> impl Iterator<Item = K> {
        let written =
            move |(key, found): (&K, &u64)| (self.version(*key) != *found).then_some(*key);
        self.touched.iter().filter_map(written)
    }

    /// Whether somebody else changed what this transaction touched.
    #[must_use]
    pub fn clashes_with(&self, now: &Self) -> bool {
        self.touched.iter().any(|(key, found)| now.version(*key) != *found)
    }

    /// Writes what this transaction changed on top of `now`.
    pub fn commit_into(&self, now: &mut Self) {
        for key in self.changed() {
            let value = self.rows.get(&key).and_then(|(_, value)| value.clone());
            let version = now.version(key) + 1;
            now.rows.insert(key, (version, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn who_commits_second_what_both_changed_clashes() {
        let mut now: Table<u8, u8> = Table::default();
        let (mut one, mut two, mut other) = (now.clone(), now.clone(), now.clone());
        one.put(1, 1);
        two.put(1, 2);
        other.put(2, 2);
        assert!(!one.clashes_with(&now));
        one.commit_into(&mut now);
        assert!(two.clashes_with(&now) && !other.clashes_with(&now));
        other.commit_into(&mut now);
        assert_eq!((now.get(1), now.get(2)), (Some(&1), Some(&2)));
    }

    #[test]
    fn a_locked_row_clashes_too_and_is_not_changed() {
        let mut now: Table<u8, u8> = Table::default();
        let mut one = now.clone();
        one.lock(1);
        assert_eq!(one.changed().count(), 0);
        let mut two = now.clone();
        two.put(1, 1);
        two.commit_into(&mut now);
        assert!(one.clashes_with(&now));
    }
}
