//! Counting in the process, in bounded memory.

use super::{KeyHash, Rule, Standing};
use kernel::World;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) struct Memory {
    world: World,
    max_windows: usize,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    by_key: HashMap<KeyHash, Window>,
    /// Every window by its end, the next to end first.
    by_end: BTreeSet<(i64, KeyHash)>,
}

struct Window {
    starts_ms: i64,
    ends_ms: i64,
    used: u32,
}

impl Memory {
    pub(super) fn new(world: World, max_windows: usize) -> Self {
        Self { world, max_windows: max_windows.max(1), windows: Mutex::default() }
    }

    pub(super) fn check(&self, rule: &Rule, key: KeyHash) -> Standing {
        let now_ms = self.world.now().timestamp_millis();
        self.windows().check(rule, key, now_ms, self.max_windows)
    }

    pub(super) fn refund(&self, key: KeyHash) {
        let now_ms = self.world.now().timestamp_millis();
        let mut windows = self.windows();
        windows.sweep(now_ms);
        if let Some(window) = windows.by_key.get_mut(&key) {
            window.used = window.used.saturating_sub(1);
        }
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Windows {
    fn check(&mut self, rule: &Rule, key: KeyHash, now_ms: i64, max_windows: usize) -> Standing {
        self.sweep(now_ms);
        // A window that starts in the future is left from before the clock was set back.
        if self.by_key.get(&key).is_some_and(|window| window.starts_ms > now_ms) {
            self.remove(key);
        }
        if !self.by_key.contains_key(&key) {
            while self.by_key.len() >= max_windows
                && let Some((_, first)) = self.by_end.first().copied()
            {
                self.remove(first);
            }
            let ends_ms = now_ms + i64::from(rule.window_s) * 1000;
            self.by_end.insert((ends_ms, key));
            self.by_key.insert(key, Window { starts_ms: now_ms, ends_ms, used: 0 });
        }
        let Some(window) = self.by_key.get_mut(&key) else {
            return Standing { allowed: false, used: rule.max, ends_in_ms: 0 };
        };
        let allowed = window.used < rule.max;
        window.used += u32::from(allowed);
        let ends_in_ms = u64::try_from(window.ends_ms - now_ms).unwrap_or_default();
        Standing { allowed, used: window.used, ends_in_ms }
    }

    /// Drops the windows that have ended; each is looked at once, so that it costs nothing.
    fn sweep(&mut self, now_ms: i64) {
        while let Some((ends_ms, key)) = self.by_end.first().copied()
            && ends_ms <= now_ms
        {
            self.remove(key);
        }
    }

    fn remove(&mut self, key: KeyHash) {
        if let Some(window) = self.by_key.remove(&key) {
            self.by_end.remove(&(window.ends_ms, key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Windows};
    use proptest::prelude::*;

    const RULE: Rule = Rule { name: "test", window_s: 10, max: 3, skip_successful: false };

    #[test]
    fn a_flood_of_keys_stays_within_the_bound_and_ended_windows_go() {
        let mut windows = Windows::default();
        for n in 0..1000u128 {
            windows.check(&RULE, n.to_be_bytes(), i64::try_from(n).unwrap(), 100);
            assert!(windows.by_key.len() <= 100);
        }
        windows.sweep(20_000);
        assert!(windows.by_key.is_empty() && windows.by_end.is_empty());
    }

    proptest! {
        #[test]
        fn no_window_lets_more_than_max_through(
            steps in prop::collection::vec((0u8..3, 0i64..4000), 1..200),
        ) {
            let mut windows = Windows::default();
            let mut now_ms = 0;
            let mut passed: Vec<(u8, i64)> = Vec::new();
            for (key, wait_ms) in steps {
                now_ms += wait_ms;
                let standing = windows.check(&RULE, [key; 16], now_ms, 100);
                if standing.allowed {
                    passed.push((key, now_ms));
                }
                prop_assert!(standing.used <= RULE.max && standing.ends_in_ms <= 10_000);
                prop_assert_eq!(windows.by_key.len(), windows.by_end.len());
            }
            // Two windows can touch any ten seconds, never three.
            for (key, from) in &passed {
                let near = passed.iter().filter(|(k, at)| k == key && (*from..from + 10_000).contains(at));
                prop_assert!(near.count() <= 2 * RULE.max as usize);
            }
        }
    }
}
