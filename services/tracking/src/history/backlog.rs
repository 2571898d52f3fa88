//! What is waiting to be written.

use crate::live::Taken;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// A bounded queue. When it is full the oldest rows go: new ones are worth more.
pub struct Backlog {
    rows: Mutex<VecDeque<Taken>>,
    capacity: usize,
    batch: usize,
    bell: Notify,
}

impl Backlog {
    /// A queue of at most `capacity` rows that rings when `batch` of them wait.
    #[must_use]
    pub fn new(capacity: usize, batch: usize) -> Self {
        Self { rows: Mutex::default(), capacity, batch, bell: Notify::new() }
    }

    fn rows(&self) -> MutexGuard<'_, VecDeque<Taken>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds rows at the end.
    pub fn push(&self, new: impl IntoIterator<Item = Taken>) {
        let mut rows = self.rows();
        rows.extend(new);
        self.trim(&mut rows);
        if rows.len() >= self.batch {
            self.bell.notify_one();
        }
    }

    /// Takes a batch from the front; empty when nothing waits.
    #[must_use]
    pub fn take(&self) -> Vec<Taken> {
        let mut rows = self.rows();
        let count = rows.len().min(self.batch);
        rows.drain(..count).collect()
    }

    /// Puts rows that could not be written back to the front.
    pub fn put_back(&self, unwritten: Vec<Taken>) {
        let mut rows = self.rows();
        for row in unwritten.into_iter().rev() {
            rows.push_front(row);
        }
        self.trim(&mut rows);
    }

    fn trim(&self, rows: &mut VecDeque<Taken>) {
        let excess = rows.len().saturating_sub(self.capacity);
        if excess > 0 {
            rows.drain(..excess);
            metrics::counter!("osta_tracking_history_lost_total", "reason" => "backlog_full")
                .increment(excess as u64);
        }
        metrics::gauge!("osta_tracking_backlog_rows").set(rows.len() as f64);
    }

    /// How many rows wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows().len()
    }

    /// Waits until a whole batch is there.
    pub async fn filled(&self) {
        self.bell.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::Backlog;
    use crate::domain::fix::Fix;
    use crate::domain::flags::Flags;
    use crate::live::{Kept, Taken};
    use kernel::LatLng;
    use uuid::Uuid;

    fn row(n: u128) -> Taken {
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        Taken {
            provider_id: Uuid::from_u128(n).into(),
            booking_id: None,
            fix: Fix {
                place: LatLng::parse(30.0, 31.0).unwrap(),
                accuracy_m: 5.0,
                heading_deg: None,
                speed_kmh: None,
                at,
                mock: false,
            },
            flags: Flags::default(),
            on_shift: true,
            kept: Kept::Live,
            received_at: at,
        }
    }

    fn numbers(rows: &[Taken]) -> Vec<u128> {
        rows.iter().map(|row| row.provider_id.uuid().as_u128()).collect()
    }

    #[test]
    fn a_full_backlog_loses_its_oldest_rows() {
        let backlog = Backlog::new(3, 10);
        backlog.push((1..=5).map(row));
        assert_eq!(numbers(&backlog.take()), [3, 4, 5]);
        assert_eq!(backlog.len(), 0);
    }

    #[test]
    fn rows_put_back_come_first_again_and_are_the_first_to_go() {
        let backlog = Backlog::new(4, 2);
        backlog.push((1..=4).map(row));
        let batch = backlog.take();
        assert_eq!(numbers(&batch), [1, 2]);
        backlog.push([row(5)]);
        backlog.put_back(batch);
        assert_eq!(backlog.len(), 4);
        assert_eq!(numbers(&backlog.take()), [2, 3]);
        assert_eq!(numbers(&backlog.take()), [4, 5]);
    }

    #[tokio::test]
    async fn a_whole_batch_rings() {
        let backlog = Backlog::new(10, 2);
        backlog.push([row(1), row(2)]);
        backlog.filled().await;
    }
}
