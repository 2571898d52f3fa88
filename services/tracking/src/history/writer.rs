//! The one that empties the backlog into the tables.

use super::Backlog;
use crate::live::Taken;
use crate::store::{last_positions, provider_locations};
use chassis::{Db, StoreError};
use kernel::World;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How long a row waits for others at most.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long the database is left alone after a failure; doubles up to eight times that.
const REST: Duration = Duration::from_millis(500);
/// How long closing down waits for the last rows.
const FAREWELL: Duration = Duration::from_secs(8);

/// Writes positions in batches.
pub struct Writer {
    db: Db,
    world: World,
    backlog: Arc<Backlog>,
}

impl Writer {
    /// A writer that empties `backlog`.
    #[must_use]
    pub fn new(db: Db, world: World, backlog: Arc<Backlog>) -> Self {
        Self { db, world, backlog }
    }

    /// Writes every second, or as soon as a batch is full, until `stop`; then writes what is left.
    pub async fn run(&self, stop: CancellationToken) {
        let mut failures = 0u32;
        while !stop.is_cancelled() {
            if failures == 0 {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = self.backlog.filled() => {}
                    () = tokio::time::sleep(PATIENCE) => {}
                }
            } else {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = tokio::time::sleep(REST * (1 << failures.min(3))) => {}
                }
            }
            failures = match self.flush().await {
                Ok(_) => 0,
                Err(error) => {
                    tracing::warn!(%error, cause = %error.0, waiting = self.backlog.len(),
                        "positions can't be written; they wait");
                    failures.saturating_add(1)
                }
            };
        }
        let last = tokio::time::timeout(FAREWELL, self.flush()).await;
        if !matches!(last, Ok(Ok(_))) {
            tracing::error!(lost = self.backlog.len(), "the last positions were not written");
        }
    }

    /// Writes everything that waits; returns how many rows were handed over.
    ///
    /// # Errors
    /// When the database is away: then the rows wait on.
    pub async fn flush(&self) -> Result<usize, StoreError> {
        let mut written = 0;
        loop {
            let batch = self.backlog.take();
            if batch.is_empty() {
                return Ok(written);
            }
            let rows = batch.len();
            let began = Instant::now();
            match self.write(&batch).await {
                Ok(()) => {
                    metrics::histogram!("osta_tracking_write_seconds")
                        .record(began.elapsed().as_secs_f64());
                    metrics::counter!("osta_tracking_history_written_total").increment(rows as u64);
                    written += rows;
                }
                Err(error) if is_about_a_row(&error) => written += self.sort_out(batch).await?,
                Err(error) => {
                    self.backlog.put_back(batch);
                    return Err(error);
                }
            }
        }
    }

    async fn write(&self, batch: &[Taken]) -> Result<(), StoreError> {
        let now = self.world.now();
        let mut tx = self.db.pool().begin().await?;
        provider_locations::append_in_tx(&mut tx, now, batch).await?;
        last_positions::save_in_tx(&mut tx, now, batch).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes a refused batch row by row, so that a bad row costs only itself.
    async fn sort_out(&self, batch: Vec<Taken>) -> Result<usize, StoreError> {
        let mut written = 0;
        let mut rows = batch.into_iter();
        while let Some(row) = rows.next() {
            let Err(error) = self.write(&[row]).await else {
                written += 1;
                continue;
            };
            let Some(reason) = self.reason_to_let_go(&row, &error).await else {
                self.backlog.put_back([row].into_iter().chain(rows).collect());
                return Err(error);
            };
            tracing::debug!(%error, cause = %error.0, reason, "a position is let go");
            metrics::counter!("osta_tracking_history_lost_total", "reason" => reason).increment(1);
        }
        Ok(written)
    }

    /// Why a row will never be written. Days get their partitions ahead; a day that is over and
    /// has none (the night before an installation) never gets one.
    async fn reason_to_let_go(&self, row: &Taken, error: &StoreError) -> Option<&'static str> {
        if !is_about_a_row(error) {
            return None;
        }
        let day = row.fix.at.date_naive();
        match provider_locations::has_partition(self.db.pool(), day).await {
            Ok(true) => Some("refused"),
            Ok(false) if day < self.world.now().date_naive() => Some("no_partition"),
            Ok(false) | Err(_) => None,
        }
    }
}

/// Whether the rows themselves were refused (SQLSTATE classes 22 and 23; a day without a partition
/// is a check violation). Everything else, from an outage to a missing permission, can be mended
/// while the rows wait.
fn is_about_a_row(error: &StoreError) -> bool {
    let code = error.0.as_database_error().and_then(|e| e.code());
    code.is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
}
