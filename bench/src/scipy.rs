//! SciPy in a virtual environment of its own.

use crate::Failure;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Solves and times; see the file for what it reads and prints.
const PROGRAM: &str = include_str!("scipy_assignment.py");

/// What SciPy answered.
pub struct Answer {
    /// The best of its rounds, in seconds.
    pub best_s: f64,
    /// The total cost.
    pub total: i64,
    /// Its version.
    pub version: String,
}

/// A Python that has SciPy; made when it is missing.
///
/// # Errors
/// When there is no Python 3, or the package index is out of reach.
pub fn python() -> Result<PathBuf, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench-venv");
    let python = folder.join("bin/python");
    let has_scipy = |python: &Path| {
        let output = Command::new(python).args(["-c", "import scipy"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if has_scipy(&python) {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(&python).args(quiet).args(["numpy", "scipy"]))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let error = String::from_utf8_lossy(&output.stderr);
    let last = error.lines().last().unwrap_or("it said nothing").to_owned();
    Err(format!("{command:?} failed: {last}").into())
}

/// Solves rows of (column, cost). Costs must be above zero: a sparse matrix has no zeros.
///
/// # Errors
/// When SciPy fails, for one when not every row can get a column.
pub fn solve(
    python: &Path,
    columns: usize,
    rows: &[Vec<(u32, i64)>],
    rounds: usize,
) -> Result<Answer, Failure> {
    let mut bytes = Vec::new();
    let mut put = |number: i64| bytes.extend_from_slice(&number.to_le_bytes());
    put(rows.len() as i64);
    put(columns as i64);
    put(0);
    let mut end = 0;
    for row in rows {
        end += row.len() as i64;
        put(end);
    }
    rows.iter().flatten().for_each(|(column, _)| put(i64::from(*column)));
    rows.iter().flatten().for_each(|(_, cost)| put(*cost));
    let file = std::env::temp_dir().join(format!("osta-bench-{}.bin", std::process::id()));
    std::fs::write(&file, bytes)?;
    let said = run(Command::new(python).args(["-c", PROGRAM]).arg(&file).arg(rounds.to_string()));
    std::fs::remove_file(&file)?;
    let said = said?;
    let mut words = said.split_whitespace();
    let mut next = || words.next().ok_or("SciPy said too little");
    Ok(Answer { best_s: next()?.parse()?, total: next()?.parse()?, version: next()?.to_owned() })
}
