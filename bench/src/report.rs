//! The table.

use crate::Failure;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

/// Everything that was measured in one run.
pub struct Report {
    rows: Vec<[String; 5]>,
}

impl Report {
    /// An empty one.
    pub fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// One comparison. `ratio` is how many times faster (or smaller) ours is than the peer.
    pub fn compare(&mut self, what: &str, ours: String, peer: String, ratio: f64, aim: &str) {
        let ratio = format!("{ratio:.1}×");
        self.rows.push([what.into(), ours, peer, ratio, aim.into()]);
    }

    /// A figure without a peer, or a peer that is not here.
    pub fn note(&mut self, what: &str, ours: String, peer: &str, aim: &str) {
        self.rows.push([what.into(), ours, peer.into(), "–".into(), aim.into()]);
    }

    /// As Markdown.
    pub fn table(&self) -> String {
        let heads = ["what", "ours", "peer", "ours is better by", "aim"];
        let mut text = format!("| {} |\n| --- | --- | --- | --- | --- |\n", heads.join(" | "));
        for row in &self.rows {
            text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        text
    }

    /// Appends the table with date and machine to `bench/RESULTS.md`.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn append(&self) -> Result<PathBuf, Failure> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md");
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        writeln!(
            file,
            "\n## {}\n\n{}\n\n{}",
            said("date", &["-u", "+%F %H:%M UTC"]),
            machine(),
            self.table()
        )?;
        Ok(path)
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| "unknown".into())
}

fn machine() -> String {
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name\t: "));
    let loads = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = loads.split(' ').next().unwrap_or("?").to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{}, {cores} cores, {}; load average {load} while measuring, others' work \
         included; one thread each.",
        model.unwrap_or("unknown processor"),
        said("uname", &["-sr"]),
    )
}
