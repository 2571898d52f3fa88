//! Waking whoever waits for work in this process, without a poll and without `NOTIFY` inside
//! commands (which serialises commits).

use std::sync::Arc;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Two bells: one for what was committed (stamper, jobs), one for what was stamped (subscribers).
#[derive(Clone, Default)]
pub struct Wake(Arc<Bells>);

#[derive(Default)]
struct Bells {
    committed: Notify,
    jobs: Notify,
    stamped: Notify,
    /// Rung for the other processes: a task turns it into one coalesced `NOTIFY`.
    elsewhere: Notify,
}

impl Wake {
    /// Bells nobody has rung yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Something was committed: there may be events to stamp and jobs to run.
    pub fn committed(&self) {
        self.0.committed.notify_one();
        self.0.jobs.notify_waiters();
        self.0.elsewhere.notify_one();
    }

    /// Events were stamped: subscribers have something to read.
    pub fn stamped(&self) {
        self.0.stamped.notify_waiters();
    }

    pub(crate) fn heard_commit(&self) {
        self.0.committed.notify_one();
        self.0.jobs.notify_waiters();
    }

    pub(crate) fn on_committed(&self) -> Notified<'_> {
        self.0.committed.notified()
    }

    pub(crate) fn on_jobs(&self) -> Notified<'_> {
        self.0.jobs.notified()
    }

    pub(crate) fn on_stamped(&self) -> Notified<'_> {
        self.0.stamped.notified()
    }

    pub(crate) fn on_elsewhere(&self) -> Notified<'_> {
        self.0.elsewhere.notified()
    }
}
