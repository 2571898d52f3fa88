//! What an experiment counted.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

/// Counts and durations by name, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct Report {
    lines: Vec<(String, String)>,
    counts: BTreeMap<String, u64>,
}

impl Report {
    /// Notes a figure.
    pub fn note(&mut self, name: &str, value: impl Display) {
        self.lines.push((name.to_owned(), value.to_string()));
    }

    /// Counts one more.
    pub fn count(&mut self, name: impl Into<String>) {
        *self.counts.entry(name.into()).or_default() += 1;
    }

    /// How often it was counted.
    #[must_use]
    pub fn counted(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// All counts whose names fit, together.
    #[must_use]
    pub fn sum(&self, fits: impl Fn(&str) -> bool) -> u64 {
        self.counts.iter().filter(|(name, _)| fits(name)).map(|(_, count)| count).sum()
    }

    /// The names that were counted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }

    /// Median, ninety-fifth percentile and maximum of durations.
    pub fn durations(&mut self, name: &str, mut all: Vec<Duration>) {
        all.sort_unstable();
        let at = |share: usize| all.get((all.len() * share / 100).min(all.len().saturating_sub(1)));
        let shown =
            |d: Option<&Duration>| d.map_or("–".into(), |d| format!("{} ms", d.as_millis()));
        let (p50, p95, max) = (shown(at(50)), shown(at(95)), shown(all.last()));
        self.note(name, format!("p50 {p50}, p95 {p95}, max {max} of {}", all.len()));
    }

    /// A page for people.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::new();
        for (name, value) in &self.lines {
            page.push_str(&format!("  {name:<44} {value}\n"));
        }
        for (name, count) in &self.counts {
            page.push_str(&format!("  {name:<58} {count}\n"));
        }
        page
    }
}
