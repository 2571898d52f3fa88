//! The closing table of a run.

use std::time::{Duration, Instant};

use crate::project::Failure;

/// What the steps took so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<(String, Duration, bool)>,
}

impl Report {
    /// Runs a step under a heading and remembers its time.
    pub fn step(
        &mut self,
        name: &str,
        run: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        eprintln!("\n── {name}");
        let started = Instant::now();
        let done = run();
        self.rows.push((name.to_owned(), started.elapsed(), done.is_ok()));
        done.map_err(|failure| format!("\n{failure}\n\nStopped at step {name:?}. Again from there: ./osta test --from {name}"))
    }

    /// Prints the table.
    pub fn print(&self) {
        eprintln!();
        for (name, time, is_done) in &self.rows {
            let mark = if *is_done { "ok    " } else { "FAILED" };
            eprintln!("{mark}  {name:<14} {:>7.1} s", time.as_secs_f64());
        }
        let total: Duration = self.rows.iter().map(|(_, time, _)| *time).sum();
        eprintln!("        {:<14} {:>7.1} s", "all", total.as_secs_f64());
    }
}
